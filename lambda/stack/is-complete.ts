import { ATTRIBUTES } from '../contract/applications';
import type { Goal } from '../reconcile/goal';
import type { Outcome } from '../reconcile/outcome';
import { stageIn, stageOf } from '../reconcile/states';
import { step } from '../reconcile/step';
import type { Observation } from '../service/association';
import { SECOND } from '../service/time';
import { fitting, RequestFailure } from './failure';
import { fence } from './fence';
import { deadlineOf, goalOf, restorationOf, termsOf } from './goals';
import { physicalIdFor } from './identity';
import type { Operation } from './operation';
import { paceFor } from './pace';
import { isPollDue } from './poll';
import type { Request } from './request';
import type { StackTools } from './tools';

export interface Answer {
  readonly IsComplete: boolean;
  /** What the resource is called from now on. */
  readonly PhysicalResourceId?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Takes one step of a request. Returns whether it is complete. Whatever it throws fails the request for good. */
export async function isComplete(request: Request, operation: Operation, tools: StackTools): Promise<Answer> {
  const goals = [restorationOf(request, operation), goalOf(request, operation)].filter((goal) => goal !== undefined);
  const seen = new Map<string, Observation>();
  for (const goal of goals) {
    const found = await stepTowards(goal, request, operation, tools);
    if (!found) return { IsComplete: false };
    seen.set(goal.workspaceId, found);
  }
  const last = [...seen.values()].at(-1);
  if (!last || request.type === 'Delete') return { IsComplete: true };
  return {
    IsComplete: true,
    PhysicalResourceId: physicalIdFor(request, operation.operationStartedAt),
    Data: attributesOf(request, seen.get(request.declared?.workspaceId ?? '') ?? last),
  };
}

/** Returns what was seen when the goal was reached; undefined if it is not reached yet. */
async function stepTowards(
  goal: Goal,
  request: Request,
  operation: Operation,
  tools: StackTools,
): Promise<Observation | undefined> {
  const { clock, log } = tools;
  const deadline = deadlineOf(request, operation);
  const pace = paceFor(request, operation, tools);
  if (clock.now() < deadline && !(await isPollDue(goal, request, operation, pace, tools))) return undefined;
  const waitedFor = tools.sightings.waitOf(request.requestId);
  const terms = { ...termsOf(goal, request, operation, deadline, pace), ...(waitedFor && { waitedFor }) };
  const outcome = await step(goal, terms, fence(request, operation, tools), tools);
  note(outcome, goal, request, tools);
  if (outcome.kind === 'wait') return undefined;
  if (outcome.kind === 'fail')
    throw new RequestFailure(fitting(outcome.reason, request.type, operation), outcome.timedOut);
  const elapsed = Math.round((clock.now() - operation.requestedAt) / SECOND);
  log('INFO', 'done', { elapsed });
  await announceEnd(goal, outcome.seen, elapsed, tools);
  return outcome.seen;
}

/** Remembers what was seen, for the next polls of this instance of the function. */
function note(outcome: Outcome, { workspaceId }: Goal, { requestId }: Request, { sightings, clock }: StackTools): void {
  if (outcome.kind !== 'wait') return;
  sightings.noteWait(requestId, outcome);
  if (outcome.observed) sightings.note(workspaceId, outcome.observed.seen, outcome.observed.at);
  if (outcome.forUser) sightings.noteConnected(requestId, clock.now());
}

/** Announces what has become of the applications of a WorkSpace. What was left alone is no news. */
async function announceEnd(
  goal: Goal,
  seen: Observation,
  elapsedSeconds: number,
  { announce }: StackTools,
): Promise<void> {
  const { workspaceId, installs, leaves, absents } = goal;
  const having = (ids: readonly string[], stage: 'installed' | 'absent') =>
    ids.filter((id) => stageIn(seen, id) === stage);
  for (const [happening, applicationIds] of [
    ['Removed', having([...leaves, ...absents], 'absent')],
    [
      'Installed',
      having(
        installs.map(({ applicationId }) => applicationId),
        'installed',
      ),
    ],
  ] as const) {
    if (applicationIds.length > 0) await announce(happening, { workspaceId, applicationIds, elapsedSeconds });
  }
}

/** Every attribute, always, as a string: a template that asks for one that is missing would fail. */
function attributesOf({ declared }: Request, seen: Observation): Readonly<Record<string, string>> {
  const associations = (declared?.applicationIds ?? []).map((id) => seen.get(id));
  const states = associations.map((association) => association?.state ?? 'ABSENT');
  const created = associations.flatMap((association) => association?.created ?? []);
  return {
    [ATTRIBUTES.state]: states.find((state) => stageOf(state) !== 'installed') ?? 'COMPLETED',
    [ATTRIBUTES.created]: created.length > 0 ? new Date(Math.max(...created)).toISOString() : '',
  };
}
