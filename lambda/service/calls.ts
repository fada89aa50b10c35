import type { Clock } from './clock';
import { type Fault, type FaultKind, sortFault } from './faults';
import type { Log } from './log';
import { clip } from './text';
import { SECOND } from './time';

export type Result<T> = { readonly ok: true; readonly value: T } | Refused;

/** A call that did not succeed. */
export interface Refused {
  readonly ok: false;
  /** The name of the call in the service's API. */
  readonly operation: string;
  readonly fault: Fault;
}

/** How long one invocation tries a throttled call again: most of the time that a function has. */
export const PATIENCE = 220 * SECOND;

/**
 * How long a call that begins something pauses after it was refused for the rate. Where all calls of an account are taken, what has
 * begun then comes to its end before more begins.
 */
export const BEGINNING = 24 * SECOND;
/** The longest pause of every other call after such a refusal, and of any after another fault. */
const LONGEST_FOR_RATE = 2 * SECOND;
const LONGEST = 8 * SECOND;

export interface Caller {
  /** Until when calls are tried again; after that each is made once. */
  readonly until: number;
  /** How long a call pauses after it was refused for the rate, in milliseconds. @default 1 second, then 2 */
  readonly pause?: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** A call that changes nothing is tried again after these. */
export const PASSING: readonly FaultKind[] = ['throttled', 'transient', 'unreachable'];

/** The same for a caller to whom a denial may be of the moment: permissions are granted late, and taken away early. */
export const PASSING_OR_DENIED: readonly FaultKind[] = [...PASSING, 'denied'];

/** The same caller, with so much patience at the most. */
export const within = <T extends Caller>(caller: T, patience: number): T => ({
  ...caller,
  until: Math.min(caller.until, caller.clock.now() + patience),
});

/** Whether `call` may have been carried out, although no answer says so: not if it was another one that was refused, such as that of its guard. */
export const mayHaveHappened = ({ operation, fault: { kind } }: Refused, call: string): boolean =>
  operation === call && (kind === 'transient' || kind === 'unreachable');

/** Makes a call that changes nothing. It is tried again after the faults in `again`. */
export function read<T>(
  caller: Caller,
  operation: string,
  call: () => Promise<T>,
  again: readonly FaultKind[] = PASSING,
): Promise<Result<T>> {
  return attempt(caller, operation, call, (fault) => again.includes(fault.kind));
}

/**
 * Makes a call that changes something: tried again only if nothing can have happened. `guard` runs before every try; what
 * it returns ends the call before it is made, and what it throws is not caught.
 */
export function change<T>(
  caller: Caller,
  operation: string,
  guard: () => Promise<Refused | undefined>,
  call: () => Promise<T>,
): Promise<Result<T>> {
  return attempt(caller, operation, call, (fault) => fault.kind === 'throttled', guard);
}

async function attempt<T>(
  { clock, random, log, until, pause }: Caller,
  operation: string,
  call: () => Promise<T>,
  again: (fault: Fault) => boolean,
  guard: () => Promise<Refused | undefined> = async () => undefined,
): Promise<Result<T>> {
  for (let tries = 0; ; tries++) {
    const stopped = await guard();
    if (stopped) return stopped;
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      const fault = sortFault(error);
      const delay = pauseAfter(fault, tries, pause) * (0.5 + random());
      const repeated = again(fault) && clock.now() + delay < until;
      logRefusal(log, operation, fault, repeated);
      if (!repeated) return { ok: false, operation, fault };
      await clock.sleep(delay);
    }
  }
}

function pauseAfter({ kind }: Fault, tries: number, pause: number | undefined): number {
  if (kind === 'throttled' && pause !== undefined) return pause;
  return Math.min(2 ** tries * SECOND, kind === 'throttled' ? LONGEST_FOR_RATE : LONGEST);
}

function logRefusal(log: Log, operation: string, fault: Fault, repeated: boolean): void {
  const { kind, exception, message, requestId } = fault;
  const said = clip(message, 300);
  log(repeated ? 'DEBUG' : 'WARN', 'call refused', {
    operation,
    kind,
    exception,
    said,
    awsRequestId: requestId,
    repeated,
  });
}
