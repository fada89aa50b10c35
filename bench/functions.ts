import type { VirtualClock } from '../testkit/virtual-clock';
import { ASSUMPTIONS } from './assumptions';

type Handler<Event> = (event: Event) => Promise<unknown>;

interface Times {
  readonly invocationTime: number;
  readonly coldStart: number;
}

interface Instance<Event> {
  readonly handle: Handler<Event>;
  usedAt: number;
}

/**
 * A function as Lambda runs it: every instance has its own memory and takes one event at a time; the one that was used
 * last is used first; when all are busy, a new one starts.
 */
export class LambdaFunction<Event = unknown> {
  invocations = 0;
  instances = 0;
  /** What the invocations took together, in milliseconds. */
  duration = 0;
  private idle: Instance<Event>[] = [];

  constructor(
    private readonly clock: VirtualClock,
    private readonly load: () => Handler<Event>,
    private readonly times: Times = ASSUMPTIONS,
  ) {}

  readonly invoke = async (event: Event): Promise<unknown> => {
    this.invocations++;
    const { instance, startTime } = this.take();
    await this.clock.sleep(startTime + this.times.invocationTime);
    const begin = this.clock.now();
    try {
      return await instance.handle(event);
    } finally {
      this.duration += this.clock.now() - begin + this.times.invocationTime;
      instance.usedAt = this.clock.now();
      this.idle.push(instance);
    }
  };

  private take(): { readonly instance: Instance<Event>; readonly startTime: number } {
    const now = this.clock.now();
    this.idle = this.idle.filter((instance) => now - instance.usedAt < ASSUMPTIONS.instanceIdle);
    const warm = this.idle.pop();
    if (warm) return { instance: warm, startTime: 0 };
    this.instances++;
    return { instance: { handle: this.load(), usedAt: now }, startTime: this.times.coldStart };
  }
}
