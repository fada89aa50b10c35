import type { Mutation } from './mutation';

/** Faults, time, and words. */
export const TROUBLE: readonly Mutation[] = [
  {
    name: 'a throttle fails the request',
    file: 'faults.ts',
    find: 'if (known) return known;',
    replace: `if (known) return known === 'throttled' ? 'terminal' : known;`,
  },
  {
    name: 'a lost answer fails the request',
    file: 'faults.ts',
    find: `return status === undefined && textAt(error, 'code') ? 'transient' : 'terminal';`,
    replace: `return 'terminal';`,
  },
  {
    name: 'access denied fails the request at once',
    file: 'refusals.ts',
    find: `isWithin(context, GRACE) ? waiting : { kind: 'fail', reason };`,
    replace: `{ kind: 'fail', reason };`,
  },
  {
    name: 'access denied for good is swallowed on a delete',
    file: 'refusals.ts',
    find: `case 'denied':`,
    replace: `case 'denied':\n      if (context.request.type === 'Delete') return { kind: 'done', seen: new Map() };`,
  },
  {
    name: 'the look at the stack gives up when denied',
    file: 'on-event.ts',
    find: `, 'denied']`,
    replace: ']',
  },
  {
    name: 'a delete fails when the WorkSpace is gone',
    file: 'refusals.ts',
    find: /if \(installs\.length === 0.*\) \{/,
    replace: 'if (false) {',
  },
  {
    name: 'a WorkSpace that is busy fails the request',
    file: 'refusals.ts',
    find: `if (prospect !== 'ready' || fault.kind === 'busy')`,
    replace: 'if (false)',
  },
  {
    name: `the user's timeout bounds deletes and rollbacks too`,
    file: 'is-complete.ts',
    find: `const forward = type !== 'Delete' && !isRollingBack(operation);`,
    replace: 'const forward = true;',
  },
  {
    name: 'there is no deadline',
    file: 'step.ts',
    find: 'this.context.tools.clock.now() >= this.context.deadline',
    replace: 'false',
  },
  {
    name: 'a throttled deployment is tried again long after what it follows from was seen',
    file: 'step.ts',
    find: 'ages ? Math.min(tools.until, this.seenAt + DEPLOYABLE_AGE) : tools.until',
    replace: 'tools.until',
  },
  {
    name: 'an event that the bus does not take fails the request',
    file: 'events.ts',
    find: `log('WARN', 'event not put', { happening, exception: name, said });`,
    replace: 'throw error;',
  },
  {
    name: 'attributes are missing',
    file: 'is-complete.ts',
    find: `...(request.type !== 'Delete' && { Data: attributesOf(request, seen) })`,
    replace: '',
  },
  {
    name: 'the ResponseURL is logged',
    file: 'entry.ts',
    find: `requestType: member('RequestType'),`,
    replace: `requestType: member('RequestType'), url: member('ResponseURL'),`,
  },
  {
    name: 'a reason carries a stack trace',
    file: 'words.ts',
    find: `this.stack = '';`,
    replace: '',
  },
  {
    name: 'a reason has no bounds',
    file: 'words.ts',
    find: 'super(clipReason(reason));',
    replace: 'super(reason);',
  },
];
