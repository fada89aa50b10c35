// Bundles what the package ships in assets/, the handler, the functions of fleets and the command: the same bytes from any working directory.
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  // Stack traces in the log name our functions; answers never carry one.
  keepNames: false,
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
};
// In a function, credentials come from the environment: the chain of all other sources is a third of the bundle.
const credentials = { '@aws-sdk/credential-provider-node': './lambda/shims/credentials.ts' };

const handler = await build({
  ...common,
  entryPoints: ['lambda/index.ts'],
  outfile: 'assets/handler/index.js',
  target: 'node22',
  alias: { '@smithy/core/event-streams': './lambda/shims/no-event-streams.ts', ...credentials },
});

// The client of S3 reads event streams.
const fleet = await build({
  ...common,
  entryPoints: ['lambda/fleet/index.ts'],
  outfile: 'assets/fleet/index.js',
  target: 'node22',
  alias: credentials,
});

// On a person's machine they come from anywhere.
const command = await build({
  ...common,
  entryPoints: ['cli/index.ts'],
  outfile: 'assets/cli/index.js',
  target: 'node20',
  banner: { js: '#!/usr/bin/env node' },
});

// npm makes it executable when it installs the package; the runtime of the other languages runs it as it was packed.
chmodSync(join(root, 'assets/cli/index.js'), 0o755);

writeNotices(root, [handler.metafile, fleet.metafile, command.metafile]);
