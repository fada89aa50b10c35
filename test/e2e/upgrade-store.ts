import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { upgraded } from './upgrade-stack';

/*
 * Stores the assembly of the stack, as it is synthesized now, in `test/e2e/upgrade`. Run it when a template has been released:
 * `node scripts/bundle.mjs && node --import tsx test/e2e/upgrade-store.ts && npx biome format --write test/e2e/upgrade`
 */
const STORED = join(__dirname, 'upgrade');
const ASSETS = 'Upgrade.assets.json';

const outdir = mkdtempSync(join(tmpdir(), 'upgrade-'));
const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
upgraded({ workspaceId: 'ws-e2eupgrade0' })(new Stack(app, 'Upgrade'));
app.synth();

/** The handler is stored as an archive. The code of the Provider framework is not stored: it is part of the CDK. */
const isHandler = (path: string): boolean => !readdirSync(join(outdir, path)).includes('framework.js');
const sources: Record<string, string> = {};
for (const path of readdirSync(outdir).filter((name) => name.startsWith('asset.'))) {
  sources[path] = isHandler(path) ? 'handler.zip' : 'framework';
  if (!isHandler(path)) continue;
  rmSync(join(STORED, 'handler.zip'));
  execFileSync('zip', ['-qX9', join(STORED, 'handler.zip'), 'index.js'], { cwd: join(outdir, path) });
}

const parse = (name: string, reviver: (key: string, value: { path: string }) => unknown) =>
  JSON.parse(readFileSync(join(outdir, name), 'utf8'), reviver);
const store = (name: string, content: object) =>
  writeFileSync(join(STORED, name), `${JSON.stringify(content, undefined, 2)}\n`);

// What the CLI needs, and neither the report on feature flags nor the paths of the constructs.
const LEFT_OUT = ['aws-cdk-lib/feature-flag-report', 'metadata'];
store(
  'manifest.json',
  parse('manifest.json', (key, value) => (LEFT_OUT.includes(key) ? undefined : value)),
);
store(
  'Upgrade.template.json',
  parse('Upgrade.template.json', (_, value) => value),
);
const stored = ({ path }: { path: string }) => {
  const name = sources[path] ?? path;
  return { path: name, packaging: name === 'framework' ? 'zip' : 'file' };
};
store(
  ASSETS,
  parse(ASSETS, (key, value) => (key === 'source' ? stored(value) : value)),
);
rmSync(outdir, { recursive: true });
