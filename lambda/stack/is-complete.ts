import { ATTRIBUTES } from '../contract/applications';
import { MAX_TIMEOUT_SECONDS } from '../contract/properties';
import type { Goal } from '../reconcile/goal';
import type { Outcome } from '../reconcile/outcome';
import { stageOf } from '../reconcile/states';
import { step } from '../reconcile/step';
import type { Observation } from '../service/association';
import { SECOND } from '../service/time';
import { RequestFailure } from './failure';
import { fence } from './fence';
import { goalsOf, termsOf } from './goals';
import { isRollingBack, type Operation } from './operation';
import { isPollDue } from './poll';
import type { Request } from './request';
import type { StackTools } from './tools';

export interface Answer {
  readonly IsComplete: boolean;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Takes one step of a request. Returns whether it is complete. Whatever it throws fails the request for good. */
export async function isComplete(request: Request, operation: Operation, tools: StackTools): Promise<Answer> {
  const { clock, log } = tools;
  const goals = goalsOf(request, operation);
  if (goals.length === 0) return { IsComplete: true };
  const deadline = deadlineOf(request, operation);
  if (clock.now() < deadline && !(await isPollDue(goals, request, operation, tools))) return { IsComplete: false };
  const outcomes: Outcome[] = [];
  for (const goal of goals) {
    const terms = termsOf(goal, request, operation, deadline, tools.pace);
    const outcome = await step(goal, terms, fence(request, operation, tools), tools);
    note(outcome, goal, request, tools);
    outcomes.push(outcome);
  }
  // A failure waits for what is still under way on the other WorkSpace, which nothing else would bring to its end.
  if (outcomes.some((outcome) => outcome.kind === 'wait')) return { IsComplete: false };
  failIfAnyFailed(outcomes);
  const elapsed = Math.round((clock.now() - operation.requestedAt) / SECOND);
  log('INFO', 'done', { elapsed });
  for (const [index, goal] of goals.entries()) await announceEnd(goal, outcomes[index], elapsed, tools);
  const seen = outcomes[0]?.kind === 'done' ? outcomes[0].seen : new Map();
  return { IsComplete: true, ...(request.type !== 'Delete' && { Data: attributesOf(request, seen) }) };
}

/** Remembers what was seen, for the next polls of this instance of the function. */
function note(outcome: Outcome, { workspaceId }: Goal, { requestId }: Request, { sightings, clock }: StackTools): void {
  if (outcome.kind !== 'wait') return;
  if (outcome.observed) sightings.note(workspaceId, outcome.observed.seen, outcome.observed.at);
  if (outcome.forUser) sightings.noteConnected(requestId, clock.now());
}

function failIfAnyFailed(outcomes: readonly Outcome[]): void {
  const failures = outcomes.flatMap((outcome) => (outcome.kind === 'fail' ? [outcome] : []));
  if (failures.length === 0) return;
  throw new RequestFailure(
    failures.map(({ reason }) => reason).join('; '),
    failures.every(({ timedOut }) => timedOut),
  );
}

/** Announces what has become of the applications of one WorkSpace. What was left alone is no news. */
async function announceEnd(
  { workspaceId, installs, removals }: Goal,
  outcome: Outcome | undefined,
  elapsed: number,
  { announce }: StackTools,
): Promise<void> {
  if (outcome?.kind !== 'done') return;
  const having = (wanted: readonly { readonly applicationId: string }[], stage: 'installed' | 'absent') =>
    wanted
      .map(({ applicationId }) => applicationId)
      .filter((id) => stageOf(outcome.seen.get(id)?.state ?? 'ABSENT') === stage);
  for (const [happening, applicationIds] of [
    ['Removed', having(removals, 'absent')],
    ['Installed', having(installs, 'installed')],
  ] as const) {
    if (applicationIds.length > 0) await announce(happening, { workspaceId, applicationIds, elapsedSeconds: elapsed });
  }
}

/** The user's timeout bounds what goes forward; what goes back gets all the time there is. */
function deadlineOf({ type, declared }: Request, operation: Operation): number {
  const forward = type !== 'Delete' && !isRollingBack(operation);
  const seconds = forward && declared ? declared.timeoutSeconds : MAX_TIMEOUT_SECONDS;
  return operation.requestedAt + seconds * SECOND;
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
