import { DOCUMENTED_THROTTLE, PROJECT_PROFESSIONAL_2021 } from '../../../local/workspaces';
import type { Death } from '../../../testkit/mortal';
import { APP, declared } from './builders';
import { desks, expectNothingPending, fleetOf, MINUTE } from './night';

describe('what changes while a run is on', () => {
  test('another application: what runs is watched, nothing else begins, nothing is pending, the next night follows', async () => {
    const fleet = fleetOf(10, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    const execution = await fleet.open();
    await fleet.wait(15 * MINUTE);
    fleet.declare(declared({ applicationIds: [APP, PROJECT_PROFESSIONAL_2021], waves: [{ kind: 'rest' }] }));
    const changedAt = fleet.clock.now();
    await fleet.clock.runUntil(execution.ended);
    expect(execution.output).toMatchObject({ next: 'done', reason: expect.stringContaining('superseded') });
    const begins = desks(10).flatMap(({ workspaceId }) =>
      fleet.simulator.deploymentsOf(workspaceId).map(({ begin }) => begin),
    );
    expect([begins.length, begins.every((begin) => begin < changedAt)]).toEqual([2, true]);
    expectNothingPending(fleet, 10);
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(10);
  });

  test('a higher concurrency and tolerance: the run goes on, and follows them from the next pass on', async () => {
    const fleet = fleetOf(20, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    const execution = await fleet.open();
    await fleet.wait(15 * MINUTE);
    fleet.declare(declared({ maxConcurrency: 10, toleratedFailurePercentage: 50, waves: [{ kind: 'rest' }] }));
    await fleet.clock.runUntil(execution.ended);
    expect(fleet.report.counts.COMPLIANT).toBe(20);
    const runs = fleet.aws.machines.mapRunsOf(execution.about.arn).map(({ about }) => about);
    expect(
      runs.map(({ total, maxConcurrency, toleratedFailureCount }) => [total, maxConcurrency, toleratedFailureCount]),
    ).toEqual([
      [16, 2, 1],
      [4, 10, 10],
    ]);
  });

  test('a pause: what runs is watched, nothing begins; resumed, the next night goes on', async () => {
    const fleet = fleetOf(10, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    const execution = await fleet.open();
    await fleet.wait(15 * MINUTE);
    fleet.declare(declared({ maxConcurrency: 2, waves: [{ kind: 'rest' }], enabled: false }));
    await fleet.clock.runUntil(execution.ended);
    expect(fleet.report).toMatchObject({ ended: { why: 'the fleet is paused' }, counts: { COMPLIANT: 2, TODO: 8 } });
    expectNothingPending(fleet, 10);
  });

  test('the fleet is deleted: nothing begins, desktops stay as they are', async () => {
    const fleet = fleetOf(6, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    const execution = await fleet.open();
    await fleet.wait(15 * MINUTE);
    fleet.aws.parameters.delete('/cdk-workspaces-applications/fleet/Visio');
    await fleet.clock.runUntil(execution.ended);
    expect(desks(6).filter(({ workspaceId }) => fleet.simulator.deploymentsOf(workspaceId).length > 0).length).toBe(2);
    expectNothingPending(fleet, 6);
  });
});

describe('trouble', () => {
  test.each(
    [0, 1, 2, 3, 4, 6, 8, 10].flatMap((call) => (['before', 'after'] as const).map((when) => ({ call, when }))),
  )('every third function dies $when its call $call: each desktop is deployed to once', async (death) => {
    let [invocations, deaths] = [0, 0];
    const dying = (): Death | undefined => {
      invocations += 1;
      if (invocations % 3 !== 0) return undefined;
      deaths += 1;
      return death;
    };
    const fleet = fleetOf(3, {}, { death: dying });
    await fleet.night();
    await fleet.night();
    expect(deaths).toBeGreaterThan(2);
    expect(fleet.report.counts.COMPLIANT).toBe(3);
    expect(desks(3).map(({ workspaceId }) => fleet.simulator.deploymentsOf(workspaceId).length)).toEqual([1, 1, 1]);
    expectNothingPending(fleet, 3);
  });

  test('functions that crash at every third call: the fleet gets there', async () => {
    let calls = 0;
    const fleet = fleetOf(
      6,
      {},
      {
        wrap: (_name, handler) => async (event) => {
          calls += 1;
          const answer = await handler(event);
          if (calls % 3 === 0) throw new Error('killed');
          return answer;
        },
      },
    );
    await fleet.night();
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(6);
    expect(desks(6).map(({ workspaceId }) => fleet.simulator.deploymentsOf(workspaceId).length)).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
  });

  test('a step that always crashes: the run ends, and says that children end without a result', async () => {
    const fleet = fleetOf(
      2,
      {},
      {
        wrap: (name, handler) => (name === 'step' ? () => Promise.reject(new Error('broken')) : handler),
      },
    );
    expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
  });

  test('throttled calls, and answers that are lost: nothing is done twice', async () => {
    const fleet = fleetOf(5, {}, { simulator: { throttle: DOCUMENTED_THROTTLE } });
    fleet.simulator.failOperation('DeployWorkspaceApplications', { exception: 'timeout', when: 'after', times: 2 });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(5);
    expect(desks(5).map(({ workspaceId }) => fleet.simulator.deploymentsOf(workspaceId).length)).toEqual([
      1, 1, 1, 1, 1,
    ]);
  });
});
