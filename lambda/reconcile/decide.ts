import { type Association, isOlder, type Observation, timeOf } from '../service/association';
import type { Goal, Installation, Removal } from '../stack/goals';
import { wholeSecond } from '../stack/identity';
import { INSTALL, isMoving, isPending, isState, type Phase, REMOVAL } from './states';
import { clip, describeErrorState, joinFailures, sinceWords } from './words';

/** What a decision depends on beside the goal and what was seen. */
export interface Rules {
  readonly now: number;
  /** When the request arrived. An ERROR from before it is worth another try, one from after it is its result. */
  readonly asked: number;
  readonly firstContact: number;
  /** How long every pending change of the WorkSpace must have been quiet before it is deployed. */
  readonly quiet: number;
  /** Once so many changes that are not older than `since` are pending on the WorkSpace, nobody else is waited for. */
  readonly awaited?: { readonly changes: number; readonly since: number };
  /** How long, beyond the quiet time, a window for retries is open. */
  readonly retryWindow: number;
  /** Until then nothing that looks removed is believed: a call of a cancelled request may still be on its way. */
  readonly settledFrom: number;
  /** Whether the request takes back what its own operation has done: see `isUndoing`. */
  readonly undoing: boolean;
  /** Whether nothing of the request can have been done yet. */
  readonly isFirstLook: boolean;
  readonly allowExisting: boolean;
  readonly waitForInstallation: boolean;
  /** Applications known to have been in ERROR before the request, for want of a time that says so. */
  readonly failedBefore: readonly string[];
  /** Applications that this step has registered already, or could not register beside one that must go first. */
  readonly tried: ReadonlySet<string>;
}

export type Decision =
  | { readonly kind: 'done' }
  /** `soon`, where it is known how many siblings there are: whether just one is missing, which may be registering at this moment. */
  | { readonly kind: 'wait'; readonly why: string; readonly soon?: boolean }
  | { readonly kind: 'fail'; readonly reason: string }
  | { readonly kind: 'register'; readonly disassociate: readonly string[]; readonly associate: readonly string[] }
  | { readonly kind: 'deploy'; readonly force: boolean };

/** What one application needs next. `error` is a failure that waits for the rest of the resource to come to rest. */
type Step =
  | { readonly kind: 'done' | 'associate' | 'disassociate' | 'deploy' | 'force' | 'moving' }
  | { readonly kind: 'wait' | 'fail' | 'error'; readonly why: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * When an ERROR is tried again: for so long, and in that time only in a window at the beginning of each interval. Nothing
 * is remembered from step to step, and not every failure leaves a new time: the windows bound the deployments that
 * retries can cost.
 */
interface Retries {
  readonly time: number;
  readonly every: number;
}

const RETRIES: Retries = { time: 10 * MINUTE, every: 5 * MINUTE };
/** An install that was under way may fail at any time, which must not keep it from being taken back. */
const UNDOING_RETRIES: Retries = { time: 55 * MINUTE, every: 35 * MINUTE };

type Register = 'associate' | 'disassociate';

/** Decides one step. Pure: the same goal, observation and rules give the same decision. */
export function decide(goal: Goal, seen: Observation, rules: Rules): Decision {
  const steps = stepsOf(goal, seen, rules);
  if (reasons(steps, 'fail').size > 0) return { kind: 'fail', reason: joinFailures(reasons(steps, 'fail', 'error')) };
  const moving = [...steps].filter(([, step]) => step.kind === 'moving').map(([id]) => id);
  if (moving.length > 0) return wait(`${moving.join(', ')} ${moving.length > 1 ? 'are' : 'is'} being deployed`);
  const busy = [...seen.values()].find((association) => isMoving(association.state));
  // What of ours is pending may be queued behind it, and fail too.
  const isQueued = busy && [...steps.keys()].some((id) => isPending(seen.get(id)?.state ?? ''));
  const errors = reasons(steps, 'error');
  if (errors.size > 0 && !isQueued) return { kind: 'fail', reason: joinFailures(errors) };
  if ([...steps.values()].every((step) => step.kind === 'done')) {
    return rules.now < rules.settledFrom
      ? wait('making sure that no earlier request is still under way')
      : { kind: 'done' };
  }
  // Whatever is being deployed there, of whomever: the service takes no further change of this WorkSpace meanwhile.
  if (busy) return wait(`${busy.applicationId} is being deployed`);
  return act(goal, steps, seen, rules);
}

/** Why the goal can be refused before anything is touched: what belongs to somebody else, and what is in an unknown state. */
export const refusalOf = (goal: Goal, seen: Observation, rules: Rules): string =>
  joinFailures(reasons(stepsOf(goal, seen, rules), 'fail'));

const stepsOf = (goal: Goal, seen: Observation, rules: Rules): ReadonlyMap<string, Step> =>
  new Map<string, Step>([
    ...goal.removals.map((removal) => [removal.applicationId, stepToRemove(removal, seen, rules)] as const),
    ...goal.installs.map((install) => [install.applicationId, stepToInstall(install, seen, rules)] as const),
  ]);

/** Registers first, removals before installs; deploys when everything pending on the WorkSpace has been quiet. */
function act(goal: Goal, steps: ReadonlyMap<string, Step>, seen: Observation, rules: Rules): Decision {
  const having = (kind: Step['kind']) => [...steps].filter(([, step]) => step.kind === kind).map(([id]) => id);
  const [disassociate, associate] = [having('disassociate'), having('associate')].map((ids) =>
    ids.filter((id) => !rules.tried.has(id)),
  );
  if (disassociate?.length || associate?.length) {
    return { kind: 'register', disassociate: disassociate ?? [], associate: associate ?? [] };
  }
  // What waits for its retry is waited for by the others: one deployment carries all.
  const waiting = [...reasons(steps, 'wait').values()];
  if (waiting.length > 0) return wait(waiting.join('; '));
  const force = having('force').length > 0;
  if (having('deploy').length === 0 && !force) return wait('registered just now');
  const quietFrom = lastChange(seen, rules) + rules.quiet;
  const missing = having('deploy').some((id) => goal.installs.some(({ applicationId }) => applicationId === id))
    ? missingOf(seen, rules)
    : Number.POSITIVE_INFINITY;
  if (rules.now >= quietFrom || missing <= 0) return { kind: 'deploy', force };
  const soon = Number.isFinite(missing) ? missing <= 1 : undefined;
  return { ...wait('waiting for the pending changes of the WorkSpace to be quiet'), soon };
}

/**
 * How many are missing of the installs that the resources of the provider can have for the WorkSpace. Only installs are
 * counted, because what is declared are installs: a removal beside them stands for no sibling.
 */
function missingOf(seen: Observation, { awaited }: Rules): number {
  if (!awaited) return Number.POSITIVE_INFINITY;
  const pending = [...seen.values()].filter(({ state }) => state.startsWith('PENDING_INSTALL'));
  return awaited.changes - pending.filter((association) => !isOlder(association, awaited.since, 'latest')).length;
}

/** When anything pending on the WorkSpace last changed; without times, as if at the first contact. */
function lastChange(seen: Observation, rules: Rules): number {
  const pending = [...seen.values()].filter((association) => isPending(association.state));
  return Math.max(
    rules.firstContact,
    ...pending.map((association) => timeOf(association, 'latest') ?? rules.firstContact),
  );
}

function stepToInstall(installation: Installation, seen: Observation, rules: Rules): Step {
  const association = seen.get(installation.applicationId) ?? absent(installation.applicationId);
  const phase = phaseOf(association, INSTALL);
  if (phase === undefined) return unknownState(association);
  if (phase === 'error') return stepOnError(association, rules, 'associate');
  // Without times, what is installed by now may well be our own work; taking it for ours harms nobody, since without
  // times a removal leaves it alone. Only the look before anything began could tell.
  const isKnown = rules.isFirstLook || timeOf(association, 'latest') !== undefined;
  if (isKnown && isOthers(installation, association)) return stepBesideOther(association, phase, rules);
  if (association.state === 'INSTALLING' && !rules.waitForInstallation) return { kind: 'done' };
  return stepOf(phase);
}

/** Whether the application is on the WorkSpace, or on its way, for somebody else. What is in ERROR is nobody's. */
export const isOthers = ({ othersBefore }: Installation, association: Association): boolean =>
  othersBefore !== undefined &&
  !['ABSENT', 'REMOVED', 'ERROR'].includes(association.state) &&
  // Whoever is uninstalling it, such as another resource of the same deployment, has touched the record, but it was there.
  isOlder(association, othersBefore, association.state.includes('UNINSTALL') ? 'created' : 'latest');

/** The application belongs to somebody else: it is counted as ours only if that is asked for, and never touched where it was installed. */
function stepBesideOther(association: Association, phase: Exclude<Phase, 'error'>, { allowExisting }: Rules): Step {
  const { applicationId, state } = association;
  const since = sinceWords(timeOf(association, 'latest'));
  if (!allowExisting) {
    return {
      kind: 'fail',
      why:
        `${applicationId} is on the WorkSpace already, ${state}${since}, from before this deployment: nothing was changed. ` +
        'What next: set allowExisting to adopt it as it is; if you renamed the construct, keep its logical id, or deploy twice: ' +
        'first the old construct with RemovalPolicy.RETAIN, then the rename with allowExisting',
    };
  }
  if (state === 'PENDING_UNINSTALL' || state === 'PENDING_UNINSTALL_DEPLOYMENT') {
    return {
      kind: 'fail',
      why:
        `${applicationId} is to be uninstalled, ${state}${since}, by somebody else: nothing was changed. ` +
        'What next: associate it again in the console to keep it, or deploy the uninstall there, then deploy this stack again',
    };
  }
  return stepOf(phase);
}

function stepToRemove({ applicationId, ours }: Removal, seen: Observation, rules: Rules): Step {
  const association = seen.get(applicationId) ?? absent(applicationId);
  const phase = phaseOf(association, REMOVAL);
  if (phase === undefined) return unknownState(association);
  if (isLeftAlone({ applicationId, ours }, association)) return { kind: 'done' };
  return phase === 'error' ? stepOnError(association, rules, 'disassociate') : stepOf(phase);
}

/**
 * Whether a removal leaves the association where it is, because it is from before the resource. What was installed is as old
 * as its first time, since anybody may have touched the record later. When undoing, a wish that was not carried out and
 * an ERROR are as old as their latest time: nothing that was installed is lost with them.
 */
export function isLeftAlone({ ours }: Removal, association: Association): boolean {
  const isNothingYet = association.state === 'ERROR' || association.state.startsWith('PENDING_INSTALL');
  return ours !== undefined && isOlder(association, ours.since, ours.undoing && isNothingYet ? 'latest' : 'created');
}

/**
 * An ERROR from before the request is tried again, one from after it is the result. Registering anew tells the service
 * which way to go, and often clears the ERROR; only what stays in ERROR although it was registered needs Force.
 */
function stepOnError(association: Association, rules: Rules, register: Register): Step {
  const { applicationId, errorCode, errorMessage } = association;
  const { time, every } = retriesOf(rules, register);
  if (!isErrorFromBefore(association, rules, register) || rules.now - rules.firstContact >= time) {
    const words = describeErrorState(errorCode, errorMessage, timeOf(association, 'latest'));
    return { kind: 'error', why: `${applicationId} ended with ${words}` };
  }
  if (windowLeft(rules, every) === 0) {
    return { kind: 'wait', why: `${applicationId} is in ERROR: waiting to try it again` };
  }
  return { kind: rules.tried.has(applicationId) ? 'force' : register };
}

/**
 * No deployment fails within the second in which it was asked for: an ERROR of that second is from before. Without any
 * time, what onEvent saw counts; to take a wish back, which harms nobody, any doubt is enough.
 */
function isErrorFromBefore(association: Association, rules: Rules, register: Register): boolean {
  if (register === 'disassociate' && rules.undoing) return true;
  const time = timeOf(association, 'latest');
  if (time !== undefined) return time < wholeSecond(rules.asked) + SECOND;
  return register === 'disassociate' || rules.failedBefore.includes(association.applicationId);
}

const retriesOf = ({ undoing }: Rules, register: Register): Retries =>
  undoing && register === 'disassociate' ? UNDOING_RETRIES : RETRIES;

/** How much longer the present window for retries is open; nothing outside of one. */
function windowLeft({ now, firstContact, quiet, retryWindow }: Rules, every: number): number {
  const time = now - firstContact;
  return time < 0 ? 0 : Math.max(0, quiet + retryWindow - (time % every));
}

/** Whether an ERROR that comes of a deployment will look like one from before: the service does not tell of the last change. */
export const isForgetful = (seen: Observation): boolean =>
  [...seen.values()].some(({ state, updated }) => isPending(state) && updated === undefined);

/** How long to hold on after a deployment that may have been a retry, so that no other step of the same window makes one. */
export function retryHold(rules: Rules, isRetry: boolean): number {
  if (!isRetry && !rules.undoing && rules.failedBefore.length === 0) return 0;
  const open = (register: Register): number => {
    const { time, every } = retriesOf(rules, register);
    return rules.now - rules.firstContact < time ? windowLeft(rules, every) : 0;
  };
  return Math.max(open('associate'), open('disassociate'));
}

const stepOf = (phase: Exclude<Phase, 'error'>): Step => ({ kind: phase === 'settled' ? 'done' : phase });

function phaseOf({ state }: Association, table: typeof INSTALL): Phase | undefined {
  return isState(state) ? table[state] : undefined;
}

const unknownState = ({ applicationId, state }: Association): Step => ({
  kind: 'fail',
  why:
    `${applicationId} is in state '${clip(state, 60)}', which this version does not know: nothing was changed. ` +
    'What next: look at the application in the WorkSpaces console; a later version of this library may know the state',
});

const absent = (applicationId: string): Association => ({ applicationId, state: 'ABSENT' });

const wait = (why: string): Decision & { kind: 'wait' } => ({ kind: 'wait', why });

const reasons = (
  steps: ReadonlyMap<string, Step>,
  ...kinds: ('wait' | 'fail' | 'error')[]
): ReadonlyMap<string, string> =>
  new Map(
    [...steps].flatMap(([id, step]) => ('why' in step && kinds.includes(step.kind) ? [[id, step.why] as const] : [])),
  );
