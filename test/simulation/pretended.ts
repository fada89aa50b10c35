import { type SdkResponse, textOf } from '../../testkit/clients';
import { pairOf } from './desks';

/** What the service answers when it does not allow a call. */
export const denied = (): SdkResponse => ({
  statusCode: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: new Uint8Array(Buffer.from(JSON.stringify({ __type: 'AccessDeniedException', message: 'not authorized' }))),
});

interface Listed {
  readonly WorkspaceId: string;
  readonly AssociatedResourceId: string;
}

/** The associations of a WorkSpace, of which some have a state that no version of the handler knows, until a time each. */
export function disguised(response: SdkResponse, disguises: ReadonlyMap<string, number>, now: number): SdkResponse {
  if (disguises.size === 0) return response;
  const { Associations: associations = [], ...answer } = JSON.parse(textOf(response.body));
  const shown = associations.map((association: Listed) => {
    const until = disguises.get(pairOf(association.WorkspaceId, association.AssociatedResourceId)) ?? 0;
    return now < until ? { ...association, State: 'QUARANTINED' } : association;
  });
  return { ...response, body: new Uint8Array(Buffer.from(JSON.stringify({ ...answer, Associations: shown }))) };
}
