import { isHold } from '../service/marks';
import { claimOf } from './claims';
import type { Facts } from './facts';
import { type Goal, isBackward, type Terms } from './goal';
import { needToInstall } from './needs-install';
import { needToLeave, needToRemove, needToRestore } from './needs-removal';
import { disassociate, type Need, type Situation } from './situation';
import { stageOf } from './states';

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
  // What the holder's marks say beyond the goal: it leaves what it holds, and brings back what it had removed and does not declare absent.
  const left = marked.filter((id) => !isNamed(id) && situationOf(id).claim?.own.some(isHold));
  const restored = marked.filter((id) => isRemoved(id) && !goal.absents.includes(id));
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
