import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest, HttpResponse } from './http';

export type Handle = (request: HttpRequest) => Promise<HttpResponse>;

/** The one socket of the embedded AWS. It listens on loopback only. */
export class Listener {
  private readonly server: Server;

  constructor(
    handle: Handle,
    private readonly onError: (error: unknown) => void,
  ) {
    this.server = createServer((incoming, outgoing) => {
      void this.answer(handle, incoming, outgoing);
    });
    // A client that reuses an idle connection at the moment it is closed here would lose its call.
    this.server.keepAliveTimeout = 0;
  }

  /** @param port 0 for a free one. Rejects in words if the port is taken. */
  async start(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = `Port ${port} is taken: stop what uses it, or choose another with --port (0 finds a free one).`;
        reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
      });
      this.server.listen(port, '127.0.0.1', resolve);
    });
    const address: AddressInfo | string | null = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the listener has no port');
    return address.port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // The caller's clock may be another one, which it would correct by a Date from here.
    outgoing.sendDate = false;
    try {
      const request = await read(incoming);
      const { status, headers = {}, body = '', stream } = await handle(request);
      if (stream) return open(outgoing, status, headers, stream);
      outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
      outgoing.end(request.method === 'HEAD' ? undefined : body);
    } catch (error) {
      this.onError(error);
      // A lost answer, or a defect of the embedded AWS.
      outgoing.destroy();
    }
  }
}

/** An answer that has no end of its own. */
function open(
  outgoing: ServerResponse,
  status: number,
  headers: NonNullable<HttpResponse['headers']>,
  stream: NonNullable<HttpResponse['stream']>,
): void {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  outgoing.writeHead(status, headers);
  outgoing.flushHeaders();
  stream((text) => outgoing.write(text), gone.signal);
}

async function read(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const [, path = '/', query = ''] = /^([^?]*)\??(.*)$/s.exec(incoming.url ?? '/') ?? [];
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}
