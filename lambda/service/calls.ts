import { clip } from '../reconcile/words';
import type { Clock } from './clock';
import { type Fault, type FaultKind, sortFault } from './faults';
import type { Log } from './log';

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

const SECOND = 1000;

/** How long one invocation keeps trying what is refused for the rate alone: most of the time that a function has. */
export const PATIENCE = 220 * SECOND;

export interface Caller {
  /** Until when calls are tried again; after that each is made once. */
  readonly until: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Faults that a call which changes nothing is tried again after. */
const PASSING: readonly FaultKind[] = ['throttled', 'transient'];

/** Makes a call that changes nothing: tried again for a while, so that a good moment is not thrown away. */
export function read<T>(
  caller: Caller,
  operation: string,
  call: () => Promise<T>,
  again = PASSING,
): Promise<Result<T>> {
  return attempt(caller, operation, call, (fault) => again.includes(fault.kind));
}

/**
 * Makes a call that changes something: tried again only when nothing can have happened. `before` runs ahead of every
 * try; what it throws is not caught.
 */
export function change<T>(
  caller: Caller,
  operation: string,
  before: () => Promise<void>,
  call: () => Promise<T>,
): Promise<Result<T>> {
  return attempt(caller, operation, call, (fault) => fault.kind === 'throttled', before);
}

async function attempt<T>(
  { clock, random, log, until }: Caller,
  operation: string,
  call: () => Promise<T>,
  again: (fault: Fault) => boolean,
  before: () => Promise<void> = async () => {},
): Promise<Result<T>> {
  for (let tries = 0; ; tries++) {
    await before();
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      const fault = sortFault(error);
      const delay = Math.min(2 ** tries, 8) * SECOND * (0.5 + random());
      const { kind, exception, message: said, requestId } = fault;
      const repeated = again(fault) && clock.now() + delay < until;
      log(repeated ? 'DEBUG' : 'WARN', 'call refused', {
        operation,
        kind,
        exception,
        said: clip(said, 300),
        awsRequestId: requestId,
        repeated,
      });
      if (!repeated) return { ok: false, fault };
      await clock.sleep(delay);
    }
  }
}
