import { FLEET_PARAMETER_PREFIX, renderFleet } from '../../../lambda/contract/fleet';
import { APP, declared } from './builders';
import { classesIn, desks, expectNothingPending, fleetOf, idOf, MINUTE } from './night';

const slowly = { maxConcurrency: 1, waves: [{ kind: 'rest' as const }] };

describe('while a run is on', () => {
  test('a stack declares what must be absent: the child sees it, the desktop is CLAIMED, and the run succeeds', async () => {
    const declaration = { ...slowly, applicationIds: [], absentApplicationIds: [APP] };
    const fleet = fleetOf(3, declaration, { readings: { tagIndexLagSeconds: 7_200 } });
    for (const { workspaceId } of desks(3)) fleet.simulator.installNow(workspaceId, APP);
    const run = await fleet.open();
    await fleet.wait(5 * MINUTE);
    fleet.stacks.declare(idOf(2), APP);
    await fleet.clock.runUntil(run.ended);
    expect(run.status).toBe('SUCCEEDED');
    expect(fleet.report.desktops[2]).toMatchObject({ class: 'CLAIMED' });
    expect(desks(3).map(({ workspaceId }) => fleet.simulator.state(workspaceId, APP))).toEqual([
      'REMOVED',
      'REMOVED',
      'COMPLETED',
    ]);
    expect(fleet.simulator.mutations.filter((call) => call.workspaceId === idOf(2) && call.effective)).toEqual([]);
  });

  test('an update that is rolled back: children go on as if nothing had been', async () => {
    const fleet = fleetOf(4, slowly);
    const run = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.declare(declared({ ...slowly, applicationIds: [APP, 'wsa-3projt21p'] }));
    await fleet.wait(MINUTE);
    fleet.declare(declared(slowly));
    await fleet.clock.runUntil(run.ended);
    expect(fleet.report).toMatchObject({ ended: { ok: true, why: '0 left' }, counts: { COMPLIANT: 4 } });
    expect(desks(4).map(({ workspaceId }) => fleet.simulator.deploymentsOf(workspaceId).length)).toEqual([1, 1, 1, 1]);
  });

  test('a later version of the library declares: the run ends as superseded, what runs is not left pending', async () => {
    const fleet = fleetOf(4, { ...slowly, maxConcurrency: 2 });
    const run = await fleet.open();
    await fleet.wait(10 * MINUTE);
    const name = `${FLEET_PARAMETER_PREFIX}Visio`;
    const value = JSON.stringify({ ...renderFleet(declared()), format: 2 });
    fleet.aws.parameters.put({ name, value, overwrite: true }, fleet.clock.now());
    await fleet.clock.runUntil(run.ended);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { reason: expect.stringContaining('superseded: format must be 1, got 2') },
    });
    expectNothingPending(fleet, 4);
  });

  test('… and before a run: it fails, and touches nothing', async () => {
    const fleet = fleetOf(1);
    const name = `${FLEET_PARAMETER_PREFIX}Visio`;
    fleet.aws.parameters.put({ name, value: '{"format":2}', overwrite: true }, fleet.clock.now());
    expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'FleetDeclarationError' });
    expect(fleet.simulator.calls).toEqual([]);
  });

  test('the state machine is deleted with its stack: installations go on, and no further session ends', async () => {
    const fleet = fleetOf(4, { ...slowly, maxConcurrency: 2 });
    const run = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.aws.machines.remove(run.about.machine.arn);
    fleet.aws.parameters.delete(`${FLEET_PARAMETER_PREFIX}Visio`);
    await fleet.wait(120 * MINUTE);
    expect(run.status).toBe('ABORTED');
    expect(desks(4).map(({ workspaceId }) => fleet.simulator.state(workspaceId, APP))).toEqual([
      'COMPLETED',
      'COMPLETED',
      'ABSENT',
      'ABSENT',
    ]);
  });
});

test('a child of another version: superseded, without a call', async () => {
  const fleet = fleetOf(1);
  const run = { format: 99, id: 'x', startedAt: 0, cutoff: 0, declaration: '', attempt: '', passes: 0 };
  const desktop = {
    workspaceId: idOf(0),
    directoryId: '',
    userName: '',
    computerName: '',
    state: 'AVAILABLE',
    delay: 0,
  };
  const answer = await fleet.invoke('step', { desktop, run });
  expect(answer).toMatchObject({ next: 'done', code: 'Superseded' });
  expect(fleet.simulator.calls).toEqual([]);
});

test('a reboot after the installation: once on each desktop, and then it is compliant', async () => {
  const fleet = fleetOf(2, { rebootAfterInstallation: true });
  await fleet.night();
  await fleet.night();
  const reboots = fleet.simulator.mutations.filter(({ operation }) => operation === 'RebootWorkspaces');
  expect([fleet.report.counts.COMPLIANT, reboots.length]).toEqual([2, 2]);
  expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT', [idOf(1)]: 'COMPLIANT' });
});
