import { AsyncLocalStorage } from 'node:async_hooks';
import { MINUTE, SECOND } from '../lambda/service/time';
import type { FrameworkSettings } from '../lib/private/framework-settings';
import type { FunctionName, Platform } from '../testkit/framework';
import type { VirtualClock } from '../testkit/virtual-clock';
import { ASSUMPTIONS } from './assumptions';
import { LambdaFunction } from './functions';

/** What an account allows Lambda, and what the framework's functions are given. */
export interface Account {
  /** How many functions may run at the same time. */
  readonly concurrency: number;
  readonly framework: FrameworkSettings;
}

type Run = () => Promise<unknown>;

/** One execution of a function of the framework. */
interface Execution {
  readonly client: RetryQuota;
  isEnded: boolean;
}

/**
 * Lambda with a quota of concurrent executions. A function of the framework holds its place while it waits for one of ours,
 * which needs another. What Lambda ends for its time makes no further call, and its instance is gone.
 */
export class SmallAccount implements Platform {
  throttled = 0;
  timeouts = 0;
  /** The most executions at the same time. */
  most = 0;
  private running = 0;
  private readonly executions = new AsyncLocalStorage<Execution>();
  private readonly framework: Readonly<Record<'framework-onEvent' | 'framework-isComplete', LambdaFunction<Run>>>;

  constructor(
    private readonly clock: VirtualClock,
    private readonly random: () => number,
    private readonly account: Account,
  ) {
    const { onEventSeconds, isCompleteSeconds } = account.framework;
    this.framework = {
      'framework-onEvent': this.functionOf(onEventSeconds * SECOND),
      'framework-isComplete': this.functionOf(isCompleteSeconds * SECOND),
    };
  }

  /** Throttled, Lambda tries again for hours, from a second to five minutes apart; failed, twice more. */
  async queue(name: FunctionName, run: Run): Promise<unknown> {
    let failures = 0;
    for (let tries = 0; ; tries++) {
      try {
        return await this.invoke(name, run);
      } catch (error) {
        const isThrottle = error instanceof TooManyRequests;
        if (!isThrottle && ++failures > 2) return undefined;
        await this.clock.sleep(isThrottle ? Math.min(SECOND * 2 ** tries, 5 * MINUTE) : failures * MINUTE);
      }
    }
  }

  invoke(name: FunctionName, run: Run): Promise<unknown> {
    const role = name === 'framework-onEvent' ? 'framework-onEvent' : 'framework-isComplete';
    return this.inPlace(() => this.framework[role].invoke(run));
  }

  /** The SDK's retries, and the framework's: it looks whether the function is active, and calls once more. */
  async call(_: FunctionName, run: Run): Promise<unknown> {
    const execution = this.executions.getStore();
    if (!execution) throw new Error('only a function of the framework calls');
    const first = await this.send(execution, run);
    if (first) return first.answer;
    await this.clock.sleep(ASSUMPTIONS.callTime);
    const second = await this.send(execution, run);
    if (second) return second.answer;
    throw new TooManyRequests();
  }

  private async send(execution: Execution, run: Run): Promise<{ readonly answer: unknown } | undefined> {
    for (let retries = 0; ; retries++) {
      if (execution.isEnded) await NEVER;
      try {
        const answer = await this.inPlace(run);
        execution.client.refund(retries);
        return { answer };
      } catch (error) {
        if (!(error instanceof TooManyRequests)) throw error;
        if (retries + 1 >= this.account.framework.maxAttempts || !execution.client.take()) return undefined;
        await this.clock.sleep(this.random() * Math.min(SECOND * 2 ** retries, 20 * SECOND));
      }
    }
  }

  private async inPlace<T>(run: () => Promise<T>): Promise<T> {
    if (this.running >= this.account.concurrency) {
      this.throttled++;
      throw new TooManyRequests();
    }
    this.running++;
    this.most = Math.max(this.most, this.running);
    try {
      return await run();
    } finally {
      this.running--;
    }
  }

  private functionOf(timeout: number): LambdaFunction<Run> {
    const load = () => {
      const client = new RetryQuota();
      return (run: Run) => this.executions.run({ client, isEnded: false }, () => this.limited(run, timeout));
    };
    return new LambdaFunction(this.clock, load, ASSUMPTIONS.framework);
  }

  private async limited(run: Run, timeout: number): Promise<unknown> {
    const execution = this.executions.getStore();
    const stop = new AbortController();
    const late = this.clock.sleep(timeout, stop.signal).then(() => LATE);
    const outcome = await Promise.race([run(), late]).finally(() => stop.abort());
    if (outcome !== LATE) return outcome;
    if (execution) execution.isEnded = true;
    this.timeouts++;
    throw new TimedOut();
  }
}

const NEVER = new Promise<never>(() => {});
const LATE = Symbol('late');

class TooManyRequests extends Error {
  override name = 'TooManyRequestsException';
  override message = 'Rate Exceeded.';
}

class TimedOut extends Error {
  override name = 'Sandbox.Timedout';
}

/** The tokens of the SDK's standard retry mode, kept as long as an instance of the function lives. */
class RetryQuota {
  private tokens = 500;

  take(): boolean {
    if (this.tokens < 5) return false;
    this.tokens -= 5;
    return true;
  }

  /** The SDK gives back one for each retry, not what it cost. */
  refund(retries: number): void {
    this.tokens = Math.min(500, this.tokens + retries);
  }
}
