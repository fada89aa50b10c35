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

export interface Caller {
  /** Until when calls are tried again; after that each is made once. */
  readonly until: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** A call that changes nothing is tried again after these. */
export const PASSING: readonly FaultKind[] = ['throttled', 'transient', 'unreachable'];

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
  { clock, random, log, until }: Caller,
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
      const delay = Math.min(2 ** tries, 8) * SECOND * (0.5 + random());
      const repeated = again(fault) && clock.now() + delay < until;
      logRefusal(log, operation, fault, repeated);
      if (!repeated) return { ok: false, operation, fault };
      await clock.sleep(delay);
    }
  }
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
