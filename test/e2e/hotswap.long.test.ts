import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clientEnvironment } from '../../local/client-environment';
import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { Started } from '../cli/command';
import { cloudForTests, outcome, set } from './cloud';

const cloud = cloudForTests();

test('cdk deploy --hotswap of a changed application: green, and nothing is changed; cdk deploy installs it', async () => {
  const desk = cloud().scenario('Hotswap');
  expect(outcome(await desk.deploy(set(desk, [VISIO])))).toBe('succeeded');
  const swapped = await desk.deploy(set(desk, [OFFICE]), '--hotswap');
  expect(outcome(swapped)).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(outcome(await desk.deploy(set(desk, [OFFICE])))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED' });
});

const CDK = require.resolve('aws-cdk/bin/cdk');
const TSX = pathToFileURL(require.resolve('tsx')).href;

/** A folder with an app that declares what `desk.json` says, and `cdk watch` on it. */
class Watched {
  readonly folder = mkdtempSync(join(tmpdir(), 'watch-'));

  declare(workspaceId: string, applicationIds: readonly string[]): void {
    writeFileSync(join(this.folder, 'desk.json'), JSON.stringify({ workspaceId, applicationIds }));
  }

  start(...flags: readonly string[]): Started {
    const app = `node --import ${TSX} ${join(__dirname, 'watched-app.ts')}`;
    writeFileSync(
      join(this.folder, 'cdk.json'),
      JSON.stringify({ app, watch: { include: ['desk.json'] }, notices: false }),
    );
    const env = clientEnvironment(cloud().aws.environment);
    return new Started(spawn(process.execPath, [CDK, 'watch', ...flags, '--no-color'], { cwd: this.folder, env }));
  }
}

test('cdk watch --no-hotswap: a change of the app is deployed and installed; Ctrl-C ends it, and leaves nothing under way', async () => {
  const desk = cloud().scenario('Watched');
  const watched = new Watched();
  watched.declare(desk.workspaceId, [VISIO]);
  const watching = watched.start('--no-hotswap');
  try {
    await watching.printed(/✅ {2}Watched/);
    expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
    watched.declare(desk.workspaceId, [OFFICE]);
    const printed = await watching.printed(/Detected change[\s\S]*✅ {2}Watched/);
    expect(printed).not.toMatch(/hotswap/i);
    expect(desk.states()).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED' });
  } finally {
    watching.child.kill('SIGINT');
    await watching.ended;
    rmSync(watched.folder, { recursive: true, force: true });
  }
  expect(cloud().aws.cloudformation.describeStack('Watched').status).toBe('UPDATE_COMPLETE');
});
