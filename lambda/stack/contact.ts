import type { Tools } from '../reconcile/context';
import { waitsForUser } from '../reconcile/sessions';
import { read } from '../service/calls';
import type { Goal } from './goals';
import { isRollingBack, type Operation } from './operation';
import type { Request } from './request';

/**
 * Whether this tick makes contact: when the pace says so, unless this instance of the function saw the WorkSpace moving
 * just now. A contact that is left out is only ever one that would have waited.
 */
export async function makesContact(
  goals: readonly Goal[],
  request: Request,
  operation: Operation,
  tools: Tools,
): Promise<boolean> {
  const { pace, sightings, clock } = tools;
  const now = clock.now();
  const keyOf = ({ workspaceId }: Goal) => pace.keyOf(workspaceId, request.logicalId);
  const isPolling = goals.every((goal) => now >= pace.pollingFrom(keyOf(goal), operation.asked));
  // In a rollback the moments of the contacts also bound how often an ERROR is tried again: they are not made quicker.
  const waiting = isPolling && !isRollingBack(operation) ? await countWaiting(request, tools) : undefined;
  const due = goals.filter((goal) => pace.isDue(keyOf(goal), operation.asked, now, waiting));
  // While INSTALLING counts as done, moving is no reason to wait.
  if (!(request.declared?.waitForInstallation ?? true)) return due.length > 0;
  return due.some(({ workspaceId, removals, installs }) => {
    if (waitsForUser(request, operation) && sightings.isConnected(request.requestId, now)) return false;
    const ids = [...removals, ...installs].map(({ applicationId }) => applicationId);
    return !sightings.isBeingDeployed(workspaceId, ids, now);
  });
}

/** How many resources are not done: all but those that the stack is done with. CloudFormation's calls are no part of the rate. */
async function countWaiting({ stackId }: Request, tools: Tools): Promise<number | undefined> {
  const { pace, sightings, stacks, clock } = tools;
  if (!pace.counts) return undefined;
  const known = sightings.doneOf(stackId, clock.now());
  // The stack may have more resources of the kind than the provider serves, such as those that are on their way out.
  if (known !== undefined) return Math.max(1, pace.resources - known);
  const count = await read({ ...tools, until: clock.now() }, 'ListStackResources', () => stacks.countDone(stackId));
  // Not to be had: then all of them may be waiting, until it is tried again.
  const done = count.ok ? count.value : 0;
  sightings.noteDone(stackId, done, clock.now());
  return Math.max(1, pace.resources - done);
}
