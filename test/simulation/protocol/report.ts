import { type Exploration, explore } from './explore';
import type { Scenario } from './state';

/** Explores a scenario and prints the figures. Throws what must not happen, with the shortest way there. */
export async function reportOf(scenario: Scenario, mostStates?: number): Promise<Omit<Exploration, 'harm'>> {
  const { harm, ...figures } = await explore(scenario, mostStates);
  if (harm) throw new Error(`${harm.message}\n${harm.trace.map((line) => `  ${line}`).join('\n')}`);
  const { states, ends, depth, isComplete } = figures;
  const extent = isComplete ? 'complete' : `cut off after ${depth} things that happen`;
  process.stdout.write(`${scenario.name}: ${states} states, ${ends} ends, depth ${depth}, ${extent}\n`);
  return figures;
}
