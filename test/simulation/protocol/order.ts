import type { Action, Reading } from './actions';
import type { State } from './state';

/**
 * Of orders that make no difference one is explored. A reading comes as late as it can: the next thing that happens is done by the
 * same waiter, or changes what was read, or is another reading by a waiter that stands later. Every order can be brought
 * into this one by exchanging neighbours that do not depend on each other.
 */
export type Readings = readonly Reading[];

/** What follows the action, with the readings that precede it; undefined if another order stands for this one. */
export function orderedAfter(
  readings: Readings,
  action: Action,
  reading: Reading | undefined,
  before: State,
  after: State,
): Readings | undefined {
  if (reading) {
    const place = placeIn(after, reading.waiter);
    const isInOrder = readings.every(({ waiter }) => placeIn(after, waiter) <= place);
    return isInOrder ? [...readings.filter(({ waiter }) => waiter !== reading.waiter), reading] : undefined;
  }
  const isFree = ({ waiter, of }: Reading) => waiter !== action.waiter && shownBy(of, before) === shownBy(of, after);
  return !action.isTick && readings.some(isFree) ? undefined : [];
}

/** Readings, told apart by the places of their waiters. */
export const wordsOfReadings = (readings: Readings, state: State): readonly string[] =>
  readings.map(({ waiter, of }) => `${placeIn(state, waiter)} ${of}`);

const placeIn = ({ waiters }: State, name: number): number =>
  waiters.findIndex(({ requestedAt }) => requestedAt === name);

/** What a reading shows: another value if it shows something else. */
function shownBy(of: Reading['of'], state: State): unknown {
  switch (of) {
    case 'application':
    case 'tags':
      return state[of];
    case 'nothing':
      return undefined;
    default:
      return JSON.stringify(
        state.stacks
          .filter((_stack, index) => of === 'stacks' || of === `stack ${index}`)
          .map(({ status, startedAt, pending, resources }) => [status, startedAt, pending, resources]),
      );
  }
}
