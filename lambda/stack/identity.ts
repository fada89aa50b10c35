import { createHash } from 'node:crypto';
import { SECOND } from '../service/time';

/**
 * The physical id: `<WorkspaceId>/<token>`. The token names the resource in its marks: a hash of stack and logical id, and
 * when the operation began that created the resource. It stays for the life of the resource, also on another WorkSpace.
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

/** When the operation began that created the resource, in whole seconds. */
export const createdAt = ({ token }: Identity): number => Number.parseInt(token.split('.')[1] ?? '', 36) * SECOND;

export const hash = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** What the tokens of all resources begin with that a stack ever had under one logical id. */
export const tokenPrefixOf = ({
  stackId,
  logicalId,
}: {
  readonly stackId: string;
  readonly logicalId: string;
}): string => `${hash(`${stackId} ${logicalId}`, 16)}.`;

interface Subject {
  readonly type: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly declared?: { readonly workspaceId: string };
}

/** The token of the resource that a request is about: the one it has, or a new one, the same however often it is delivered. */
export const tokenFor = (request: Subject, operationStartedAt: number): string =>
  parseIdentity(request.physicalId)?.token ??
  `${tokenPrefixOf(request)}${Math.floor(operationStartedAt / SECOND).toString(36)}`;

/** The id that an event is answered with. A change of WorkSpace is a replacement; everything else keeps the id. */
export function physicalIdFor(request: Subject, operationStartedAt: number): string {
  const { type, physicalId, declared } = request;
  if (physicalId !== undefined && (type === 'Delete' || !declared)) return physicalId;
  return `${declared?.workspaceId ?? ''}/${tokenFor(request, operationStartedAt)}`;
}
