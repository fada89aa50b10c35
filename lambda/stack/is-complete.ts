import { ATTRIBUTES } from '../contract/applications';
import { MAX_TIMEOUT_SECONDS, PropertyError } from '../contract/properties';
import { type Context, MINUTE, type Outcome, type Tools } from '../reconcile/context';
import { step } from '../reconcile/step';
import { RequestFailure } from '../reconcile/words';
import type { Observation } from '../service/association';
import { makesContact } from './contact';
import { type Goal, goalsOf } from './goals';
import { isRollingBack, type Operation, parseOperation } from './operation';
import { parseRequest, type Request } from './request';

export interface Answer {
  readonly IsComplete: boolean;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Takes one step of a request, and says whether it is complete. Whatever it throws fails the request for good. */
export async function isComplete(event: unknown, tools: Tools): Promise<Answer> {
  const { request, operation } = parse(event);
  const { clock, log } = tools;
  const goals = goalsOf(request, operation);
  if (goals.length === 0) return { IsComplete: true };
  const deadline = deadlineOf(request, operation);
  if (clock.now() < deadline && !(await makesContact(goals, request, operation, tools))) return { IsComplete: false };
  const outcomes: Outcome[] = [];
  for (const goal of goals) {
    const context: Context = { goal, request, operation, deadline, tools };
    outcomes.push(await step(context));
  }
  const elapsed = Math.round((clock.now() - operation.asked) / 1000);
  // A failure waits for what is still under way on the other WorkSpace, which nobody else would bring to its end.
  if (outcomes.some((outcome) => outcome.kind === 'wait')) return { IsComplete: false };
  const failures = outcomes.flatMap((outcome) => (outcome.kind === 'fail' ? [outcome] : []));
  if (failures.length > 0)
    throw new RequestFailure(
      failures.map(({ reason }) => reason).join('; '),
      failures.every(({ timedOut }) => timedOut),
    );
  log('INFO', 'done', { elapsed });
  for (const [index, goal] of goals.entries()) await announceEnd(goal, outcomes[index], elapsed, tools);
  const seen = outcomes[0]?.kind === 'done' ? outcomes[0].seen : new Map();
  return { IsComplete: true, ...(request.type !== 'Delete' && { Data: attributesOf(request, seen) }) };
}

/** Tells what has become of the applications of one WorkSpace. What was left alone is no news. */
async function announceEnd(
  goal: Goal,
  outcome: Outcome | undefined,
  elapsed: number,
  { announce }: Tools,
): Promise<void> {
  if (outcome?.kind !== 'done') return;
  const { workspaceId } = goal;
  const stateOf = ({ applicationId }: { applicationId: string }) => outcome.seen.get(applicationId)?.state ?? 'REMOVED';
  const installed = goal.installs.filter((install) => stateOf(install) === 'COMPLETED');
  const removed = goal.removals.filter((removal) => stateOf(removal) === 'REMOVED');
  for (const [happening, ended] of [
    ['Removed', removed],
    ['Installed', installed],
  ] as const) {
    const applicationIds = ended.map(({ applicationId }) => applicationId);
    if (applicationIds.length > 0) await announce(happening, { workspaceId, applicationIds, elapsedSeconds: elapsed });
  }
}

function parse(event: unknown): { request: Request; operation: Operation } {
  try {
    return { request: parseRequest(event), operation: parseOperation(event) };
  } catch (error) {
    if (error instanceof PropertyError) throw new RequestFailure(error.message);
    throw error;
  }
}

/** The user's timeout bounds what goes forward; what goes back gets all the time there is. */
function deadlineOf({ type, declared }: Request, operation: Operation): number {
  const forward = type !== 'Delete' && !isRollingBack(operation);
  const seconds = forward && declared ? declared.timeoutSeconds : MAX_TIMEOUT_SECONDS;
  return operation.asked + seconds * (MINUTE / 60);
}

/** Every attribute, always, as a string: a template that asks for one that is missing would fail. */
function attributesOf({ declared }: Request, seen: Observation): Readonly<Record<string, string>> {
  const associations = (declared?.applicationIds ?? []).map((id) => seen.get(id));
  const states = associations.map((association) => association?.state ?? 'ABSENT');
  const created = associations.flatMap((association) => association?.created ?? []);
  return {
    [ATTRIBUTES.state]: states.find((state) => state !== 'COMPLETED') ?? 'COMPLETED',
    [ATTRIBUTES.created]: created.length > 0 ? new Date(Math.max(...created)).toISOString() : '',
  };
}
