/** How the functions of the CDK's Provider framework are to behave where Lambda throttles. */
export interface FrameworkSettings {
  /** How often their Lambda client makes a call. */
  readonly maxAttempts: number;
  /** After how many seconds Lambda ends the first function, and the others. */
  readonly onEventSeconds: number;
  readonly isCompleteSeconds: number;
}

/**
 * An account's quota of concurrent executions can be as low as 10. The framework's functions hold a place while they call ours,
 * which need another; if that is refused three times, the framework fails the request. With more tries alone, ten of them can
 * hold all ten places and wait for an eleventh. So they try as often as the SDK has tokens for, and Lambda ends them before
 * they give up, which fails nothing: Lambda delivers CloudFormation's event again, and the waiter comes back at its next tick.
 *
 * Our first function changes nothing, so that it may be cut off; our second takes at most five minutes.
 */
export const FRAMEWORK: FrameworkSettings = { maxAttempts: 100, onEventSeconds: 180, isCompleteSeconds: 300 };
