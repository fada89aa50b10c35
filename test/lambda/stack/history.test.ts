import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { Stacks } from '../../../lambda/service/stacks';
import { type History, historyOf } from '../../../lambda/stack/history';
import { Stack } from '../../../testkit/stack';

const [HOUR_AGO, BEGAN, LATER] = [1_800_000_000_000, 1_800_003_600_000, 1_800_003_700_000];

let time = 0;
let stack: Stack;

const at = (moment: number, act: (stack: Stack) => void): void => {
  time = moment;
  act(stack);
};

async function findHistory(): Promise<History> {
  const { events } = await new Stacks(stack.client).findEvents(stack.id);
  return historyOf(events, stack.id, { logicalId: 'Visio' });
}

beforeEach(() => {
  stack = new Stack(() => time);
  at(HOUR_AGO, (one) => one.enter('CREATE_IN_PROGRESS'));
  at(HOUR_AGO + 1000, (one) => one.enter('CREATE_COMPLETE'));
});

describe('when the newest create or update began', () => {
  const DETAILS = ['CONFIGURATION_COMPLETE', 'VALIDATION_FAILED'] as const;

  test('an update under way: its own beginning, not that of the create', async () => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({ startedAt: BEGAN });
  });

  test.each(DETAILS)('the update reports %s on its way: that is no beginning', async (detailed) => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    at(LATER, (one) => one.progress(detailed));
    expect(await findHistory()).toMatchObject({ startedAt: BEGAN });
  });

  test.each(DETAILS)(
    'the update reports %s, then rolls back: what is undone began with the update',
    async (detailed) => {
      at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
      at(LATER, (one) => one.progress(detailed));
      at(LATER + 1000, (one) => one.enter('UPDATE_ROLLBACK_IN_PROGRESS', { touch: true }));
      expect(await findHistory()).toMatchObject({ startedAt: BEGAN });
    },
  );

  test('the create reports CONFIGURATION_COMPLETE, then is rolled back: what is undone began with the create', async () => {
    stack = new Stack(() => time);
    at(BEGAN, (one) => one.enter('CREATE_IN_PROGRESS'));
    at(LATER, (one) => one.progress('CONFIGURATION_COMPLETE'));
    at(LATER + 1000, (one) => one.enter('ROLLBACK_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({ startedAt: BEGAN });
  });
});

describe('the newest event of a resource', () => {
  test('it is from the operation before: none', async () => {
    at(HOUR_AGO + 500, (one) => one.record('Visio', 'CREATE_IN_PROGRESS', {}));
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({ newest: undefined });
  });

  test('the stack reports CONFIGURATION_COMPLETE after it: it is still the newest of the resource', async () => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    at(BEGAN + 1000, (one) => one.record('Visio', 'UPDATE_IN_PROGRESS', {}));
    at(LATER, (one) => one.progress('CONFIGURATION_COMPLETE'));
    expect(await findHistory()).toMatchObject({ newest: { status: 'UPDATE_IN_PROGRESS' } });
  });
});

describe('whose events are those of a resource', () => {
  const find = async (physicalId?: string, logicalId = 'Visio') => {
    const { events } = await new Stacks(stack.client).findEvents(stack.id);
    return historyOf(events, stack.id, { logicalId, physicalId }).newest?.status;
  };

  beforeEach(() => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    at(BEGAN + 1, (one) => one.record('Visio', 'CREATE_IN_PROGRESS', {}));
    at(BEGAN + 2, (one) => one.record('Visio', 'CREATE_COMPLETE', {}, 'new'));
    at(BEGAN + 3, (one) => one.record('Visio', 'DELETE_IN_PROGRESS', {}, 'old'));
    at(BEGAN + 4, (one) => one.record('Office', 'UPDATE_IN_PROGRESS', {}, 'new'));
  });

  test.each([
    { physicalId: undefined, status: 'DELETE_IN_PROGRESS', reason: 'the newest of the logical id' },
    { physicalId: 'old', status: 'DELETE_IN_PROGRESS', reason: 'its own' },
    { physicalId: 'new', status: 'CREATE_COMPLETE', reason: 'what is newer is about another physical id' },
    { physicalId: 'third', status: 'CREATE_IN_PROGRESS', reason: 'an event without a physical id may be about it' },
  ])('physical id $physicalId: $status ($reason)', async ({ physicalId, status }) => {
    expect(await find(physicalId)).toBe(status);
  });

  test('a logical id that no event names: none', async () => {
    expect(await find(undefined, 'Project')).toBeUndefined();
  });

  test('a resource that is called as its stack is: the events of the stack are not its own', async () => {
    at(LATER, (one) => one.progress('CONFIGURATION_COMPLETE'));
    expect(await find(undefined, 'Desk')).toBeUndefined();
  });
});

describe('what an event says of a resource', () => {
  const eventOf = (overrides: Partial<StackEvent>): StackEvent => ({
    StackId: stack.id,
    EventId: '1',
    StackName: 'Desk',
    Timestamp: new Date(BEGAN),
    LogicalResourceId: 'Visio',
    PhysicalResourceId: '',
    ...overrides,
  });

  test.each([
    { text: '{"WorkspaceId":"ws-1"}', properties: { WorkspaceId: 'ws-1' }, reason: 'the properties' },
    { text: '{"WorkspaceId":"ws-', properties: undefined, reason: 'the service has cut it off' },
    { text: undefined, properties: undefined, reason: 'it has none' },
  ])('$text: $reason', ({ text, properties }) => {
    const event = eventOf({ ResourceStatus: 'CREATE_IN_PROGRESS', ResourceProperties: text });
    expect(historyOf([event], stack.id, { logicalId: 'Visio' }).newest).toEqual({
      status: 'CREATE_IN_PROGRESS',
      properties,
    });
  });

  test('a beginning without a time: nothing is said of when', () => {
    const own = { PhysicalResourceId: stack.id, LogicalResourceId: 'Desk', Timestamp: undefined };
    const event = eventOf({ ...own, ResourceStatus: 'UPDATE_IN_PROGRESS' });
    expect(historyOf([event], stack.id, { logicalId: 'Visio' })).toMatchObject({
      startedAt: undefined,
      undoneFrom: undefined,
    });
  });

  test('the events show that the stack has failed, and not when that began: it is not known whether this is a retry', () => {
    const own = { PhysicalResourceId: stack.id, LogicalResourceId: 'Desk' };
    const event = eventOf({ ...own, ResourceStatus: 'UPDATE_FAILED' });
    expect(historyOf([event], stack.id, { logicalId: 'Visio' })).toMatchObject({ isRetry: false, isWhole: false });
  });

  test('no status: an empty one, and neither a beginning nor a turn', () => {
    const events = [eventOf({}), eventOf({ PhysicalResourceId: stack.id }), eventOf({})];
    expect(historyOf(events, stack.id, { logicalId: 'Visio' })).toEqual({
      startedAt: undefined,
      undoneFrom: undefined,
      newest: { status: '', properties: undefined },
      isRetry: false,
      isCreation: false,
      isWhole: false,
    });
  });
});

describe('from when on a rollback takes back what was done', () => {
  const fail = (moment: number) => {
    at(moment, (one) => one.enter('UPDATE_IN_PROGRESS'));
    at(moment + 1000, (one) => one.enter('UPDATE_FAILED'));
  };

  test('the operation before went well: from its own beginning', async () => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({ startedAt: BEGAN, undoneFrom: BEGAN, isRetry: false, isWhole: true });
  });

  test('two before it failed, and were left: from the beginning of the first', async () => {
    fail(BEGAN);
    fail(BEGAN + 2000);
    at(LATER, (one) => one.enter('UPDATE_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({ startedAt: LATER, undoneFrom: BEGAN, isRetry: true, isWhole: true });
  });

  test('a create failed and was left, the update after it too: from the beginning of the create', async () => {
    stack = new Stack(() => time);
    at(HOUR_AGO, (one) => one.enter('CREATE_IN_PROGRESS'));
    at(HOUR_AGO + 1000, (one) => one.enter('CREATE_FAILED'));
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({
      startedAt: BEGAN,
      undoneFrom: HOUR_AGO,
      isRetry: true,
      isCreation: true,
      isWhole: true,
    });
  });

  test('the create is under way: from its own beginning, before which there is nothing', async () => {
    stack = new Stack(() => time);
    at(BEGAN, (one) => one.enter('CREATE_IN_PROGRESS'));
    expect(await findHistory()).toMatchObject({
      startedAt: BEGAN,
      undoneFrom: BEGAN,
      isRetry: false,
      isCreation: true,
      isWhole: true,
    });
  });

  test('the events end with a failure whose operation they do not show: not known yet', async () => {
    fail(BEGAN);
    at(LATER, (one) => one.enter('UPDATE_IN_PROGRESS'));
    const { events } = await new Stacks(stack.client).findEvents(stack.id);
    expect(historyOf(events.slice(0, 2), stack.id, { logicalId: 'Visio' })).toMatchObject({
      startedAt: LATER,
      undoneFrom: LATER,
      isRetry: true,
      isWhole: false,
    });
  });

  test('no event shows a beginning: nothing is known', () => {
    expect(historyOf([], stack.id, { logicalId: 'Visio' })).toEqual({
      startedAt: undefined,
      undoneFrom: undefined,
      newest: undefined,
      isRetry: false,
      isCreation: false,
      isWhole: false,
    });
  });

  test('the events end where the newest operation began: what was before it is not known yet', async () => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    const { events } = await new Stacks(stack.client).findEvents(stack.id);
    expect(historyOf(events.slice(0, 1), stack.id, { logicalId: 'Visio' })).toMatchObject({
      startedAt: BEGAN,
      isWhole: false,
    });
  });
});

describe('whether the stack was at rest when it stopped going forward', () => {
  const wasAtRest = async (count = Number.POSITIVE_INFINITY) => {
    const { events } = await new Stacks(stack.client).findEvents(stack.id);
    return historyOf(events.slice(0, count), stack.id, { logicalId: 'Visio' });
  };
  const recordDelete = (one: Stack) => one.record('Visio', 'DELETE_IN_PROGRESS', {});

  test('deleted after a create that had ended: at rest, and no turn', async () => {
    at(BEGAN, (one) => one.enter('DELETE_IN_PROGRESS'));
    at(LATER, recordDelete);
    const history = await wasAtRest();
    expect([history.wasAtRest, history.turned]).toEqual([true, undefined]);
  });

  test.each([
    { before: 'a resource', record: (one: Stack) => one.record('Visio', 'UPDATE_IN_PROGRESS', {}) },
    { before: 'the beginning of the update', record: () => undefined },
  ])('deleted in the middle of an update, $before before: not at rest, and when it turned', async ({ record }) => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    at(BEGAN + 1, record);
    at(LATER, (one) => one.enter('DELETE_IN_PROGRESS'));
    const history = await wasAtRest();
    expect([history.wasAtRest, history.turned]).toEqual([false, LATER]);
  });

  test.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'] as const)(
    'an update goes on to %s: that is the turn',
    async (status) => {
      at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
      at(BEGAN + 1, (one) => one.record('Visio', 'UPDATE_FAILED', {}));
      at(LATER, (one) => one.enter(status));
      const history = await wasAtRest();
      expect([history.wasAtRest, history.turned]).toEqual([false, LATER]);
    },
  );

  test('a create is rolled back, then deleted: the deletion of what has come to rest is no turn', async () => {
    stack = new Stack(() => time);
    at(BEGAN, (one) => one.enter('CREATE_IN_PROGRESS'));
    at(LATER, (one) => one.enter('ROLLBACK_IN_PROGRESS'));
    const rolledBack = await wasAtRest();
    at(LATER + 1000, (one) => one.enter('ROLLBACK_COMPLETE'));
    at(LATER + 2000, (one) => one.enter('DELETE_IN_PROGRESS'));
    const deleted = await wasAtRest();
    expect([rolledBack.turned, deleted.wasAtRest, deleted.turned]).toEqual([LATER, true, undefined]);
  });

  test('the rollback of a create fails, and the stack is deleted: it turned when the rollback began', async () => {
    stack = new Stack(() => time);
    at(BEGAN, (one) => one.enter('CREATE_IN_PROGRESS'));
    at(LATER, (one) => one.enter('ROLLBACK_IN_PROGRESS'));
    at(LATER + 1000, (one) => one.enter('ROLLBACK_FAILED'));
    at(LATER + 2000, (one) => one.enter('DELETE_IN_PROGRESS'));
    const history = await wasAtRest();
    expect([history.wasAtRest, history.turned]).toEqual([false, LATER]);
  });

  test('the rollback of an update fails, and the stack is deleted: it was at rest', async () => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    at(LATER, (one) => one.enter('UPDATE_ROLLBACK_IN_PROGRESS'));
    at(LATER + 1000, (one) => one.enter('UPDATE_ROLLBACK_FAILED'));
    at(LATER + 2000, (one) => one.enter('DELETE_IN_PROGRESS'));
    const history = await wasAtRest();
    expect([history.wasAtRest, history.turned]).toEqual([true, undefined]);
  });

  test('an update goes forward: there is no turn', async () => {
    at(BEGAN, (one) => one.enter('UPDATE_IN_PROGRESS'));
    const history = await wasAtRest();
    expect([history.wasAtRest, history.turned]).toEqual([undefined, undefined]);
  });

  test.each([1, 2])('the newest %i events do not reach back to it: not known', async (count) => {
    at(BEGAN, (one) => one.enter('DELETE_IN_PROGRESS'));
    at(LATER, recordDelete);
    const history = await wasAtRest(count);
    expect([history.wasAtRest, history.turned]).toEqual([undefined, undefined]);
  });
});
