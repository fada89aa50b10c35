import type { Mutation } from './mutation';

const PROVES = `type === 'Update' || status.startsWith('UPDATE_') || (type === 'Delete' && directionOf(status) === 'forward')`;

/** Whose an application is, which request it is, and which operation that belongs to. */
export const OWNERSHIP: readonly Mutation[] = [
  {
    name: 'changes are made without a look at the stack (no fence)',
    file: 'reconcile/step.ts',
    find: 'operation, () => this.fence(until), call)',
    replace: 'operation, async () => {}, call)',
  },
  {
    name: 'a refused change is tried again without another look at the stack',
    file: 'service/calls.ts',
    find: 'await before();',
    replace: 'if (tries === 0) await before();',
  },
  {
    name: 'the SDK tries calls again on its own, behind the fence',
    file: 'index.ts',
    find: 'maxAttempts: 1',
    replace: 'maxAttempts: 4',
  },
  {
    name: 'a delete goes on when its stack moves forward again',
    file: 'stack/operation.ts',
    find: /if \(type === 'Delete'\) \{\s+return direction === 'forward'/,
    replace: `if (type === 'Delete') {\n    return false && direction === 'forward'`,
  },
  {
    name: 'late deliveries are accepted',
    file: 'stack/operation.ts',
    find: `if (type === 'Delete') return direction !== 'rest';`,
    replace: 'return true;',
  },
  {
    name: 'in a rollback an update is accepted without proof that it is the one under way',
    file: 'stack/operation.ts',
    find: PROVES,
    replace: `directionOf(status) === 'forward' || (type === 'Delete' && status.startsWith('UPDATE_'))`,
  },
  {
    name: 'while going forward a delete is accepted without proof',
    file: 'stack/operation.ts',
    find: PROVES,
    replace: `type !== 'Delete' || (status.startsWith('UPDATE_') && directionOf(status) !== 'forward')`,
  },
  {
    name: 'while an update goes forward a create is accepted without proof',
    file: 'stack/operation.ts',
    find: PROVES,
    replace: `type === 'Update' || (type === 'Delete' && status !== 'DELETE_IN_PROGRESS')`,
  },
  {
    name: 'while an update cleans up a delete is accepted without proof',
    file: 'stack/operation.ts',
    find: PROVES,
    replace: `type !== 'Delete' || directionOf(status) === 'forward'`,
  },
  {
    name: 'a late update that differs in a flag alone is taken for the one under way',
    file: 'stack/operation.ts',
    find: 'timeoutSeconds: _timeout, ...wish }',
    replace: 'timeoutSeconds: _timeout, waitForUser: _wait, ...wish }',
  },
  {
    name: 'an event about the progress of an operation is taken for its beginning',
    file: 'stack/stacks.ts',
    find: ' && !detailed',
    replace: '',
  },
  {
    name: 'removals take what is older than the resource (no ownership)',
    file: 'reconcile/decide.ts',
    find: 'ours !== undefined && isOlder(',
    replace: 'false && ours !== undefined && isOlder(',
  },
  {
    name: 'an old installation whose record was touched since is taken for ours',
    file: 'reconcile/decide.ts',
    find: `ours.undoing && isNothingYet ? 'latest' : 'created'`,
    replace: `'latest'`,
  },
  {
    name: 'a rollback takes an old installation for ours whose record was touched since',
    file: 'reconcile/decide.ts',
    find: 'ours.undoing && isNothingYet',
    replace: 'ours.undoing',
  },
  {
    name: 'a rollback removes what the resource had before the operation',
    file: 'stack/goals.ts',
    find: 'if (isUndoing(request, operation) || !identity',
    replace: 'if (!identity',
  },
  {
    name: 'what is declared absent stays if it is older than the resource',
    file: 'stack/goals.ts',
    find: 'absentOf(declared, []))]',
    replace: 'removalsOf(declared.absentApplicationIds, oursOf(request, operation)))]',
  },
  {
    name: `somebody else's application is taken over (no conflicts)`,
    file: 'reconcile/decide.ts',
    find: 'othersBefore !== undefined &&\n',
    replace: 'false &&\n',
  },
  {
    name: 'the conflict rule holds while rolling back too',
    file: 'stack/goals.ts',
    find: 'isRollingBack(operation) || old.includes(applicationId)',
    replace: 'old.includes(applicationId)',
  },
  {
    name: 'an update acts on everything, not on the difference',
    file: 'stack/goals.ts',
    find: 'const everything = ',
    replace: 'const everything = true || ',
  },
  {
    name: 'a new revision is ignored',
    file: 'stack/goals.ts',
    find: 'declared.revision !== before.revision',
    replace: 'false',
  },
  {
    name: 'a rollback that is continued checks nothing',
    file: 'stack/goals.ts',
    find: 'undoing ? isSame(declared, before) :',
    replace: 'undoing ? false :',
  },
  {
    name: 'the replacement of a rolled-back move is left to nobody',
    file: 'stack/goals.ts',
    find: /, goal\(before, \[\].*\)\];/,
    replace: '];',
  },
  {
    name: 'the delete of a cancelled create is taken for any other',
    file: 'stack/goals.ts',
    find: ` || (type === 'Delete' && !parseIdentity(physicalId, logicalId))`,
    replace: '',
  },
  {
    name: 'the physical id holds when the event arrived, not when the operation began',
    file: 'stack/on-event.ts',
    find: 'physicalIdFor(request, { began: operation.began,',
    replace: 'physicalIdFor(request, { began: operation.asked,',
  },
  {
    name: `a replacement's id forgets the id before it`,
    file: 'stack/identity.ts',
    find: 'earlier: times }',
    replace: 'earlier: [] }',
  },
];
