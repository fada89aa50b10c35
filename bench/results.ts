import type { Fleets } from './fleet/fleets';
import type { FunctionResult } from './function';
import type { Result } from './measure';
import type { Removal } from './removal';
import type { Scenario } from './scenario';
import type { Simulations } from './simulate';
import type { SynthResult } from './synth';

/** Everything that the bench finds out, as it is in results.json. */
export interface Results {
  readonly assumptions: unknown;
  readonly prices: unknown;
  readonly simulations: Simulations;
  readonly removals: readonly Removal[];
  readonly synth: readonly SynthResult[];
  readonly function: readonly FunctionResult[];
  readonly fleets: Fleets;
}

/** The result of one scenario; there must be one. */
export function find(results: readonly Result[], wanted: Partial<Scenario>): Result {
  const found = results.find(({ scenario }) =>
    Object.entries(wanted).every(([name, value]) =>
      Object.entries(scenario).some(([key, held]) => key === name && held === value),
    ),
  );
  if (!found) throw new Error(`no result for ${JSON.stringify(wanted)}`);
  return found;
}
