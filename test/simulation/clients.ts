import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import type { Invocation } from './records';

export interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What the SDK hands through to the request handler: whose handler it is that makes a call. */
interface Caller {
  readonly invocation?: Invocation;
}

/** The clients of all worlds: each call goes to the world whose handler makes it. */
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const route = (answer: (invocation: Invocation, request: SdkRequest) => Promise<{ response: SdkResponse }>) => ({
  handle(request: SdkRequest, { invocation }: Caller) {
    if (!invocation) throw new Error('a call outside of any invocation');
    return invocation.world.functions.call(invocation, request, () => answer(invocation, request));
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

/** Everything that a client would otherwise read from files, in real time, while the clock jumps. */
const SETTINGS = {
  region: 'us-east-1',
  endpoint: 'https://nowhere.invalid',
  credentials,
  maxAttempts: 1,
  retryMode: 'standard',
  defaultsMode: 'standard' as const,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: '',
  authSchemePreference: [],
};
const workspaces = new WorkSpacesClient({
  ...SETTINGS,
  requestHandler: route(({ world }, request) => world.answerCall(request)),
});
const cloudFormation = new CloudFormationClient({
  ...SETTINGS,
  requestHandler: route((invocation, request) => invocation.world.answerStackCall(request, invocation)),
});

// Serialization, parsing and errors are the SDK's own. What nobody looks at here would cost four fifths of the time.
const UNSEEN = [
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'contentLengthMiddleware',
  'httpSigningMiddleware',
  'retryMiddleware',
];
for (const { middlewareStack } of [workspaces, cloudFormation]) for (const name of UNSEEN) middlewareStack.remove(name);

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

export const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body instanceof Uint8Array ? body : undefined);
