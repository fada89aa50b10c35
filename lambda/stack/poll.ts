import type { Goal } from '../reconcile/goal';
import { idsOf } from '../reconcile/progress';
import { read } from '../service/calls';
import { waitsForUser } from './goals';
import type { Operation } from './operation';
import type { Pace } from './pace';
import type { Request } from './request';
import type { StackTools } from './tools';

/**
 * Whether this tick polls the WorkSpace: when the pace says so, unless this instance of the function saw the WorkSpace
 * moving just now. A poll that is left out is only ever one that would have waited.
 */
export async function isPollDue(
  goal: Goal,
  request: Request,
  operation: Operation,
  pace: Pace,
  tools: StackTools,
): Promise<boolean> {
  const { sightings, clock } = tools;
  const now = clock.now();
  const key = pace.keyOf(goal.workspaceId, request.logicalId);
  const waiting =
    now >= pace.steadyFrom(key, operation.requestedAt) ? await countWaiting(request, pace, tools) : undefined;
  if (!pace.isDue(key, operation.requestedAt, now, waiting)) return false;
  // While INSTALLING counts as done, moving is no reason to wait.
  if (!(request.declared?.waitForInstallation ?? true)) return true;
  if (waitsForUser(request, operation) && sightings.isConnected(request.requestId, now)) return false;
  return !sightings.isBeingDeployed(goal.workspaceId, idsOf(goal), now);
}

/** How many resources are not done: all but those that the stack is done with. CloudFormation's calls are no part of the rate. */
async function countWaiting({ type, stackId }: Request, pace: Pace, tools: StackTools): Promise<number | undefined> {
  const { sightings, stacks, clock } = tools;
  if (!pace.counts) return undefined;
  let ours = sightings.listOf(stackId, clock.now());
  if (!ours) {
    const found = await read({ ...tools, until: clock.now() }, 'ListStackResources', () => stacks.listOurs(stackId));
    // Not to be had: then all of them may be waiting, until it is tried again.
    ours = found.ok ? found.value : [];
    sightings.noteList(stackId, ours, clock.now());
  }
  // What stays in the stack is no part of what goes.
  if (type === 'Delete' && ours.length > 0) return Math.max(1, ours.filter(({ isChanging }) => isChanging).length);
  const done = ours.filter(({ isChanging }) => !isChanging).length;
  // The stack may have more resources of the kind than the provider serves, such as those that are on their way out.
  return Math.max(1, pace.resources - done);
}
