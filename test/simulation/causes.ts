import type { Fault, FaultOf } from './faults';
import { DESKTOPS, EDITIONS } from './plan';
import type { Picture } from './records';
import { Violation } from './violation';

/** What can have made a request fail. */
export interface Circumstances {
  /** The faults that were let loose so far. */
  readonly struck: readonly Fault[];
  /** The desktops when the operation began. */
  readonly before: Picture;
  /** Whether the colleague has had a hand in it, by `desktop application` as everything here. */
  readonly hasMeddled: (pair: string) => boolean;
  /** Whether the resource that failed has deployed it itself, or takes over what is there. */
  readonly isWelcome: (pair: string) => boolean;
  /** Whether it is a rollback or a delete that failed. */
  readonly isGoingBack: boolean;
  /** Whether a deployment of the application has failed since then. */
  readonly hasFailed: (pair: string) => boolean;
  /** Whether nothing tells what is ours, so that it stays. */
  readonly isBlind: boolean;
  /** The most minutes that the operation can take, all that was let loose included. */
  readonly longest: number;
}

/** Words of a failure, and what must have happened where they are true. */
interface Cause {
  /** The group, if there is one, is what `isTrue` is asked about: an application with the desktop of the reason. */
  readonly words: RegExp;
  readonly isTrue: (circumstances: Circumstances, what: string) => boolean;
  /** Whether the failure waits until nothing of the resource is moving. */
  readonly waits?: true;
}

const CAUSES: readonly Cause[] = [
  {
    words: /(wsa-\w+) is on the WorkSpace already/g,
    isTrue: (circumstances, pair) => wasThere(circumstances, pair) && !circumstances.isWelcome(pair),
  },
  { words: /(wsa-\w+) is to be uninstalled/g, isTrue: wasThere },
  {
    words: /(wsa-\w+) ended with/g,
    isTrue: ({ hasFailed, before }, pair) => hasFailed(pair) || before.get(pair)?.state === 'ERROR',
    waits: true,
  },
  {
    words: /was not done after (\d+) minutes/g,
    isTrue: (circumstances, minutes) =>
      circumstances.longest > Number(minutes) || (circumstances.isBlind && hadEdition(circumstances)),
  },
  { words: /refused with AccessDenied/g, isTrue: ({ struck }) => struck.some(isDenial) },
  {
    words: /IncompatibleApplicationsException/g,
    isTrue: hadEdition,
  },
  {
    words: /does not exist in this account|is TERMINAT(?:ED|ING)|refused with ResourceNotFound/g,
    isTrue: ({ struck, isGoingBack }) => !isGoingBack && struck.some(({ kind }) => kind === 'end of a WorkSpace'),
  },
  {
    words: /is SUSPENDED, and refuses/g,
    isTrue: ({ struck }) => struck.some((fault) => fault.kind === 'WorkSpace state' && fault.state === 'SUSPENDED'),
  },
  {
    words: /'QUARANTINED', which this version does not know/g,
    isTrue: ({ struck }) => struck.some(({ kind }) => kind === 'unknown state'),
  },
  {
    words: /did not receive a response/g,
    isTrue: ({ struck }) => struck.some((fault) => fault.kind === 'late delivery' && fault.delay > 30),
  },
  { words: /exited with error: signal: killed/g, isTrue: ({ struck }) => struck.some(({ kind }) => kind === 'crash') },
];

/** A failure names its cause, and that cause was there. What may pass is never one. */
export function requireCause(reason: string, circumstances: Circumstances): void {
  const named = causesIn(reason);
  if (named.length === 0) throw new Violation(`failed without a cause that counts: ${reason}`);
  for (const { cause, what } of named) {
    if (!cause.isTrue(circumstances, what)) throw new Violation(`failed for what had not happened: ${reason}`);
  }
}

/** Whether a failure is one that waits for whatever is moving. */
export const waits = (reason: string): boolean => {
  const named = causesIn(reason);
  return named.length > 0 && named.every(({ cause }) => cause.waits);
};

function causesIn(reason: string) {
  const [desktop = ''] = /ws-\w+/.exec(reason) ?? [];
  const nameOf = (group: string) => (group.startsWith('wsa-') ? `${desktop} ${group}` : group);
  return CAUSES.flatMap((cause) =>
    [...reason.matchAll(cause.words)].map(([, group = '']) => ({ cause, what: nameOf(group) })),
  );
}

function wasThere({ before, hasMeddled, isBlind, struck }: Circumstances, pair: string): boolean {
  const { state = 'REMOVED' } = before.get(pair) ?? {};
  // Without times, what a request has registered looks as if it had been there, to its second delivery and to whoever
  // could not look beforehand.
  const isOwn = isBlind && struck.some(({ kind }) => kind === 'duplicate' || kind === 'refusal');
  return (state !== 'REMOVED' && state !== 'ERROR') || hasMeddled(pair) || isOwn;
}

function hadEdition(circumstances: Circumstances): boolean {
  return DESKTOPS.some((desktop) => EDITIONS.some((id) => wasThere(circumstances, `${desktop} ${id}`)));
}

export const isDenial = (fault: Fault): fault is FaultOf<'refusal' | 'stack refusal'> =>
  (fault.kind === 'refusal' && fault.exception === 'AccessDeniedException') ||
  (fault.kind === 'stack refusal' && fault.code === 'AccessDenied');
