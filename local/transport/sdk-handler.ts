import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from './http';

/** The parts of an SDK's HTTP request that the protocols use. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
}

/** What an SDK client takes as its `requestHandler`. */
export interface SdkRequestHandler {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * Lets real SDK clients talk to services without a socket: `new S3Client({ requestHandler: sdkRequestHandler(handle) })`. Serialization, signing, retries and
 * error parsing are the SDK's own. What `handle` throws is what a broken connection is to the client.
 */
export function sdkRequestHandler(handle: (request: HttpRequest) => Promise<HttpResponse>): SdkRequestHandler {
  return {
    async handle(request) {
      const { status, headers = {}, body = '' } = await handle(await requestOf(request));
      const bytes = Buffer.from(body);
      // An object's content is a stream to the SDK, everything else is read at once.
      const streamed = request.query?.['x-id'] === 'GetObject' && status < 300;
      return {
        response: { statusCode: status, headers: { ...headers }, body: streamed ? Readable.from([bytes]) : bytes },
      };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

async function requestOf({ method, hostname, path, query, headers, body }: SdkRequest): Promise<HttpRequest> {
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    path,
    query: new URLSearchParams(Object.entries(query ?? {}).flatMap(([name, value]) => pairs(name, value))),
    headers: { host: hostname, ...Object.fromEntries(names) },
    body: await bytesOf(body),
  };
}

const pairs = (name: string, value: string | readonly string[] | null): [string, string][] =>
  typeof value === 'string' || value === null ? [[name, value ?? '']] : value.map((one) => [name, one]);

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  // Not Buffer.from(body): the SDK's own array of bytes then believes that somebody takes it for text.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!(body instanceof Readable)) throw new Error('the body of a request must be text, bytes or a stream');
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
