import * as fc from 'fast-check';
import { ALL_READINGS, type Readings } from '../../local/workspaces';
import { stepsOf } from './draws';
import { type Fault, fault } from './faults';
import type { Step } from './steps';

/** One stack, from its create to its delete. */
export interface StackPlan {
  readonly name: string;
  /** Seconds after the life begins. */
  readonly begins: number;
  readonly steps: readonly Step[];
}

/** A fault, and when it begins: so many seconds into which step of the first stack. */
export interface TimedFault {
  readonly step: number;
  readonly second: number;
  readonly fault: Fault;
}

/** The lives of one or two stacks beside each other. Everything that is left to chance follows from `seed`. */
export interface Plan {
  readonly seed: number;
  readonly readings: Partial<Readings>;
  readonly lastUpdatedTimeMovesAtRollback: boolean;
  readonly lastUpdatedTimeAhead: number;
  readonly throttled: boolean;
  /** Whether synthesis knew how many applications each WorkSpace gets. */
  readonly counts: boolean;
  readonly installMinutes: number;
  /** Between two operations. What is late may come in the next one. */
  readonly pauseMinutes: number;
  readonly stacks: readonly StackPlan[];
  readonly faults: readonly TimedFault[];
}

/** Each switch stands at its likeliest value half of the time, so that shrinking ends there. */
const readings: fc.Arbitrary<Partial<Readings>> = fc
  .tuple(
    ...Object.entries(ALL_READINGS).map(([name, values]) =>
      fc.constantFrom<unknown>(...values.slice(0, 1), ...values).map((value) => [name, value] as const),
    ),
  )
  .map((entries) => Object.fromEntries(entries));

const otherStack: fc.Arbitrary<StackPlan | null> = fc
  .tuple(
    fc.constantFrom(false, false, false, true),
    fc.record({
      name: fc.constant('Other'),
      begins: fc.constantFrom(0, 20, 200, 1800, 7200),
      steps: stepsOf('other', 2),
    }),
  )
  .map(([present, other]) => (present ? other : null));

const stacks: fc.Arbitrary<readonly StackPlan[]> = fc
  .tuple(fc.oneof(stepsOf('first', 2), stepsOf('first', 3)), otherStack)
  .map(([steps, other]) => [{ name: 'Desk', begins: 0, steps }, ...(other ? [other] : [])]);

export const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat({ max: 0x7fffffff }),
  readings,
  lastUpdatedTimeMovesAtRollback: fc.boolean(),
  lastUpdatedTimeAhead: fc.constantFrom(0, 0, 5, 5000),
  throttled: fc.boolean(),
  counts: fc.boolean(),
  installMinutes: fc.oneof(
    { arbitrary: fc.constantFrom(1, 1, 2, 4), weight: 15 },
    // Long enough to reach a deadline.
    { arbitrary: fc.constantFrom(20, 40, 70), weight: 1 },
  ),
  pauseMinutes: fc.constantFrom(45, 45, 10, 1),
  stacks,
  faults: fc.array(
    fc.record({
      step: fc.nat({ max: 3 }),
      // From the start on, what comes first can meet it: an event on its way, the first call of a function.
      second: fc.oneof(fc.constant(0), fc.nat({ max: 120 }), fc.nat({ max: 600 }), fc.nat({ max: 2400 })),
      fault,
    }),
    { maxLength: 6, size: 'max' },
  ),
});
