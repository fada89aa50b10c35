import { type SdkRequest, textOf } from '../../testkit/clients';
import { targetOf } from './clients';
import type { Requester } from './ghosts';
import { identityOf, markOf } from './marks';
import type { Change, Invocation } from './records';

const CHANGING = /^(Associate|Disassociate|Deploy|Reboot|CreateTags|DeleteTags)/;

/** The members of the calls that change something. */
interface Members {
  readonly WorkspaceId?: string;
  readonly ResourceId?: string;
  readonly ApplicationId?: string;
  readonly Force?: boolean;
  readonly RebootWorkspaceRequests?: readonly { readonly WorkspaceId: string }[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly TagKeys?: readonly string[];
}

/** What a call is about to change, if it is one that changes something. */
export function changeOf(invocation: Invocation, request: SdkRequest): Change | undefined {
  const operation = targetOf(request);
  if (!CHANGING.test(operation)) return undefined;
  const members: Members = JSON.parse(textOf(request.body));
  const rebooted = members.RebootWorkspaceRequests?.map(({ WorkspaceId: id }) => id).join();
  const workspaceId = members.WorkspaceId ?? members.ResourceId ?? rebooted ?? '';
  const { world, event, look, seenAt, connectionSeenAt } = invocation;
  return {
    time: world.clock.now(),
    operation,
    invocation,
    requester: requesterOf(event),
    requestId: String(event.RequestId),
    requestType: String(event.RequestType),
    workspaceId,
    ...(members.ApplicationId && { applicationId: members.ApplicationId }),
    keys: members.TagKeys ?? [],
    marks: (members.Tags ?? []).flatMap(({ Key: key, Value: value }) => markOf(workspaceId, key, value) ?? []),
    force: members.Force ?? false,
    look,
    seenAt,
    connectionSeenAt,
    before: new Map(),
    marksBefore: [],
    workspace: undefined,
    connectedSince: 0,
    deployingSince: undefined,
    wasEffective: false,
    outcome: '',
    state: undefined,
    metAt: Number.POSITIVE_INFINITY,
    answeredAt: Number.POSITIVE_INFINITY,
  };
}

export const requesterOf = (event: Readonly<Record<string, unknown>>): Requester => ({
  kind: 'request',
  stackId: String(event.StackId),
  logicalId: String(event.LogicalResourceId),
  requestId: String(event.RequestId),
  token: identityOf(event.PhysicalResourceId)?.token,
});

/** Writes down what a change meets as it reaches the service. */
export function meet(change: Change): void {
  const { invocation, workspaceId } = change;
  const { desktops, simulator, clock } = invocation.world;
  change.metAt = clock.now();
  change.before = desktops.picture();
  change.marksBefore = desktops.marksOn(workspaceId);
  if (change.keys.length > 0) change.marks = change.marksBefore.filter(({ key }) => change.keys.includes(key));
  change.workspace = simulator.workspace(workspaceId);
  change.connectedSince = desktops.connectedOrNotSince(workspaceId);
  change.deployingSince = simulator.deploymentsOf(workspaceId).find(({ end }) => end === undefined)?.begin;
}
