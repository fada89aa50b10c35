import type { Refused } from '../service/calls';

/**
 * Whether the caller may still change something: runs directly before every changing call, which is `operation`. Returns the call that failed if
 * that could not be found out by `until`; nothing is changed then. Throws {@link StoodDown} if the request is over.
 */
export type Guard = (until: number, operation: string) => Promise<Refused | undefined>;

/** The request is over: it changes nothing any more, and its answer is ignored. */
export class StoodDown extends Error {
  override readonly name = 'StoodDown';
}
