import { SECOND } from '../lambda/service/time';
import { seeded } from '../testkit/random';
import { shuffled } from './random';
import { workspaceIds } from './scenario';
import type { Scene } from './scene';

const ORDERS = 200;

/**
 * The shortest time in which a stack can be installed by a caller that does not know beforehand which install takes how
 * long, that makes `callsBefore` calls for each WorkSpace at the full rate and no others, one WorkSpace after the other, and
 * learns of each end at once. The order of the long ones is random: this is the mean over many orders. Milliseconds.
 */
export function lowerBound({ scenario, conditions, installTime }: Bounded, callsBefore: number): number {
  const { throttle, seed } = conditions;
  if (!throttle) throw new Error('without a throttle there is no bound');
  const times = workspaceIds(scenario, seed).map(installTime);
  const random = seeded(seed);
  let sum = 0;
  for (let order = 0; order < ORDERS; order++) {
    const ends = shuffled(times, random).map((time, index) => {
      const calls = (index + 1) * callsBefore - throttle.burst;
      return time + (Math.max(0, calls) / throttle.ratePerSecond) * SECOND;
    });
    sum += Math.max(...ends);
  }
  return sum / ORDERS;
}

type Bounded = Pick<Scene, 'scenario' | 'conditions' | 'installTime'>;
