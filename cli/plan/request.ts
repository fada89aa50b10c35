import type { ServedLoad } from '../../lambda/contract/load';
import type { Goal } from '../../lambda/reconcile/goal';
import { goalOf } from '../../lambda/stack/goals';
import type { Operation } from '../../lambda/stack/operation';
import type { Request } from '../../lambda/stack/request';

/** A request that CloudFormation will send to the handler, about a WorkSpace that is known. */
export interface PlannedRequest {
  /** The stack and the resource, for a person: `Desk/Visio`. */
  readonly name: string;
  readonly region: string;
  readonly request: Request;
  readonly operation: Operation;
  readonly goal: Goal;
  /** The names of the requests that CloudFormation waits for before it sends this one. */
  readonly after: readonly string[];
  /** What the provider of the resource serves. */
  readonly load: ServedLoad;
}

/** Something that a person should know about a resource. */
export interface Note {
  readonly name: string;
  readonly what: string;
}

/** What a deployment of one stack sends: first what it creates and changes, then what it removes. */
export interface StackChanges {
  readonly stackName: string;
  readonly region: string;
  readonly forward: readonly PlannedRequest[];
  readonly removal: readonly PlannedRequest[];
  /** What is known when deploying, not before. */
  readonly unknown: readonly Note[];
  /** What fails before any WorkSpace is called. */
  readonly refused: readonly Note[];
  /** What stays on its WorkSpace although its resource goes. */
  readonly retained: readonly Note[];
}

/** Undefined for a request that has nothing to do on a WorkSpace. */
export function planned(
  from: Omit<PlannedRequest, 'goal' | 'operation'>,
  operation: Operation,
): PlannedRequest | undefined {
  const goal = goalOf(from.request, operation);
  return goal && !isIdle(goal) ? { ...from, operation, goal } : undefined;
}

const isIdle = ({ installs, leaves, absents, restores, keeps }: Goal): boolean =>
  installs.length + leaves.length + absents.length + restores.length === 0 && keeps === undefined;
