import { read } from '../../lambda/service/calls';
import { type Clock, systemClock } from '../../lambda/service/clock';
import { explain } from './explain';

export interface CallsOptions {
  /** How IAM calls the service, such as `workspaces`. */
  readonly service: string;
  readonly profile?: string;
  /** How many calls a second, on average. @default no limit */
  readonly perSecond?: number;
  /** Told whenever a call was refused for its rate, or lost, and is made again. */
  readonly onRepeat?: () => void;
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

  /** @throws Failure */
  async make<T>(operation: string, call: () => Promise<T>): Promise<T> {
    await this.takeTurn();
    const caller = {
      clock: this.clock,
      until: this.clock.now() + PATIENCE,
      random: Math.random,
      log: () => {},
    };
    let tries = 0;
    const result = await read(caller, operation, () => {
      if (tries++ > 0) this.noteRepetition();
      this.made += 1;
      return call();
    });
    if (result.ok) return result.value;
    throw explain(result.fault, `${this.options.service}:${operation}`, this.options.profile);
  }

  private noteRepetition(): void {
    this.repeated += 1;
    this.options.onRepeat?.();
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
