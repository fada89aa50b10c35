import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stack } from '../testkit/stack';

export const WORKSPACE = 'ws-0abc12345';
export const APPLICATION = 'wsa-0def67890';

/** Answers both services on one local port: an application that is installed, a stack that is being created. */
export async function serve(): Promise<{ readonly url: string; readonly stackId: string; readonly close: () => void }> {
  const stack = new Stack(Date.now);
  stack.enter('CREATE_IN_PROGRESS');
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    const answer = async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      return request.headers['x-amz-target'] ? associations() : stack.respond({ headers: {}, body });
    };
    request.on('end', () => {
      answer().then(
        ({ headers, body }) => response.writeHead(200, headers).end(body),
        (error: Error) => response.destroy(error),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, stackId: stack.id, close: () => server.close() };
}

const now = () => Date.now() / 1000;

const associations = () => ({
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({
    Associations: [
      {
        AssociatedResourceId: APPLICATION,
        WorkspaceId: WORKSPACE,
        State: 'COMPLETED',
        Created: now(),
        LastUpdatedTime: now(),
      },
    ],
  }),
});
