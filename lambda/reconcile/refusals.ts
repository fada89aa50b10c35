import type { Observation } from '../service/association';
import { PASSING_OR_DENIED, type Refused, read, within } from '../service/calls';
import type { Fault, FaultKind } from '../service/faults';
import { keyOf, MARK_PREFIX, type Mark, marksOf } from '../service/marks';
import { clip } from '../service/text';
import { MINUTE } from '../service/time';
import { explain } from './explanations';
import { isMine, settledFrom } from './goal';
import { type Context, type Failure, type Outcome, wait } from './outcome';
import { prospectOf } from './states';
import { describeFault, describeUnreachable } from './words';

/** Policies take effect with a delay, and a new WorkSpace is invisible for a moment. */
const GRACE = 2 * MINUTE;
/** How long after the first poll of a request silence means that it was never answered. */
const SILENCE = 10 * MINUTE;
/** How long "not supported" may just mean "not now". */
const UNSUPPORTED_GRACE = 5 * MINUTE;

/** What a call was about, for its words. */
export interface Subject {
  readonly applicationId?: string;
  readonly seen?: Observation;
}

/** What a refused call means for the request. */
export async function afterRefusal(context: Context, refused: Refused, subject: Subject = {}): Promise<Outcome> {
  const { fault, operation } = refused;
  const { workspaceId } = context.goal;
  const { applicationId, seen = new Map() } = subject;
  const describe = (explanation?: string) => describeFault(fault, operation, workspaceId, applicationId, explanation);
  const waiting = wait(
    `${operation} was refused with ${fault.exception}`,
    fault.kind === 'throttled' ? 'make fewer other calls to WorkSpaces in this account' : undefined,
  );
  switch (fault.kind) {
    case 'throttled':
    case 'transient':
    case 'unreachable':
    case 'existing':
      return waiting;
    case 'denied':
      return isWithin(context, GRACE) ? waiting : { kind: 'fail', reason: describe() };
    case 'incompatible':
    case 'terminal':
      return { kind: 'fail', reason: describe(await explain(context, fault, seen, applicationId)) };
    case 'busy':
    case 'unsupported':
    case 'gone':
      return afterState(context, fault, describe, waiting);
  }
}

/** The state of the WorkSpace separates "not now" from "never". */
async function afterState(
  context: Context,
  fault: Fault,
  describe: (explanation: string) => string,
  waiting: Outcome,
): Promise<Outcome> {
  const state = await observeWorkspace(context);
  if (!state.ok) return waiting;
  const prospect = prospectOf(state.value);
  if (prospect === 'gone') return withoutWorkspace(context, state.value);
  if (prospect === 'stuck') {
    const what = `WorkSpace ${context.goal.workspaceId} is ${state.value}, and refuses with ${fault.exception}`;
    return {
      kind: 'fail',
      reason: `${what}. What next: bring the WorkSpace back to AVAILABLE or STOPPED, then deploy again`,
    };
  }
  if (prospect !== 'ready' || fault.kind === 'busy') return wait(`the WorkSpace is ${state.value}: ${fault.exception}`);
  if (isWithin(context, fault.kind === 'gone' ? GRACE : UNSUPPORTED_GRACE)) return waiting;
  return { kind: 'fail', reason: describe(`the WorkSpace is ${state.value}`), unconfirmed: true };
}

/** Without the WorkSpace every removal is done, and no install is possible. */
function withoutWorkspace(context: Context, state: string | undefined): Outcome {
  const { goal, terms, tools } = context;
  // What undoes has nothing to bring back where there is nothing any more.
  if (goal.installs.length === 0 || terms.undoing) {
    return tools.clock.now() < settledFrom(terms) ? wait('the WorkSpace is gone') : { kind: 'done', seen: new Map() };
  }
  if (isWithin(context, GRACE)) return wait('the WorkSpace cannot be found yet');
  const what = state ? `is ${state}` : 'does not exist in this account and Region';
  return {
    kind: 'fail',
    reason: `WorkSpace ${goal.workspaceId} ${what}. What next: pass the id of an existing WorkSpace`,
  };
}

/** Refusals for which the state of the WorkSpace can be the reason. */
const OF_THE_WORKSPACE: readonly FaultKind[] = ['busy', 'unsupported', 'gone'];

/** What it means that a mark could not be written, deleted or read. */
export async function afterRefusedMark(
  context: Context,
  refused: Refused,
  marks: readonly Mark[] = [],
): Promise<Outcome> {
  const { fault, operation } = refused;
  // Whether a WorkSpace takes tags while it changes is documented nowhere: its state says whether the refusal passes.
  const kind = fault.exception === 'InvalidParameterValuesException' ? 'unsupported' : fault.kind;
  const outcome = await afterRefusal(context, { ...refused, fault: { ...fault, kind } });
  if (outcome.kind !== 'fail' || !operation.endsWith('Tags')) return outcome;
  // The WorkSpace itself is the reason, and no permission.
  if (OF_THE_WORKSPACE.includes(kind) && !outcome.unconfirmed) return outcome;
  const { workspaceId } = context.goal;
  const keys = marks.length > 0 ? ` of ${marks.slice(0, 3).map(keyOf).join(', ')}` : '';
  const said = fault.message ? `, the service says '${clip(fault.message, 300)}'` : '';
  return {
    ...outcome,
    reason:
      `${operation}${keys} on ${workspaceId} was refused with ${clip(fault.exception, 100)}${said}: without its marks this ` +
      `library cannot know what it may uninstall, and nothing was changed. What next: ${remedyForMarks(refused)}, then deploy again`,
  };
}

function remedyForMarks({ fault, operation }: Refused): string {
  if (fault.exception === 'ResourceLimitExceededException')
    return 'delete tags of the WorkSpace that are not needed: a WorkSpace can have 50, and each declared application takes one';
  // Only what writes tags can be bound to keys.
  const keys = operation === 'DescribeTags' ? '' : ` for keys that begin with '${MARK_PREFIX}'`;
  return `allow workspaces:${operation}${keys}: look for a service control policy, a tag policy or a permissions boundary that denies it`;
}

/** How long it is tried to read the marks where nothing else can be known. */
const LAST_TRY = MINUTE;

/** Undefined if the marks cannot be read. */
async function hasOwnMark({ goal, terms, tools }: Context): Promise<boolean | undefined> {
  const find = () => tools.workspaces.findTags(goal.workspaceId);
  const tags = await read(within(tools, LAST_TRY), 'DescribeTags', find, PASSING_OR_DENIED);
  return tags.ok ? marksOf(tags.value, goal.workspaceId).some((mark) => isMine(terms, mark)) : undefined;
}

/** What it means that the associations of a WorkSpace could not be observed; undefined if there are none. */
export async function afterRefusedObservation(context: Context, refused: Refused): Promise<Outcome | undefined> {
  if (refused.fault.kind === 'gone') {
    const state = await observeWorkspace(context);
    if (!state.ok) return afterRefusal(context, state);
    if (prospectOf(state.value) === 'gone') return withoutWorkspace(context, state.value);
    // A new WorkSpace can become visible between the two calls: what its bundle brings was not seen.
    return isWithin(context, GRACE) ? wait('the associations of the WorkSpace cannot be found yet') : undefined;
  }
  const outcome = isUnreachable(context, refused)
    ? ({ kind: 'fail', reason: describeUnreachable(refused) } as const)
    : await afterRefusal(context, refused);
  return outcome.kind === 'fail' && context.goal.installs.length === 0
    ? afterRefusedRemoval(context, refused.fault, outcome)
    : outcome;
}

/**
 * A refusal for good must not keep a stack from being deleted if nothing of ours can be there. A mark is written before anything
 * else: where the marks can be read, and none is the holder's own, nothing is.
 */
async function afterRefusedRemoval(context: Context, fault: Fault, failure: Failure): Promise<Outcome> {
  const { goal, terms, tools } = context;
  // A WorkSpace that is gone takes its tags along, and with them the permission that a policy has tied to a tag.
  const state = await observeWorkspace(context);
  if (state.ok && prospectOf(state.value) === 'gone') return withoutWorkspace(context, state.value);
  const isMarked = await hasOwnMark(context);
  const isUnmanaged = fault.kind === 'unsupported' || fault.exception === 'InvalidParameterValuesException';
  if (isMarked) return isUnmanaged ? { ...failure, unconfirmed: true } : failure;
  if (isMarked === undefined && !isUnmanaged && !terms.undoesCreate) return failure;
  tools.log(
    'WARN',
    'the WorkSpace cannot be observed, and no mark shows that anything was begun there: nothing is undone',
    {
      workspace: goal.workspaceId,
      why: failure.reason,
    },
  );
  return { kind: 'done', seen: new Map() };
}

export const observeWorkspace = ({ tools, goal }: Context) =>
  read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(goal.workspaceId));

/**
 * Whether no observation will ever be answered: it was tried for minutes. That counts at the beginning of a request alone, when
 * nothing was ever answered; later it may pass.
 */
const isUnreachable = ({ tools, terms }: Context, { fault }: Refused): boolean =>
  fault.kind === 'unreachable' && tools.clock.now() < terms.firstPollAt + SILENCE;

const isWithin = ({ tools, terms }: Context, grace: number): boolean => tools.clock.now() < terms.requestedAt + grace;
