import { type Observation, timeOf } from '../service/association';
import { read } from '../service/calls';
import type { Fault } from '../service/faults';
import { isRollingBack } from '../stack/operation';
import { type Context, MINUTE, type Outcome, settledFrom, wait } from './context';
import { explain } from './explanations';
import { prospectOf } from './states';
import { describeFault, sinceWords } from './words';

/** Policies take effect with a delay, and a new WorkSpace is invisible for a moment. */
const GRACE = 2 * MINUTE;
/** How long "not supported" may just mean "not now". */
const UNSUPPORTED_GRACE = 5 * MINUTE;

/** What a refused call means for the request. */
export async function afterRefusal(
  context: Context,
  fault: Fault,
  operation: string,
  applicationId?: string,
  seen: Observation = new Map(),
): Promise<Outcome> {
  const reason = describeFault(fault, operation, context.goal.workspaceId, applicationId);
  const waiting = wait(`${operation} was refused with ${fault.exception}`);
  switch (fault.kind) {
    case 'throttled':
    case 'transient':
    case 'existing':
      return waiting;
    case 'denied':
      return isWithin(context, GRACE) ? waiting : { kind: 'fail', reason };
    case 'incompatible':
    case 'terminal': {
      const explanation = await explain(context, fault, seen, applicationId);
      const { workspaceId } = context.goal;
      return { kind: 'fail', reason: describeFault(fault, operation, workspaceId, applicationId, explanation) };
    }
    case 'busy':
    case 'unsupported':
    case 'gone':
      return afterLook(context, fault, reason, waiting);
  }
}

/** Looks at the WorkSpace itself, to tell "not now" from "never". */
async function afterLook(context: Context, fault: Fault, reason: string, waiting: Outcome): Promise<Outcome> {
  const look = await lookAtWorkspace(context);
  if (!look.ok) return waiting;
  const prospect = prospectOf(look.value);
  if (prospect === 'gone') return withoutWorkspace(context, look.value);
  if (prospect === 'stuck') {
    const what = `WorkSpace ${context.goal.workspaceId} is ${look.value}, and refuses with ${fault.exception}`;
    return {
      kind: 'fail',
      reason: `${what}. What next: bring the WorkSpace back to AVAILABLE or STOPPED, then deploy again`,
    };
  }
  if (prospect !== 'ready' || fault.kind === 'busy') return wait(`the WorkSpace is ${look.value}: ${fault.exception}`);
  if (isWithin(context, fault.kind === 'gone' ? GRACE : UNSUPPORTED_GRACE)) return waiting;
  return { kind: 'fail', reason, unconfirmed: true };
}

/** Without the WorkSpace every removal is done, and no install is possible. */
function withoutWorkspace(context: Context, state: string | undefined): Outcome {
  const { workspaceId, installs } = context.goal;
  // A rollback has nothing to bring back where there is nothing any more.
  if (installs.length === 0 || isRollingBack(context.operation)) {
    return context.tools.clock.now() < settledFrom(context)
      ? wait('the WorkSpace is gone')
      : { kind: 'done', seen: new Map() };
  }
  if (isWithin(context, GRACE)) return wait('the WorkSpace cannot be found yet');
  const what = state ? `is ${state}` : 'does not exist in this account and Region';
  return { kind: 'fail', reason: `WorkSpace ${workspaceId} ${what}. What next: pass the id of an existing WorkSpace` };
}

const LOOK = 'DescribeWorkspaceAssociations';

/** What it means that the associations of a WorkSpace could not be seen; undefined if there are none. */
export async function afterRefusedLook(context: Context, fault: Fault): Promise<Outcome | undefined> {
  if (fault.kind === 'gone') {
    const look = await lookAtWorkspace(context);
    if (!look.ok) return afterRefusal(context, look.fault, 'DescribeWorkspaces');
    return prospectOf(look.value) === 'gone' ? withoutWorkspace(context, look.value) : undefined;
  }
  const outcome = await afterRefusal(context, fault, LOOK);
  return outcome.kind === 'fail' && context.goal.installs.length === 0
    ? afterRefusedRemoval(context, fault, outcome)
    : outcome;
}

/** A refusal for good must not keep a stack from being deleted where nothing of ours can be. */
async function afterRefusedRemoval(context: Context, fault: Fault, failure: Outcome): Promise<Outcome> {
  // With its tags, a WorkSpace that is gone takes the permission along that a policy has tied to them.
  const look = await lookAtWorkspace(context);
  if (look.ok && prospectOf(look.value) === 'gone') return withoutWorkspace(context, look.value);
  if (fault.kind !== 'unsupported' && fault.exception !== 'InvalidParameterValuesException') return failure;
  context.tools.log('WARN', 'the service manages no applications of this WorkSpace: there is nothing to remove', {
    workspaceId: context.goal.workspaceId,
    exception: fault.exception,
  });
  return { kind: 'done', seen: new Map() };
}

/** At the deadline waiting becomes a failure that says what was seen last, and since when. */
export async function describeTimeout(
  context: Context,
  seen: Observation,
  { why, remedy: known }: Outcome & { kind: 'wait' },
): Promise<string> {
  const { goal, deadline, operation } = context;
  const states = [...goal.removals, ...goal.installs].map(({ applicationId }) => {
    const association = seen.get(applicationId);
    return `${applicationId} is ${association ? `${association.state}${sinceWords(timeOf(association, 'latest'))}` : 'ABSENT'}`;
  });
  const look = await lookAtWorkspace(context);
  const state = look.ok ? look.value : undefined;
  const remedy =
    known ??
    (state === 'STOPPED'
      ? 'start the WorkSpace'
      : 'look at the WorkSpace in the console and wait until it is AVAILABLE');
  const minutes = Math.round((deadline - operation.asked) / MINUTE);
  return (
    `WorkSpace ${goal.workspaceId} was not done after ${minutes} minutes: ${states.join(', ')}` +
    `${state ? `; the WorkSpace is ${state}` : ''}; ${why}. What next: ${remedy}, then deploy again`
  );
}

const lookAtWorkspace = ({ tools, goal }: Context) =>
  read(tools, 'DescribeWorkspaces', () => tools.workspaces.findState(goal.workspaceId));

const isWithin = ({ tools, operation }: Context, grace: number): boolean => tools.clock.now() < operation.asked + grace;
