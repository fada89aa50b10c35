import { BUCKET, type FleetWorld } from '../../../testkit/fleet-world';
import { APP, declared } from './builders';
import { classesIn, desks, expectNothingPending, fleetMark, fleetOf, HOUR, idOf, MINUTE, OPENING } from './night';

const OFFICE = 'wsa-1office21p';
const STUDIO = 'wsa-4vstud22p';
const REST = [{ kind: 'rest' as const }];
const slowly = { maxConcurrency: 1, waves: REST };
const deploymentsOn = ({ simulator }: FleetWorld, index: number): number => simulator.deploymentsOf(idOf(index)).length;

describe('a desktop that is fit for a part of what is declared', () => {
  test('one application does not support it: the others are installed, and nothing fails', async () => {
    const fleet = fleetOf(
      0,
      { applicationIds: [OFFICE, STUDIO] },
      { desktops: desks(2, () => ({ computeType: 'STANDARD' as const })) },
    );
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'NOT_APPLICABLE', [idOf(1)]: 'NOT_APPLICABLE' });
    expect(desks(2).map(({ workspaceId }) => fleet.simulator.state(workspaceId, OFFICE))).toEqual([
      'COMPLETED',
      'COMPLETED',
    ]);
    expect(fleet.simulator.mutations.filter(({ applicationId }) => applicationId === STUDIO)).toEqual([]);
  });

  test('a stack declares what must be absent: the rest is installed, it is CLAIMED, and nothing fails', async () => {
    const fleet = fleetOf(1, { applicationIds: [APP], absentApplicationIds: [OFFICE] });
    fleet.simulator.installNow(idOf(0), OFFICE);
    fleet.stacks.declare(idOf(0), OFFICE);
    await fleet.night();
    expect(fleet.simulator.state(idOf(0), APP)).toBe('COMPLETED');
    expect(fleet.report.desktops[0]).toMatchObject({ class: 'CLAIMED' });
  });
});

test('a stack declares what must be absent after the child has judged the desktop: CLAIMED, and no failure', async () => {
  let isDeclared = false;
  const fleet: FleetWorld = fleetOf(
    1,
    { applicationIds: [], absentApplicationIds: [APP], toleratedFailurePercentage: 0 },
    {
      simulator: {
        onCall({ operation }) {
          if (operation !== 'DescribeWorkspaceAssociations' || isDeclared) return;
          isDeclared = true;
          fleet.stacks.declare(idOf(0), APP);
        },
      },
    },
  );
  fleet.simulator.installNow(idOf(0), APP);
  expect((await fleet.night()).status).toBe('SUCCEEDED');
  expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'CLAIMED' });
  expect(fleet.simulator.state(idOf(0), APP)).toBe('COMPLETED');
});

test('bake time of a week: no night of it is one without progress', async () => {
  const waves = [{ kind: 'count' as const, count: 1 }, { kind: 'rest' as const }];
  const window = { ...declared().window, durationSeconds: 5_400 };
  const fleet = fleetOf(2, { waves, window, bakeSeconds: 7 * 24 * 3_600 });
  const states = [await fleet.night(), await fleet.night(), await fleet.night(), await fleet.night()];
  expect(states.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'SUCCEEDED'));
  expect(fleet.report.counts).toMatchObject({ COMPLIANT: 1, TODO: 1 });
});

test('the topic takes no mail: the run ends as it has, and the log says so', async () => {
  const fleet = fleetOf(1, { topicArn: 'arn:aws:sns:us-east-1:111122223333:gone' });
  expect((await fleet.night()).status).toBe('SUCCEEDED');
  expect(fleet.lines.filter((line) => line.includes('mail not sent'))).toHaveLength(1);
});

describe('a deployment that was refused', () => {
  test('the desktop is excluded by a tag meanwhile: it is not tried again, and nothing is left pending', async () => {
    const fleet = fleetOf(1, {
      waves: REST,
      targets: { ...declared().targets, excludedTags: { Frozen: 'true' } },
    });
    fleet.simulator.failOperation('DeployWorkspaceApplications', { exception: 'ThrottlingException', times: 60 });
    const run = await fleet.open();
    await fleet.wait(MINUTE);
    fleet.simulator.setTags(idOf(0), { ...fleet.simulator.tags(idOf(0)), Frozen: 'true' });
    await fleet.clock.runUntil(run.ended);
    expect(deploymentsOn(fleet, 0)).toBe(0);
    expectNothingPending(fleet, 1);
  });
});

test('a deployment is refused for good where a fleet that exists no more has left its mark: nothing is left pending', async () => {
  const fleet = fleetOf(1);
  fleet.simulator.setTags(idOf(0), fleetMark(idOf(0), 'Gone'));
  fleet.simulator.failOperation('DeployWorkspaceApplications', {
    exception: 'InvalidParameterValuesException',
    times: 9,
  });
  await fleet.night();
  expectNothingPending(fleet, 1);
});

describe('waves that are declared otherwise by a deployment', () => {
  const three = [{ kind: 'count' as const, count: 1 }, { kind: 'count' as const, count: 1 }, { kind: 'rest' as const }];
  test('fewer: what was in the last one is still tried', async () => {
    const fleet = fleetOf(4, { waves: three });
    for (const index of [1, 2, 3]) fleet.simulator.setConnection(idOf(index), 'CONNECTED');
    await fleet.night();
    for (const index of [1, 2, 3]) fleet.simulator.setConnection(idOf(index), 'DISCONNECTED');
    fleet.declare(declared({ waves: [{ kind: 'count', count: 1 }, { kind: 'rest' }] }));
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(4);
  });

  test('the first week with the pilots alone: of the others, a part comes before the rest', async () => {
    const waves = [
      { kind: 'tagged', tags: { Ring: 'pilot' } },
      { kind: 'percentage', percentage: 25 },
      { kind: 'rest' },
    ] as const;
    const targets = { ...declared().targets, withTags: { Ring: 'pilot' } };
    const desktops = desks(8, (index) => (index === 0 ? { tags: { Ring: 'pilot' } } : {}));
    const fleet = fleetOf(0, { waves, targets }, { desktops });
    await fleet.night();
    fleet.declare(declared({ waves }));
    await fleet.night();
    expect(fleet.report.waves.map(({ desktops: count }) => count)).toEqual([1, 2, 5]);
    expect(fleet.report.counts.COMPLIANT).toBe(8);
  });
});

test('a run is stopped by hand, and another one begins: the next wave waits for what is still being installed in the first one', async () => {
  const fleet = fleetOf(8);
  const first = await fleet.open();
  await fleet.wait(10 * MINUTE);
  for (const one of fleet.aws.machines.executions) one.finish({ status: 'ABORTED' });
  const second = fleet.aws.machines.start(first.about.machine.arn, { ignoreWindow: true }, 'second');
  await fleet.clock.runUntil(second.ended);
  expect(fleet.report.counts.COMPLIANT).toBe(8);
  const outages = desks(8).map(({ workspaceId }) => fleet.simulator.outagesOf(workspaceId)[0]);
  const ends = outages.slice(0, 5).map((outage) => outage?.end ?? Number.POSITIVE_INFINITY);
  const begins = outages.slice(5).map((outage) => outage?.begin ?? 0);
  expect(Math.min(...begins)).toBeGreaterThan(Math.max(...ends));
});

describe('another execution of the state machine', () => {
  test.each([
    ['a dry run', { dryRun: true }],
    ['an announcement', { announces: 60, scheduledTime: new Date(OPENING - MINUTE).toISOString() }],
  ])('%s is on when the window opens: the run of the window is not kept from beginning', async (_which, input) => {
    const fleet = fleetOf(60);
    await fleet.wait(HOUR - 1_000);
    fleet.aws.machines.start('arn:aws:states:us-east-1:111122223333:stateMachine:fleet', input, 'looks');
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(60);
  });

  test('the Scheduler delivers the start twice: one of the two runs goes on', async () => {
    const fleet = fleetOf(3);
    const first = await fleet.open();
    const scheduledTime = new Date(OPENING).toISOString();
    const second = fleet.aws.machines.start(first.about.machine.arn, { format: 1, scheduledTime }, 'again');
    await fleet.clock.runUntil(Promise.all([first.ended, second.ended]));
    expect(fleet.report.counts.COMPLIANT).toBe(3);
    expect([0, 1, 2].map((index) => deploymentsOn(fleet, index))).toEqual([1, 1, 1]);
  });
});

describe('what the survey knew, and what is so later in the night', () => {
  test('a WorkSpace that was starting when the run began: is tried when it has started', async () => {
    const fleet = fleetOf(2, { waves: REST });
    fleet.simulator.setWorkspaceState(idOf(1), 'STARTING');
    const run = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.simulator.setWorkspaceState(idOf(1), 'AVAILABLE');
    await fleet.clock.runUntil(run.ended);
    expect(classesIn(fleet.report)[idOf(1)]).toBe('COMPLIANT');
  });

  test('one that has stopped meanwhile, so that its connection is unknown: no user is connected, and it is tried', async () => {
    const fleet = fleetOf(4, slowly);
    const run = await fleet.open();
    await fleet.wait(10 * MINUTE);
    fleet.simulator.setWorkspaceState(idOf(3), 'STOPPED');
    fleet.simulator.setConnection(idOf(3), 'UNKNOWN');
    await fleet.clock.runUntil(run.ended);
    expect(classesIn(fleet.report)[idOf(3)]).toBe('COMPLIANT');
  });

  test.each([true, false])(
    'one that is terminated before its turn, users are waited for: %s: it has not failed, and stops nothing',
    async (waitForUser) => {
      const fleet = fleetOf(4, { ...slowly, toleratedFailurePercentage: 0, waitForUser });
      const run = await fleet.open();
      await fleet.wait(10 * MINUTE);
      fleet.simulator.terminate(idOf(2));
      await fleet.clock.runUntil(run.ended);
      expect(run.status).toBe('SUCCEEDED');
      expect(fleet.report.counts).toMatchObject({ COMPLIANT: 3, UNMANAGEABLE: 1 });
    },
  );
});

test('an application that must be absent, and that a stack has declared before it was installed anew by hand: CLAIMED', async () => {
  const fleet = fleetOf(1, { applicationIds: [], absentApplicationIds: [APP] });
  fleet.stacks.declare(idOf(0), APP);
  await fleet.wait(3 * HOUR);
  fleet.simulator.remove(idOf(0), APP);
  fleet.simulator.installNow(idOf(0), APP);
  await fleet.night();
  expect(fleet.report.desktops[0]).toMatchObject({ class: 'CLAIMED' });
});

describe('a function that dies after a call that was carried out', () => {
  test('the deployment: the desktop is watched to its end, and the next one waits for it', async () => {
    let isDead = false;
    const fleet = fleetOf(2, slowly, {
      wrap: (name, handler) => async (event) => {
        const answer = await handler(event);
        const hasBegun = name === 'step' && fleet.simulator.deploymentsOf(idOf(0)).length > 0;
        if (!hasBegun || isDead) return answer;
        isDead = true;
        throw new Error('the answer is lost');
      },
    });
    await fleet.night();
    const [first, second] = [0, 1].map((index) => fleet.simulator.outagesOf(idOf(index))[0]);
    expect(second?.begin).toBeGreaterThanOrEqual(first?.end ?? Number.POSITIVE_INFINITY);
    expect([fleet.report.counts.COMPLIANT, isDead]).toEqual([2, true]);
  });

  test('the survey, which had read a part: the rest of the directory is read, too', async () => {
    const fleet = fleetOf(3);
    const collected = {
      desktops: [],
      tags: {},
      catalogue: [],
      installations: {},
      cursor: { phase: 'desktops', index: 0 },
    };
    const kept = Buffer.from(JSON.stringify({ collected, tries: {} }));
    fleet.aws.buckets.get(BUCKET).put('Visio/runs/night-1/survey.json', kept);
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(3);
  });
});

test('the last look at a desktop is refused for the rate for a moment: what is installed is no failure', async () => {
  const fleet = fleetOf(
    1,
    { installationTimeoutSeconds: 25 * 60, toleratedFailurePercentage: 0 },
    { simulator: { durations: { install: 24 * MINUTE } } },
  );
  const run = await fleet.open();
  await fleet.wait(24.5 * MINUTE);
  fleet.simulator.failOperation('DescribeWorkspaceAssociations', { exception: 'ThrottlingException', times: 3 });
  await fleet.clock.runUntil(run.ended);
  expect(fleet.lines.filter((line) => line.includes('"next":"fail"'))).toEqual([]);
  expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT' });
});
