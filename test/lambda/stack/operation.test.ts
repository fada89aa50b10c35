import { StackStatus } from '@aws-sdk/client-cloudformation';
import { toProperties } from '../../../lambda/contract/applications';
import { PropertyError } from '../../../lambda/contract/properties';
import { type Direction, directionOf } from '../../../lambda/service/stacks';
import { fits, isProof, needsProof } from '../../../lambda/stack/find-operation';
import { isOver, isRollingBack, parseOperation, toWire } from '../../../lambda/stack/operation';
import {
  BEGAN,
  declaration,
  OFFICE,
  OTHER_WORKSPACE,
  operation,
  request,
  SECOND,
  STACK_ID,
  stringified,
  TOKEN,
  VISIO,
} from '../builders';

interface Row {
  readonly direction: Direction;
  /** The requests that CloudFormation can send in the status. */
  readonly sends: readonly Type[];
  /** Those of them whose events of the stack must show that they are not late. */
  readonly proves: readonly Type[];
}

const TYPES = ['Create', 'Update', 'Delete'] as const;
type Type = (typeof TYPES)[number];

const REST: Row = { direction: 'rest', sends: [], proves: [] };

/** Every status that the SDK knows. */
const TABLE: Record<StackStatus, Row> = {
  CREATE_IN_PROGRESS: { direction: 'forward', sends: TYPES, proves: ['Update', 'Delete'] },
  CREATE_COMPLETE: REST,
  CREATE_FAILED: REST,
  DELETE_IN_PROGRESS: { direction: 'removal', sends: ['Delete'], proves: [] },
  DELETE_COMPLETE: REST,
  DELETE_FAILED: REST,
  ROLLBACK_IN_PROGRESS: { direction: 'rollback', sends: ['Delete'], proves: [] },
  ROLLBACK_COMPLETE: REST,
  ROLLBACK_FAILED: REST,
  UPDATE_IN_PROGRESS: { direction: 'forward', sends: TYPES, proves: TYPES },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { direction: 'removal', sends: ['Delete'], proves: ['Delete'] },
  UPDATE_COMPLETE: REST,
  UPDATE_FAILED: REST,
  UPDATE_ROLLBACK_IN_PROGRESS: { direction: 'rollback', sends: ['Update', 'Delete'], proves: ['Update', 'Delete'] },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { direction: 'rollback', sends: ['Delete'], proves: ['Delete'] },
  UPDATE_ROLLBACK_COMPLETE: REST,
  UPDATE_ROLLBACK_FAILED: REST,
  REVIEW_IN_PROGRESS: REST,
  // An import asks nothing of a custom resource, and what it does is no operation of ours.
  IMPORT_IN_PROGRESS: REST,
  IMPORT_COMPLETE: REST,
  IMPORT_ROLLBACK_IN_PROGRESS: REST,
  IMPORT_ROLLBACK_COMPLETE: REST,
  IMPORT_ROLLBACK_FAILED: REST,
};
const ROWS = Object.values(StackStatus).map((status) => ({ status, ...TABLE[status] }));

test.each(ROWS)('a stack in $status: is heading $direction', ({ status, direction }) => {
  expect(directionOf(status)).toBe(direction);
});

test.each(ROWS)('a stack in $status: can have sent $sends', ({ status, sends }) => {
  expect(TYPES.filter((type) => fits(type, status))).toEqual(sends);
});

test.each(['DANCE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS_SOON'])(
  '%s, which CloudFormation invents later: heads nowhere, and has sent nothing',
  (status) => {
    expect(directionOf(status)).toBe('rest');
    expect(TYPES.filter((type) => fits(type, status))).toEqual([]);
  },
);

test.each(['forward', 'rollback', 'removal', 'rest'] as const)('%s: only a rollback is rolling back', (direction) => {
  expect(isRollingBack(operation({ direction }))).toBe(direction === 'rollback');
});

describe('proof that a request is not a late one', () => {
  test.each(ROWS)('a stack in $status: $proves only with the event of the stack', ({ status, sends, proves }) => {
    expect(sends.filter((type) => needsProof(type, status))).toEqual(proves);
  });

  const declared = declaration({ applicationIds: [OFFICE, VISIO] });
  const properties = stringified({ ServiceToken: 'arn', ServiceTimeout: 3600, ...toProperties(declared) });
  const moved = stringified(toProperties({ ...declared, workspaceId: OTHER_WORKSPACE }));

  test.each([
    { type: 'Create', status: 'CREATE_IN_PROGRESS', proof: true, reason: 'just this request' },
    { type: 'Create', status: 'CREATE_COMPLETE', proof: false, reason: 'a create that is over' },
    { type: 'Create', status: 'UPDATE_IN_PROGRESS', proof: false, reason: 'an update that came after it' },
    { type: 'Update', status: 'UPDATE_IN_PROGRESS', proof: true, reason: 'just this request' },
    { type: 'Delete', status: 'DELETE_IN_PROGRESS', proof: true, reason: 'just this request' },
    { type: 'Update', status: 'UPDATE_FAILED', proof: false, reason: 'the update that is being rolled back' },
    { type: 'Update', status: 'UPDATE_COMPLETE', proof: false, reason: 'an update that is over' },
    { type: 'Update', status: 'CREATE_IN_PROGRESS', proof: false, reason: 'a create that is under way' },
    { type: 'Update', status: 'DELETE_IN_PROGRESS', proof: false, reason: 'a removal that is under way' },
    { type: 'Delete', status: 'DELETE_COMPLETE', proof: false, reason: 'a removal that is over' },
    { type: 'Delete', status: 'CREATE_IN_PROGRESS', proof: false, reason: 'the create that came after it' },
    { type: 'Delete', status: 'UPDATE_IN_PROGRESS', proof: false, reason: 'an update that came after it' },
    { type: 'Delete', status: 'CREATE_COMPLETE', proof: false, reason: 'the resource is there again' },
    { type: 'Update', status: 'update_in_progress', proof: false, reason: 'no status of CloudFormation' },
    { type: 'Update', status: '', proof: false, reason: 'no status' },
  ] as const)('$type, the newest event is $status: $proof ($reason)', ({ type, status, proof }) => {
    expect(isProof(request({ type, declared }), { status, properties })).toBe(proof);
  });

  test.each(TYPES)('%s, no event of the resource since the stack operationStartedAt: none', (type) => {
    expect(isProof(request({ type, declared }), undefined)).toBe(false);
  });

  test.each([
    { recorded: properties, proof: true, reason: 'the same' },
    { recorded: toProperties(declared), proof: true, reason: 'the same, without what is for CloudFormation alone' },
    {
      recorded: { ...toProperties(declared), AllowExisting: 'false', Revision: '' },
      proof: true,
      reason: 'the same, defaults spelt out',
    },
    { recorded: moved, proof: false, reason: 'of another WorkSpace' },
    { recorded: toProperties(declaration({ applicationIds: [OFFICE] })), proof: false, reason: 'fewer applications' },
    {
      recorded: toProperties(declaration({ applicationIds: [VISIO, OFFICE] })),
      proof: false,
      reason: 'the applications in another order: CloudFormation sees a change, too',
    },
    { recorded: toProperties({ ...declared, revision: '2' }), proof: true, reason: 'a revision may be masked there' },
    { recorded: toProperties({ ...declared, timeoutSeconds: 60 }), proof: true, reason: 'so may a timeout' },
    { recorded: toProperties({ ...declared, waitForUser: true }), proof: false, reason: 'one that waits for the user' },
    { recorded: undefined, proof: true, reason: 'none recorded: the status has to do' },
    { recorded: 'cut sh', proof: true, reason: 'not to be read: the status has to do' },
    { recorded: {}, proof: true, reason: 'nothing that could be declared: the status has to do' },
  ])('the event has properties $recorded: $proof ($reason)', ({ recorded, proof }) => {
    for (const type of TYPES) {
      const newest = { status: `${type.toUpperCase()}_IN_PROGRESS`, properties: recorded };
      expect(isProof(request({ type, declared }), newest)).toBe(proof);
    }
  });

  test('a delete whose own properties cannot be understood: the status has to do', () => {
    const deletion = request({ type: 'Delete', declared: undefined });
    expect(isProof(deletion, { status: 'DELETE_IN_PROGRESS', properties })).toBe(true);
    expect(isProof(deletion, { status: 'DELETE_COMPLETE', properties })).toBe(false);
  });
});

describe('over', () => {
  const now = (status: string, stackUpdatedAt = BEGAN) => ({
    status,
    stackUpdatedAt,
    stackName: 'Desk',
    rootId: STACK_ID,
  });
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
    {
      direction: 'forward',
      status: 'UPDATE_IN_PROGRESS',
      stackUpdatedAt: BEGAN,
      over: false,
      reason: 'its own operation',
    },
    { direction: 'forward', status: 'UPDATE_IN_PROGRESS', stackUpdatedAt: later, over: true, reason: 'a later one' },
    {
      direction: 'forward',
      status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      stackUpdatedAt: BEGAN,
      over: false,
      reason: 'still to go',
    },
    { direction: 'rollback', status: 'DELETE_IN_PROGRESS', stackUpdatedAt: later, over: false, reason: 'all is to go' },
    {
      direction: 'removal',
      status: 'UPDATE_IN_PROGRESS',
      stackUpdatedAt: BEGAN,
      over: true,
      reason: 'the stack lives on',
    },
    {
      direction: 'removal',
      status: 'UPDATE_ROLLBACK_IN_PROGRESS',
      stackUpdatedAt: later,
      over: false,
      reason: 'nothing wants it',
    },
  ] as const)(
    'delete of a $direction, then $status: over: $over ($reason)',
    ({ direction, status, stackUpdatedAt, over }) => {
      expect(isOver('Delete', operation({ direction }), now(status, stackUpdatedAt))).toBe(over);
    },
  );
});

describe('from onEvent to isComplete', () => {
  test.each([
    { situation: 'an update', overrides: {} },
    { situation: 'a rollback', overrides: { direction: 'rollback' as const, operationStartedAt: BEGAN - SECOND } },
    { situation: 'a late delete', overrides: { isProven: false } },
    { situation: 'a retry after --no-rollback', overrides: { isRetry: true } },
    { situation: 'a delete under an invented id, of a resource that lives', overrides: { living: TOKEN } },
    { situation: 'one of many, queued for a while', overrides: { underWay: 449, begunAt: BEGAN } },
  ])('$situation: arrives as it was, through JSON and strings only', ({ overrides }) => {
    const sent = operation(overrides);
    const event: unknown = JSON.parse(JSON.stringify({ Operation: toWire(sent) }));
    expect(parseOperation(event)).toEqual(sent);
    expect(Object.values(toWire(sent)).filter((value) => typeof value !== 'string')).toEqual([]);
  });

  const wire = toWire(operation());

  test.each([
    { event: null, names: 'Operation.direction', reason: 'no event' },
    { event: 'text', names: 'Operation.direction', reason: 'no event' },
    { event: {}, names: 'Operation.direction', reason: 'not through onEvent' },
    { event: { Operation: null }, names: 'Operation.direction', reason: 'nothing' },
    { event: { Operation: 'forward' }, names: 'Operation.direction', reason: 'a text' },
    { event: { Operation: { ...wire, direction: 'sideways' } }, names: 'Operation.direction', reason: 'unknown' },
    {
      event: { Operation: { ...wire, operationStartedAt: 'yesterday' } },
      names: 'Operation.operationStartedAt',
      reason: 'no number',
    },
    { event: { Operation: { ...wire, requestedAt: '' } }, names: 'Operation.requestedAt', reason: 'empty' },
    { event: { Operation: { ...wire, requestedAt: '-1' } }, names: 'Operation.requestedAt', reason: 'before all time' },
    {
      event: { Operation: { ...wire, requestedAt: 'Infinity' } },
      names: 'Operation.requestedAt',
      reason: 'after all time',
    },
  ])('$names is wrong ($reason): refused by its name', ({ event, names }) => {
    expect(() => parseOperation(event)).toThrow(PropertyError);
    expect(() => parseOperation(event)).toThrow(names);
  });

  test.each(Object.keys(wire))('%s is missing: refused by its name', (name) => {
    const event = { Operation: { ...wire, [name]: undefined } };
    expect(() => parseOperation(event)).toThrow(`Operation.${name}`);
  });

  test.each(['TRUE', '1', 'yes', ''])(
    "what is true in other words ('%s'): is not proven, so that nothing is changed",
    (word) => {
      expect(parseOperation({ Operation: { ...wire, isProven: word, isRetry: word } })).toMatchObject({
        isProven: false,
        isRetry: false,
      });
    },
  );

  test.each(['many', '', '-'])("a number of resources under way that is none ('%s'): 0", (underWay) => {
    expect(parseOperation({ Operation: { ...wire, underWay } }).underWay).toBe(0);
  });
});
