/** Time as the embedded AWS sees it, in milliseconds since the epoch: real, accelerated, or driven by a test. */
export interface Clock {
  now(): number;
  /** Resolves once `milliseconds` of this clock's time have passed. */
  sleep(milliseconds: number): Promise<void>;
}

/** Runs `speed` times as fast as real time, from the present moment on. Speed 1 is real time. */
export class AcceleratedClock implements Clock {
  private readonly start = Date.now();

  constructor(readonly speed: number) {}

  now(): number {
    return this.start + (Date.now() - this.start) * this.speed;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, milliseconds / this.speed));
    });
  }
}

/** Stands still until a test advances it. */
export class ManualClock implements Clock {
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ at: this.time + Math.max(0, milliseconds), wake });
    });
  }

  /** Moves on by `milliseconds`, waking sleepers in the order of their times. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.sleepers.filter((sleeper) => sleeper.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.sleepers = this.sleepers.filter((sleeper) => sleeper !== next);
      this.time = next.at;
      next.wake();
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    this.time = until;
  }
}
