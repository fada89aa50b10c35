import { AsyncLocalStorage } from 'node:async_hooks';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import type { Invocation } from './world';

export interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Whose handler it is that makes a call. */
export const running = new AsyncLocalStorage<Invocation>();

/** The clients of all worlds: each call goes to the world whose handler makes it. */
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const route = (answer: (invocation: Invocation, request: SdkRequest) => Promise<{ response: SdkResponse }>) => ({
  handle(request: SdkRequest) {
    const invocation = running.getStore();
    if (!invocation) throw new Error('a call outside of any invocation');
    return invocation.world.call(invocation, request, () => answer(invocation, request));
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

export const workspaces = new WorkSpacesClient({
  region: 'us-east-1',
  endpoint: 'https://nowhere.invalid',
  maxAttempts: 1,
  credentials,
  requestHandler: route(({ world }, request) => world.workspacesHandler.handle(request)),
});
export const cloudFormation = new CloudFormationClient({
  region: 'us-east-1',
  endpoint: 'https://nowhere.invalid',
  maxAttempts: 1,
  credentials,
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

export const targetOf = ({ headers }: SdkRequest): string =>
  (headers['x-amz-target'] ?? '').replace('WorkspacesService.', '');

export const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body instanceof Uint8Array ? body : undefined);
