import { type Association, changedAt, timeOf } from '../service/association';
import type { Mark } from '../service/marks';
import { sinceWords, wholeSecond } from '../service/time';
import { type Installation, isBackward, isSettled, SETTLING, settledFrom } from './goal';
import {
  ask,
  associate,
  associateMarked,
  DONE,
  deploy,
  holdersOf,
  isTried,
  livingOf,
  MOVING,
  mark,
  type Need,
  needOnError,
  type Present,
  READ,
  type Situation,
  UNSETTLED,
  unknownState,
} from './situation';
import { type Stage, stageOf } from './states';

export function needToInstall({ known }: Installation, situation: Situation): Need {
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
  if (mine.length > 0) return isLeaving ? mark(situation, 'holds') : needOfOwn(situation, stage, known);
  if (others.some(({ root }) => root === terms.holder.root) || (known && others.length > 0))
    return mark(situation, 'holds');
  // A failed attempt that is marked by none is taken over, and tried once.
  if (others.length === 0 && stage === 'error' && !known) return mark(situation, 'holds');
  if (others.length === 0) {
    const isAdopted = known || (terms.allowExisting && stage !== 'to uninstall');
    return isAdopted ? needOfAdopted(situation, stage) : refuseUnmarked(situation, stage);
  }
  return needBesideOthers(situation, stage, others);
}

/** Others hold it, of no stack of this family. */
function needBesideOthers(situation: Situation, stage: Stage, others: readonly Mark[]): Need {
  const { association, facts, terms } = situation;
  if (terms.allowExisting && stage !== 'to uninstall') return mark(situation, 'holds');
  const living = livingOf(others, facts);
  if (living === undefined) return ask(others, facts);
  if (living.length === 0) return mark(situation, 'holds');
  return stage === 'to uninstall' ? refuseLeaving(association, living) : refuseHeld(association, living);
}

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

/** What the request brings, and is held already, an earlier request may just have begun to remove. */
function needOfOwn(situation: Situation, stage: Present, known: boolean): Need {
  const { facts, terms } = situation;
  const need = needOfHeld(situation, stage, false);
  const isSure = known || isSettled(facts, terms) || need.kind !== 'done';
  return isSure ? need : UNSETTLED;
}

/** To mark an attempt would replace a hold that does not show yet: that of the same request, delivered twice. */
function needOfAdopted(situation: Situation, stage: Present): Need {
  const isThere = stage === 'installed' || stage === 'installing';
  return isThere || isTried(situation) || !isYoung(situation)
    ? needOfHeld(situation, stage, true)
    : awaitMark(situation);
}

/**
 * A mark counts from half a minute after it was written: a holder that had read the marks before may still have been about
 * to uninstall. What was observed later is what it is. A mark that cannot be written is not waited for.
 */
function needOfInstalled({ facts, claim }: Situation): Need {
  const tried = claim?.own.filter(({ kind }) => kind === 'tried') ?? [];
  if (tried.length > 0) return { kind: 'mark', delete: tried };
  const isHeld = claim?.mine.every(({ writtenAt }) => wholeSecond(writtenAt) + SETTLING <= facts.seenAt) ?? true;
  return isHeld || facts.isMarkRefused
    ? DONE
    : { kind: 'wait', why: 'making sure that no other holder is about to uninstall it' };
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

const refuseHeld = ({ applicationId, state }: Association, living: readonly Mark[]): Need => ({
  kind: 'fail',
  why:
    `${applicationId} is on the WorkSpace already, ${state}, declared by ${holdersOf(living)}: nothing was changed. ` +
    'What next: set allowExisting to declare it here too; it stays until the last of them drops it',
});

const refuseLeaving = (association: Association, others: readonly Mark[]): Need => ({
  kind: 'fail',
  why:
    `${association.applicationId} is being uninstalled, ${association.state}${sinceWords(timeOf(association))}` +
    `${others.length > 0 ? ` for ${holdersOf(others)}` : ''}: nothing was changed. What next: associate it again in the ` +
    'console to keep it, or deploy the removal there, then deploy this stack again',
});

/** What was registered a moment ago may be marked, and not show it yet. */
function isYoung({ association, facts, terms }: Situation): boolean {
  const changed = changedAt(association);
  return changed === undefined ? facts.now < settledFrom(terms) : changed + SETTLING > facts.now;
}

const awaitMark = ({ association }: Situation): Need => ({
  kind: 'wait',
  why: `${association.applicationId} was registered just now: looking for its mark`,
  isOpen: true,
});

/** No mark shows that this library installed it. */
function refuseUnmarked(situation: Situation, stage: Stage): Need {
  const { association } = situation;
  const { applicationId, state } = association;
  if (isYoung(situation)) return awaitMark(situation);
  if (stage === 'to uninstall') return refuseLeaving(association, []);
  return {
    kind: 'fail',
    why:
      `${applicationId} is on the WorkSpace already, ${state}${sinceWords(timeOf(association))}, and no mark shows ` +
      'that this library installed it: nothing was changed. What next: set allowExisting to declare it as it is; it is then ' +
      'never uninstalled',
  };
}
