import type { Mutation } from './mutation';

/** Faults, time, and words. */
export const TROUBLE: readonly Mutation[] = [
  {
    name: 'a throttle fails the request',
    file: 'service/faults.ts',
    find: 'if (known) return known;',
    replace: `if (known) return known === 'throttled' ? 'terminal' : known;`,
  },
  {
    name: 'a lost answer fails the request',
    file: 'service/faults.ts',
    find: `return status === undefined && textAt(error, 'code') ? 'transient' : 'terminal';`,
    replace: `return 'terminal';`,
  },
  {
    name: 'access denied fails the request at once',
    file: 'reconcile/refusals.ts',
    find: `isWithin(context, GRACE) ? waiting : { kind: 'fail', reason };`,
    replace: `{ kind: 'fail', reason };`,
  },
  {
    name: 'access denied for good is swallowed on a delete',
    file: 'reconcile/refusals.ts',
    find: `case 'denied':`,
    replace: `case 'denied':\n      if (context.request.type === 'Delete') return { kind: 'done', seen: new Map() };`,
  },
  {
    name: 'the look at the stack gives up when denied',
    file: 'stack/on-event.ts',
    find: `, 'denied']`,
    replace: ']',
  },
  {
    name: 'a delete fails when the WorkSpace is gone',
    file: 'reconcile/refusals.ts',
    find: /if \(installs\.length === 0.*\) \{/,
    replace: 'if (false) {',
  },
  {
    name: 'a WorkSpace that is busy fails the request',
    file: 'reconcile/refusals.ts',
    find: `if (prospect !== 'ready' || fault.kind === 'busy')`,
    replace: 'if (false)',
  },
  {
    name: `the user's timeout bounds deletes and rollbacks too`,
    file: 'stack/is-complete.ts',
    find: `const forward = type !== 'Delete' && !isRollingBack(operation);`,
    replace: 'const forward = true;',
  },
  {
    name: 'there is no deadline',
    file: 'reconcile/step.ts',
    find: 'this.context.tools.clock.now() >= this.context.deadline',
    replace: 'false',
  },
  {
    name: 'a throttled deployment is tried again long after what it follows from was seen',
    file: 'reconcile/step.ts',
    find: 'ages ? Math.min(tools.until, this.seenAt + DEPLOYABLE_AGE) : tools.until',
    replace: 'tools.until',
  },
  {
    name: 'an event that the bus does not take fails the request',
    file: 'service/event-bus.ts',
    find: `log('WARN', 'event not put', { happening, exception: name, said });`,
    replace: 'throw error;',
  },
  {
    name: 'attributes are missing',
    file: 'stack/is-complete.ts',
    find: `...(request.type !== 'Delete' && { Data: attributesOf(request, seen) })`,
    replace: '',
  },
  {
    name: 'the ResponseURL is logged',
    file: 'stack/entry.ts',
    find: `requestType: member('RequestType'),`,
    replace: `requestType: member('RequestType'), url: member('ResponseURL'),`,
  },
  {
    name: 'a reason carries a stack trace',
    file: 'reconcile/words.ts',
    find: `this.stack = '';`,
    replace: '',
  },
  {
    name: 'a reason has no bounds',
    file: 'reconcile/words.ts',
    find: 'super(clipReason(reason));',
    replace: 'super(reason);',
  },
];
