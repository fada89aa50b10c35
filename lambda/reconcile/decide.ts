import { type Association, isOlder, type Observation, timeOf } from '../service/association';
import { clip } from '../service/text';
import { MINUTE, SECOND, sinceWords, wholeSecond } from '../service/time';
import { type Goal, type Installation, type Removal, settledFrom, type Terms } from './goal';
import { INSTALL, isMoving, isPending, type Phase, REMOVAL, type Stage, stageOf } from './states';
import { describeErrorState, joinFailures } from './words';

/** What a step has learned so far. */
export interface Facts {
  readonly now: number;
  readonly seen: Observation;
  readonly seenAt: number;
  /** Applications that this step has registered already, or could not register beside one that must go first. */
  readonly tried: ReadonlySet<string>;
  /** Pending installs that this step has taken back. */
  readonly withdrawn: ReadonlySet<string>;
  /** How many deployments of this step the service refused because applications do not go together. */
  readonly incompatible: number;
  /** Whether the WorkSpace has been observed since it refused the last of them. */
  readonly isObservedSince: boolean;
  /** Whether this step has registered something, and how it has looked for siblings since. */
  readonly siblings?: 'registered' | 'looked' | 'waited';
  /** Whether nothing of the request can have been done yet. */
  readonly isFirstObservation?: boolean;
}

export type Decision =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly why: string }
  /** `incompatible`: the service refuses to deploy what does not go together, which it can be asked about. */
  | { readonly kind: 'fail'; readonly reason: string }
  | { readonly kind: 'incompatible' }
  /** Observe again, after so many milliseconds. */
  | { readonly kind: 'observe'; readonly after: number; readonly why: string; readonly siblings?: Facts['siblings'] }
  | { readonly kind: 'register'; readonly disassociate: readonly string[]; readonly associate: readonly string[] }
  /** `maxAge`: how old the observation may be when the deployment is made. */
  | { readonly kind: 'deploy'; readonly force: boolean; readonly maxAge: number };

/** What one application needs next. `error` is a failure that waits until the rest of the goal has come to rest. */
type Need =
  | { readonly kind: 'done' | 'associate' | 'disassociate' | 'deploy' | 'force' | 'moving' }
  | { readonly kind: 'wait' | 'fail' | 'error'; readonly why: string };

type Needs = ReadonlyMap<string, Need>;

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
/** An install that was under way may fail at any time, and can still be taken back then. */
const UNDOING_RETRIES: Retries = { time: 55 * MINUTE, every: 35 * MINUTE };

/** How old an observation may be when it is deployed, if a sibling may have registered since, or a user connected. */
const DEPLOYABLE_AGE = 20 * SECOND;
/** How long another resource has to sort out what does not go together. */
const OTHERS_TIME = 20 * MINUTE;
/** How long until siblings are looked for again. */
const SIBLINGS_INTERVAL = 10 * SECOND;

type Register = 'associate' | 'disassociate';

/** Decides what a step does next. Pure: the same goal, facts and terms give the same decision. */
export function decide(goal: Goal, facts: Facts, terms: Terms): Decision {
  const { seen } = facts;
  const needs = needsOf(goal, facts, terms);
  if (reasons(needs, 'fail').size > 0) return { kind: 'fail', reason: joinFailures(reasons(needs, 'fail', 'error')) };
  const moving = idsNeeding(needs, 'moving');
  if (moving.length > 0) return wait(`${moving.join(', ')} ${moving.length > 1 ? 'are' : 'is'} being deployed`);
  const busy = [...seen.values()].find((association) => isMoving(association.state));
  // What the goal has pending may be queued behind it, and fail too.
  const isQueued = busy && [...needs.keys()].some((id) => isPending(seen.get(id)?.state ?? ''));
  const errors = reasons(needs, 'error');
  if (errors.size > 0 && !isQueued) return { kind: 'fail', reason: joinFailures(errors) };
  if ([...needs.values()].every(({ kind }) => kind === 'done')) {
    return facts.now < settledFrom(terms)
      ? wait('making sure that no earlier request is still under way')
      : { kind: 'done' };
  }
  // Any deployment on the WorkSpace: the service takes no further change until it is over.
  if (busy) return wait(`${busy.applicationId} is being deployed`);
  return change(goal, needs, facts, terms);
}

/** Why the goal can be refused before anything is touched: it belongs to somebody else, or is in an unknown state. */
export const refusalOf = (goal: Goal, facts: Facts, terms: Terms): string =>
  joinFailures(reasons(needsOf(goal, facts, terms), 'fail'));

const needsOf = (goal: Goal, facts: Facts, terms: Terms): Needs =>
  new Map<string, Need>([
    ...goal.removals.map((removal) => [removal.applicationId, needToRemove(removal, facts, terms)] as const),
    ...goal.installs.map((install) => [install.applicationId, needToInstall(install, facts, terms)] as const),
  ]);

/** Registers first; deploys when everything pending on the WorkSpace has been quiet. */
function change(goal: Goal, needs: Needs, facts: Facts, terms: Terms): Decision {
  const [disassociate = [], associate = []] = (['disassociate', 'associate'] as const).map((kind) =>
    idsNeeding(needs, kind).filter((id) => !facts.tried.has(id)),
  );
  if (disassociate.length > 0 || associate.length > 0) return { kind: 'register', disassociate, associate };
  // What waits for its retry is waited for by the others: one deployment carries all.
  const waiting = [...reasons(needs, 'wait').values()];
  if (waiting.length > 0) return wait(waiting.join('; '));
  const force = idsNeeding(needs, 'force').length > 0;
  const pending = idsNeeding(needs, 'deploy');
  if (pending.length === 0 && !force) return wait('registered just now');
  if (facts.incompatible > 0) return sortOut(goal, force, facts, terms);
  const isInstalling = goal.installs.some(({ applicationId }) => pending.includes(applicationId));
  const missing = isInstalling ? missingOf(facts.seen, terms) : Number.POSITIVE_INFINITY;
  if (facts.now < lastChange(facts.seen, terms) + terms.quiet && missing > 0) return awaitSiblings(missing, facts);
  return deploy(force, terms);
}

function deploy(force: boolean, { quiet, waitForUser }: Terms): Decision {
  // Alone on its WorkSpace a resource waits for no sibling, but a window for retries may close, and a user connect.
  const ages = force || quiet > 0 || waitForUser;
  return { kind: 'deploy', force, maxAge: ages ? DEPLOYABLE_AGE : Number.POSITIVE_INFINITY };
}

/** The service refused a deployment because applications do not go together. */
function sortOut(goal: Goal, force: boolean, facts: Facts, terms: Terms): Decision {
  const { seen } = facts;
  const installs = goal.installs
    .map(({ applicationId }) => applicationId)
    .filter((id) => isPending(seen.get(id)?.state ?? ''));
  if (isRemovalUnderWay(goal, seen)) {
    // The other edition goes first, in a deployment of its own.
    const disassociate = installs.filter((id) => !facts.withdrawn.has(id));
    if (facts.incompatible === 1 && disassociate.length > 0) return { kind: 'register', disassociate, associate: [] };
    if (facts.incompatible === 1) return deploy(force, terms);
    if (!facts.isObservedSince) return { kind: 'observe', after: 0, why: 'applications do not go together' };
    // The same request, delivered twice, has two waiters: one takes back what the other has just registered.
    if (installs.length > 0) return wait('the installs were registered again meanwhile');
  }
  if (hasOthersPending(goal, facts, terms))
    return wait('pending changes of somebody else on the WorkSpace do not go together with what is there');
  return { kind: 'incompatible' };
}

export const isRemovalUnderWay = (goal: Goal, seen: Observation): boolean =>
  goal.removals.some((removal) => {
    const association = seen.get(removal.applicationId);
    return association !== undefined && stageOf(association.state) !== 'absent' && !isLeftAlone(removal, association);
  });

/** Whether another resource has registered something lately. What has no time is taken to be as old as the request. */
function hasOthersPending(goal: Goal, { seen, now }: Facts, terms: Terms): boolean {
  const own = [...goal.removals, ...goal.installs].map(({ applicationId }) => applicationId);
  return [...seen.values()].some(
    (association) =>
      isPending(association.state) &&
      !own.includes(association.applicationId) &&
      (timeOf(association, 'latest') ?? terms.requestedAt) >= now - OTHERS_TIME,
  );
}

/** Of several that register at once none has seen all the others; the last of them to look again has. */
function awaitSiblings(missing: number, { siblings, seenAt, now }: Facts): Decision {
  const why = 'waiting for the pending changes of the WorkSpace to be quiet';
  if (!Number.isFinite(missing) || siblings === undefined || siblings === 'waited') return wait(why);
  if (missing <= 1) return { kind: 'observe', after: SIBLINGS_INTERVAL, siblings: 'waited', why };
  return siblings === 'registered' && now >= seenAt + SIBLINGS_INTERVAL
    ? { kind: 'observe', after: 0, siblings: 'looked', why }
    : wait(why);
}

/**
 * How many are missing of the installs that the resources of the provider can have for the WorkSpace. Only installs are
 * counted, because what is declared are installs: a removal beside them stands for no sibling.
 */
function missingOf(seen: Observation, { awaited }: Terms): number {
  if (!awaited) return Number.POSITIVE_INFINITY;
  const pending = [...seen.values()].filter(({ state }) => stageOf(state) === 'to install');
  return awaited.changes - pending.filter((association) => !isOlder(association, awaited.since, 'latest')).length;
}

/** When anything pending on the WorkSpace last changed; without times, as if at the first poll. */
function lastChange(seen: Observation, { firstPollAt }: Terms): number {
  const pending = [...seen.values()].filter((association) => isPending(association.state));
  return Math.max(firstPollAt, ...pending.map((association) => timeOf(association, 'latest') ?? firstPollAt));
}

function needToInstall(installation: Installation, facts: Facts, terms: Terms): Need {
  const association = facts.seen.get(installation.applicationId) ?? absent(installation.applicationId);
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  const phase = INSTALL[stage];
  if (phase === 'error') return needOnError(association, facts, terms, 'associate');
  // Without times, what is installed by now may well be our own work; taking it for ours harms no one, since without
  // times a removal leaves it alone. Only an observation before anything began shows the difference.
  const isTimed = facts.isFirstObservation || timeOf(association, 'latest') !== undefined;
  if (isTimed && isOthers(installation, association)) return needBesideOther(association, stage, phase, terms);
  if (stage === 'installing' && !terms.waitForInstallation) return { kind: 'done' };
  return needOf(phase);
}

/** Whether the application is on the WorkSpace, or on its way, for somebody else. What is in ERROR belongs to none. */
export function isOthers({ othersBefore }: Installation, association: Association): boolean {
  const stage = stageOf(association.state);
  if (othersBefore === undefined || stage === 'absent' || stage === 'error') return false;
  // The resource that uninstalls it, such as another one of the same deployment, has touched the record, but it was there.
  const isLeaving = stage === 'to uninstall' || stage === 'uninstalling';
  return isOlder(association, othersBefore, isLeaving ? 'created' : 'latest');
}

/** The application belongs to somebody else: it counts as ours only if that is asked for, and is never touched where it was installed. */
function needBesideOther(
  association: Association,
  stage: Stage,
  phase: Exclude<Phase, 'error'>,
  { allowExisting }: Terms,
): Need {
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
  if (stage === 'to uninstall') {
    return {
      kind: 'fail',
      why:
        `${applicationId} is to be uninstalled, ${state}${since}, by somebody else: nothing was changed. ` +
        'What next: associate it again in the console to keep it, or deploy the uninstall there, then deploy this stack again',
    };
  }
  return needOf(phase);
}

function needToRemove(removal: Removal, facts: Facts, terms: Terms): Need {
  const association = facts.seen.get(removal.applicationId) ?? absent(removal.applicationId);
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  if (isLeftAlone(removal, association)) return { kind: 'done' };
  const phase = REMOVAL[stage];
  return phase === 'error' ? needOnError(association, facts, terms, 'disassociate') : needOf(phase);
}

/**
 * Whether a removal leaves the association where it is, because it is from before the resource. What was installed is as old
 * as its first time, since anybody may have touched the record later. When undoing, what was registered and not carried out
 * is as old as its latest time, as is an ERROR: nothing that was installed is lost with them.
 */
export function isLeftAlone({ ours }: Removal, association: Association): boolean {
  const stage = stageOf(association.state);
  const isNothingYet = stage === 'error' || stage === 'to install';
  return ours !== undefined && isOlder(association, ours.since, ours.undoing && isNothingYet ? 'latest' : 'created');
}

/**
 * An ERROR from before the request is tried again, one from after it is the result. Registering anew sets
 * the direction, and often clears the ERROR; only what stays in ERROR although it was registered needs Force.
 */
function needOnError(association: Association, { now, tried }: Facts, terms: Terms, register: Register): Need {
  const { applicationId, errorCode, errorMessage } = association;
  const { time, every } = retriesOf(terms, register);
  if (!isErrorFromBefore(association, terms, register) || now - terms.firstPollAt >= time) {
    const words = describeErrorState(errorCode, errorMessage, timeOf(association, 'latest'));
    return { kind: 'error', why: `${applicationId} ended with ${words}` };
  }
  if (windowLeft(now, terms, every) === 0) {
    return { kind: 'wait', why: `${applicationId} is in ERROR: waiting to try it again` };
  }
  return { kind: tried.has(applicationId) ? 'force' : register };
}

/**
 * No deployment fails within the second in which it was requested: an ERROR of that second is from before. Without any
 * time, what onEvent saw counts; when undoing, which harms no one, any doubt is enough.
 */
function isErrorFromBefore(association: Association, terms: Terms, register: Register): boolean {
  if (register === 'disassociate' && terms.undoing) return true;
  const time = timeOf(association, 'latest');
  if (time !== undefined) return time < wholeSecond(terms.requestedAt) + SECOND;
  return register === 'disassociate' || terms.failedBefore.includes(association.applicationId);
}

const retriesOf = ({ undoing }: Terms, register: Register): Retries =>
  undoing && register === 'disassociate' ? UNDOING_RETRIES : RETRIES;

/** How much longer the present window for retries is open; nothing outside of one. */
function windowLeft(now: number, { firstPollAt, quiet, retryWindow }: Terms, every: number): number {
  const time = now - firstPollAt;
  return time < 0 ? 0 : Math.max(0, quiet + retryWindow - (time % every));
}

/** Whether an ERROR that comes of a deployment will look like one from before: the service does not show the last change. */
export const isForgetful = (seen: Observation): boolean =>
  [...seen.values()].some(({ state, updated }) => isPending(state) && updated === undefined);

/** How long to hold on after a deployment that may have been a retry, so that no other step of the same window makes one. */
export function retryHold({ seen, now }: Facts, terms: Terms, force: boolean): number {
  const isRetry = force || isForgetful(seen);
  if (!isRetry && !terms.undoing && terms.failedBefore.length === 0) return 0;
  const open = (register: Register): number => {
    const { time, every } = retriesOf(terms, register);
    return now - terms.firstPollAt < time ? windowLeft(now, terms, every) : 0;
  };
  return Math.max(open('associate'), open('disassociate'));
}

const needOf = (phase: Exclude<Phase, 'error'>): Need => ({ kind: phase === 'settled' ? 'done' : phase });

const unknownState = ({ applicationId, state }: Association): Need => ({
  kind: 'fail',
  why:
    `${applicationId} is in state '${clip(state, 60)}', which this version does not know: nothing was changed. ` +
    'What next: look at the application in the WorkSpaces console; a later version of this library may know the state',
});

const absent = (applicationId: string): Association => ({ applicationId, state: 'ABSENT' });

const wait = (why: string): Decision => ({ kind: 'wait', why });

const idsNeeding = (needs: Needs, kind: Need['kind']): readonly string[] =>
  [...needs].filter(([, need]) => need.kind === kind).map(([id]) => id);

const reasons = (needs: Needs, ...kinds: ('wait' | 'fail' | 'error')[]): ReadonlyMap<string, string> =>
  new Map(
    [...needs].flatMap(([id, need]) => ('why' in need && kinds.includes(need.kind) ? [[id, need.why] as const] : [])),
  );
