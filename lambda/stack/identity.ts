import { formatSecond } from '../service/time';

/**
 * The physical id: `<WorkspaceId>/<LogicalResourceId>/<time of the create>`, and behind further slashes, if the create
 * replaced the resource on another WorkSpace, the times of that one's id. A rollback of the replacement gives the old id
 * back from them: CloudFormation then finds nothing left over to delete.
 *
 * The time is when the stack operation began, not when the event arrived: an event delivered twice gets one id.
 */
export interface Identity {
  readonly workspaceId: string;
  readonly created: number;
  /** The newest first. */
  readonly earlier: readonly number[];
}

const FORM = /^(?<workspaceId>ws-[0-9a-z]+)\/(?<logicalId>[^/]+)\/(?<times>.+)$/;

/** An id has 1,024 characters at most: whoever has moved more often than this is rolled back to an id that is cut short. */
const MOST_TIMES = 30;

/** The parts of an id that we minted for this resource; undefined for one that CloudFormation or the framework invented. */
export function parseIdentity(physicalId: string | undefined, logicalId: string): Identity | undefined {
  const parts = FORM.exec(physicalId ?? '')?.groups;
  const [created, ...earlier] = (parts?.times ?? '').split('/').map((time) => Date.parse(time));
  if (!parts?.workspaceId || parts.logicalId !== logicalId || created === undefined) return undefined;
  if ([created, ...earlier].some(Number.isNaN)) return undefined;
  return { workspaceId: parts.workspaceId, created, earlier };
}

export const formatIdentity = (logicalId: string, { workspaceId, created, earlier }: Identity): string =>
  [workspaceId, logicalId, ...[created, ...earlier].slice(0, MOST_TIMES).map(formatSecond)].join('/');

/** The id that an event is answered with. A change of WorkSpace is a replacement; everything else keeps the id. */
export function physicalIdFor(
  request: {
    readonly type: string;
    readonly logicalId: string;
    readonly physicalId?: string;
    readonly declared?: { readonly workspaceId: string };
  },
  operation: { readonly startedAt: number; readonly rollingBack: boolean },
): string {
  const { physicalId, logicalId, declared } = request;
  if (
    physicalId !== undefined &&
    (request.type === 'Delete' || !declared || physicalId.startsWith(`${declared.workspaceId}/`))
  ) {
    return physicalId;
  }
  const workspaceId = declared?.workspaceId ?? '';
  const received = parseIdentity(physicalId, logicalId);
  const [before, ...earlier] = received?.earlier ?? [];
  if (operation.rollingBack && before !== undefined)
    return formatIdentity(logicalId, { workspaceId, created: before, earlier });
  const times = received ? [received.created, ...received.earlier] : [];
  return formatIdentity(logicalId, { workspaceId, created: operation.startedAt, earlier: times });
}
