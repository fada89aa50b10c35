import { type Association, type Observation, timeOf } from '../service/association';
import { formatSecond, sinceWords } from '../service/time';
import { isLeftAlone } from './decide';
import type { Goal } from './goal';
import { stageOf } from './states';

/** Every application of the goal with its state, for the log. */
export const statesOf = (goal: Goal, seen: Observation) =>
  [...goal.removals, ...goal.installs].map(({ applicationId: application }) => {
    const association = seen.get(application);
    const since = association && timeOf(association, 'latest');
    return {
      application,
      state: association?.state ?? 'ABSENT',
      since: since === undefined ? undefined : formatSecond(since),
    };
  });

/** What the goal wants gone, and is not the resource's to remove; undefined for none. */
export function leftAloneOf(goal: Goal, seen: Observation): readonly string[] | undefined {
  const ids = goal.removals
    .filter((removal) => {
      const association: Association | undefined = seen.get(removal.applicationId);
      return association && stageOf(association.state) !== 'absent' && isLeftAlone(removal, association);
    })
    .map(({ applicationId }) => applicationId);
  return ids.length > 0 ? ids : undefined;
}

/** In words, what is in ERROR on the WorkSpace. */
export const errorsOf = (seen: Observation): string =>
  [...seen.values()]
    .filter(({ state }) => stageOf(state) === 'error')
    .map((association) => `${association.applicationId} is in ERROR${sinceWords(timeOf(association, 'latest'))}`)
    .join(', ');
