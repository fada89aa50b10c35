import type { FleetWorld } from '../../../testkit/fleet-world';
import { APP, declared } from './builders';
import { CUTOFF, classesIn, DISK, desks, expectNothingPending, fleetOf, HOUR, idOf, MINUTE, OPENING } from './night';

describe('the first night', () => {
  test('everything is installed, wave after wave; a second night changes nothing', async () => {
    const fleet = fleetOf(12);
    expect((await fleet.night()).status).toBe('SUCCEEDED');
    expect(fleet.report).toMatchObject({ ended: { ok: true, why: '0 left' }, counts: { COMPLIANT: 12 } });
    const begins = desks(12).map(({ workspaceId }) => fleet.simulator.deploymentsOf(workspaceId)[0]?.begin ?? 0);
    expect(Math.min(...begins.slice(5))).toBeGreaterThan(Math.max(...begins.slice(0, 5)) + 20 * MINUTE);
    const { length } = fleet.simulator.mutations;
    expect((await fleet.night()).status).toBe('SUCCEEDED');
    expect(fleet.simulator.mutations.length).toBe(length);
    expect(fleet.bugs).toEqual([]);
  });

  test('no more desktops are out of service than declared', async () => {
    const fleet = fleetOf(9, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    await fleet.night();
    const outages = desks(9).flatMap(({ workspaceId }) => fleet.simulator.outagesOf(workspaceId));
    const together = outages.map(
      ({ begin }) => outages.filter((one) => one.begin <= begin && begin < (one.end ?? Infinity)).length,
    );
    expect(outages.length).toBe(9);
    expect(Math.max(...together)).toBe(2);
  });

  test('started by hand outside of a window: only surveyed; with ignoreWindow: done', async () => {
    const fleet = fleetOf(2);
    await fleet.night({});
    expect(fleet.report).toMatchObject({ ended: { ok: true, why: 'window closed, 2 left' }, counts: { TODO: 2 } });
    expect(fleet.simulator.mutations).toEqual([]);
    await fleet.night({ ignoreWindow: true });
    expect(fleet.report.counts.COMPLIANT).toBe(2);
  });

  test.each([
    ['paused', { enabled: false }, 'not now: the fleet is paused'],
    [
      'a date that is left out',
      { window: { ...declared().window, skipDates: ['2026-01-05'] } },
      'not now: 2026-01-05 is one of skipDates',
    ],
  ])('%s: the run ends, and makes no call', async (_situation, declaration, reason) => {
    const fleet = fleetOf(2, declaration);
    expect((await fleet.night()).output).toMatchObject({ next: 'done', reason });
    expect(fleet.simulator.calls).toEqual([]);
  });

  test('a start that was delivered after the window: not now', async () => {
    const fleet = fleetOf(1);
    const late = { format: 1, scheduledTime: new Date(OPENING - 6 * HOUR).toISOString() };
    expect((await fleet.night(late)).output).toMatchObject({ reason: 'not now: the window is over' });
  });

  test('a run is still on: the second one ends at once', async () => {
    const fleet = fleetOf(3);
    const first = await fleet.open();
    await fleet.wait(10 * MINUTE);
    const second = fleet.aws.machines.start(first.about.machine.arn, {}, 'second');
    await fleet.clock.runUntil(second.ended);
    expect(second.output).toMatchObject({ next: 'done', code: 'NotNow' });
    await fleet.clock.runUntil(first.ended);
    expect(fleet.report.counts.COMPLIANT).toBe(3);
  });

  test.each(['ResourceNotFoundException', 'AccessDeniedException', 'ThrottlingException'])(
    'a desktop cannot be looked at when its turn comes, %s: nothing is begun, and the run ends before its window does',
    async (exception) => {
      const fleet = fleetOf(1, { window: { ...declared().window, durationSeconds: 7200, cutoffSeconds: 3600 } });
      fleet.simulator.failOperation('DescribeTags', { exception, times: 1_000_000 });
      const { status, stopDate = Number.POSITIVE_INFINITY } = await fleet.night();
      expect({ status, isEnded: stopDate <= OPENING + 90 * MINUTE }).toEqual({ status: 'SUCCEEDED', isEnded: true });
      expect(fleet.simulator.mutations).toEqual([]);
    },
  );

  test('nothing matches: the run fails, in words', async () => {
    const fleet = fleetOf(2, { targets: { ...declared().targets, withTags: { Team: 'None' } } });
    expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'NoTargets' });
  });

  test('a run of another version: superseded', async () => {
    const fleet = fleetOf(1);
    const run = { format: 99, id: 'x', startedAt: 0, cutoff: 0, declaration: '', attempt: '', passes: 0 };
    expect((await fleet.night({ run })).output).toMatchObject({
      next: 'done',
      reason: 'superseded by another version of the fleet',
    });
  });
});

describe('users', () => {
  test('one who leaves is served in the same night, one who stays is left in peace', async () => {
    const fleet = fleetOf(4);
    fleet.simulator.setConnection(idOf(0), 'CONNECTED', 3 * HOUR);
    fleet.simulator.setConnection(idOf(1), 'CONNECTED');
    expect((await fleet.night()).status).toBe('SUCCEEDED');
    expect(classesIn(fleet.report)).toEqual({
      [idOf(0)]: 'COMPLIANT',
      [idOf(1)]: 'IN_USE',
      [idOf(2)]: 'COMPLIANT',
      [idOf(3)]: 'COMPLIANT',
    });
    expect(fleet.simulator.mutations.filter(({ workspaceId }) => workspaceId === idOf(1))).toEqual([]);
    expect(fleet.simulator.sessionsEnded(idOf(0)) + fleet.simulator.sessionsEnded(idOf(1))).toBe(0);
  });

  test('one who connects between the survey and the first call: no wish is registered', async () => {
    const fleet = fleetOf(3, { waves: [{ kind: 'rest' }], maxConcurrency: 1 });
    const execution = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.simulator.setConnection(idOf(2), 'CONNECTED');
    await fleet.clock.runUntil(execution.ended);
    expect(classesIn(fleet.report)[idOf(2)]).toBe('IN_USE');
    expect(fleet.simulator.mutations.filter(({ workspaceId }) => workspaceId === idOf(2))).toEqual([]);
  });

  test('DISCONNECT: the session is ended', async () => {
    const fleet = fleetOf(1, { waitForUser: false });
    fleet.simulator.setConnection(idOf(0), 'CONNECTED');
    await fleet.night();
    expect([fleet.report.counts.COMPLIANT, fleet.simulator.sessionsEnded(idOf(0))]).toEqual([1, 1]);
  });
});

describe('the cutoff', () => {
  test('nothing starts after it, what runs is watched, nothing is left pending, the next night goes on', async () => {
    const fleet = fleetOf(40, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    const execution = await fleet.night();
    expect(execution.output).toMatchObject({ next: 'done', reason: expect.stringContaining('window closed') });
    const begins = desks(40).flatMap(({ workspaceId }) =>
      fleet.simulator.deploymentsOf(workspaceId).map(({ begin }) => begin),
    );
    expect(Math.max(...begins)).toBeLessThan(CUTOFF);
    expect(fleet.report.counts.IN_PROGRESS).toBe(0);
    expectNothingPending(fleet, 40);
    const { COMPLIANT: done } = fleet.report.counts;
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBeGreaterThan(done);
  });
});

describe('failures', () => {
  /** Visio fails on the first so many desktops. */
  const failing = (fleet: FleetWorld, count: number, times = Number.POSITIVE_INFINITY): void => {
    for (const { workspaceId } of desks(count)) fleet.simulator.failApplication(APP, DISK, { workspaceId, times });
  };
  const triesOn = ({ simulator }: FleetWorld, index: number): number => simulator.deploymentsOf(idOf(index)).length;

  test('one, which is tolerated: reported with its reason, and not tried again the next night', async () => {
    const fleet = fleetOf(8);
    failing(fleet, 1);
    expect((await fleet.night()).status).toBe('SUCCEEDED');
    expect(fleet.report.counts).toMatchObject({ COMPLIANT: 7, FAILED: 1 });
    expect(fleet.report.desktops[0]).toMatchObject({
      class: 'FAILED',
      code: DISK,
      remedy: expect.stringContaining('free disk space'),
    });
    await fleet.night();
    expect(triesOn(fleet, 0)).toBe(1);
  });

  test('another revision: tried again, once', async () => {
    const fleet = fleetOf(8);
    failing(fleet, 1, 1);
    await fleet.night();
    fleet.declare(declared({ revision: '2' }));
    await fleet.night();
    expect([fleet.report.counts.COMPLIANT, triesOn(fleet, 0)]).toEqual([8, 2]);
  });

  test('a change of anything else: not tried again', async () => {
    const fleet = fleetOf(8);
    failing(fleet, 1, 1);
    await fleet.night();
    fleet.declare(declared({ waitForUser: false, maxConcurrency: 50 }));
    await fleet.night();
    expect([fleet.report.counts.FAILED, triesOn(fleet, 0)]).toEqual([1, 1]);
  });

  test('too many: the run fails, later waves and later nights touch nothing', async () => {
    const fleet = fleetOf(12);
    failing(fleet, 3);
    expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
    const { length } = fleet.simulator.mutations;
    expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
    expect(fleet.simulator.mutations.length).toBe(length);
    expect(triesOn(fleet, 8)).toBe(0);
  });

  test('too many in a wave: no further child begins', async () => {
    const fleet = fleetOf(20, { waves: [{ kind: 'rest' }], maxConcurrency: 2, toleratedFailurePercentage: 0 });
    failing(fleet, 20);
    await fleet.night();
    expect(desks(20).filter((_, index) => triesOn(fleet, index) > 0).length).toBeLessThanOrEqual(3);
    expectNothingPending(fleet, 20);
  });

  test('a higher tolerance: the fleet goes on', async () => {
    const fleet = fleetOf(12);
    failing(fleet, 3);
    await fleet.night();
    fleet.declare(declared({ toleratedFailurePercentage: 60 }));
    expect((await fleet.night()).status).toBe('SUCCEEDED');
    expect(fleet.report.counts).toMatchObject({ COMPLIANT: 9, FAILED: 3 });
  });

  test('an installation that hangs: failed after the timeout', async () => {
    const fleet = fleetOf(
      3,
      {},
      { simulator: { durations: { install: (turn) => (turn.workspaceId === idOf(0) ? 20 * HOUR : 20 * MINUTE) } } },
    );
    await fleet.night();
    expect(fleet.report.desktops[0]).toMatchObject({ class: 'FAILED', code: 'Timeout' });
  });

  test('a refusal for good: failed, and nothing is left pending', async () => {
    const fleet = fleetOf(3);
    fleet.simulator.failOperation('DeployWorkspaceApplications', {
      exception: 'InvalidParameterValuesException',
      times: 9,
      workspaceId: idOf(0),
    });
    await fleet.night();
    expect(fleet.report.counts).toMatchObject({ FAILED: 1, COMPLIANT: 2 });
    expectNothingPending(fleet, 3);
  });
});
