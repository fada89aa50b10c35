import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { cloudFormationClient, type SdkRequest, type SdkResponse, workspacesClient } from '../../testkit/clients';
import type { Invocation } from './records';

/** What the SDK hands through to the request handler: whose handler it is that makes a call. */
interface Caller {
  readonly invocation?: Invocation;
}

type Answer = (invocation: Invocation, request: SdkRequest) => Promise<{ response: SdkResponse }>;

/** The clients of all worlds: each call goes to the world whose handler makes it. */
const route =
  (answer: Answer) =>
  (request: SdkRequest, { invocation }: Caller) => {
    if (!invocation) throw new Error('a call outside of any invocation');
    return invocation.world.functions.call(invocation, request, () => answer(invocation, request));
  };

const workspaces = workspacesClient(route(({ world }, request) => world.answerCall(request)));
const cloudFormation = cloudFormationClient(
  route((invocation, request) => invocation.world.answerStackCall(request, invocation)),
);

/** The clients of one instance of a function. An AsyncLocalStorage would do the same, and cost a sixth of the time. */
export const clientsOf = (instance: { readonly invocation: Invocation }) => ({
  workspaces: speakingFor(workspaces, instance),
  cloudFormation: speakingFor(cloudFormation, instance),
});

function speakingFor<Client extends { send: WorkSpacesClient['send'] | CloudFormationClient['send'] }>(
  client: Client,
  instance: { readonly invocation: Invocation },
): Client {
  const send = (command: never) => Reflect.apply(client.send, client, [command, { invocation: instance.invocation }]);
  return Object.assign(Object.create(client), { send });
}

export const targetOf = ({ headers }: SdkRequest): string =>
  (headers['x-amz-target'] ?? '').replace('WorkspacesService.', '');
