import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
  DESKTOP as WORKSPACE,
} from '../../local/workspaces';
import { declare, Harness } from '../lambda/harness';
import { A, B, bomb, DESKTOP, desk, MINUTE, OLD, OTHER, StackWorld } from './world';

/**
 * A create, an update, an update that fails and is rolled back, a change of WorkSpace, and a delete. Another resource waits
 * for ours each time, so that the stack is still busy when ours is done.
 */
async function live(repeats: readonly number[]): Promise<readonly object[]> {
  const world = new StackWorld({ installMinutes: 5 });
  world.repeats = repeats;
  const seen: object[] = [];
  const look = async (made: Promise<object>) => {
    const from = world.answers.length;
    const outcome = await made;
    const outages = [world.outages(), world.outages(OTHER)];
    // The refusal of a late create carries the framework's marker, and nothing reads it.
    const answered = world.idsFrom(from).filter((id) => !id.endsWith('CREATE_FAILED'));
    const ids = new Set(answered.map((id) => id.split('/').slice(0, 2).join('/')));
    seen.push({ ...outcome, here: world.states(), there: world.states(OTHER), outages, ids: [...ids].sort() });
  };
  const second = desk([VISIO], { WorkspaceId: OTHER }, { DependsOn: 'Desk' });
  await look(world.create({ Desk: desk([A]), Second: second }));
  await look(world.update({ Desk: desk([B]), Second: second }));
  await look(world.update({ Desk: desk([A]), Second: second, Bomb: bomb(200, { DependsOn: 'Desk' }) }));
  await look(world.update({ Desk: desk([B], { WorkspaceId: OTHER }), Second: second }));
  await look(world.delete());
  return seen;
}

describe('R5 every event of a stack life is delivered twice', () => {
  const DELAYS = [
    [0, 'at the same time'],
    [0.4, 'overlapping'],
    [5, 'within the first step'],
    [31, 'behind the first tick'],
    [200, 'during the deployment'],
    [340, 'behind its end, while the stack is busy'],
    [3700, 'when the stack is at rest'],
  ] as const;

  test.each(DELAYS)('R5 %d s apart, %s: ends as if delivered once', async (delay) => {
    expect(await live([delay])).toEqual(await live([]));
  });

  test('R5 four times over: ends as if delivered once', async () => {
    expect(await live([1, 40, 400])).toEqual(await live([]));
  });

  test('R5 delivered once: the life that the others are measured by is a real one', async () => {
    const [created, updated, failed, moved, deleted] = await live([]);
    const there = { [VISIO]: 'COMPLETED' };
    expect(created).toMatchObject({ status: 'CREATE_COMPLETE', here: { [A]: 'COMPLETED' }, there, outages: [1, 1] });
    expect(updated).toMatchObject({ status: 'UPDATE_COMPLETE', here: { [B]: 'COMPLETED' }, there, outages: [2, 1] });
    expect(failed).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', here: { [B]: 'COMPLETED' }, there });
    expect(moved).toMatchObject({ status: 'UPDATE_COMPLETE', here: { [OLD]: 'COMPLETED' } });
    expect(moved).toMatchObject({ there: { [VISIO]: 'COMPLETED', [B]: 'COMPLETED' } });
    expect(deleted).toMatchObject({ status: 'DELETE_COMPLETE', here: { [OLD]: 'COMPLETED' }, there: {} });
  });

  test('R5 a create comes twice while it is under way: both are answered with one id', async () => {
    const world = new StackWorld();
    world.repeats = [45];
    await world.create({ Desk: desk([A]), Second: desk([VISIO], { WorkspaceId: OTHER }) });
    expect(world.ids.filter((id) => id.startsWith(DESKTOP))).toHaveLength(1);
    expect(world.answers.length).toBeGreaterThan(2);
  });
});

describe('R6 a delete is tried again', () => {
  test('R6 after it succeeded: succeeds without a changing call', async () => {
    const harness = new Harness();
    const properties = declare(WORKSPACE, [VISIO]);
    const { physicalId } = await harness.create(properties);
    await harness.destroy(physicalId, properties);
    const before = harness.mutations().length;
    harness.stack.enter('DELETE_IN_PROGRESS');
    for (let tries = 0; tries < 2; tries++) await harness.run({ type: 'Delete', properties, physicalId });
    expect(harness.mutations()).toHaveLength(before);
  });

  test.each(['vanishes', 'stays listed'] as const)(
    'R6 after it succeeded, where a removed application %s: succeeds without a changing call',
    async (removed) => {
      const harness = new Harness({ readings: { removed } });
      const properties = declare(WORKSPACE, [VISIO]);
      const { physicalId } = await harness.create(properties);
      await harness.destroy(physicalId, properties);
      const before = harness.mutations().length;
      harness.stack.enter('DELETE_IN_PROGRESS');
      await harness.run({ type: 'Delete', properties, physicalId });
      expect(harness.mutations()).toHaveLength(before);
    },
  );

  test('R6 another caller removes it between the look and the call, twice over, late in the request: succeeds', async () => {
    const harness = new Harness();
    const properties = declare(WORKSPACE, [VISIO]);
    const { physicalId } = await harness.create(properties);
    harness.stack.enter('DELETE_IN_PROGRESS');
    const waiter = await harness.deliver({ type: 'Delete', properties, physicalId });
    harness.time += 6 * MINUTE;
    harness.simulator.failOperation('DisassociateWorkspaceApplication', {
      exception: 'ResourceNotFoundException',
      times: 2,
    });
    await expect(harness.finish(waiter)).resolves.toMatchObject({ physicalId });
    expect(harness.states(WORKSPACE)).toEqual({ [VISIO]: 'REMOVED' });
  });

  test('R6 a cleanup is refused and tried again: the update succeeds, and the application is gone', async () => {
    const world = new StackWorld();
    await world.create({ Desk: desk([A]), Second: desk([B], { WorkspaceId: OTHER }) });
    world.simulator.failOperation('DisassociateWorkspaceApplication', { exception: 'AccessDeniedException', times: 6 });
    const updated = await world.update({ Second: desk([B], { WorkspaceId: OTHER }) });
    expect(updated.status).toBe('UPDATE_COMPLETE');
    expect(updated.reasons).toEqual([expect.stringContaining('AccessDeniedException')]);
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
  });
});

describe('R30 A to B and back to A', () => {
  const [FROM, TO] = [declare(WORKSPACE, [OFFICE]), declare(WORKSPACE, [VISIO])];
  const REACHED = [
    { reached: 'nothing was done yet', ticks: 0, outages: 0 },
    { reached: 'it was registered', ticks: 1, outages: 0 },
  ];

  test.each(REACHED)(
    'R30 the update is cancelled when $reached: its rollback meets no conflict, and costs no session',
    async ({ ticks, outages }) => {
      const harness = new Harness({ resources: 2 });
      const { physicalId } = await harness.create(FROM);
      harness.time += 60 * MINUTE;
      const before = harness.simulator.deploymentsOf(WORKSPACE).length;
      harness.stack.enter('UPDATE_IN_PROGRESS');
      const forward = { type: 'Update', properties: TO, old: FROM, physicalId } as const;
      const waiter = await harness.deliver(forward);
      for (let tick = 0; tick < ticks; tick++) await harness.tick(waiter);
      harness.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS');
      await harness.run({ ...forward, properties: FROM, old: TO });
      expect(harness.states(WORKSPACE)).toEqual({ [OFFICE]: 'COMPLETED' });
      expect(harness.simulator.deploymentsOf(WORKSPACE).length - before).toBe(outages);
    },
  );
});
