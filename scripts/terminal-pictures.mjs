// Records the terminal pictures of the docs from real runs of the command against the embedded AWS: `npm run
// pictures`. Needs `script` of util-linux, which is the terminal.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { clientEnvironment } from '../local/client-environment.ts';
import { startEmbeddedAws } from '../local/index.ts';
import { svgOf } from './terminal-svg.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pictures = join(root, 'docs/pictures');
const DESKTOP = 'ws-0abc12345';
const SIZE = { columns: 88, rows: 18 };
const MINUTE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const aws = await startEmbeddedAws({ speed: 60, simulator: { durations: { install: 20 * MINUTE } } });
const env = { ...clientEnvironment(aws.environment), TERM: 'xterm-256color', HOME: folder };

/** The CDK CLI on an example. Resolves with its exit status. */
const cdk = (command, example, ...more) =>
  new Promise((resolve) => {
    const args = [
      join(root, 'node_modules/aws-cdk/bin/cdk'),
      command,
      '--all',
      '--app',
      `node --import tsx examples/${example}/app.ts`,
    ];
    const child = spawn(process.execPath, [...args, '--output', join(folder, example), ...more], {
      cwd: root,
      env,
      stdio: 'ignore',
    });
    child.on('exit', resolve);
  });

/** Runs the command in a terminal until it ends, or for so many seconds. Resolves with the terminal. */
async function run(title, args, seconds = 60) {
  const terminal = new xterm.Terminal({
    cols: SIZE.columns,
    rows: SIZE.rows,
    allowProposedApi: true,
    convertEol: false,
  });
  const words = [process.execPath, join(root, 'assets/cli/index.js'), ...args].map((word) => `'${word}'`).join(' ');
  const inside = `stty cols ${SIZE.columns} rows ${SIZE.rows}; exec ${words}`;
  const child = spawn('script', ['-qefc', inside, '/dev/null'], { cwd: folder, env, stdio: 'pipe' });
  child.stdout.on('data', (chunk) => terminal.write(chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, seconds * 1000))]);
  await new Promise((resolve) => terminal.write('', resolve));
  const picture = svgOf(terminal, `cdk-workspaces-applications ${title}`);
  child.kill();
  return picture;
}

mkdirSync(pictures, { recursive: true });
try {
  aws.simulator.setConnection(DESKTOP, 'CONNECTED');
  aws.simulator.installNow('ws-4graphics1', 'wsa-0def67890');
  await cdk('synth', 'minimal', '--quiet');
  writeFileSync(join(pictures, 'plan.svg'), await run('plan', ['plan', '--app', join(folder, 'minimal')]));
  const deployed = cdk('deploy', 'minimal', '--require-approval', 'never');
  writeFileSync(
    join(pictures, 'watch.svg'),
    await run('watch WorkspaceApplications', ['watch', 'WorkspaceApplications', '--wait', '--interval', '1'], 24),
  );
  await deployed;
} finally {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
