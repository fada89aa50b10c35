import { wholeSecond } from './time';

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

/**
 * Which time tells how old an association is. `latest`, the later of the two, in conflicts and rollbacks; `created`
 * for a plain removal, so that an old installation whose record was touched is never taken for ours.
 */
export type Age = 'latest' | 'created';

export function timeOf(association: Association, age: Age): number | undefined {
  const { created, updated } = association;
  if (created === undefined || updated === undefined) return created ?? updated;
  return age === 'latest' ? Math.max(created, updated) : created;
}

/** Whether the association is from before `moment`. Without any time, what is installed is old and what is under way is new. */
export function isOlder(association: Association, moment: number, age: Age): boolean {
  const time = timeOf(association, age);
  return time === undefined ? association.state === 'COMPLETED' : time < wholeSecond(moment);
}
