import { StackStatus } from '@aws-sdk/client-cloudformation';
import { PropertyError } from '../../lambda/contract';
import { type Direction, directionOf, fits, isOver, parseOperation, toWire } from '../../lambda/operation';
import { BEGAN, OFFICE, operation, SECOND, VISIO } from './builders';

interface Row {
  readonly direction: Direction;
  /** The requests that CloudFormation can send in the status; left open where nobody has seen any. */
  readonly sends?: readonly ('Create' | 'Update' | 'Delete')[];
}

const REST: Row = { direction: 'rest', sends: [] };

/** Every status that the SDK knows. */
const TABLE: Record<StackStatus, Row> = {
  CREATE_IN_PROGRESS: { direction: 'forward', sends: ['Create', 'Update', 'Delete'] },
  CREATE_COMPLETE: REST,
  CREATE_FAILED: REST,
  DELETE_IN_PROGRESS: { direction: 'removal', sends: ['Delete'] },
  DELETE_COMPLETE: REST,
  DELETE_FAILED: REST,
  ROLLBACK_IN_PROGRESS: { direction: 'rollback', sends: ['Delete'] },
  ROLLBACK_COMPLETE: REST,
  ROLLBACK_FAILED: REST,
  UPDATE_IN_PROGRESS: { direction: 'forward', sends: ['Create', 'Update', 'Delete'] },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { direction: 'removal', sends: ['Delete'] },
  UPDATE_COMPLETE: REST,
  UPDATE_FAILED: REST,
  UPDATE_ROLLBACK_IN_PROGRESS: { direction: 'rollback', sends: ['Update', 'Delete'] },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { direction: 'rollback', sends: ['Delete'] },
  UPDATE_ROLLBACK_COMPLETE: REST,
  UPDATE_ROLLBACK_FAILED: REST,
  REVIEW_IN_PROGRESS: REST,
  IMPORT_IN_PROGRESS: { direction: 'forward' },
  IMPORT_COMPLETE: REST,
  IMPORT_ROLLBACK_IN_PROGRESS: { direction: 'rollback', sends: ['Delete'] },
  IMPORT_ROLLBACK_COMPLETE: REST,
  IMPORT_ROLLBACK_FAILED: REST,
};
const ROWS = Object.values(StackStatus).map((status) => ({ status, ...TABLE[status] }));

test.each(ROWS)('a stack in $status: is heading $direction', ({ status, direction }) => {
  expect(directionOf(status)).toBe(direction);
});

test.each(ROWS.filter(({ sends }) => sends))('a stack in $status: can have sent $sends', ({ status, sends }) => {
  const fitting = (['Create', 'Update', 'Delete'] as const).filter((type) => fits(type, status));
  expect(fitting).toEqual(sends);
});

describe('over', () => {
  const now = (status: string, changed = BEGAN) => ({ status, changed });
  const later = BEGAN + 60 * SECOND;

  test.each(ROWS)(
    'a create or update that went forward, the stack in $status: over unless it goes forward',
    ({ status, direction }) => {
      expect(isOver('Create', operation(), now(status))).toBe(direction !== 'forward');
      expect(isOver('Update', operation(), now(status))).toBe(direction !== 'forward');
    },
  );

  test.each(ROWS)(
    'an update that rolled back, the stack in $status: over unless it rolls back',
    ({ status, direction }) => {
      expect(isOver('Update', operation({ direction: 'rollback' }), now(status))).toBe(direction !== 'rollback');
    },
  );

  test.each(ROWS)(
    'a delete of a removal, the stack in $status: over at rest or going forward',
    ({ status, direction }) => {
      const removal = operation({ direction: 'removal' });
      expect(isOver('Delete', removal, now(status))).toBe(['rest', 'forward'].includes(direction));
    },
  );

  test.each(['Create', 'Update'] as const)('%s, a later operation of the same direction: over', (type) => {
    expect(isOver(type, operation(), now('UPDATE_IN_PROGRESS', later))).toBe(true);
  });

  test('update, a later rollback: over', () => {
    const rollback = operation({ direction: 'rollback' });
    expect(isOver('Update', rollback, now('UPDATE_ROLLBACK_IN_PROGRESS', later))).toBe(true);
  });

  test.each([
    { began: 'forward', status: 'UPDATE_IN_PROGRESS', changed: BEGAN, over: false, reason: 'its own operation' },
    { began: 'forward', status: 'UPDATE_IN_PROGRESS', changed: later, over: true, reason: 'a later one' },
    {
      began: 'forward',
      status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      changed: BEGAN,
      over: false,
      reason: 'still to go',
    },
    { began: 'rollback', status: 'DELETE_IN_PROGRESS', changed: later, over: false, reason: 'all is to go' },
    { began: 'removal', status: 'UPDATE_IN_PROGRESS', changed: BEGAN, over: true, reason: 'the stack lives on' },
    {
      began: 'removal',
      status: 'UPDATE_ROLLBACK_IN_PROGRESS',
      changed: later,
      over: false,
      reason: 'nothing wants it',
    },
  ] as const)('delete of a $began, then $status: over: $over ($reason)', ({ began, status, changed, over }) => {
    expect(isOver('Delete', operation({ direction: began }), now(status, changed))).toBe(over);
  });
});

describe('from onEvent to isComplete', () => {
  test.each([
    { situation: 'nothing seen', overrides: {} },
    { situation: 'one of each', overrides: { cleared: [OFFICE], failedBefore: [VISIO] } },
    { situation: 'several', overrides: { cleared: [OFFICE, VISIO], failedBefore: [OFFICE, VISIO] } },
    { situation: 'a rollback', overrides: { direction: 'rollback' as const, began: BEGAN - SECOND } },
  ])('$situation: arrives as it was, through JSON and strings only', ({ overrides }) => {
    const sent = operation(overrides);
    const event: unknown = JSON.parse(JSON.stringify({ Operation: toWire(sent) }));
    expect(parseOperation(event)).toEqual(sent);
    expect(Object.values(toWire(sent)).every((value) => typeof value === 'string' || Array.isArray(value))).toBe(true);
  });

  const wire = toWire(operation());

  test.each([
    { event: null, names: 'Operation.direction', reason: 'no event' },
    { event: 'text', names: 'Operation.direction', reason: 'no event' },
    { event: {}, names: 'Operation.direction', reason: 'not through onEvent' },
    { event: { Operation: 'forward' }, names: 'Operation.direction', reason: 'a text' },
    { event: { Operation: { ...wire, direction: 'sideways' } }, names: 'Operation.direction', reason: 'unknown' },
    { event: { Operation: { ...wire, changed: undefined } }, names: 'Operation.changed', reason: 'missing' },
    { event: { Operation: { ...wire, began: 'yesterday' } }, names: 'Operation.began', reason: 'no number' },
    { event: { Operation: { ...wire, asked: '' } }, names: 'Operation.asked', reason: 'empty' },
    { event: { Operation: { ...wire, asked: '-1' } }, names: 'Operation.asked', reason: 'before all time' },
    { event: { Operation: { ...wire, asked: 'Infinity' } }, names: 'Operation.asked', reason: 'after all time' },
  ])('$names is wrong ($reason): refused by its name', ({ event, names }) => {
    expect(() => parseOperation(event)).toThrow(PropertyError);
    expect(() => parseOperation(event)).toThrow(names);
  });

  test.each([undefined, 'text', { 0: OFFICE }])('a list that is %p: an empty one', (list) => {
    const event = { Operation: { ...wire, cleared: list, failedBefore: list } };
    expect(parseOperation(event)).toMatchObject({ cleared: [], failedBefore: [] });
  });

  test('a list with foreign members: its texts', () => {
    expect(parseOperation({ Operation: { ...wire, cleared: [OFFICE, 7, null] } }).cleared).toEqual([OFFICE]);
  });
});
