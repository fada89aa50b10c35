import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmbeddedAws } from '../../local';
import type { WorkspacesSimulator } from '../../local/workspaces';

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

interface Query {
  readonly TagFilters?: readonly { readonly Key: string; readonly Values?: readonly string[] }[];
  readonly PaginationToken?: string;
}

/** The answer to GetResources as documented: 100 resources a page, an empty token on the last. */
export function resourcesWithTags(
  simulator: WorkspacesSimulator,
  ids: readonly string[],
  { TagFilters: filters = [], PaginationToken: token }: Query,
) {
  const tagged = ids
    .map((id) => ({ id, tags: simulator.workspace(id)?.tags ?? {} }))
    .filter(({ tags }) => Object.keys(tags).length > 0)
    .filter(({ tags }) =>
      filters.every(({ Key, Values }) => {
        const value = tags[Key];
        return value !== undefined && (Values?.includes(value) ?? true);
      }),
    );
  const start = Number(token ?? 0);
  const list = tagged.slice(start, start + PAGE).map(({ id, tags }) => ({
    ResourceARN: `arn:aws:workspaces:us-east-1:111122223333:workspace/${id}`,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }));
  return {
    ResourceTagMappingList: list,
    PaginationToken: start + PAGE < tagged.length ? String(start + PAGE) : '',
  };
}

export async function startTagging({ simulator }: EmbeddedAws, ids: readonly string[]): Promise<TaggingApi> {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    api.calls += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const refusal = api.refuseWith && { __type: api.refuseWith, message: 'You are not authorized' };
    const found = refusal ?? resourcesWithTags(simulator, ids, JSON.parse(Buffer.concat(chunks).toString()));
    outgoing.writeHead(refusal ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' });
    outgoing.end(JSON.stringify(found));
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
