import { type Association, timeOf } from '../service/association';
import { existenceOf, isHold, type Mark, type MarkKind } from '../service/marks';
import { clip } from '../service/text';
import { sinceWords, wholeSecond } from '../service/time';
import { type Claim, claimOf } from './claims';
import { type Goal, type Installation, isBackward, SETTLING, settledFrom, type Terms } from './goal';
import { type Stage, stageOf } from './states';
import { describeErrorState } from './words';

/** What a step has learned so far. */
export interface Facts {
  readonly now: number;
  readonly seen: ReadonlyMap<string, Association>;
  readonly seenAt: number;
  /** The marks of the WorkSpace, as read by this step and changed by it since. Absent: not read, or too long ago. */
  readonly marks?: readonly Mark[];
  readonly marksReadAt: number;
  /** Whether the step has disassociated something since it read the marks: before that is deployed they are read again. */
  readonly isStale: boolean;
  /** The marks that this step has written. */
  readonly written: readonly Mark[];
  /** Whether a mark could not be written, and the step goes on without it. */
  readonly isMarkRefused: boolean;
  /** Which holders still exist, by `existenceOf` their marks, as far as that was asked. */
  readonly living: ReadonlyMap<string, boolean>;
  /** Applications that this step has registered already, or could not register beside one that must go first. */
  readonly tried: ReadonlySet<string>;
  /** Applications that the service does not install any more. */
  readonly refused: ReadonlySet<string>;
  /** Pending installs that this step has taken back. */
  readonly withdrawn: ReadonlySet<string>;
  /** How many deployments of this step the service refused because applications do not go together. */
  readonly incompatible: number;
}

/** What one application needs next. */
export type Need =
  | { readonly kind: 'done' | 'moving' | 'read' }
  /** Which of these holders still exist must be found out. */
  | { readonly kind: 'ask'; readonly marks: readonly Mark[] }
  | { readonly kind: 'fail'; readonly why: string }
  /** `isOpen`: nothing else is changed before it is known what has to be done. */
  | { readonly kind: 'wait'; readonly why: string; readonly isOpen?: true }
  /** A failure that waits until the rest of the goal has come to rest. */
  | { readonly kind: 'error'; readonly why: string }
  /** Marks are written and deleted before anything else is done about the application. */
  | { readonly kind: 'mark'; readonly write?: Pick<Mark, 'kind' | 'attempt'>; readonly delete?: readonly Mark[] }
  | { readonly kind: 'associate' | 'disassociate' }
  /** `attempt`: the own marks that must say so before the deployment; an empty list if there is none yet. */
  | { readonly kind: 'deploy' | 'force'; readonly attempt?: readonly Mark[] };

interface Situation {
  readonly association: Association;
  readonly facts: Facts;
  readonly terms: Terms;
  /** Undefined as long as the marks have not been read. */
  readonly claim: Claim | undefined;
}

/** The stages of an application that is there, and of which no removal is under way. */
type Present = Exclude<Stage, 'absent' | 'uninstalling'>;

const READ: Need = { kind: 'read' };
const DONE: Need = { kind: 'done' };
const MOVING: Need = { kind: 'moving' };

/** What each application of the goal needs next, removals first. */
export function needsOf(goal: Goal, facts: Facts, terms: Terms): ReadonlyMap<string, Need> {
  const situationOf = (applicationId: string): Situation => {
    const association = facts.seen.get(applicationId) ?? { applicationId, state: 'ABSENT' };
    // What this step has marked and registered itself needs no reading.
    const own = facts.written.filter((mark) => mark.applicationId === applicationId);
    const marks = facts.marks ?? (own.length > 0 ? own : undefined);
    return { association, facts, terms, claim: marks && claimOf(marks, association, terms) };
  };
  const isRemoved = (id: string) => isBackward(terms) && situationOf(id).claim?.removed !== undefined;
  const installs = goal.installs.filter(({ applicationId }) => !isRemoved(applicationId));
  const marked = goal.keeps === undefined ? [] : [...new Set(facts.marks?.map(({ applicationId }) => applicationId))];
  const isNamed = (id: string) =>
    [...(goal.keeps ?? []), ...goal.leaves, ...goal.absents].includes(id) ||
    goal.installs.some(({ applicationId }) => applicationId === id);
  // What the holder's marks say beyond the goal: it leaves what it holds, and brings back what it had removed.
  const left = marked.filter((id) => !isNamed(id) && situationOf(id).claim?.own.some(isHold));
  const restored = marked.filter(isRemoved);
  // What the undone operation has registered anew, and not deployed.
  const withdrawn = !terms.undoing
    ? []
    : (goal.keeps ?? []).filter(
        (id) => isRegisteredNow(situationOf(id)) && !installs.some(({ applicationId }) => applicationId === id),
      );
  return new Map<string, Need>([
    ...[...goal.leaves, ...left].map((id) => [id, needToLeave(situationOf(id))] as const),
    ...goal.absents.map((id) => [id, needToRemove(situationOf(id))] as const),
    ...[...goal.restores, ...restored].map((id) => [id, needToRestore(situationOf(id))] as const),
    ...withdrawn.map((id) => [id, disassociate(situationOf(id))] as const),
    ...installs.map(
      (install) => [install.applicationId, needToInstall(install, situationOf(install.applicationId))] as const,
    ),
  ]);
}

const isRegisteredNow = ({ association, claim, terms }: Situation): boolean =>
  stageOf(association.state) === 'to install' &&
  (claim?.mine.some(({ attempt }) => terms.isOfOperation(attempt)) ?? false);

function needToInstall({ known }: Installation, situation: Situation): Need {
  const { association, facts, terms, claim } = situation;
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  if (stage === 'uninstalling' || (stage === 'installing' && terms.waitForInstallation)) return MOVING;
  // What does not come back fails no rollback.
  if (isBackward(terms) && facts.refused.has(association.applicationId)) return DONE;
  if (terms.undoing && claim === undefined) return READ;
  if (claim?.isRestoredByOther && claim.mine.length === 0) return needBesideRestorer(situation, stage);
  // An absent application is marked without reading: a holder overwrites its own marks alone.
  if (stage === 'absent') return associateMarked(situation, terms.attempt);
  if (claim === undefined) return READ;
  const { mine, isLeaving, others } = claim;
  if (mine.length > 0) return isLeaving ? mark(situation, 'holds') : needOfHeld(situation, stage, false);
  if (others.some(({ root }) => root === terms.holder.root) || (known && others.length > 0))
    return mark(situation, 'holds');
  // A failed attempt that is marked by none is taken over, and tried once.
  if (others.length === 0 && stage === 'error' && !known) return mark(situation, 'holds');
  if (others.length === 0) {
    const isAdopted = known || (terms.allowExisting && stage !== 'to uninstall');
    return isAdopted ? needOfHeld(situation, stage, true) : refuseUnmarked(situation, stage);
  }
  return needBesideOthers(situation, stage, others, facts);
}

/** Others hold it, of no stack of this family. */
function needBesideOthers(situation: Situation, stage: Stage, others: readonly Mark[], { living }: Facts): Need {
  const { association, terms } = situation;
  if (stage === 'to uninstall') return refuseLeaving(association, others);
  if (terms.allowExisting) return mark(situation, 'holds');
  const unasked = others.filter((mark) => !living.has(existenceOf(mark)));
  if (unasked.length > 0) return { kind: 'ask', marks: unasked };
  const alive = others.filter((mark) => living.get(existenceOf(mark)));
  return alive.length > 0 ? refuseHeld(association, alive) : mark(situation, 'holds');
}

const isMarked = ({ association, facts }: Situation): boolean =>
  facts.written.some(({ applicationId, kind }) => applicationId === association.applicationId && kind === 'holds');

/** The application is the holder's own; or it is adopted: it counts, and is never removed for this holder. */
function needOfHeld(situation: Situation, stage: Present, isAdopted: boolean): Need {
  switch (stage) {
    case 'to install':
      return deploy(situation);
    case 'to uninstall':
      return isAdopted ? associate(situation) : associateMarked(situation);
    case 'error':
      return needOnError(situation, isAdopted ? associate : associateMarked);
    case 'installing':
    case 'installed':
      return needOfInstalled(situation);
  }
}

/**
 * A mark counts from half a minute after it was written: a holder that had read the marks before may still have been about
 * to uninstall. What was observed later is what it is.
 */
function needOfInstalled({ facts, claim }: Situation): Need {
  const tried = claim?.own.filter(({ kind }) => kind === 'tried') ?? [];
  if (tried.length > 0) return { kind: 'mark', delete: tried };
  const isSettled = claim?.mine.every(({ writtenAt }) => wholeSecond(writtenAt) + SETTLING <= facts.seenAt) ?? true;
  return isSettled ? DONE : { kind: 'wait', why: 'making sure that no other holder is about to uninstall it' };
}

/** Another resource has removed it in the operation that is undone, and brings it back: this one helps, and does not hold it. */
function needBesideRestorer(situation: Situation, stage: Present | 'absent'): Need {
  switch (stage) {
    case 'absent':
    case 'to uninstall':
      return associate(situation);
    case 'to install':
      return deploy(situation);
    case 'installing':
    case 'installed':
    case 'error':
      return DONE;
  }
}

function needToLeave(situation: Situation): Need {
  const { association, facts, claim } = situation;
  const stage = stageOf(association.state);
  if (stage === 'uninstalling') return MOVING;
  if (claim === undefined) return READ;
  const { mine, keepers } = claim;
  if (mine.length === 0) return leftAlone(situation);
  if (stage === undefined) return unknownState(association);
  if (stage === 'installing') return MOVING;
  if (stage === 'absent') return { kind: 'mark', delete: mine };
  if (keepers.length > 0) {
    const beside = needToLeaveOthers(situation, stage, keepers);
    if (beside) return beside;
  }
  switch (stage) {
    case 'to uninstall':
      return facts.isStale ? READ : deploy(situation);
    case 'error':
      return needOnError(situation, disassociate);
    case 'to install':
    case 'installed':
      return disassociate(situation);
  }
}

/** Leaving has two phases, so that of two that leave at once one is the last. Undefined for the last one. */
function needToLeaveOthers(situation: Situation, stage: Stage, others: readonly Mark[]): Need | undefined {
  const { association, facts, terms, claim } = situation;
  const { applicationId } = association;
  const candidates = others.filter(({ kind }) => kind !== 'leaving');
  // What undoes a joining leaves to holders that exist no more, too: they held it before the operation that is undone.
  const isJoined = terms.undoing && (claim?.mine.every(({ attempt }) => attempt === '') ?? false);
  const unasked = isJoined ? [] : candidates.filter((mark) => !facts.living.has(existenceOf(mark)));
  if (unasked.length > 0) return { kind: 'ask', marks: unasked };
  const staying = candidates.filter((mark) => isJoined || facts.living.get(existenceOf(mark)));
  if (staying.length === 0 && candidates.length === others.length) return undefined;
  if (!claim?.isLeaving) return mark(situation, 'leaving');
  const isNew = facts.written.some((written) => written.applicationId === applicationId && written.kind === 'leaving');
  // What cannot be written has no first phase.
  if (isNew && !facts.isMarkRefused)
    return { kind: 'wait', why: 'making sure that another holder keeps it', isOpen: true };
  if (staying.length === 0) return undefined;
  if (facts.isStale) return READ;
  // A removal is taken back first: a mark is taken away after what it marks.
  return stage === 'to uninstall' ? associate(situation) : { kind: 'mark', delete: claim.mine };
}

/** Not the holder's: it stays, without a mark of the holder. A call of an earlier request may still show. */
function leftAlone({ association, facts, terms, claim }: Situation): Need {
  const isSettled = stageOf(association.state) === 'absent' || facts.now >= settledFrom(terms);
  if (!isSettled) return { kind: 'wait', why: 'making sure that no earlier request is still under way' };
  return claim && claim.outdated.length > 0 ? { kind: 'mark', delete: claim.outdated } : DONE;
}

function needToRemove(situation: Situation): Need {
  const { association, facts, terms, claim } = situation;
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  if (stage === 'installing' || stage === 'uninstalling') return MOVING;
  if (claim === undefined) return READ;
  const { mine, keepers, removed } = claim;
  const leave: Need = mine.length > 0 ? { kind: 'mark', delete: mine } : DONE;
  if (stage === 'absent') return leave;
  const unasked = keepers.filter((mark) => !facts.living.has(existenceOf(mark)));
  if (unasked.length > 0) return { kind: 'ask', marks: unasked };
  const living = keepers.filter((mark) => facts.living.get(existenceOf(mark)));
  if (living.length > 0) return terms.undoing ? leave : refuseRemoval(association, living);
  if (stage === 'to uninstall') return deploy(situation);
  if (mine.length === 0 && !removed && !terms.undoing) return mark(situation, 'absent');
  switch (stage) {
    case 'error':
      return needOnError(situation, disassociate);
    case 'to install':
    case 'installed':
      return disassociate(situation);
  }
}

/** What the undone operation has removed, although the holder had not installed it: it comes back, and is not held. */
function needToRestore(situation: Situation): Need {
  const { association, facts, claim } = situation;
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  if (stage === 'installing' || stage === 'uninstalling') return MOVING;
  if (claim === undefined) return READ;
  if (!claim.removed) return DONE;
  if (stage === 'installed' || facts.refused.has(association.applicationId)) return { kind: 'mark', delete: claim.own };
  switch (stage) {
    case 'to install':
      return deploy(situation);
    case 'error':
      return needOnError(situation, associate);
    case 'absent':
    case 'to uninstall':
      return associate(situation);
  }
}

/** Registering anew often clears an ERROR; what stays in ERROR although it was registered needs Force. */
function needOnError(situation: Situation, registerAnew: (situation: Situation) => Need): Need {
  const { association, claim, facts, terms } = situation;
  const { applicationId, errorCode, errorMessage } = association;
  const words = `${applicationId} ended with ${describeErrorState(errorCode, errorMessage, timeOf(association))}`;
  if (claim?.isAttempted) return { kind: 'error', why: words };
  // Perhaps it is the result of an attempt whose mark could not be written: that it can be is tried first.
  const [own] = claim?.own ?? [];
  if (isBackward(terms) && (timeOf(association) ?? facts.now) >= settledFrom(terms)) {
    if (facts.isMarkRefused)
      return { kind: 'error', why: `${words}. It is not tried again, because its mark cannot be written` };
    if (!facts.written.some((written) => written.applicationId === applicationId))
      return mark(situation, own?.kind ?? 'tried');
  }
  return isTried(situation) ? { kind: 'force', attempt: claim?.own ?? [] } : registerAnew(situation);
}

const associate = (situation: Situation): Need => register(situation, 'associate');

const disassociate = (situation: Situation): Need => register(situation, 'disassociate');

const register = (situation: Situation, kind: 'associate' | 'disassociate'): Need =>
  isTried(situation) ? { kind: 'wait', why: 'registered just now' } : { kind };

const isTried = ({ association, facts }: Situation): boolean => facts.tried.has(association.applicationId);

/** The mark is written anew before each association: what the service created long after it is somebody's own installation. */
const associateMarked = (situation: Situation, attempt?: string): Need =>
  isMarked(situation) || isTried(situation) ? associate(situation) : mark(situation, 'holds', attempt);

/** What this request has not deployed yet is marked with its attempt: an ERROR that follows is its result. */
const deploy = ({ claim }: Situation): Need =>
  claim?.isAttempted ? { kind: 'deploy' } : { kind: 'deploy', attempt: claim?.own ?? [] };

const mark = ({ claim }: Situation, kind: MarkKind, attempt = claim?.own[0]?.attempt ?? ''): Need => ({
  kind: 'mark',
  write: { kind, attempt },
});

/** How many holders a message names. */
const MOST_NAMED = 3;

function holdersOf(marks: readonly Mark[]): string {
  const names = [...new Set(marks.map(({ holder }) => clip(holder || 'a later version of this library', 130)))];
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return [...names.slice(0, MOST_NAMED), ...more].join(', ');
}

const refuseHeld = ({ applicationId, state }: Association, living: readonly Mark[]): Need => ({
  kind: 'fail',
  why:
    `${applicationId} is on the WorkSpace already, ${state}, declared by ${holdersOf(living)}: nothing was changed. ` +
    'What next: set allowExisting to declare it here too; it stays until the last of them drops it',
});

const refuseRemoval = ({ applicationId, state }: Association, living: readonly Mark[]): Need => ({
  kind: 'fail',
  why:
    `${applicationId} must be absent, but is ${state}, declared by ${holdersOf(living)}: nothing was changed. ` +
    'What next: drop it there first, or take it out of absentApplicationIds',
});

const refuseLeaving = (association: Association, others: readonly Mark[]): Need => ({
  kind: 'fail',
  why:
    `${association.applicationId} is being uninstalled, ${association.state}${sinceWords(timeOf(association))}` +
    `${others.length > 0 ? ` for ${holdersOf(others)}` : ''}: nothing was changed. What next: associate it again in the ` +
    'console to keep it, or deploy the removal there, then deploy this stack again',
});

/** No mark shows that this library installed it; but what was registered a moment ago may be marked, and not show it yet. */
function refuseUnmarked({ association, facts, terms }: Situation, stage: Stage): Need {
  const { applicationId, state } = association;
  const changed = timeOf(association);
  const isYoung = changed === undefined ? facts.now < settledFrom(terms) : changed + SETTLING > facts.now;
  if (isYoung)
    return { kind: 'wait', why: `${applicationId} was registered just now: looking for its mark`, isOpen: true };
  if (stage === 'to uninstall') return refuseLeaving(association, []);
  return {
    kind: 'fail',
    why:
      `${applicationId} is on the WorkSpace already, ${state}${sinceWords(timeOf(association))}, and no mark shows ` +
      'that this library installed it: nothing was changed. What next: set allowExisting to declare it as it is; it is then ' +
      'never uninstalled',
  };
}

const unknownState = ({ applicationId, state }: Association): Need => ({
  kind: 'fail',
  why:
    `${applicationId} is in state '${clip(state, 60)}', which this version does not know: nothing was changed. ` +
    'What next: look at the application in the WorkSpaces console; a later version of this library may know the state',
});
