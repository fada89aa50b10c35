import { type Observation, timeOf } from '../service/association';
import { formatSecond, sinceWords } from '../service/time';
import { claimOf } from './claims';
import type { Facts } from './facts';
import type { Goal, Terms } from './goal';
import { stageOf } from './states';

/** The applications that a goal names. */
export const idsOf = ({ leaves, absents, restores, installs }: Goal): readonly string[] => [
  ...new Set([...leaves, ...absents, ...restores, ...installs.map(({ applicationId }) => applicationId)]),
];

/** Every application of the goal with its state, for the log. */
export const statesOf = (goal: Goal, seen: Observation) =>
  idsOf(goal).map((application) => {
    const association = seen.get(application);
    const since = association && timeOf(association);
    return {
      application,
      state: association?.state ?? 'ABSENT',
      since: since === undefined ? undefined : formatSecond(since),
    };
  });

/** What the goal drops, and stays because no mark shows that the holder installed it; undefined for none. */
export function leftAloneOf({ leaves }: Goal, { seen, marks }: Facts, terms: Terms): readonly string[] | undefined {
  if (!marks) return undefined;
  const ids = leaves.filter((id) => {
    const association = seen.get(id);
    return (
      association && stageOf(association.state) !== 'absent' && claimOf(marks, association, terms).mine.length === 0
    );
  });
  return ids.length > 0 ? ids : undefined;
}

/** In words, what is in ERROR on the WorkSpace. */
export const errorsOf = (seen: Observation): string =>
  [...seen.values()]
    .filter(({ state }) => stageOf(state) === 'error')
    .map((association) => `${association.applicationId} is in ERROR${sinceWords(timeOf(association))}`)
    .join(', ');
