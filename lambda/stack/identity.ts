import { hash, type Identity, parseIdentity } from '../service/identity';
import { SECOND } from '../service/time';

export { parseIdentity } from '../service/identity';

/** How far apart the stack, its events and a token, which has whole seconds, may time the same operation. */
export const SAME_OPERATION = 30 * SECOND;

/** When the operation began that created the resource, in whole seconds. */
export const createdAt = ({ token }: Pick<Identity, 'token'>): number =>
  Number.parseInt(token.split('.')[1] ?? '', 36) * SECOND;

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

/**
 * The id that an event is answered with before anything is done. A rollback keeps the id of the WorkSpace that it comes back
 * from until it is done: if it fails, CloudFormation must still know that WorkSpace.
 */
export function firstIdFor(request: Subject, operationStartedAt: number, isRollingBack: boolean): string {
  const { physicalId } = request;
  return isRollingBack && physicalId !== undefined && parseIdentity(physicalId)
    ? physicalId
    : physicalIdFor(request, operationStartedAt);
}

/** The id that a resource has when its request is done. A change of WorkSpace is a replacement; everything else keeps the id. */
export function physicalIdFor(request: Subject, operationStartedAt: number): string {
  const { type, physicalId, declared } = request;
  if (physicalId !== undefined && (type === 'Delete' || !declared)) return physicalId;
  return `${declared?.workspaceId ?? ''}/${tokenFor(request, operationStartedAt)}`;
}
