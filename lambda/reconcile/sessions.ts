import { read } from '../service/calls';
import { isRollingBack, type Operation } from '../stack/operation';
import type { Request } from '../stack/request';
import { type Context, type Outcome, wait } from './context';
import { afterRefusal } from './refusals';
import { prospectOf } from './states';
import { sinceWords } from './words';

const REMEDY =
  'have the user disconnect, deploy at another time, or set whenUserConnected to DISCONNECT, which ends the session';

/** Whoever undoes an update keeps what the update had promised. */
export const waitsForUser = ({ declared, before }: Request, operation: Operation): boolean =>
  (declared?.waitForUser ?? false) || (isRollingBack(operation) && (before?.waitForUser ?? false));

/**
 * What a call that ends the session of the WorkSpace's user has to wait for: undefined if the session may be ended, or if
 * there is none.
 */
export async function sessionInTheWay(context: Context): Promise<Outcome | undefined> {
  if (!waitsForUser(context.request, context.operation)) return undefined;
  const { goal, tools } = context;
  const operation = 'DescribeWorkspacesConnectionStatus';
  const found = await read(tools, operation, () => tools.workspaces.findConnection(goal.workspaceId));
  if (!found.ok) return afterRefusal(context, found.fault, operation);
  const { state, since } = found.value;
  if (state === 'DISCONNECTED') return undefined;
  if (state === 'CONNECTED') {
    tools.sightings.noteConnected(context.request.requestId, tools.clock.now());
    return wait(`the user has been connected${sinceWords(since)}`, REMEDY);
  }
  // Documented: the state is unknown if the WorkSpace is stopped. For want of any other reason, somebody may be connected.
  const look = await read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(goal.workspaceId));
  if (look.ok && prospectOf(look.value) === 'stopped') return undefined;
  return wait(`whether the user is connected is ${state}`, REMEDY);
}
