import type { Association } from '../service/association';
import type { Mark } from '../service/marks';
import { areLeaving, type Claim } from './claims';
import { isBackward, isSettled, settledFrom, type Terms } from './goal';
import {
  ask,
  associate,
  DONE,
  deploy,
  disassociate,
  holdersOf,
  livingOf,
  MOVING,
  mark,
  type Need,
  needOnError,
  READ,
  type Situation,
  UNSETTLED,
  unknownState,
} from './situation';
import { type Stage, stageOf } from './states';

export function needToLeave(given: Situation): Need {
  const { association, facts, terms } = given;
  const stage = stageOf(association.state);
  if (stage === 'uninstalling') return MOVING;
  if (given.claim === undefined) return READ;
  const claim = isBack(given.claim, association, terms) ? withoutHolds(given.claim) : withOutdated(given.claim);
  const { mine, keepers } = claim;
  const situation = { ...given, claim };
  if (mine.length === 0) return leftAlone(situation);
  if (stage === undefined) return unknownState(association);
  if (stage === 'installing') return MOVING;
  if (stage === 'absent') return isSettled(facts, terms) ? { kind: 'mark', delete: mine } : UNSETTLED;
  const beside = needToLeaveOthers(situation, stage, keepers);
  if (beside) return beside;
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

/** Whether the request has deployed the removal, and another hand has registered it since: such as another rollback, which brings it back. */
const isBack = ({ isAttempted }: Claim, { created }: Association, terms: Terms): boolean =>
  isBackward(terms) && isAttempted && created !== undefined && created >= settledFrom(terms);

const withoutHolds = (claim: Claim): Claim => ({ ...claim, mine: [], outdated: [...claim.mine, ...claim.outdated] });

/**
 * While another holds the application, a mark about an earlier installation counts too: its resource has declared the application all
 * along, so that the other may have left it to this holder.
 */
const withOutdated = (claim: Claim): Claim =>
  claim.mine.length > 0 || claim.others.length === 0
    ? claim
    : { ...claim, mine: claim.outdated, isLeaving: areLeaving(claim.outdated) };

/** Leaving has two phases, so that of two that leave at once one is the last. Undefined for the last one. */
function needToLeaveOthers(situation: Situation, stage: Stage, others: readonly Mark[]): Need | undefined {
  const { association, facts, terms, claim } = situation;
  const { applicationId } = association;
  const candidates = others.filter(({ kind }) => kind !== 'leaving');
  // What undoes a joining leaves to holders that exist no more, too: they held it before the operation that is undone.
  const isJoined = terms.undoing && (claim?.mine.every(({ attempt }) => attempt === '') ?? false);
  const staying = isJoined ? candidates : livingOf(candidates, facts);
  if (staying === undefined) return ask(candidates, facts);
  if (staying.length === 0 && candidates.length === others.length) return undefined;
  if (!claim?.isLeaving) return mark(situation, 'leaving');
  // What cannot be written has no first phase.
  if (facts.announced.has(applicationId) && !facts.isMarkRefused)
    return { kind: 'wait', why: 'making sure that another holder keeps it', isOpen: true };
  if (staying.length === 0) return undefined;
  if (facts.isStale) return READ;
  // A removal is taken back first: a mark is taken away after what it marks.
  return stage === 'to uninstall' ? associate(situation) : { kind: 'mark', delete: claim.mine };
}

/** Not the holder's: it stays, without a mark of the holder. */
function leftAlone({ facts, terms, claim }: Situation): Need {
  if (!isSettled(facts, terms)) return UNSETTLED;
  return claim && claim.outdated.length > 0 ? { kind: 'mark', delete: claim.outdated } : DONE;
}

export function needToRemove(situation: Situation): Need {
  const { association, facts, terms, claim } = situation;
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  if (stage === 'installing' || stage === 'uninstalling') return MOVING;
  if (claim === undefined) return READ;
  const { mine, keepers, removed } = claim;
  const leave: Need = mine.length > 0 ? { kind: 'mark', delete: mine } : DONE;
  if (stage === 'absent') return leave;
  const living = livingOf(keepers, facts);
  if (living === undefined) return ask(keepers, facts);
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
export function needToRestore(situation: Situation): Need {
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

const refuseRemoval = ({ applicationId, state }: Association, living: readonly Mark[]): Need => ({
  kind: 'fail',
  why:
    `${applicationId} must be absent, but is ${state}, declared by ${holdersOf(living)}: nothing was changed. ` +
    'What next: drop it there first, or take it out of absentApplicationIds',
});
