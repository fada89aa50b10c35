import type { WorkspacesSimulator } from './simulator';

/** The parts of an SDK's HTTP request that the protocol uses. */
interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface InProcessRequestHandler {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * Lets a real SDK client talk to the simulator without a socket: `new WorkSpacesClient({ requestHandler:
 * inProcessRequestHandler(simulator) })`.
 * Serialization, signing, retries and error parsing are the SDK's own. A call without an answer rejects at once, as
 * the SDK's Node handler
 * would after its time.
 */
export function inProcessRequestHandler(simulator: WorkspacesSimulator): InProcessRequestHandler {
  return {
    async handle({ headers, body }) {
      const region = regionOf(headers.authorization ?? '');
      const answer = await simulator.handle({
        target: headers['x-amz-target'] ?? '',
        body: bodyText(body),
        ...(region !== undefined && { region }),
      });
      return {
        response: { statusCode: answer.status, headers: answer.headers, body: new TextEncoder().encode(answer.body) },
      };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** The credential scope of the signature: `Credential=<key>/<date>/<region>/workspaces/aws4_request`. */
const regionOf = (authorization: string): string | undefined =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization)?.[1];

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}
