import type { Association } from '../service/association';
import { isAbout, isHold, type Mark } from '../service/marks';
import { isMine, type Terms } from './goal';
import { stageOf } from './states';

/** What the marks of a WorkSpace say about one application, as one holder sees it. */
export interface Claim {
  /** The holder's own marks that hold it. */
  readonly mine: readonly Mark[];
  /** Whether all of them say that the holder is leaving. */
  readonly isLeaving: boolean;
  /** The holder's own marks that hold an earlier installation: this one is somebody else's. */
  readonly outdated: readonly Mark[];
  /** The marks of others that hold this installation. */
  readonly others: readonly Mark[];
  /** The marks of others that hold it, also those about an earlier installation: what they declare is not uninstalled. */
  readonly keepers: readonly Mark[];
  /** The holder's own mark of a removal that this request undoes. */
  readonly removed?: Mark;
  /** A mark of another holder's removal in the same operation, which undoes it too. */
  readonly isRestoredByOther: boolean;
  /** Whether the application has been deployed for this request. */
  readonly isAttempted: boolean;
  /** All own marks, of each kind. */
  readonly own: readonly Mark[];
}

const isOfOperation = ({ operation }: Mark, { undoneFrom }: Terms): boolean => operation >= undoneFrom;

/** Whether holds say that their holder is leaving. */
export const areLeaving = (holds: readonly Mark[]): boolean =>
  holds.length > 0 && holds.every(({ kind }) => kind === 'leaving');

export function claimOf(marks: readonly Mark[], association: Association, terms: Terms): Claim {
  const stage = stageOf(association.state);
  const about = marks.filter((mark) => mark.applicationId === association.applicationId);
  const isValid = (mark: Mark) => stage === 'absent' || isAbout(mark, association.created);
  const own = about.filter((mark) => isMine(terms, mark));
  const mine = own.filter((mark) => isHold(mark) && isValid(mark));
  const foreign = about.filter((mark) => !isMine(terms, mark));
  const removed = own.find(({ kind }) => kind === 'absent');
  // A Delete takes back a removal that is still pending, of any operation: nothing else would.
  const isUndone = (mark: Mark) =>
    (terms.deleting && stage === 'to uninstall') || (isOfOperation(mark, terms) && (terms.undoing || !terms.deleting));
  return {
    mine,
    isLeaving: areLeaving(mine),
    outdated: own.filter((mark) => isHold(mark) && !isValid(mark)),
    others: foreign.filter((mark) => isHold(mark) && isValid(mark)),
    keepers: foreign.filter(isHold),
    ...(removed && isUndone(removed) && { removed }),
    isRestoredByOther: terms.undoing && foreign.some((mark) => mark.kind === 'absent' && isOfOperation(mark, terms)),
    isAttempted: own.some(({ attempt }) => terms.isAttempted(attempt)),
    own,
  };
}
