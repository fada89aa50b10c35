// Bundles the handler into the one asset folder that the package ships: the same bytes from any working directory.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lambda/index.ts'],
  outfile: 'assets/handler/index.js',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  // Stack traces in the log name our functions; answers never carry one.
  keepNames: false,
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
  alias: {
    // In a function, credentials come from the environment: the chain of all other sources is a third of the bundle.
    '@aws-sdk/credential-provider-node': './lambda/credentials.ts',
    '@smithy/core/event-streams': './lambda/no-event-streams.ts',
  },
});

writeNotices(root, metafile);
