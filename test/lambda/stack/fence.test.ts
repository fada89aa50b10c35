import { StoodDown } from '../../../lambda/reconcile/guard';
import { fence } from '../../../lambda/stack/fence';
import type { StackStatus } from '../../../local/cloudformation/statuses';
import { BEGAN, MINUTE, operation, request, SECOND } from '../builders';
import { StackBench } from '../stack-tools';

let bench: StackBench;

beforeEach(() => {
  bench = new StackBench();
  bench.stack.enter('UPDATE_IN_PROGRESS');
});

const guard = (type: 'Create' | 'Update' | 'Delete', overrides: Parameters<typeof operation>[0] = {}) =>
  fence(
    request({ type, stackId: bench.stack.id }),
    operation(overrides),
    bench.tools,
  )(bench.time + MINUTE, 'CreateTags');

test('the operation is under way: the change may be made, after one look at the stack', async () => {
  expect(await guard('Update')).toBeUndefined();
  expect(bench.stack.looks).toBe(1);
});

test.each<{ status: StackStatus; situation: string }>([
  { status: 'UPDATE_ROLLBACK_IN_PROGRESS', situation: 'the stack rolls back' },
  { status: 'UPDATE_COMPLETE', situation: 'the stack is at rest' },
])('$situation: stands down', async ({ status }) => {
  bench.stack.enter(status);
  await expect(guard('Update')).rejects.toThrow(StoodDown);
  await expect(guard('Update')).rejects.toThrow(`the stack is in ${status}: nothing more is changed`);
});

describe('a delete that no event of its stack shows', () => {
  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'] as const)(
    'in %s, in which a proven one would go on: stands down before anything is changed',
    async (status) => {
      bench.stack.enter(status);
      const direction = status === 'UPDATE_IN_PROGRESS' ? 'forward' : 'removal';
      const during = { direction, stackUpdatedAt: BEGAN } as const;
      expect(await guard('Delete', during)).toBeUndefined();
      await expect(guard('Delete', { ...during, isProven: false })).rejects.toThrow(
        `no event of the stack, which is in ${status}, shows this Delete: it is a late delivery, and nothing was changed`,
      );
    },
  );
});

describe('the stack cannot be looked at', () => {
  test.each([
    { code: 'Throttling', status: 400 },
    { code: 'AccessDenied', status: 403 },
    { code: 'InternalFailure', status: 500 },
  ])('$code for a moment: tried again', async ({ code, status }) => {
    bench.stack.refuse(code, 2, status);
    expect(await guard('Update')).toBeUndefined();
  });

  test('for longer: the change is not made, and the call that failed is named', async () => {
    bench.stack.refuse('Throttling', 1000);
    const began = bench.time;
    expect(await guard('Update')).toMatchObject({
      ok: false,
      operation: 'DescribeStacks',
      fault: { kind: 'throttled' },
    });
    expect(bench.time - began).toBeLessThanOrEqual(MINUTE);
    expect(bench.time - began).toBeGreaterThan(30 * SECOND);
  });

  test('it does not exist any more: stands down', async () => {
    bench.stack.refuse('ValidationError', 1);
    await expect(guard('Update')).rejects.toThrow('the stack cannot be found');
  });
});
