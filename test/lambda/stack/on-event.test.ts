import { toProperties } from '../../../lambda/contract/applications';
import { rootOf } from '../../../lambda/service/identity';
import { onEvent } from '../../../lambda/stack/on-event';
import { parseOperation } from '../../../lambda/stack/operation';
import type { Request } from '../../../lambda/stack/request';
import { Sightings } from '../../../lambda/stack/sightings';
import type { ResourceStatus } from '../../../local/cloudformation/statuses';
import { declaration, LOGICAL_ID, MINUTE, request, SECOND, TOKEN, tokenOf, WORKSPACE } from '../builders';
import { StackBench } from '../stack-tools';

const OWN_ID = `${WORKSPACE}/${TOKEN}`;
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;

let bench: StackBench;

beforeEach(() => {
  bench = new StackBench();
});

async function received(overrides: Partial<Request>) {
  const answer = await onEvent(request({ stackId: bench.stack.id, ...overrides }), bench.tools);
  return { id: answer.PhysicalResourceId, operation: parseOperation(answer) };
}

describe('a create', () => {
  beforeEach(() => bench.stack.enter('CREATE_IN_PROGRESS'));

  test('is answered with the id of its WorkSpace and token, and with its operation', async () => {
    const began = bench.time;
    bench.time += 10 * SECOND;
    const { id, operation } = await received({});
    expect(id).toBe(`${WORKSPACE}/${tokenOf(bench.stack.id, LOGICAL_ID, began)}`);
    expect(operation).toEqual({
      direction: 'forward',
      stackUpdatedAt: began,
      operationStartedAt: began,
      undoneFrom: began - 30 * SECOND,
      requestedAt: bench.time,
      begunAt: bench.time,
      underWay: 0,
      hasSiblings: true,
      root: rootOf(bench.stack.id),
      stackName: 'Desk',
      living: '',
      isProven: true,
      isRetry: false,
    });
  });

  test.each([
    { queued: 6, believed: 6, situation: 'the delivery was queued for six minutes' },
    { queued: 45, believed: 30, situation: 'it says longer than a queue can be' },
    { queued: -1, believed: 0, situation: 'the clock of CloudFormation is ahead' },
  ])('$situation: the hour counts from $believed minutes ago', async ({ queued, believed }) => {
    bench.time += 60 * MINUTE;
    bench.stack.listed.set(LOGICAL_ID, '');
    bench.stack.since.set(LOGICAL_ID, bench.time - queued * MINUTE);
    const { operation } = await received({});
    expect(operation.requestedAt - operation.begunAt).toBe(believed * MINUTE);
  });

  test('the look at its own resource is denied: the hour counts from now, and nothing fails', async () => {
    bench.stack.refuse('AccessDenied', 1000, 403, 'DescribeStackResource');
    const { operation } = await received({});
    expect(operation.begunAt).toBe(operation.requestedAt);
  });
});

describe('a delete under an id that CloudFormation invented', () => {
  const cancelled = { type: 'Delete', physicalId: INVENTED_ID, declared: declaration() } as const;

  beforeEach(() => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    bench.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    bench.stack.record(LOGICAL_ID, 'DELETE_IN_PROGRESS', { ...toProperties(declaration()) }, INVENTED_ID);
  });

  test('the logical id has a resource again: that one lives, and is spared', async () => {
    bench.stack.listed.set(LOGICAL_ID, OWN_ID);
    expect(await received(cancelled)).toMatchObject({ id: INVENTED_ID, operation: { living: TOKEN } });
  });

  test.each([
    { listed: INVENTED_ID, situation: 'the logical id has just the one that is deleted' },
    { listed: undefined, situation: 'the logical id is gone' },
  ])('$situation: nothing lives there', async ({ listed }) => {
    if (listed) bench.stack.listed.set(LOGICAL_ID, listed);
    expect((await received(cancelled)).operation.living).toBe('');
  });

  test('CloudFormation does not say whether it lives: fails in words, since what lives might be uninstalled', async () => {
    bench.stack.refuse('AccessDenied', 1000, 403, 'DescribeStackResource');
    await expect(received(cancelled)).rejects.toThrow(
      /DescribeStackResource.*AccessDenied.*nothing was changed\. What next: allow cloudformation:DescribeStackResource/,
    );
  });
});

test('a delete under an id of ours: spares nothing else, for its token says which resource it is', async () => {
  bench.stack.enter('DELETE_IN_PROGRESS');
  bench.stack.listed.set(LOGICAL_ID, OWN_ID);
  const { id, operation } = await received({ type: 'Delete', physicalId: OWN_ID });
  expect([id, operation.living]).toEqual([OWN_ID, '']);
});

describe('what leaves with a resource that is deleted', () => {
  const leaving = async (physicalId = OWN_ID) => {
    const { underWay, hasSiblings } = (await received({ type: 'Delete', physicalId })).operation;
    return { underWay, hasSiblings };
  };
  const list = (count: number, status: ResourceStatus, workspaceId = 'ws-9other000') => {
    for (let index = 0; index < count; index++) {
      bench.stack.listed.set(`Desk${index}`, `${workspaceId}${index}/0123456789abcdef.${index}`);
      bench.stack.resources.set(`Desk${index}`, status);
    }
  };

  test('the stack deletes seven: seven, whatever is deleted already', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    list(7, 'DELETE_IN_PROGRESS');
    bench.stack.resources.set('Done', 'DELETE_COMPLETE');
    expect(await leaving()).toEqual({ underWay: 7, hasSiblings: false });
  });

  test('an update drops all that the environment does not count, and has not come to them yet: they are counted', async () => {
    bench.stack.enter('UPDATE_IN_PROGRESS');
    bench.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    list(300, 'CREATE_COMPLETE');
    expect((await leaving()).underWay).toBe(299);
  });

  test('another resource is about the same WorkSpace: a sibling', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    bench.stack.listed.set('Sibling', `${WORKSPACE}/fedcba9876543210.1`);
    expect((await leaving()).hasSiblings).toBe(true);
  });

  test('hundreds are deleted: one instance of the function reads their list once', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    list(300, 'DELETE_IN_PROGRESS');
    const tools = { ...bench.tools, sightings: new Sightings(45 * SECOND) };
    const calls = async () => {
      const before = bench.stack.looks;
      await onEvent(request({ stackId: bench.stack.id, type: 'Delete', physicalId: OWN_ID }), tools);
      return bench.stack.looks - before;
    };
    const first = await calls();
    const second = await calls();
    bench.time += MINUTE;
    // The list is three pages. The events of the operation, one page, are read once for good.
    expect([first - second, await calls()]).toEqual([4, second + 3]);
  });

  test('the list is not to be had: nothing is known, and a sibling may be there', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    bench.stack.refuse('AccessDenied', 100, 403, 'ListStackResources');
    expect(await leaving()).toEqual({ underWay: 0, hasSiblings: true });
  });

  test('the list is refused for the rate: as if the stack were full, since hundreds ask for it', async () => {
    bench.stack.enter('DELETE_IN_PROGRESS');
    bench.stack.refuse('Throttling', 1000, 400, 'ListStackResources');
    const asked = bench.time;
    expect((await leaving()).underWay).toBe(450);
    expect(bench.time - asked).toBeLessThan(30 * SECOND);
  });
});

test('what the stack describes is late, and its events are refused for the rate meanwhile: looked at once more', async () => {
  for (const status of ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'] as const) bench.stack.enter(status);
  bench.time += 60 * MINUTE;
  bench.stack.refuse('Throttling', 3, 400, 'DescribeStackEvents');
  const { sleep } = bench.clock;
  bench.clock.sleep = (milliseconds) => {
    bench.clock.sleep = sleep;
    bench.stack.enter('UPDATE_IN_PROGRESS');
    bench.stack.record(LOGICAL_ID, 'UPDATE_IN_PROGRESS', {}, OWN_ID);
    return sleep(milliseconds);
  };
  const before = declaration();
  expect((await received({ type: 'Update', physicalId: OWN_ID, before })).operation.isProven).toBe(true);
});
