import { type Observation, timeOf } from '../service/association';
import { MINUTE, sinceWords } from '../service/time';
import type { Context, Wait } from './outcome';
import { idsOf } from './progress';
import { observeWorkspace } from './refusals';
import { prospectOf } from './states';

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
  const minutes = Math.round((terms.deadline - terms.begunAt) / MINUTE);
  const isRefusing = state !== undefined && prospectOf(state) === 'passing' && state !== 'UPDATING';
  const workspace =
    state === undefined ? '' : `; the WorkSpace is ${state}${isRefusing ? ', and takes no change' : ''}`;
  // What takes no change is the cause; that no time was left is not.
  const cause = isRefusing ? '' : `; ${why}`;
  const isInstalling = state === 'UPDATING' && terms.mayNotWait;
  const remedies = [
    remedy ?? (isInstalling ? 'set waitForInstallation to false' : remedyFor(state)),
    terms.isOwnTimeout ? `raise timeout, which is ${minutes} minutes` : '',
  ].filter((text) => text !== '');
  const first = remedies.length > 0 ? `${remedies.join(', or ')}, then ` : '';
  return (
    `WorkSpace ${goal.workspaceId} was not done after ${minutes} minutes: ${states.join(', ')}${workspace}${cause}. ` +
    `What next: ${first}deploy again`
  );
}

/** What a person can do about a WorkSpace in this state. */
const REMEDIES: Readonly<Record<string, string>> = {
  AVAILABLE: '',
  STOPPED: 'start the WorkSpace',
  ADMIN_MAINTENANCE:
    'set the WorkSpace back to AVAILABLE (aws workspaces modify-workspace-state), because ADMIN_MAINTENANCE does not end by itself',
  UNHEALTHY: 'reboot the WorkSpace, which is UNHEALTHY',
  IMPAIRED: 'reboot the WorkSpace, which is IMPAIRED',
  UPDATING: 'wait until what is being deployed has ended',
};

const remedyFor = (state = ''): string =>
  (Object.hasOwn(REMEDIES, state) ? REMEDIES[state] : undefined) ??
  'look at the WorkSpace in the console and wait until it is AVAILABLE';
