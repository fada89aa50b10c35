import { toProperties } from '../../../lambda/contract/applications';
import { findOperation } from '../../../lambda/stack/find-operation';
import type { Request } from '../../../lambda/stack/request';
import { BEGAN, declaration, LOGICAL_ID, MINUTE, OFFICE, request, SECOND, TOKEN, VISIO, WORKSPACE } from '../builders';
import { StackBench } from '../stack-tools';

const OWN_ID = `${WORKSPACE}/${TOKEN}`;
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;
const [OLD, NEW] = [declaration({ applicationIds: [OFFICE] }), declaration({ applicationIds: [VISIO] })];
const PROPERTIES = { ...toProperties(NEW) };

let bench: StackBench;

beforeEach(() => {
  bench = new StackBench();
  for (const status of ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'] as const) bench.stack.enter(status);
  bench.time += 60 * MINUTE;
});

const asking = (overrides: Partial<Request>): Request =>
  request({ stackId: bench.stack.id, physicalId: OWN_ID, declared: NEW, ...overrides });

const find = (overrides: Partial<Request>) => findOperation(asking(overrides), bench.tools);

/** The stack begins an update, and one with this resource. */
function update(type: 'CREATE' | 'UPDATE' | 'DELETE' = 'UPDATE', physicalId = OWN_ID): number {
  bench.stack.enter('UPDATE_IN_PROGRESS');
  const began = bench.time;
  bench.time += 5 * SECOND;
  bench.stack.record(LOGICAL_ID, `${type}_IN_PROGRESS`, PROPERTIES, physicalId);
  return began;
}

describe('a request that the stack’s events show', () => {
  test('update: proven, and when the operation began', async () => {
    const began = update();
    expect(await find({ type: 'Update', before: OLD })).toMatchObject({
      isProven: true,
      state: { stackUpdatedAt: began, stackName: 'Desk', rootId: bench.stack.id },
      history: { isRetry: false },
    });
  });

  test('the event comes a few seconds after the request: waited for', async () => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    const asked = bench.time;
    const sleep = bench.clock.sleep;
    bench.clock.sleep = (milliseconds) => {
      if (bench.time === asked) bench.stack.record(LOGICAL_ID, 'UPDATE_IN_PROGRESS', PROPERTIES, OWN_ID);
      return sleep(milliseconds);
    };
    expect(await find({ type: 'Update', before: OLD })).toMatchObject({ isProven: true });
    expect(bench.time - asked).toBeLessThan(20 * SECOND);
  });

  test('DELETE_IN_PROGRESS, which happens to a stack once: proven; one instance reads once what it interrupts', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    const { tools } = bench;
    for (const physicalId of [OWN_ID, OWN_ID, `${WORKSPACE}/fedcba9876543210.1`]) {
      const found = await findOperation(asking({ type: 'Delete', physicalId }), tools);
      expect(found).toMatchObject({ isProven: true, direction: 'removal' });
    }
    expect(bench.stack.pages).toBe(1);
  });

  test.each(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'] as const)(
    '%s, which happens to a stack once: proven, and no page of events is read for it',
    async (status) => {
      bench = new StackBench();
      bench.stack.enter(status);
      const type = status === 'CREATE_IN_PROGRESS' ? 'Create' : 'Delete';
      expect(await find({ type })).toMatchObject({ isProven: true });
      expect(bench.stack.pages).toBe(0);
    },
  );

  test('a cleanup whose stack describes the resource as being deleted: proven by that one call, and no page of events is read', async () => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    bench.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    bench.stack.listed.set(LOGICAL_ID, OWN_ID);
    bench.stack.resources.set(LOGICAL_ID, 'DELETE_IN_PROGRESS');
    const found = await find({ type: 'Delete' });
    expect(found).toMatchObject({ isProven: true, direction: 'removal', resource: { physicalId: OWN_ID } });
    expect(bench.stack.pages).toBe(0);
  });

  test.each([
    { described: 'another resource under the logical id', physicalId: `${WORKSPACE}/fedcba9876543210.1` },
    { described: 'the resource, and as complete', physicalId: OWN_ID, status: 'UPDATE_COMPLETE' as const },
  ])('a cleanup whose stack describes $described: the events have to prove it', async ({ physicalId, status }) => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    bench.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    bench.stack.listed.set(LOGICAL_ID, physicalId);
    bench.stack.resources.set(LOGICAL_ID, status ?? 'DELETE_IN_PROGRESS');
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: false });
    bench.stack.record(LOGICAL_ID, 'DELETE_IN_PROGRESS', PROPERTIES, OWN_ID);
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: true });
  });

  test('a whole stack of 450 is deleted: the events are read back to its rest, not to its creation', async () => {
    for (let index = 0; index < 450; index++) bench.stack.record(`Desk${index}`, 'CREATE_COMPLETE', {});
    bench.stack.enter('UPDATE_COMPLETE');
    bench.stack.enter('DELETE_IN_PROGRESS');
    for (let index = 0; index < 150; index++) bench.stack.record(`Desk${index}`, 'DELETE_IN_PROGRESS', {});
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: true, direction: 'removal' });
    expect(bench.stack.pages).toBe(2);
  });

  test('a whole stack of 450 is deleted, and its events are refused for the rate: within half a minute a removal', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    bench.stack.refuse('Throttling', 1000, 400, 'DescribeStackEvents');
    const asked = bench.time;
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: true, direction: 'removal' });
    expect(bench.time - asked).toBeLessThan(30 * SECOND);
  });

  test('the events of a stack that is deleted are refused for more than the rate: fails in words', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    bench.stack.refuse('AccessDenied', 1000, 403, 'DescribeStackEvents');
    await expect(find({ type: 'Delete' })).rejects.toThrow('allow cloudformation:DescribeStackEvents');
  });

  test('a delete while the stack goes forward, as another engine cleans up: proven by its event', async () => {
    update('DELETE');
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: true });
  });
});

describe('a request that the stack’s events do not show', () => {
  test.each(['Create', 'Update'] as const)('%s: a late delivery, refused in words', async (type) => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    await expect(find({ type, before: OLD })).rejects.toThrow(
      `this ${type} does not fit the stack, which is in UPDATE_IN_PROGRESS: it is a late delivery, and nothing was changed`,
    );
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'] as const)(
    'a delete while the stack is in %s: not refused, since it may find nothing to do, but not proven',
    async (status) => {
      bench.stack.enter('UPDATE_IN_PROGRESS');
      if (status !== 'UPDATE_IN_PROGRESS') bench.stack.enter(status);
      expect(await find({ type: 'Delete' })).toMatchObject({ isProven: false });
    },
  );

  test('the event of another resource that the logical id had: proves nothing', async () => {
    update('DELETE', `${WORKSPACE}/0123456789abcdef.1`);
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: false });
  });

  test('the event of the operation before: proves nothing', async () => {
    update('DELETE');
    bench.stack.enter('UPDATE_COMPLETE');
    bench.stack.enter('UPDATE_IN_PROGRESS');
    expect(await find({ type: 'Delete' })).toMatchObject({ isProven: false });
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_FAILED'] as const)(
    'a delete while the stack is at rest in %s: refused',
    async (status) => {
      bench.stack.enter(status);
      await expect(find({ type: 'Delete' })).rejects.toThrow('late delivery');
    },
  );
});

describe('whether the operation before failed and was not rolled back', () => {
  test.each([
    { rest: ['CREATE_FAILED'], retry: true, reason: 'a create with --no-rollback' },
    { rest: ['UPDATE_FAILED'], retry: true, reason: 'an update with --no-rollback' },
    { rest: ['UPDATE_COMPLETE'], retry: false, reason: 'it went well' },
    { rest: ['UPDATE_ROLLBACK_COMPLETE'], retry: false, reason: 'it was rolled back' },
    {
      rest: ['UPDATE_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'],
      retry: false,
      reason: 'it was rolled back later, by hand',
    },
  ] as const)('$rest: a retry $retry ($reason)', async ({ rest, retry }) => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    for (const status of rest) bench.stack.enter(status);
    update();
    expect((await find({ type: 'Update', before: OLD })).history.isRetry).toBe(retry);
  });

  test('the resource is among the first of hundreds of events: found', async () => {
    bench.stack.enter('UPDATE_FAILED');
    update();
    for (let index = 0; index < 240; index++) bench.stack.record(`Other${index}`, 'UPDATE_IN_PROGRESS', {});
    expect((await find({ type: 'Update', before: OLD })).history.isRetry).toBe(true);
  });
});

describe('when the operation began that is undone', () => {
  test('the create of a resource that is rolled back: its id says it', async () => {
    bench = new StackBench();
    bench.stack.enter('CREATE_IN_PROGRESS');
    bench.stack.enter('ROLLBACK_IN_PROGRESS', { touch: true });
    const token = `${TOKEN.split('.')[0]}.${Math.floor(BEGAN / SECOND).toString(36)}`;
    const found = await find({ type: 'Delete', physicalId: `${WORKSPACE}/${token}` });
    expect(found.history.startedAt).toBe(BEGAN);
  });

  test('a create that was cancelled, under an invented id: the events say it, though LastUpdatedTime has moved', async () => {
    const began = update('CREATE', '');
    bench.time += MINUTE;
    bench.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true });
    bench.stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', { touch: true });
    bench.stack.record(LOGICAL_ID, 'DELETE_IN_PROGRESS', PROPERTIES, INVENTED_ID);
    expect(await find({ type: 'Delete', physicalId: INVENTED_ID })).toMatchObject({
      isProven: true,
      history: { startedAt: began },
    });
  });
});
