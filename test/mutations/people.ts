import type { Mutation } from './mutation';

/** What the people at the desktops would notice first. */
export const PEOPLE: readonly Mutation[] = [
  {
    name: 'a deployment does not wait for the user',
    file: 'reconcile/step.ts',
    find: /if \(inTheWay\) return inTheWay;(?=\n {4}const \{ clock)/,
    replace: '',
  },
  {
    name: 'not knowing whether the user is connected counts as no',
    file: 'reconcile/sessions.ts',
    find: `if (state === 'DISCONNECTED') return undefined;`,
    replace: `if (state !== 'CONNECTED') return undefined;`,
  },
  {
    name: 'a look at the connection that is refused counts as no',
    file: 'reconcile/sessions.ts',
    find: 'if (!found.ok) return afterRefusal(context, found.fault, operation);',
    replace: 'if (!found.ok) return undefined;',
  },
  {
    name: 'a reboot is not remembered',
    file: 'reconcile/reboot.ts',
    find: 'if (mark && (mark.installed >= own || mark.requestId === request.requestId)) return untilBack(context, mark);',
    replace: '',
  },
  {
    name: 'a mark that came while the WorkSpace was looked at is overwritten',
    file: 'reconcile/reboot.ts',
    find: `if (present.value !== former) return wait('another request reboots the WorkSpace');`,
    replace: '',
  },
  {
    name: 'a reboot does not wait for the user',
    file: 'reconcile/reboot.ts',
    find: `return prospect === 'ready' ? sessionInTheWay(context) :`,
    replace: `return prospect === 'ready' ? undefined :`,
  },
  {
    name: 'a reboot that was refused is remembered as made',
    file: 'reconcile/reboot.ts',
    find: `isMissing = !(await write('refused')).ok;`,
    replace: 'isMissing = false;',
  },
  {
    name: 'every update reboots',
    file: 'reconcile/reboot.ts',
    find: 'if (own < wholeSecond(operation.began)) return undefined;',
    replace: '',
  },
];
