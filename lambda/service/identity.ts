import { createHash } from 'node:crypto';

/**
 * The physical id of a resource of a stack: `<WorkspaceId>/<token>`. The token names the resource in its marks: a hash of
 * stack and logical id, and when the operation began that created the resource. It stays for the life of the resource, also
 * on another WorkSpace.
 */
export interface Identity {
  readonly workspaceId: string;
  readonly token: string;
}

const FORM = /^(?<workspaceId>ws-[0-9a-z]+)\/(?<token>[0-9a-f]{16}\.[0-9a-z]+)$/;

/** The parts of an id that this library made; undefined for one that CloudFormation or the framework invented. */
export function parseIdentity(physicalId: string | undefined): Identity | undefined {
  const { workspaceId, token } = FORM.exec(physicalId ?? '')?.groups ?? {};
  return workspaceId === undefined || token === undefined ? undefined : { workspaceId, token };
}

export const hash = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** How a mark names the family of a stack, by the id of its root. */
export const rootOf = (rootId: string): string => hash(rootId, 8);
