// Records the terminal pictures of the docs from real runs of the command against the embedded AWS: `npm run
// pictures`. Needs `script` of util-linux, which is the terminal.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { breakDesktops, connectUsers, desktopsOf } from '../local/cli/fleet-desktops.ts';
import { clientEnvironment } from '../local/client-environment.ts';
import { startEmbeddedAws } from '../local/index.ts';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../local/workspaces/catalogue.ts';
import { svgOf } from './terminal-svg.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pictures = join(root, 'docs/pictures');
const DESKTOP = 'ws-0abc12345';
const SIZE = { columns: 88, rows: 18 };
const MINUTE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const environmentOf = (aws) => ({ ...clientEnvironment(aws.environment), TERM: 'xterm-256color', HOME: folder });

/** The CDK CLI on an example. Resolves with its exit status. */
const cdk = (aws, command, example, ...more) =>
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
      env: environmentOf(aws),
      stdio: 'ignore',
    });
    child.on('exit', resolve);
  });

/** Runs the command in a terminal until it ends, or for so many seconds. Resolves with the terminal. */
async function run(aws, title, args, seconds = 60) {
  const terminal = new xterm.Terminal({
    cols: SIZE.columns,
    rows: SIZE.rows,
    allowProposedApi: true,
    convertEol: false,
  });
  const words = [process.execPath, join(root, 'assets/cli/index.js'), ...args].map((word) => `'${word}'`).join(' ');
  const inside = `stty cols ${SIZE.columns} rows ${SIZE.rows}; exec ${words}`;
  const child = spawn('script', ['-qefc', inside, '/dev/null'], {
    cwd: folder,
    env: environmentOf(aws),
    stdio: 'pipe',
  });
  child.stdout.on('data', (chunk) => terminal.write(chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, seconds * 1000))]);
  await new Promise((resolve) => terminal.write('', resolve));
  const picture = svgOf(terminal, `cdk-workspaces-applications ${title}`);
  child.kill();
  return picture;
}

const keep = (name, picture) => writeFileSync(join(pictures, `${name}.svg`), picture);

async function recordStack(aws) {
  aws.simulator.setConnection(DESKTOP, 'CONNECTED');
  aws.simulator.installNow('ws-4graphics1', 'wsa-0def67890');
  await cdk(aws, 'synth', 'minimal', '--quiet');
  keep('plan', await run(aws, 'plan', ['plan', '--app', join(folder, 'minimal')]));
  const deployed = cdk(aws, 'deploy', 'minimal', '--require-approval', 'never');
  const watch = ['watch', 'WorkspaceApplications', '--wait', '--interval', '1'];
  keep('watch', await run(aws, 'watch WorkspaceApplications', watch, 24));
  await deployed;
}

/** The night of `npm start -- --fleet 40`, once a desktop of the second wave has failed. */
async function recordFleet(aws, world) {
  await cdk(aws, 'deploy', 'fleet', '--require-approval', 'never');
  breakDesktops(aws, world, 1);
  connectUsers(aws, world);
  const { scheduler } = aws.services;
  await scheduler.open(scheduler.list().find(({ name }) => /Window/.test(name)).name);
  const isFailed = ({ workspaceId }) => aws.simulator.state(workspaceId, VISIO) === 'ERROR';
  while (!world.workspaces.some(isFailed)) await new Promise((resolve) => setTimeout(resolve, 100));
  // A desktop is looked at every minute or two.
  await aws.clock.sleep(3 * MINUTE);
  keep('fleet', await run(aws, 'fleet Visio', ['fleet', 'Visio']));
}

/** Records with an embedded AWS of its own. */
async function using(simulator, record) {
  const aws = await startEmbeddedAws({ speed: 60, simulator });
  try {
    await record(aws, simulator.world);
  } finally {
    await aws.stop();
  }
}

mkdirSync(pictures, { recursive: true });
try {
  await using({ durations: { install: 20 * MINUTE } }, recordStack);
  await using({ world: desktopsOf(40) }, recordFleet);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
