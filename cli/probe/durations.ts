import type { Duration } from './result';
import { isMoving, ROLES, type Role, type Step, seenIn } from './step';

/** How an application is called in words. */
const NAMES: Readonly<Record<Role, string>> = {
  application: 'the application',
  second: 'the second application',
  rival: 'the rival',
  failing: 'the failing application',
};

/** How long each application moved, the first time, between the readings that saw it. */
export function durationsOf(steps: readonly Step[]): Readonly<Record<string, Duration>> {
  const looks = steps.filter(({ call, outcome }) => call === 'DescribeWorkspaceAssociations' && outcome.kind === 'ok');
  const found: Record<string, Duration> = {};
  for (const role of ROLES) {
    for (const [state, words] of [
      ['INSTALLING', 'install of'],
      ['UNINSTALLING', 'removal of'],
    ] as const) {
      const duration = durationOf(looks, role, state);
      if (duration) found[`${words} ${NAMES[role]}`] = duration;
    }
  }
  return found;
}

function durationOf(looks: readonly Step[], role: Role, state: string): Duration | undefined {
  const stateAt = (index: number) => {
    const look = looks[index];
    return look && seenIn(look).applications?.[role]?.state;
  };
  const first = looks.findIndex((_, index) => stateAt(index) === state);
  const after = looks.findIndex((_, index) => index > first && stateAt(index) !== state);
  const [before, begin, last, end] = [looks[first - 1], looks[first], looks[after - 1], looks[after]];
  if (first < 0 || !begin || !last || !end || isMoving(stateAt(after)) || stateAt(after) === 'ERROR') return undefined;
  const seconds = (milliseconds: number) => Math.max(0, Math.round(milliseconds / 1000));
  return {
    leastSeconds: seconds(last.begun - begin.ended),
    mostSeconds: seconds(end.ended - (before ?? begin).begun),
  };
}
