import { type Observation, timeOf } from '../service/association';
import { MINUTE, sinceWords } from '../service/time';
import type { Context, Wait } from './outcome';
import { idsOf } from './progress';
import { observeWorkspace } from './refusals';

/** At the deadline waiting becomes a failure that says what was seen last, and since when. */
export async function describeTimeout(context: Context, seen: Observation, { why, remedy }: Wait): Promise<string> {
  const { goal, terms } = context;
  const states = idsOf(goal).map((applicationId) => {
    const association = seen.get(applicationId);
    const state = association ? `${association.state}${sinceWords(timeOf(association))}` : 'ABSENT';
    return `${applicationId} is ${state}`;
  });
  const observed = await observeWorkspace(context);
  const state = observed.ok ? observed.value : undefined;
  const minutes = Math.round((terms.deadline - terms.requestedAt) / MINUTE);
  return (
    `WorkSpace ${goal.workspaceId} was not done after ${minutes} minutes: ${states.join(', ')}` +
    `${state ? `; the WorkSpace is ${state}` : ''}; ${why}. What next: ${remedy ?? remedyFor(state)}, then deploy again`
  );
}

const remedyFor = (state: string | undefined): string =>
  state === 'STOPPED' ? 'start the WorkSpace' : 'look at the WorkSpace in the console and wait until it is AVAILABLE';
