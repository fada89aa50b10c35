import type { Observation } from '../service/association';
import type { Caller } from '../service/calls';
import type { Announce } from '../service/event-bus';
import type { Workspaces } from '../service/workspaces';
import { type Goal, isUndoing } from '../stack/goals';
import type { Operation } from '../stack/operation';
import type { Pace } from '../stack/pace';
import type { Request } from '../stack/request';
import type { Sightings } from '../stack/sightings';
import type { Stacks } from '../stack/stacks';
import type { Rules } from './decide';

/** What the handler works with. */
export interface Tools extends Caller {
  readonly workspaces: Workspaces;
  readonly stacks: Stacks;
  readonly pace: Pace;
  readonly sightings: Sightings;
  readonly announce: Announce;
}

/** Everything that one step towards one goal depends on. */
export interface Context {
  readonly goal: Goal;
  readonly request: Request;
  readonly operation: Operation;
  readonly deadline: number;
  readonly tools: Tools;
}

/** How a step ends. */
export type Outcome =
  | { readonly kind: 'done'; readonly seen: Observation }
  /** `remedy`: what a person can do who does not want to wait any longer. */
  | { readonly kind: 'wait'; readonly why: string; readonly remedy?: string }
  /**
   * `unconfirmed`: the refusal may have crossed the end of a deployment; final only if it comes again. `timedOut`: it would
   * have gone on waiting.
   */
  | { readonly kind: 'fail'; readonly reason: string; readonly unconfirmed?: boolean; readonly timedOut?: boolean };

export const wait = (why: string, remedy?: string): Outcome => ({ kind: 'wait', why, remedy });

const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** How long a call of a cancelled request may take to show: whoever undoes it believes nothing to be gone before. */
const SETTLING = 30 * SECOND;

export const settledFrom = ({ request, operation }: Context): number =>
  isUndoing(request, operation) ? operation.asked + SETTLING : operation.asked;

/** What a decision about this context depends on, now. */
export function rulesOf(context: Context, tried: ReadonlySet<string>): Rules {
  const { goal, request, operation, tools } = context;
  return {
    now: tools.clock.now(),
    asked: operation.asked,
    firstContact: tools.pace.firstContact(tools.pace.keyOf(goal.workspaceId, request.logicalId), operation.asked),
    quiet: tools.pace.quiet,
    awaited: { changes: tools.pace.changesPerWorkspace, since: operation.began },
    retryWindow: tools.pace.retryWindow,
    settledFrom: settledFrom(context),
    undoing: isUndoing(request, operation),
    isFirstLook: false,
    allowExisting: request.declared?.allowExisting ?? false,
    waitForInstallation: request.declared?.waitForInstallation ?? true,
    failedBefore: operation.failedBefore,
    tried,
  };
}
