import { type Association, changedAt, timeOf } from '../service/association';
import { existenceOf, type Mark, type MarkKind } from '../service/marks';
import { clip } from '../service/text';
import type { Claim } from './claims';
import type { Facts } from './facts';
import { isBackward, settledFrom, type Terms } from './goal';
import type { Stage } from './states';
import { describeErrorState } from './words';

/** A mark to write. With a time it is repeated as it was written then. */
export type Write = Pick<Mark, 'kind' | 'attempt'> & Partial<Pick<Mark, 'writtenAt'>>;

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
  | { readonly kind: 'mark'; readonly write?: Write; readonly delete?: readonly Mark[] }
  | { readonly kind: 'associate' | 'disassociate' }
  /** `attempt`: the own marks that must say so before the deployment; an empty list if there is none yet. */
  | { readonly kind: 'deploy' | 'force'; readonly attempt?: readonly Mark[] };

export interface Situation {
  readonly association: Association;
  readonly facts: Facts;
  readonly terms: Terms;
  /** Undefined as long as the marks have not been read. */
  readonly claim: Claim | undefined;
}

/** The stages of an application that is there, and of which no removal is under way. */
export type Present = Exclude<Stage, 'absent' | 'uninstalling'>;

export const READ: Need = { kind: 'read' };
export const DONE: Need = { kind: 'done' };
export const MOVING: Need = { kind: 'moving' };
/** A call of an earlier request may still show: CloudFormation brings back what a killed function had begun to change. */
export const UNSETTLED = { kind: 'wait', why: 'making sure that no earlier request is still under way' } as const;

export const associate = (situation: Situation): Need => register(situation, 'associate');

export const disassociate = (situation: Situation): Need => register(situation, 'disassociate');

const register = (situation: Situation, kind: 'associate' | 'disassociate'): Need =>
  isTried(situation) ? { kind: 'wait', why: 'registered just now' } : { kind };

export const isTried = ({ association, facts }: Situation): boolean => facts.tried.has(association.applicationId);

/** The mark is written anew before each association: what the service created long after it is somebody's own installation. */
export const associateMarked = (situation: Situation, attempt?: string): Need =>
  isMarked(situation) || isTried(situation) ? associate(situation) : mark(situation, 'holds', attempt);

const isMarked = ({ association, facts }: Situation): boolean =>
  facts.written.some(({ applicationId, kind }) => applicationId === association.applicationId && kind === 'holds');

/** What this request has not deployed yet is marked with its attempt: an ERROR that follows is its result. */
export const deploy = ({ claim }: Situation): Need =>
  claim?.isAttempted ? { kind: 'deploy' } : { kind: 'deploy', attempt: claim?.own ?? [] };

export const mark = ({ claim }: Situation, kind: MarkKind, attempt = claim?.own[0]?.attempt ?? ''): Need => ({
  kind: 'mark',
  write: { kind, attempt },
});

/** Registering anew often clears an ERROR; what stays in ERROR although it was registered needs Force. */
export function needOnError(situation: Situation, registerAnew: (situation: Situation) => Need): Need {
  const { association, claim, facts, terms } = situation;
  const { applicationId, errorCode, errorMessage } = association;
  const words = `${applicationId} ended with ${describeErrorState(errorCode, errorMessage, timeOf(association))}`;
  if (claim?.isAttempted) return { kind: 'error', why: words };
  // Perhaps it is the result of an attempt whose mark could not be written: that it can be is tried first.
  const [own] = claim?.own ?? [];
  if (isBackward(terms) && (changedAt(association) ?? facts.now) >= settledFrom(terms)) {
    if (facts.isMarkRefused)
      return { kind: 'error', why: `${words}. It is not tried again, because its mark cannot be written` };
    if (!facts.written.some((written) => written.applicationId === applicationId))
      return own ? { kind: 'mark', write: own } : mark(situation, 'tried');
  }
  return isTried(situation) ? { kind: 'force', attempt: claim?.own ?? [] } : registerAnew(situation);
}

/** Those of the holders that still exist; undefined as long as one of them has to be asked for. */
export const livingOf = (holders: readonly Mark[], { living }: Facts): readonly Mark[] | undefined =>
  holders.every((mark) => living.has(existenceOf(mark)))
    ? holders.filter((mark) => living.get(existenceOf(mark)))
    : undefined;

export const ask = (holders: readonly Mark[], { living }: Facts): Need => ({
  kind: 'ask',
  marks: holders.filter((mark) => !living.has(existenceOf(mark))),
});

/** How many holders a message names. */
const MOST_NAMED = 3;

export function holdersOf(marks: readonly Mark[]): string {
  const names = [...new Set(marks.map(({ holder }) => clip(holder || 'a later version of this library', 130)))];
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return [...names.slice(0, MOST_NAMED), ...more].join(', ');
}

export const unknownState = ({ applicationId, state }: Association): Need => ({
  kind: 'fail',
  why:
    `${applicationId} is in state '${clip(state, 60)}', which this version does not know: nothing was changed. ` +
    'What next: look at the application in the WorkSpaces console; a later version of this library may know the state',
});
