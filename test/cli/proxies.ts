import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { WorkspacesSimulator } from '../../local/workspaces';

/** A key that is no secret, and its certificate, for localhost. */
export const PEM_FILE = join(__dirname, 'fixtures/localhost.pem');

interface Running {
  readonly port: number;
  stop(): void;
}

/** A proxy on loopback. */
export interface TestProxy extends Running {
  /** What it was asked for: method and target. */
  readonly asked: string[];
  /** The credentials that came with it. */
  readonly authorizations: (string | undefined)[];
}

/** A proxy that lets everything through, or refuses everything with a status. */
export async function startProxy(refuseWith?: number): Promise<TestProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const note = ({ method, url, headers }: IncomingMessage) => {
    asked.push(`${method} ${url}`);
    authorizations.push(headers['proxy-authorization']);
  };
  const server = createServer((incoming, outgoing) => {
    note(incoming);
    forward(incoming, outgoing, new URL(incoming.url ?? ''));
  });
  server.on('connect', (incoming: IncomingMessage, socket) => {
    note(incoming);
    if (refuseWith !== undefined) return socket.end(`HTTP/1.1 ${refuseWith} Refused\r\n\r\n`);
    const [host, port] = (incoming.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const end of [socket, target]) end.on('error', () => [socket, target].map((one) => one.destroy()));
    return undefined;
  });
  return { ...(await listening(server)), asked, authorizations };
}

/** WorkSpaces behind https. */
export async function startSecureFront(simulator: WorkspacesSimulator): Promise<Running> {
  const pem = readFileSync(PEM_FILE);
  const server = createSecureServer({ key: pem, cert: pem }, (incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => (body += chunk));
    incoming.on('end', () => {
      void simulator
        .handle({ target: String(incoming.headers['x-amz-target']), body })
        .then(({ status, headers, body: answer }) => outgoing.writeHead(status, headers).end(answer));
    });
  });
  return listening(server);
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): void {
  const { method, headers } = incoming;
  incoming.pipe(
    request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }),
  );
}

async function listening(server: Server): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object(server.address());
  return {
    port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
