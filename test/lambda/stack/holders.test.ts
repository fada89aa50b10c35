import { BEGAN, MINUTE, mark, SECOND, TOKEN, WORKSPACE } from '../builders';
import { StackBench } from '../stack-tools';

const LISTED = `${WORKSPACE}/${TOKEN}`;
const DESK = mark({ writtenAt: BEGAN });

let bench: StackBench;

beforeEach(() => {
  bench = new StackBench();
  bench.stack.enter('CREATE_IN_PROGRESS');
  bench.stack.enter('CREATE_COMPLETE');
});

const isLiving = (one = DESK) => bench.tools.holders.isLiving(one);
const living = { ok: true, value: true };
const dead = { ok: true, value: false };

describe('the mark of a stack', () => {
  test('CloudFormation lists its resource: it lives', async () => {
    bench.stack.listed.set('Desk', LISTED);
    expect(await isLiving()).toEqual(living);
  });

  test('it lists the resource on another WorkSpace: the hold on this one is dead', async () => {
    bench.stack.listed.set('Desk', `ws-0other0001/${TOKEN}`);
    expect(await isLiving()).toEqual(dead);
  });

  test.each(['DELETE_SKIPPED', 'DELETE_COMPLETE'] as const)(
    '%s, as of a resource that was retained when it was dropped: holds nothing',
    async (status) => {
      bench.stack.listed.set('Desk', LISTED);
      bench.stack.resources.set('Desk', status);
      expect(await isLiving()).toEqual(dead);
    },
  );

  test.each(['UPDATE_FAILED', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'] as const)(
    '%s: it lives',
    async (status) => {
      bench.stack.listed.set('Desk', LISTED);
      bench.stack.resources.set('Desk', status);
      expect(await isLiving()).toEqual(living);
    },
  );

  test('no resource, the stack at rest: it is dead', async () => {
    expect(await isLiving()).toEqual(dead);
  });

  test('of a stack that is deleted: it is dead', async () => {
    expect(await isLiving({ ...DESK, holder: 'stack/Gone' })).toEqual(dead);
  });
});

describe('what is being created is not listed yet', () => {
  const begins = (status: 'UPDATE_IN_PROGRESS' | 'UPDATE_ROLLBACK_IN_PROGRESS') => {
    bench.time += 60 * MINUTE;
    bench.stack.enter('UPDATE_IN_PROGRESS');
    if (status !== 'UPDATE_IN_PROGRESS') bench.stack.enter(status);
    return bench.time;
  };

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'] as const)(
    'the stack is in %s, and the mark was written since it began: it lives',
    async (status) => {
      const began = begins(status);
      expect(await isLiving({ ...DESK, writtenAt: began + SECOND })).toEqual(living);
    },
  );

  test('the clock of the service is behind by seconds: it lives', async () => {
    const began = begins('UPDATE_IN_PROGRESS');
    expect(await isLiving({ ...DESK, writtenAt: began - 30 * SECOND })).toEqual(living);
  });

  test('the mark is from before the operation: it is dead', async () => {
    begins('UPDATE_IN_PROGRESS');
    expect(await isLiving()).toEqual(dead);
  });

  test('another stack is under way: that makes no difference', async () => {
    const began = begins('UPDATE_IN_PROGRESS');
    expect(await isLiving({ ...DESK, holder: 'stack/Other', writtenAt: began })).toEqual(dead);
  });
});

test.each([
  { holder: 'fleet/Design', reason: 'a fleet' },
  { holder: '', reason: 'a later version of the library' },
])('$reason: it lives, and CloudFormation is not asked', async ({ holder }) => {
  expect(await isLiving({ ...DESK, holder })).toEqual(living);
  expect(bench.stack.looks).toBe(0);
});

describe('CloudFormation does not say', () => {
  test('throttled for a moment: asked again', async () => {
    bench.stack.listed.set('Desk', LISTED);
    bench.stack.refuse('Throttling', 3);
    expect(await isLiving()).toEqual(living);
  });

  test('denied: not known, which is neither', async () => {
    bench.stack.refuse('AccessDenied', 100, 403);
    expect(await isLiving()).toMatchObject({
      ok: false,
      operation: 'DescribeStackResources',
      fault: { kind: 'denied' },
    });
  });
});
