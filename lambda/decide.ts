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
  /** Force is used only at the beginning of every five minutes, this long: once a contact, and whoever uses it waits until it is over. */
  readonly forceWindow: number;
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

/** An ERROR from before the request is tried again with Force only in this time, so that Force is bounded. */
const FORCE_TIME = 10 * MINUTE;
const FORCE_EVERY = 5 * MINUTE;

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
  if (phase === 'error') return stepAfterError(association, rules, isErrorFromBefore(association, rules));
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
  if (phase !== 'error') return stepOf(phase);
  const fromBefore = isErrorFromBefore(association, rules) || (isTimeless(association) && isForceTime(rules));
  // Taking the wish back often clears an ERROR; only what stays in ERROR although it was tried needs Force.
  if (fromBefore && isForceTime(rules) && !rules.tried.has(applicationId)) return { kind: 'disassociate' };
  return stepAfterError(association, rules, fromBefore);
}

/** Whether a removal leaves the association where it is, because it is from before the resource. */
export const isLeftAlone = ({ ours }: Removal, association: Association): boolean =>
  ours !== undefined && isOlder(association, ours.since, ours.age);

/** An ERROR is tried again once it is known to be older than the request; one that came after it is the answer. */
function stepAfterError(association: Association, rules: Rules, fromBefore: boolean): Step {
  if (fromBefore && isForceTime(rules)) {
    return isForceWindow(rules)
      ? { kind: 'force' }
      : { kind: 'wait', why: `${association.applicationId} is in ERROR from before: waiting to try it again` };
  }
  const since = timeOf(association, 'latest');
  const why = `${association.applicationId} ended with ${describeErrorState(association.errorCode, association.errorMessage, since)}`;
  return { kind: 'error', why };
}

function isErrorFromBefore(association: Association, rules: Rules): boolean {
  const time = timeOf(association, 'latest');
  return time === undefined ? rules.failedBefore.includes(association.applicationId) : time < wholeSecond(rules.asked);
}

const isTimeless = (association: Association): boolean => timeOf(association, 'latest') === undefined;

/** How long the request has been in touch with the WorkSpace, siblings' time to register left out. */
const forceClock = (rules: Rules): number => rules.now - rules.firstContact - rules.quiet;

const isForceTime = (rules: Rules): boolean => forceClock(rules) < FORCE_TIME;

const isForceWindow = (rules: Rules): boolean => forceWindowLeft(rules) > 0;

/** How much longer the present window for Force is open; nothing outside of one. */
export function forceWindowLeft(rules: Rules): number {
  const time = forceClock(rules);
  return time < 0 || !isForceTime(rules) ? 0 : Math.max(0, rules.forceWindow - (time % FORCE_EVERY));
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
