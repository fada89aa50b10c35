import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of the bundled handler, beside package.json. The way there differs between TypeScript (`lib/private`) and the
 * compiled package (`dist/lib/private`).
 */
export function handlerFolder(): string {
  const root = packageRoot(__dirname);
  const folder = join(root, 'assets', 'handler');
  if (existsSync(join(folder, 'index.js'))) return folder;
  throw new Error(
    `The handler of WorkspaceApplicationProvider is missing, looked for ${join(folder, 'index.js')}: ` +
      "in a clone run 'npm run build'; in an app that is itself bundled, mark cdk-workspaces-applications as external",
  );
}

function packageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : packageRoot(parent);
}
