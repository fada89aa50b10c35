import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { PASSING_OR_DENIED, type Result, read, within } from '../service/calls';
import type { EventPage, StackState } from '../service/stacks';
import { SECOND } from '../service/time';
import { describeStackFault, RequestFailure } from './failure';
import { type History, historyOf, type Subject } from './history';
import type { StackTools } from './tools';

export interface Sought {
  readonly subject: Subject;
  readonly stackId: string;
  readonly state: StackState;
  readonly isNewestNeeded: boolean;
  /** Whether so much is enough, although the events do not reach back to where a rollback would go back to. */
  readonly isEnough: (history: History) => boolean;
  /** Whether the request can do without: where CloudFormation refuses the events for its rate, the history is empty. */
  readonly isOptional?: boolean;
}

/** How long what a request can do without is asked for while CloudFormation refuses it for its rate. */
export const BRIEFLY = 15 * SECOND;

/**
 * Reads the stack's events page by page until what is looked for is found, at most back to where a rollback would go back to. What is
 * the same for all resources of the operation is read once by each instance of the function.
 */
export async function findHistory(sought: Sought, tools: StackTools): Promise<History> {
  const { subject, stackId, state, isNewestNeeded, isEnough } = sought;
  const operation = `${stackId} ${state.status} ${state.stackUpdatedAt} ${state.deletedAt}`;
  const known = tools.sightings.historyOf(operation);
  const remembered = known && (known.isWhole || isEnough(known)) ? known : undefined;
  if (remembered && !isNewestNeeded) return remembered;
  const events: StackEvent[] = [];
  let history: History;
  let token: string | undefined;
  do {
    const page = await findPage(sought, token, tools);
    if (!page) return {};
    events.push(...page.events);
    history = historyOf(events, stackId, subject);
    token = page.next;
  } while (token && !history.isWhole && !isEnough(history) && !(remembered && hasNewest(history)));
  const { newest, ...ofOperation } = { ...history, isWhole: history.isWhole || !token };
  if (!remembered) tools.sightings.noteHistory(operation, ofOperation);
  return { ...(remembered ?? ofOperation), newest };
}

export const hasNewest = ({ newest }: History): boolean => newest !== undefined;

/** A page of events; undefined if the request goes on without. */
async function findPage(
  { stackId, isOptional = false }: Sought,
  token: string | undefined,
  tools: StackTools,
): Promise<EventPage | undefined> {
  const call = () => tools.stacks.findEvents(stackId, token);
  if (isOptional) {
    const found = await read(within(tools, BRIEFLY), 'DescribeStackEvents', call);
    if (found.ok) return found.value;
    if (found.fault.kind === 'throttled') return undefined;
  }
  return stackCall(tools, stackId, 'DescribeStackEvents', call);
}

/** The stack is the one thing that must be known: tried again as long as the function runs, also when denied. */
export async function stackCall<T>(
  tools: StackTools,
  stackId: string,
  operation: string,
  call: () => Promise<T>,
): Promise<T> {
  const result: Result<T> = await read(tools, operation, call, PASSING_OR_DENIED);
  if (result.ok) return result.value;
  throw new RequestFailure(describeStackFault(result, stackId));
}
