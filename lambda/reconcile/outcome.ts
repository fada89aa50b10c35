import type { Observation } from '../service/association';
import type { Caller } from '../service/calls';
import type { Holders } from '../service/holders';
import type { Workspaces } from '../service/workspaces';
import type { Goal, Terms } from './goal';

/** How a step ends. */
export type Outcome = { readonly kind: 'done'; readonly seen: Observation } | Wait | Failure;

export interface Failure {
  readonly kind: 'fail';
  readonly reason: string;
  /** The refusal may have crossed the end of a deployment, so that it is final only if it comes again. */
  readonly unconfirmed?: boolean;
  /** The step would have waited, but for the deadline. */
  readonly timedOut?: boolean;
  /** Whether the step has begun a deployment, or may have. */
  readonly isDeploying?: boolean;
}

export interface Wait {
  readonly kind: 'wait';
  readonly why: string;
  /** What a person can do who does not want to wait any longer. */
  readonly remedy?: string;
  /** Whether the WorkSpace's user is connected, and is waited for. */
  readonly forUser?: boolean;
  /** Whether the step has begun a deployment, or may have: a lost answer may have been one. */
  readonly isDeploying?: boolean;
  /** What the step has observed, and when; absent if it could not. */
  readonly observed?: { readonly seen: Observation; readonly at: number };
}

export const wait = (why: string, remedy?: string): Wait => ({ kind: 'wait', why, remedy });

/** What a step works with. */
export interface Tools extends Caller {
  readonly workspaces: Workspaces;
  readonly holders: Holders;
}

/** Everything that the parts of one step depend on. */
export interface Context {
  readonly goal: Goal;
  readonly terms: Terms;
  readonly tools: Tools;
}
