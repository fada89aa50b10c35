import { checkAfterRun, checkAlways, checkAtRest, Violation } from './invariants';
import { Life } from './life';
import type { NightsPlan } from './plan';

/** Lives some nights, and throws a Violation if something was that must never be. */
export async function live(plan: NightsPlan): Promise<Life> {
  const life = new Life(plan);
  await life.run();
  checkAlways(life);
  await life.calm();
  checkAlways(life);
  checkAfterRun(life);
  checkAtRest(life);
  const { length } = life.world.simulator.mutations;
  await life.night();
  const changes = life.world.simulator.mutations.slice(length);
  if (changes.length > 0) {
    const [first] = changes;
    throw new Violation(`a finished fleet changed something: ${first?.operation} on ${first?.workspaceId}`);
  }
  return life;
}
