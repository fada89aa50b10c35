import { type Association, isOlder, type Observation, timeOf } from './association';
import type { Goal, Installation, Removal } from './goals';
import { wholeSecond } from './identity';
import { INSTALL, isMoving, isPending, isState, type Phase, REMOVAL } from './phases';
import { describeErrorState, sinceWords } from './words';

/** What a decision depends on beside the goal and what was seen. */
export interface Rules {
  readonly now: number;
  /** When the request arrived. An ERROR from before it is worth another try, one from after it is its result. */
  readonly asked: number;
  readonly firstContact: number;
  /** How long every pending change of the WorkSpace must have been quiet before it is deployed. */
  readonly quiet: number;
  /** How long, beyond the quiet time, a window for retries is open. */
  readonly retryWindow: number;
  /** Until then nothing that looks removed is believed: a call of a cancelled request may still be on its way. */
  readonly settledFrom: number;
  readonly allowExisting: boolean;
  readonly waitForInstallation: boolean;
  /** Applications known to have been in ERROR before the request, for want of a time that says so. */
  readonly failedBefore: readonly string[];
  /** Applications that this step has registered already, or could not register beside one that must go first. */
  readonly tried: ReadonlySet<string>;
}

export type Decision =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly why: string }
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
 * An ERROR from before the request is tried again only in this time, and in it only in a window at the beginning of each
 * interval. Nothing is remembered from step to step, and not every failure leaves a new time: the windows bound the
 * deployments that a retry can cost.
 */
const RETRY_TIME = 10 * MINUTE;
const RETRY_EVERY = 5 * MINUTE;

/** Decides one step. Pure: the same goal, observation and rules give the same decision. */
export function decide(goal: Goal, seen: Observation, rules: Rules): Decision {
  const steps = stepsOf(goal, seen, rules);
  const failed = reasons(steps, 'fail');
  if (failed.length > 0) return { kind: 'fail', reason: failed.join('; ') };
  const moving = [...steps].filter(([, step]) => step.kind === 'moving').map(([id]) => id);
  if (moving.length > 0) return wait(`${moving.join(', ')} ${moving.length > 1 ? 'are' : 'is'} being deployed`);
  const errors = reasons(steps, 'error');
  if (errors.length > 0) return { kind: 'fail', reason: errors.join('; ') };
  if ([...steps.values()].every((step) => step.kind === 'done')) {
    return rules.now < rules.settledFrom
      ? wait('making sure that no earlier request is still under way')
      : { kind: 'done' };
  }
  // Whatever is being deployed there, of whomever: the service takes no further change of this WorkSpace meanwhile.
  const busy = [...seen.values()].find((association) => isMoving(association.state));
  if (busy) return wait(`${busy.applicationId} is being deployed`);
  return act(steps, seen, rules);
}

/** Why the goal can be refused before anything is touched: what belongs to somebody else, and what is in an unknown state. */
export const refusalsOf = (goal: Goal, seen: Observation, rules: Rules): readonly string[] =>
  reasons(stepsOf(goal, seen, rules), 'fail');

const stepsOf = (goal: Goal, seen: Observation, rules: Rules): ReadonlyMap<string, Step> =>
  new Map<string, Step>([
    ...goal.removals.map((removal) => [removal.applicationId, stepToRemove(removal, seen, rules)] as const),
    ...goal.installs.map((install) => [install.applicationId, stepToInstall(install, seen, rules)] as const),
  ]);

/** Registers first, removals before installs; deploys when everything pending on the WorkSpace has been quiet. */
function act(steps: ReadonlyMap<string, Step>, seen: Observation, rules: Rules): Decision {
  const having = (kind: Step['kind']) => [...steps].filter(([, step]) => step.kind === kind).map(([id]) => id);
  const [disassociate, associate] = [having('disassociate'), having('associate')].map((ids) =>
    ids.filter((id) => !rules.tried.has(id)),
  );
  if (disassociate?.length || associate?.length) {
    return { kind: 'register', disassociate: disassociate ?? [], associate: associate ?? [] };
  }
  const force = having('force').length > 0;
  if (having('deploy').length === 0 && !force) {
    return wait(
      [...steps.values()].flatMap((step) => ('why' in step ? [step.why] : [])).join('; ') || 'registered just now',
    );
  }
  const quietFrom = lastChange(seen, rules) + rules.quiet;
  return rules.now >= quietFrom
    ? { kind: 'deploy', force }
    : wait('waiting for the pending changes of the WorkSpace to be quiet');
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
  if (isOthers(installation, association)) return stepBesideOther(association, phase, rules);
  if (association.state === 'INSTALLING' && !rules.waitForInstallation) return { kind: 'done' };
  return stepOf(phase);
}

/** Whether the application is on the WorkSpace, or on its way, for somebody else. What is in ERROR is nobody's. */
export const isOthers = ({ othersBefore }: Installation, association: Association): boolean =>
  othersBefore !== undefined &&
  !['ABSENT', 'REMOVED', 'ERROR'].includes(association.state) &&
  isOlder(association, othersBefore, 'latest');

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

/** Whether a removal leaves the association where it is, because it is from before the resource. */
export const isLeftAlone = ({ ours }: Removal, association: Association): boolean =>
  ours !== undefined && isOlder(association, ours.since, ours.age);

/**
 * An ERROR from before the request is tried again, one from after it is the result. Registering anew tells the service
 * which way to go, and often clears the ERROR; only what stays in ERROR although it was registered needs Force.
 */
function stepOnError(association: Association, rules: Rules, register: 'associate' | 'disassociate'): Step {
  const { applicationId, errorCode, errorMessage } = association;
  if (!isErrorFromBefore(association, rules, register) || !isRetryTime(rules)) {
    const words = describeErrorState(errorCode, errorMessage, timeOf(association, 'latest'));
    return { kind: 'error', why: `${applicationId} ended with ${words}` };
  }
  if (retryWindowLeft(rules) === 0)
    return { kind: 'wait', why: `${applicationId} is in ERROR from before: waiting to try it again` };
  return { kind: rules.tried.has(applicationId) ? 'force' : register };
}

/**
 * No deployment fails within the second in which it was asked for: an ERROR of that second is from before. Without any
 * time, what onEvent saw counts; to take a wish back, which harms nobody, any doubt is enough.
 */
function isErrorFromBefore(association: Association, rules: Rules, register: 'associate' | 'disassociate'): boolean {
  const time = timeOf(association, 'latest');
  if (time !== undefined) return time < wholeSecond(rules.asked) + SECOND;
  return register === 'disassociate' || rules.failedBefore.includes(association.applicationId);
}

const isRetryTime = ({ now, firstContact }: Rules): boolean => now - firstContact < RETRY_TIME;

/** How much longer the present window for retries is open; nothing outside of one. */
export function retryWindowLeft(rules: Rules): number {
  const time = rules.now - rules.firstContact;
  return time < 0 || !isRetryTime(rules) ? 0 : Math.max(0, rules.quiet + rules.retryWindow - (time % RETRY_EVERY));
}

const stepOf = (phase: Exclude<Phase, 'error'>): Step => ({ kind: phase === 'settled' ? 'done' : phase });

function phaseOf({ state }: Association, table: typeof INSTALL): Phase | undefined {
  return isState(state) ? table[state] : undefined;
}

const unknownState = ({ applicationId, state }: Association): Step => ({
  kind: 'fail',
  why:
    `${applicationId} is in state '${state}', which this version does not know: nothing was changed. ` +
    'What next: look at the application in the WorkSpaces console; a later version of this library may know the state',
});

const absent = (applicationId: string): Association => ({ applicationId, state: 'ABSENT' });

const wait = (why: string): Decision => ({ kind: 'wait', why });

const reasons = (steps: ReadonlyMap<string, Step>, kind: 'fail' | 'error'): readonly string[] =>
  [...steps.values()].flatMap((step) => (step.kind === kind && 'why' in step ? [step.why] : []));
