/**
 * The physical id: `<WorkspaceId>/<LogicalResourceId>/<time of the create>`, and behind a further slash, if the create
 * replaced the resource on another WorkSpace, the time of that one's create. A rollback of the replacement gives the
 * old id back from it: CloudFormation then finds nothing left over to delete.
 *
 * The time is when the stack operation began, not when the event arrived: an event delivered twice gets one id.
 */
export interface Identity {
  readonly workspaceId: string;
  readonly created: number;
  readonly replacedCreated?: number;
}

const FORM = /^(?<workspaceId>ws-[0-9a-z]+)\/(?<logicalId>[^/]+)\/(?<created>[^/]+)(?:\/(?<replaced>[^/]+))?$/;

/** The parts of an id that we minted for this resource; undefined for one that CloudFormation or the framework invented. */
export function parseIdentity(physicalId: string | undefined, logicalId: string): Identity | undefined {
  const parts = FORM.exec(physicalId ?? '')?.groups;
  const created = Date.parse(parts?.created ?? '');
  if (!parts?.workspaceId || parts.logicalId !== logicalId || Number.isNaN(created)) return undefined;
  const replacedCreated = Date.parse(parts.replaced ?? '');
  return { workspaceId: parts.workspaceId, created, ...(!Number.isNaN(replacedCreated) && { replacedCreated }) };
}

export function formatIdentity(logicalId: string, { workspaceId, created, replacedCreated }: Identity): string {
  const times = replacedCreated === undefined ? [created] : [created, replacedCreated];
  return [workspaceId, logicalId, ...times.map(formatSecond)].join('/');
}

/** The service and CloudFormation keep whole seconds in places: every comparison of ages is made in whole seconds. */
export const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;

export const formatSecond = (time: number): string => `${new Date(wholeSecond(time)).toISOString().slice(0, 19)}Z`;

/** The id that an event is answered with. A change of WorkSpace is a replacement; everything else keeps the id. */
export function physicalIdFor(
  request: {
    readonly type: string;
    readonly logicalId: string;
    readonly physicalId?: string;
    readonly declared?: { readonly workspaceId: string };
  },
  operation: { readonly began: number; readonly rollingBack: boolean },
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
  if (operation.rollingBack && received?.replacedCreated !== undefined) {
    return formatIdentity(logicalId, { workspaceId, created: received.replacedCreated });
  }
  return formatIdentity(logicalId, { workspaceId, created: operation.began, replacedCreated: received?.created });
}
