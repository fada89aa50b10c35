import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of bundled functions, beside package.json. The way there differs between TypeScript (`lib/private`) and the
 * compiled package (`dist/lib/private`).
 */
export function assetFolder(name: 'handler' | 'fleet'): string {
  const root = packageRoot(__dirname);
  const folder = join(root, 'assets', name);
  if (existsSync(join(folder, 'index.js'))) return folder;
  throw new Error(
    `The functions of this library are missing, looked for ${join(folder, 'index.js')}: ` +
      "in a clone run 'npm run build'; in an app that is itself bundled, mark cdk-workspaces-applications as external",
  );
}

function packageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : packageRoot(parent);
}
