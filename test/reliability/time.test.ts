import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  type Readings,
  singleDepartures,
  VISIO_PROFESSIONAL_2021 as VISIO,
  DESKTOP as WORKSPACE,
} from '../../local/workspaces';
import { declare, Harness } from '../lambda/harness';
import { A, desk, MINUTE, OLD, SECOND, StackWorld } from './world';

const YEAR = 365 * 24 * 60 * MINUTE;

/** When each answer came, in minutes since the beginning. */
const minutes = (world: StackWorld, begin: number): readonly number[] =>
  world.answers.map(({ time }) => (time - begin) / MINUTE);

describe('R10 R11 an operation takes longer than there is time', () => {
  const PACES = [
    { pace: 'every answer takes a moment', milliseconds: 60, late: 0 },
    { pace: 'every answer takes up to nine seconds', milliseconds: 9000, late: 1 },
  ];

  test.each(PACES)(
    'R10 R11 an install, and $pace: we answer first, with state and since when',
    async ({ milliseconds, late }) => {
      const world = new StackWorld({ installMinutes: 120 });
      world.slow = { milliseconds, calls: Number.POSITIVE_INFINITY };
      const begin = world.clock.now();
      world.begin({ Desk: desk([A]) });
      await world.pass(58 + late);
      const [answer] = world.answers;
      const [answered = 0] = minutes(world, begin);
      expect(answered).toBeGreaterThan(55);
      expect(answered).toBeLessThan(57.5);
      expect(JSON.parse(answer?.body ?? '{}')).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringMatching(
          /was not done after 55 minutes: wsa-0aaaaaaa1 is INSTALLING since 2026-.*What next: set waitForInstallation to false, then deploy again/,
        ),
      });
    },
  );

  test('R11 the rollback of it comes too late as well: no bare "Operation timed out"', async () => {
    const world = new StackWorld({ installMinutes: 240 });
    const { status, reasons } = await world.create({ Desk: desk([A]) });
    expect(status).toBe('ROLLBACK_FAILED');
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons) expect(reason).not.toMatch(/Operation timed out|did not receive a response/);
    expect(world.answers.every(({ body }) => !body.includes('Operation timed out'))).toBe(true);
  });

  test("R10 a timeout of five minutes: bounds the create, and not the rollback's delete", async () => {
    const world = new StackWorld({ installMinutes: 30 });
    const begin = world.clock.now();
    const { status, reasons } = await world.create({ Desk: desk([A], { TimeoutSeconds: '300' }) });
    expect(reasons[0]).toMatch(/was not done after 5 minutes/);
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
    const [failed = 0, removed = 0] = minutes(world, begin);
    expect(failed).toBeLessThan(6);
    expect(removed).toBeGreaterThan(30);
  });

  test('R10 an update with a timeout of 25 minutes fails: its rollback may take longer than that', async () => {
    const harness = new Harness({ durations: { install: 20 * MINUTE, uninstall: 20 * MINUTE } });
    const [before, after] = [OFFICE, VISIO].map((id) => declare(WORKSPACE, [id], { TimeoutSeconds: '1500' }));
    if (!before || !after) throw new Error('two declarations');
    const { physicalId } = await harness.create(before);
    harness.stack.enter('UPDATE_IN_PROGRESS');
    const forward = { type: 'Update', properties: after, old: before, physicalId } as const;
    await expect(harness.run(forward)).rejects.toThrow(/was not done after 25 minutes/);
    harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    const back = await harness.run({ ...forward, properties: before, old: after });
    expect(back.minutes).toBeGreaterThan(25);
    expect(harness.states(WORKSPACE)).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
  });
});

test('R12 the waiter dies without an answer: the stack fails after the hour of ServiceTimeout, and is rolled back', async () => {
  const world = new StackWorld();
  const { start } = world.framework;
  world.framework.start = () => {
    world.framework.start = start.bind(world.framework);
    return Promise.resolve({});
  };
  const { status, reasons } = await world.create({ Desk: desk([A], { ServiceTimeout: '1800' }) });
  expect(reasons).toEqual([expect.stringContaining('did not receive a response')]);
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
});

describe('R33 an application that stays in ERROR whatever is tried', () => {
  const MOST = 3;
  const READINGS: readonly { readonly name: string; readonly readings: Partial<Readings> }[] = [
    { name: 'the likeliest', readings: {} },
    ...singleDepartures(),
  ];

  /** How many sessions one request has ended: each deployment ends one. */
  async function outagesOf(harness: Harness, request: () => Promise<unknown>): Promise<number> {
    const before = harness.simulator.deploymentsOf(WORKSPACE).length;
    await request().catch(() => undefined);
    harness.time += 20 * MINUTE;
    return harness.simulator.deploymentsOf(WORKSPACE).length - before;
  }

  test.each(READINGS.flatMap((row) => [1, 40].map((resources) => ({ ...row, resources }))))(
    'R33 reading $name, $resources resource(s): no request deploys more than three times',
    async ({ readings, resources }) => {
      const durations = { install: 30 * SECOND, uninstall: 30 * SECOND };
      const harness = new Harness({ readings, resources, durations });
      const properties = declare(WORKSPACE, [VISIO, OFFICE]);
      harness.simulator.put({
        workspaceId: WORKSPACE,
        applicationId: VISIO,
        state: 'ERROR',
        created: harness.time - YEAR,
      });
      harness.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { aim: 'BOTH' });
      const { physicalId } = await harness.creating(properties);
      const create = await outagesOf(harness, () => harness.run({ type: 'Create', properties }));
      harness.stack.enter('ROLLBACK_IN_PROGRESS', { touch: true });
      const rollback = await outagesOf(harness, () => harness.run({ type: 'Delete', properties, physicalId }));
      harness.stack.enter('DELETE_IN_PROGRESS', { touch: true });
      const removal = await outagesOf(harness, () => harness.run({ type: 'Delete', properties, physicalId }));
      // The mark remembers the attempt: the ERROR from before is tried once.
      expect(create).toBe(1);
      expect(Math.max(rollback, removal)).toBeLessThanOrEqual(MOST);
    },
  );
});
