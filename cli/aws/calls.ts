import { read } from '../../lambda/service/calls';
import { type Clock, systemClock } from '../../lambda/service/clock';
import { Failure } from '../exit';
import { explain } from './explain';

/** A call that was refused, or never answered. */
export class CallFailure extends Failure {
  constructor(
    { message, status }: Failure,
    /** Its name in the service's API. */
    readonly exception: string,
  ) {
    super(message, status);
  }
}

export interface CallsOptions {
  /** How IAM calls the service, such as `workspaces`. */
  readonly service: string;
  readonly profile?: string;
  /** How many calls a second, on average. @default no limit */
  readonly perSecond?: number;
  readonly clock?: Clock;
}

/** How long a call that is refused for its rate, or whose answer is lost, is made again. */
const PATIENCE = 120_000;
/** How many calls may follow each other at once: less than the service lets through. */
const BURST = 3;

/** Makes calls that change nothing, to one service: at a bounded rate, and again after what passes. */
export class Calls {
  /** How many were made, repetitions included. */
  made = 0;
  /** How many of them were repetitions. */
  repeated = 0;
  private readonly clock: Clock;
  private nextAt = 0;

  constructor(private readonly options: CallsOptions) {
    this.clock = options.clock ?? systemClock;
  }

  /** @throws CallFailure */
  async make<T>(operation: string, call: () => Promise<T>): Promise<T> {
    await this.takeTurn();
    const caller = {
      clock: this.clock,
      until: this.clock.now() + PATIENCE,
      random: Math.random,
      log: () => {},
    };
    const before = this.made;
    const result = await read(caller, operation, () => {
      this.made += 1;
      return call();
    });
    this.repeated += this.made - before - 1;
    if (result.ok) return result.value;
    const { service, profile } = this.options;
    throw new CallFailure(explain(result.fault, `${service}:${operation}`, profile), result.fault.exception);
  }

  private async takeTurn(): Promise<void> {
    const { perSecond } = this.options;
    if (perSecond === undefined) return;
    const gap = 1000 / perSecond;
    const now = this.clock.now();
    this.nextAt = Math.max(this.nextAt, now - (BURST - 1) * gap) + gap;
    const wait = this.nextAt - gap - now;
    if (wait > 0) await this.clock.sleep(wait);
  }
}
