/** Why a state failed: the error and the cause, as `Retry`, `Catch` and DescribeExecution see them. */
export class StateFailure extends Error {
  /** @param isCatchable whether `Retry` and `Catch` may match it; the interpreter asks by these names */
  constructor(
    override readonly name: string,
    cause: string,
    readonly isCatchable = true,
  ) {
    super(cause);
  }

  get isRetryable(): boolean {
    return this.isCatchable;
  }
}

/** What no state survives. */
export const runtimeFailure = (cause: string): StateFailure => new StateFailure('States.Runtime', cause, false);

const LARGEST = 262_144;

/** Throws if what a state got or returned is larger than a state may be. @param text its JSON */
export function refuseTooLarge(state: string, text: string): void {
  if (Buffer.byteLength(text) <= LARGEST) return;
  const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  throw new StateFailure('States.DataLimitExceeded', cause, false);
}
