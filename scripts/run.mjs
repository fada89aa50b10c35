// `npm start` and `npm run local`: the embedded AWS, straight from its TypeScript, in this process.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/cjs/api';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A handler older than its sources would have the deployment show yesterday's behaviour. */
function isBuilt() {
  const asset = join(root, 'assets', 'handler', 'index.js');
  if (!existsSync(asset)) return false;
  const built = statSync(asset).mtimeMs;
  return readdirSync(join(root, 'lambda'), { recursive: true, encoding: 'utf8' }).every(
    (name) => statSync(join(root, 'lambda', name)).mtimeMs <= built,
  );
}

if (!isBuilt()) execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs')], { stdio: 'inherit' });
register();
const { main } = createRequire(import.meta.url)('../local/cli/main.ts');
await main(process.argv.slice(2));
