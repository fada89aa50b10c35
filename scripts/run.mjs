// `npm start` and `npm run local`: the embedded AWS, straight from its TypeScript, in this process.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/cjs/api';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What is older than its sources would show yesterday's behaviour. */
function isBuilt(asset, ...sources) {
  if (!existsSync(join(root, asset))) return false;
  const built = statSync(join(root, asset)).mtimeMs;
  return sources
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
    )
    .every((file) => statSync(file).mtimeMs <= built);
}

if (!isBuilt('assets/handler/index.js', 'lambda') || !isBuilt('assets/cli/index.js', 'lambda', 'cli'))
  execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs')], { stdio: 'inherit' });
register();
const { main } = createRequire(import.meta.url)('../local/cli/main.ts');
await main(process.argv.slice(2));
