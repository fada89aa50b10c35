import { read } from '../service/calls';
import { sinceWords } from '../service/time';
import { type Context, type Outcome, wait } from './outcome';
import { afterRefusal, observeWorkspace } from './refusals';
import { prospectOf } from './states';

const REMEDY =
  'ask the user to disconnect, deploy at another time, or set whenUserConnected to DISCONNECT, which ends the session';

/**
 * What a call that ends the session of the WorkSpace's user has to wait for: undefined if the session may be ended, or if
 * there is none.
 */
export async function sessionInTheWay(context: Context): Promise<Outcome | undefined> {
  const { goal, terms, tools } = context;
  if (!terms.waitForUser) return undefined;
  const found = await read(tools, 'DescribeWorkspacesConnectionStatus', () =>
    tools.workspaces.findConnection(goal.workspaceId),
  );
  if (!found.ok) return afterRefusal(context, found);
  const { state, since } = found.value;
  if (state === 'DISCONNECTED') return undefined;
  if (state === 'CONNECTED')
    return { ...wait(`the user has been connected${sinceWords(since)}`, REMEDY), forUser: true };
  // Documented: the state is unknown if the WorkSpace is stopped. If it is not, a user may be connected.
  const workspace = await observeWorkspace(context);
  if (workspace.ok && prospectOf(workspace.value) === 'stopped') return undefined;
  return wait(`whether the user is connected is ${state}`, REMEDY);
}
