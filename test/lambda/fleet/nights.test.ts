import type { FleetDeclaration } from '../../../lambda/contract/fleet';
import type { Report } from '../../../lambda/fleet/report';
import {
  COMPANY_PORTAL,
  DOCUMENTED_THROTTLE,
  PROJECT_PROFESSIONAL_2021,
  type WorkspaceSpec,
} from '../../../local/workspaces';
import { FleetWorld, type FleetWorldOptions } from '../../../testkit/fleet-world';
import type { Death } from '../../../testkit/mortal';
import { APP, declared } from './builders';

const OPENING = Date.UTC(2026, 0, 5, 21);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The window lasts six hours, and its cutoff is one. */
const CUTOFF = OPENING + 5 * HOUR;
const DISK = 'ValidationError.InsufficientDiskSpace';

const idOf = (index: number): string => `ws-${String(index).padStart(8, '0')}`;
const desks = (count: number, more: (index: number) => Partial<WorkspaceSpec> = () => ({})): WorkspaceSpec[] =>
  Array.from({ length: count }, (_, index) => ({ workspaceId: idOf(index), userName: `user${index}`, ...more(index) }));

/** A fleet of some desktops that wants Visio on them. */
const fleetOf = (count: number, declaration: Partial<FleetDeclaration> = {}, more: Partial<FleetWorldOptions> = {}) =>
  new FleetWorld({ opening: OPENING, desktops: desks(count), declaration: declared(declaration), ...more });

const classesIn = ({ desktops }: Report): Record<string, string> =>
  Object.fromEntries(desktops.map((line) => [line.workspaceId, line.class]));

/** The mark of a fleet of another stack. */
const fleetMark = (workspaceId: string, name: string) => ({
  [`cdk-workspaces-applications:${APP}:0123456789abcdef.fleet`]: `1 holds ${workspaceId} at=2026-01-05T20:00:00Z try=x op=mm0 root= by=fleet/${name}`,
});

/** No wish of the fleet is left that another deployment would carry out. */
function expectNothingPending({ simulator }: FleetWorld, count: number): void {
  const states = desks(count).map(({ workspaceId }) => simulator.state(workspaceId, APP));
  expect(states.filter((state) => state.startsWith('PENDING'))).toEqual([]);
}

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
      reason: expect.stringContaining('What next'),
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
    const fleet = fleetOf(12, { maxConcurrency: 2, waves: [{ kind: 'rest' }] });
    const execution = await fleet.open();
    await fleet.wait(15 * MINUTE);
    fleet.declare(declared({ maxConcurrency: 10, toleratedFailurePercentage: 50, waves: [{ kind: 'rest' }] }));
    await fleet.clock.runUntil(execution.ended);
    expect(fleet.report.counts.COMPLIANT).toBe(12);
    const runs = fleet.aws.machines.mapRunsOf(execution.about.arn).map(({ about }) => about);
    expect(
      runs.map(({ total, maxConcurrency, toleratedFailureCount }) => [total, maxConcurrency, toleratedFailureCount]),
    ).toEqual([
      [4, 2, 1],
      [8, 10, 6],
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

describe('what is declared', () => {
  test('an application that is dropped stays', async () => {
    const fleet = fleetOf(2, { applicationIds: [APP, PROJECT_PROFESSIONAL_2021] });
    await fleet.night();
    fleet.declare(declared());
    await fleet.night();
    expect(fleet.simulator.state(idOf(0), PROJECT_PROFESSIONAL_2021)).toBe('COMPLETED');
    expect(fleet.simulator.removals).toEqual([]);
  });

  test('an application that is declared absent goes, also if a person installed it; what a stack holds stays, and is reported', async () => {
    const fleet = fleetOf(3, { applicationIds: [], absentApplicationIds: [APP] });
    fleet.simulator.installNow(idOf(0), APP);
    fleet.simulator.installNow(idOf(1), APP);
    fleet.stacks.declare(idOf(1), APP);
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT', [idOf(1)]: 'CLAIMED', [idOf(2)]: 'COMPLIANT' });
    expect(desks(3).map(({ workspaceId }) => fleet.simulator.state(workspaceId, APP))).toEqual([
      'REMOVED',
      'COMPLETED',
      'ABSENT',
    ]);
  });

  test('an application that a former fleet of this name held, or one that does not exist any more, goes', async () => {
    const fleet = fleetOf(2, { applicationIds: [], absentApplicationIds: [APP] });
    for (const [index, name] of ['Visio', 'Gone'].entries()) {
      fleet.simulator.installNow(idOf(index), APP);
      fleet.simulator.setTags(idOf(index), fleetMark(idOf(index), name));
    }
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(2);
  });

  test('what a stack held that was deleted, the application retained: goes, and is tried again where it is in ERROR', async () => {
    const declaration = { absentApplicationIds: [PROJECT_PROFESSIONAL_2021] };
    const fleet = fleetOf(2, declaration);
    fleet.simulator.installNow(idOf(0), PROJECT_PROFESSIONAL_2021);
    fleet.stacks.declare(idOf(0), PROJECT_PROFESSIONAL_2021);
    fleet.simulator.put({ workspaceId: idOf(1), applicationId: APP, state: 'ERROR' });
    fleet.stacks.declare(idOf(1), APP);
    await fleet.wait(10 * MINUTE);
    for (const index of [0, 1]) fleet.stacks.retain(idOf(index));
    fleet.declare(declared(declaration));
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(2);
    expect(fleet.simulator.state(idOf(0), PROJECT_PROFESSIONAL_2021)).toBe('REMOVED');
  });

  test('what a stack holds is joined without an outage; what it has in ERROR is left alone', async () => {
    const fleet = fleetOf(3, {}, { readings: { tagIndexLagSeconds: 1_800 } });
    fleet.simulator.installNow(idOf(0), APP);
    fleet.simulator.put({ workspaceId: idOf(1), applicationId: APP, state: 'ERROR' });
    for (const index of [0, 1]) fleet.stacks.declare(idOf(index), APP);
    await fleet.night();
    expect(fleet.report.counts).toMatchObject({ COMPLIANT: 2, FAILED: 1 });
    expect(fleet.simulator.outagesOf(idOf(0)).length + fleet.simulator.outagesOf(idOf(1)).length).toBe(0);
    expect(Object.keys(fleet.simulator.tags(idOf(0))).filter((key) => key.endsWith('.fleet')).length).toBe(1);
  });

  test('users are thrown out of nothing for an application that was there by hand, and it is not held', async () => {
    const fleet = fleetOf(1);
    fleet.simulator.installNow(idOf(0), APP);
    await fleet.night();
    expect([fleet.report.counts.COMPLIANT, fleet.simulator.mutations.length]).toEqual([1, 0]);
  });

  test('unfit and unmanageable desktops: reported, and not called', async () => {
    const fleet = fleetOf(
      0,
      {},
      {
        desktops: desks(
          4,
          (index) =>
            [
              {},
              { computeType: 'VALUE' as const },
              { operatingSystem: 'UBUNTU_22_04' as const },
              { state: 'SUSPENDED' as const },
            ][index] ?? {},
        ),
      },
    );
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({
      [idOf(0)]: 'COMPLIANT',
      [idOf(1)]: 'NOT_APPLICABLE',
      [idOf(2)]: 'UNMANAGEABLE',
      [idOf(3)]: 'UNMANAGEABLE',
    });
    expect(new Set(fleet.simulator.mutations.map(({ workspaceId }) => workspaceId))).toEqual(new Set([idOf(0)]));
  });

  test('new, rebuilt and migrated desktops: in line after the next night', async () => {
    const fleet = fleetOf(3);
    await fleet.night();
    fleet.simulator.rebuild(idOf(0));
    fleet.simulator.migrate(idOf(1), 'ws-migrated1');
    fleet.simulator.addWorkspace({ workspaceId: 'ws-brandnew1', userName: 'new' });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(4);
    expect(['ws-migrated1', 'ws-brandnew1', idOf(0)].map((id) => fleet.simulator.state(id, APP))).toEqual([
      'COMPLETED',
      'COMPLETED',
      'COMPLETED',
    ]);
  });

  test('a tag that excludes, set after the survey: the child sees it', async () => {
    const fleet = fleetOf(
      3,
      {
        maxConcurrency: 1,
        waves: [{ kind: 'rest' }],
        targets: { ...declared().targets, excludedTags: { Frozen: 'true' } },
      },
      { readings: { tagIndexLagSeconds: 7_200 } },
    );
    const execution = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.simulator.setTags(idOf(2), { Frozen: 'true' });
    await fleet.clock.runUntil(execution.ended);
    expect(fleet.simulator.mutations.filter(({ workspaceId }) => workspaceId === idOf(2))).toEqual([]);
  });

  test('more desktops than a page of the service, and of tags', async () => {
    const fleet = fleetOf(110, { applicationIds: [COMPANY_PORTAL], waves: [{ kind: 'rest' }] });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(110);
  });
});

describe('a list as targets', () => {
  const listed = (text: string) => {
    const fleet = fleetOf(4, { targets: { ...declared().targets, csv: { bucket: 'lists', key: 'desks.csv' } } });
    fleet.aws.buckets.create('lists').put('desks.csv', Buffer.from(text));
    return fleet;
  };

  test('ids, and one that does not exist: the rest is done, and the row is reported', async () => {
    const fleet = listed(`WorkspaceId\n${idOf(1)}\nws-0gone0000\n`);
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(1)]: 'COMPLIANT' });
    expect(fleet.report.unmatched).toEqual(['line 3: ws-0gone0000']);
  });

  test('users of directories: found', async () => {
    const fleet = listed('DirectoryId,UserName\nd-906734e325,USER2\n');
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(2)]: 'COMPLIANT' });
  });

  test('a row of another form: the run fails, and makes no call of WorkSpaces', async () => {
    const fleet = listed(`WorkspaceId\n${idOf(1)}\nJANE\n`);
    expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'TargetListUnreadable' });
    expect(fleet.simulator.calls).toEqual([]);
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
