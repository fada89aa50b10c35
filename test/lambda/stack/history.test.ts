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

  test.each([1, 2])('the newest %i events do not reach back to it: not known', async (count) => {
    at(BEGAN, (one) => one.enter('DELETE_IN_PROGRESS'));
    at(LATER, recordDelete);
    const history = await wasAtRest(count);
    expect([history.wasAtRest, history.turned]).toEqual([undefined, undefined]);
  });
});
