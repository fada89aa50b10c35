import type { State } from './state';

const SETTLED = 30_000;
const MINUTE = 60_000;
/** Operations of a stack lie further apart than this. */
const SAME_OPERATION = 2000;

/** Times and names in the text of a state. */
const VARIABLE =
  /"(requestedAt|startedAt|stackUpdatedAt|steppedAt|id)":(\d+)|\b(at|try|op)=([^ "]*)|[:/"]([0-9a-f]{16}\.[0-9a-z]+)|Stack-(\w+)-(\d+)/g;

/**
 * One spelling for all states that behave alike. Of times it says whether they are half a minute ago, which requests they
 * are not before, and which operation they are of; of ids and tokens, which are the same.
 */
export function keyOf(state: State): string {
  const { now: _now, requests: _requests, ...rest } = state;
  const [times, tokens, ids] = [timesOf(state), ranks(), ranks()];
  return JSON.stringify(rest).replace(
    VARIABLE,
    (_all, member?: string, number?: string, part?: string, time = '', token?: string, logicalId = '', id = '') => {
      if (member === 'id') return `id ${ids(number ?? '')}`;
      if (member !== undefined) return `${member} ${times(member, Number(number))}`;
      if (part !== undefined)
        return `${part} ${times(part, part === 'at' ? Date.parse(time) : Number.parseInt(time, 36))}`;
      // The owner of a token is a hash of names that do not change.
      return token === undefined ? `${logicalId} ${ids(id)}` : `${token.slice(0, 4)} ${tokens(token)}`;
    },
  );
}

/** Spells a time by what depends on it. */
function timesOf({ now, waiters, stacks }: State): (name: string, time: number) => unknown {
  const asked = waiters.map(({ requestedAt }) => requestedAt);
  const began = [...stacks.map(({ startedAt }) => startedAt), ...waiters.map(({ startedAt }) => startedAt)];
  const age = (time: number) => (now - time >= SETTLED ? 'old' : 'new');
  const attempts = (time: number) => asked.filter((one) => one <= time).length;
  return (name, time) => {
    switch (name) {
      case 'at':
        return `${age(time)} ${stacks.map(({ startedAt }) => (time >= startedAt - MINUTE ? 1 : 0)).join('')}`;
      case 'try':
        return Number.isNaN(time) ? 'none' : attempts(time);
      case 'requestedAt':
        return `${age(time)} ${attempts(time)}`;
      case 'steppedAt':
        return time > 0;
      default:
        return began.findIndex((one) => Math.abs(one - time) <= SAME_OPERATION);
    }
  };
}

/** Numbers things in the order in which they come up. */
function ranks(): (name: string) => number {
  const known: string[] = [];
  return (name) => {
    if (!known.includes(name)) known.push(name);
    return known.indexOf(name);
  };
}
