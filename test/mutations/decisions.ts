import type { Mutation } from './mutation';

/** What a step decides, and in which order it acts. */
export const DECISIONS: readonly Mutation[] = [
  {
    name: 'a deployment does not wait for the quiet time',
    file: 'reconcile/decide.ts',
    find: 'if (rules.now >= quietFrom ||',
    replace: 'if (true || rules.now >= quietFrom ||',
  },
  {
    name: 'Force is forgotten',
    file: 'service/workspaces.ts',
    find: '...(force && { Force: true })',
    replace: '',
  },
  {
    name: 'every ERROR is the result of this request',
    file: 'reconcile/decide.ts',
    find: 'if (time !== undefined) return time < wholeSecond(rules.asked) + SECOND;',
    replace: 'return false;',
  },
  {
    name: 'every ERROR is from before this request',
    file: 'reconcile/decide.ts',
    find: 'if (time !== undefined) return time < wholeSecond(rules.asked) + SECOND;',
    replace: 'return true;',
  },
  {
    name: 'an ERROR is tried again at every contact',
    file: 'reconcile/decide.ts',
    find: 'if (windowLeft(rules, every) === 0) {',
    replace: 'if (false) {',
  },
  {
    name: `a failure does not wait for what is still moving`,
    file: 'reconcile/decide.ts',
    find: `if (reasons(steps, 'fail').size > 0)`,
    replace: `if (reasons(steps, 'fail', 'error').size > 0)`,
  },
  {
    name: 'an unknown state is waited out',
    file: 'reconcile/decide.ts',
    find: /kind: 'fail',\n {2}why:\n {4}`\$\{applicationId\} is in state/,
    replace: `kind: 'wait',\n  why:\n    \`\${applicationId} is in state`,
  },
  {
    name: 'an install is done while it is still INSTALLING',
    file: 'reconcile/states.ts',
    find: /(?<=INSTALL: Record[^;]*\n {2})INSTALLING: 'moving'/,
    replace: `INSTALLING: 'settled'`,
  },
  {
    name: 'a removal is done while it is still UNINSTALLING',
    file: 'reconcile/states.ts',
    find: /(?<=REMOVAL: Record[^;]*)UNINSTALLING: 'moving'/,
    replace: `UNINSTALLING: 'settled'`,
  },
  {
    name: 'waitForInstallation is ignored',
    file: 'reconcile/decide.ts',
    find: `association.state === 'INSTALLING' && !rules.waitForInstallation`,
    replace: 'false',
  },
  {
    name: 'who undoes a request believes at once that nothing is left',
    file: 'reconcile/context.ts',
    find: 'isUndoing(request, operation) ? operation.asked + SETTLING : operation.asked',
    replace: 'operation.asked',
  },
  {
    name: 'an edition that must go first makes the other fail (no swap)',
    file: 'reconcile/progress.ts',
    find: 'hasRemovalUnderWay(): boolean {',
    replace: 'hasRemovalUnderWay(): boolean {\n    if (true) return false;',
  },
  {
    name: 'removals are registered after installs',
    file: 'reconcile/step.ts',
    find: `    for (const applicationId of disassociate) {
      const stopped = await this.disassociate(applicationId);
      if (stopped) return stopped;
    }
    for (const applicationId of associate) {
      const stopped = await this.associate(applicationId);
      if (stopped) return stopped;
    }`,
    replace: `    for (const applicationId of associate) {
      const stopped = await this.associate(applicationId);
      if (stopped) return stopped;
    }
    for (const applicationId of disassociate) {
      const stopped = await this.disassociate(applicationId);
      if (stopped) return stopped;
    }`,
  },
];
