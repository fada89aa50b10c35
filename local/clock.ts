/** Time as the embedded AWS sees it, in milliseconds since the epoch: real, accelerated, or driven by a test. */
export interface Clock {
  now(): number;
  /** Resolves once `milliseconds` of this clock's time have passed, or as soon as `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Runs `speed` times as fast as real time, from the present moment on. Speed 1 is real time. */
export class AcceleratedClock implements Clock {
  readonly start = Date.now();

  constructor(readonly speed: number) {}

  now(): number {
    return this.start + (Date.now() - this.start) * this.speed;
  }

  /** When a moment of this clock happened, or will happen, in real time. */
  toReal(time: number): number {
    return this.start + (time - this.start) / this.speed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, milliseconds / this.speed));
      // Some sleep longer than the process lives. The socket keeps the process alive, not the clock.
      timer.unref();
      signal?.addEventListener('abort', wake);
    });
  }
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Stands still until a test advances it. */
export class ManualClock implements Clock {
  private sleepers: Sleeper[] = [];

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { at: this.time + Math.max(0, milliseconds), wake };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Moves on by `milliseconds`, waking sleepers in the order of their times. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    for (;;) {
      await settle();
      const next = this.sleepers.filter((sleeper) => sleeper.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      next.wake();
    }
    this.time = until;
  }
}

/** Lets everything that waits for a promise continue before time moves. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
