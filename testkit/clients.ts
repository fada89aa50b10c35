import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import type { HttpResponse } from '../local/transport/http';

/** The parts of an SDK's HTTP request that the protocols use. */
export interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Answers a request; the options are those that were given to `send`. */
export type Respond<Options = unknown> = (
  request: SdkRequest,
  options: Options,
) => Promise<{ readonly response: SdkResponse }>;

/** A client of WorkSpaces whose requests are answered in this process, once per call. */
export const workspacesClient = <Options>(respond: Respond<Options>): WorkSpacesClient =>
  bare(new WorkSpacesClient({ ...SETTINGS, requestHandler: handlerOf(respond) }));

/** A client of CloudFormation whose requests are answered in this process, once per call. */
export const cloudFormationClient = <Options>(respond: Respond<Options>): CloudFormationClient =>
  bare(new CloudFormationClient({ ...SETTINGS, requestHandler: handlerOf(respond) }));

/** A response of the embedded AWS, as the SDK's request handlers return it. */
export const sdkResponse = ({ status, headers = {}, body = '' }: HttpResponse): SdkResponse => ({
  statusCode: status,
  headers: { ...headers },
  body: new Uint8Array(Buffer.from(body)),
});

export const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body instanceof Uint8Array ? body : undefined);

const handlerOf = <Options>(handle: Respond<Options>) => ({
  handle,
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

/** Everything that a client would otherwise read from files, in real time, while a virtual clock jumps. */
export const SETTINGS = {
  region: 'us-east-1',
  endpoint: 'https://nowhere.invalid',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
  retryMode: 'standard',
  defaultsMode: 'standard' as const,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: '',
  authSchemePreference: [],
};

/** What the answers do not depend on, and takes four fifths of the time of a call. */
const UNUSED = [
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'httpSigningMiddleware',
  'retryMiddleware',
];

interface AnyClient {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** The client without what no answer depends on: serialization, parsing and errors stay the SDK's own. */
export function bare<Client extends AnyClient>(client: Client): Client {
  for (const name of UNUSED) client.middlewareStack.remove(name);
  return client;
}
