import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { fromText } from '../../cli/probe/result';
import { WhenUserConnected, WorkspaceApplication, WorkspaceApplicationAssociation } from '../../lib';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_STANDARD_2021 as OFFICE_STANDARD,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { Desk } from '../cli/command';
import { outcome, type Scenario, set, visio } from '../e2e/cloud';
import { runningFor } from '../e2e/running';
import { Ministack } from './ministack';

const SECOND = 1000;

const engine = runningFor(() =>
  // The waiter's 30 seconds become five. The functions wait for their own half a minute in real time: to look more often would not
  // end it.
  Ministack.start({ scale: 0.17, durations: { install: 2 * SECOND, uninstall: SECOND, reboot: SECOND } }),
);

const fails = ({ workspaceId }: Scenario, applicationId: string) =>
  engine().simulator.failApplication(applicationId, 'ValidationError.InsufficientDiskSpace', { workspaceId });

/** Destroy uninstalls everything, and leaves no mark but that of a reboot, which every reboot writes anew. */
async function expectUninstalled(desk: Scenario, build: (stack: Stack) => void): Promise<void> {
  expect(outcome(await desk.destroy(build))).toBe('succeeded');
  expect(new Set(Object.values(desk.states()))).toEqual(new Set(['REMOVED']));
  expect(Object.keys(desk.marks()).filter((key) => !key.endsWith(':reboot'))).toEqual([]);
}

test.concurrent('create, another application, delete', async () => {
  const desk = engine().scenario('Life');
  expect(outcome(await desk.deploy(set(desk, [VISIO])))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(outcome(await desk.deploy(set(desk, [OFFICE])))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED' });
  await expectUninstalled(desk, set(desk, [OFFICE]));
});

test.concurrent('an update that fails: the reason is said, and the rollback brings back what it had taken', async () => {
  const desk = engine().scenario('Rollback');
  expect(outcome(await desk.deploy(set(desk, [OFFICE])))).toBe('succeeded');
  fails(desk, PROJECT);
  const failed = await desk.deploy(set(desk, [PROJECT]));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toContain('ValidationError.InsufficientDiskSpace');
  expect(failed.output).toContain('UPDATE_ROLLBACK_COMPLET');
  expect(desk.states()).toMatchObject({ [OFFICE]: 'COMPLETED' });
  expect(['REMOVED', undefined]).toContain(desk.states()[PROJECT]);
});

/**
 * What differs there by the fault of that engine. Each test expects what it does today: mended, the test fails, and its excuse goes.
 *
 * - `never deleted`: when a create has failed, CloudFormation sends a Delete for the resource in the rollback; ministack 1.5.33
 *   sends none. What the create has begun stays on the WorkSpace.
 * - `deleted before the cleanup`: CloudFormation deletes what an update has replaced in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, after an
 *   event DELETE_IN_PROGRESS; ministack 1.5.33 deletes it in UPDATE_IN_PROGRESS, without an event. Such a Delete
 *   looks like a late delivery, and our functions refuse it.
 */
const EXCUSED = { neverDeleted: 'ERROR', deletedBeforeTheCleanup: 'COMPLETED' } as const;

test.concurrent('a create that fails: the reason is said (excused: never deleted)', async () => {
  const desk = engine().scenario('Fails');
  fails(desk, VISIO);
  const failed = await desk.deploy(visio(desk));
  expect(failed.status).not.toBe(0);
  expect(failed.output).toContain('ValidationError.InsufficientDiskSpace');
  expect(desk.states()).toEqual({ [VISIO]: EXCUSED.neverDeleted });
});

test.concurrent('another WorkSpace: installed there; destroy uninstalls (excused: deleted before the cleanup)', async () => {
  const [desk, other] = [engine().scenario('Replace'), engine().scenario('Replaced')];
  expect(outcome(await desk.deploy(visio(desk)))).toBe('succeeded');
  const replaced = await desk.deploy(visio(other));
  expect(replaced).toMatchObject({ status: 0, output: expect.stringContaining('DELETE_FAILED') });
  expect(desk.states()).toEqual({ [VISIO]: EXCUSED.deletedBeforeTheCleanup });
  expect(other.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(outcome(await desk.destroy(visio(other)))).toBe('succeeded');
  expect(other.states()).toEqual({ [VISIO]: 'REMOVED' });
});

/** Where that engine differs from the embedded CloudFormation, whose positions test/e2e/probe-stack.long.test.ts has. */
const DIFFERENCES = {
  // An excuse above, found from outside.
  cleanupStatus: 'UPDATE_IN_PROGRESS',
  cleanupEvent: 'is not there',
  cleanupAttempts: 1,
  // It has these too.
  failedUpdate: 'is left',
  nestedRoot: 'there is none',
  nestedParent: 'there is none',
  nestedRollback: 'CREATE_COMPLETE',
  throttled: 'it comes nevertheless',
};

test.concurrent('probe stack: says where it differs, and where it does not', async () => {
  const desk = new Desk(engine().environment);
  try {
    const cdk = `${process.execPath} ${require.resolve('aws-cdk/bin/cdk')}`;
    // These two wait there for minutes, in real time.
    const short = ['--skip', 'cancelled', '--skip', 'redelivered'];
    const { status, out, err } = await desk.run(['probe', 'stack', '--yes', '--cdk', cdk, ...short]);
    expect({ status, err }).toMatchObject({ status: 0, err: expect.stringContaining('4/4') });
    const { stack } = fromText(out, 'stdout');
    const findings = Object.entries({ ...stack?.readings, ...stack?.answers });
    const positions = findings.map(([name, { position }]) => [name, position]);
    expect(Object.fromEntries(positions)).toMatchObject({
      ...DIFFERENCES,
      rollbackUpdate: 'the properties before, and as old ones those of the update',
      rollbackStatus: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      retryType: 'Create',
    });
  } finally {
    desk.remove();
  }
});

test.concurrent('an application by its name: looked up and installed; a misspelt name is refused with the nearest', async () => {
  const desk = engine().scenario('Named');
  const named = (name: string) => (stack: Stack) => {
    const application = WorkspaceApplication.fromName(stack, 'Named', name);
    const { workspaceId } = desk;
    new WorkspaceApplicationAssociation(stack, 'Desk', { workspaceId, applicationId: application.applicationId });
    new CfnOutput(stack, 'Name', { value: application.name });
  };
  const refused = await desk.deploy(named('Microsoft Viso LTSC Professional 2021'));
  expect(refused.status).not.toBe(0);
  expect(refused.output).toContain(`'Microsoft Visio LTSC Professional 2021' (${VISIO})`);
  expect(desk.states()).toEqual({});
  const deployed = await desk.deploy(named(' microsoft visio LTSC Professional  2021'));
  expect(deployed).toMatchObject({ status: 0, output: expect.stringContaining('Visio LTSC Professional 2021') });
  await expectUninstalled(desk, named('microsoft visio LTSC Professional 2021'));
});

test.concurrent('WAIT and a reboot: once the user is gone, installed and rebooted', async () => {
  const desk = engine().scenario('Reboot');
  const { simulator } = engine();
  const patient = visio(desk, { whenUserConnected: WhenUserConnected.WAIT, rebootAfterInstallation: true });
  simulator.setConnection(desk.workspaceId, 'CONNECTED', 20_000);
  expect(outcome(await desk.deploy(patient))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect([simulator.outagesOf(desk.workspaceId).length, desk.sessionsEnded()]).toEqual([2, 0]);
  await expectUninstalled(desk, patient);
});

test.concurrent('Standard for Professional: swapped', async () => {
  const desk = engine().scenario('Swap');
  expect(outcome(await desk.deploy(set(desk, [OFFICE_STANDARD])))).toBe('succeeded');
  expect(outcome(await desk.deploy(set(desk, [OFFICE])))).toBe('succeeded');
  expect(desk.states()).toEqual({ [OFFICE_STANDARD]: 'REMOVED', [OFFICE]: 'COMPLETED' });
  await expectUninstalled(desk, set(desk, [OFFICE]));
});
