/** Time as the embedded AWS sees it, in milliseconds since the epoch: real, accelerated, or driven by a test. */
export interface Clock {
  now(): number;
  /** Resolves once `milliseconds` of this clock's time have passed, or as soon as `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** From a moment on the clock runs so fast. Both times are in milliseconds since the epoch. */
export interface Pace {
  readonly real: number;
  readonly time: number;
  readonly speed: number;
}

const timeIn = ({ real, time, speed }: Pace, now: number): number => time + (now - real) * speed;

/** Runs `speed` times as fast as real time, from the present moment on. Speed 1 is real time. */
export class AcceleratedClock implements Clock {
  private pace: Pace;
  /** What held before, oldest first. */
  private readonly earlier: Pace[] = [];
  private readonly listeners = new Set<(pace: Pace) => void>();

  constructor(speed: number) {
    const real = Date.now();
    this.pace = { real, time: real, speed };
  }

  get current(): Pace {
    return this.pace;
  }

  get speed(): number {
    return this.pace.speed;
  }

  /** From now on it runs so fast; what sleeps on it wakes when its time has come on this clock. */
  set speed(speed: number) {
    const real = Date.now();
    this.earlier.push(this.pace);
    this.pace = { real, time: timeIn(this.pace, real), speed };
    for (const listener of this.listeners) listener(this.pace);
  }

  /** Calls back whenever the speed changes. Returns what ends that. */
  onPace(listener: (pace: Pace) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  now(): number {
    return timeIn(this.pace, Date.now());
  }

  /** When a moment of this clock happened, or will happen, in real time. */
  toReal(moment: number): number {
    const all = [...this.earlier, this.pace];
    const { real, time, speed } = all.filter((pace) => pace.time <= moment).at(-1) ?? all[0] ?? this.pace;
    return real + (moment - time) / speed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const until = this.now() + milliseconds;
      let timer: NodeJS.Timeout | undefined;
      const wake = (): void => {
        clearTimeout(timer);
        forget();
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const set = (): void => {
        clearTimeout(timer);
        timer = setTimeout(wake, Math.max(0, (until - this.now()) / this.speed));
        // Some sleep longer than the process lives. The socket keeps the process alive, not the clock.
        timer.unref();
      };
      const forget = this.onPace(set);
      set();
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
