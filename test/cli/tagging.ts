import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmbeddedAws } from '../../local';

/** A tagging API on loopback that knows the WorkSpaces of an embedded AWS. */
export interface TaggingApi {
  readonly environment: Readonly<Record<string, string>>;
  /** How many calls came. */
  calls: number;
  /** What the next calls are refused with. */
  refuseWith?: string;
  stop(): void;
}

const PAGE = 100;

/** Answers GetResources as documented: 100 resources a page, an empty token on the last. */
export async function startTagging(aws: EmbeddedAws, ids: readonly string[]): Promise<TaggingApi> {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    api.calls += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { TagFilters: filters = [], PaginationToken: token } = JSON.parse(Buffer.concat(chunks).toString());
    if (api.refuseWith) {
      outgoing.writeHead(400, { 'x-amzn-requestid': 'r' });
      outgoing.end(JSON.stringify({ __type: api.refuseWith, message: 'You are not authorized' }));
      return;
    }
    const tagged = ids
      .map((id) => ({ id, tags: aws.simulator.workspace(id)?.tags ?? {} }))
      .filter(({ tags }) => Object.keys(tags).length > 0)
      .filter(({ tags }) =>
        filters.every(
          ({ Key, Values }: { Key: string; Values?: string[] }) =>
            tags[Key] !== undefined && (Values === undefined || Values.includes(tags[Key])),
        ),
      );
    const start = Number(token ?? 0);
    const list = tagged.slice(start, start + PAGE).map(({ id, tags }) => ({
      ResourceARN: `arn:aws:workspaces:us-east-1:111122223333:workspace/${id}`,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }));
    const next = start + PAGE < tagged.length ? String(start + PAGE) : '';
    outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' });
    outgoing.end(JSON.stringify({ ResourceTagMappingList: list, PaginationToken: next }));
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object(server.address());
  const api: TaggingApi = {
    environment: { AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: `http://127.0.0.1:${port}` },
    calls: 0,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return api;
}
