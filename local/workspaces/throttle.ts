/** How many calls per second all callers of the account have together, and how many they may save up. */
export interface ThrottleOptions {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** What AWS documents as the default of the WorkSpaces API. */
export const DOCUMENTED_THROTTLE: ThrottleOptions = { ratePerSecond: 2, burst: 5 };

export class TokenBucket {
  private tokens: number;
  private refilled: number;

  constructor(
    private readonly options: ThrottleOptions,
    now: number,
  ) {
    this.tokens = options.burst;
    this.refilled = now;
  }

  /** Takes a token, if there is one. */
  take(now: number): boolean {
    const earned = (Math.max(0, now - this.refilled) / 1000) * this.options.ratePerSecond;
    this.tokens = Math.min(this.options.burst, this.tokens + earned);
    this.refilled = now;
    // A refill in many small steps may fall short of one by a rounding error.
    if (this.tokens < 1 - 1e-9) return false;
    this.tokens -= 1;
    return true;
  }
}
