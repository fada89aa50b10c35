/** One application on one WorkSpace, as the service describes it. Every member but the id can be missing in an answer. */
export interface Association {
  readonly applicationId: string;
  readonly state: string;
  readonly created?: number;
  readonly updated?: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** The applications of one WorkSpace, by application id. */
export type Observation = ReadonlyMap<string, Association>;

/** When the association last changed, for people; undefined if the service does not say. */
export function timeOf({ created, updated }: Association): number | undefined {
  return created === undefined || updated === undefined ? (created ?? updated) : Math.max(created, updated);
}

/** When the association last changed; undefined if that is not sure: Created alone can be of an earlier installation. */
export const changedAt = (association: Association): number | undefined =>
  association.updated === undefined ? undefined : timeOf(association);
