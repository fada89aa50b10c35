/** Time that jumps from one sleeper to the next: whole hours pass in no time, and in the same order every time. */
export class VirtualClock {
  private readonly sleepers: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];
  private order = 0;

  /**
   * @param isBusy whether something computes that takes more than one turn of the event loop, as reading a stream does: meanwhile time
   * does not move
   */
  constructor(
    private time: number,
    private readonly isBusy = () => false,
  ) {}

  now = (): number => this.time;

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const abort = (): void => {
        const index = this.sleepers.indexOf(sleeper);
        if (index >= 0) this.sleepers.splice(index, 1);
        resolve();
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { at: this.time + Math.max(0, milliseconds), order: this.order++, wake };
      this.insert(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });

  /** Lets time pass until `done` settles. Throws if everything waits for something that can never come. */
  async runUntil<T>(done: Promise<T>): Promise<T> {
    let settled = false;
    const watched = done.finally(() => {
      settled = true;
    });
    watched.catch(() => {});
    for (;;) {
      await nextTurn();
      if (this.isBusy()) await settles(() => settled || !this.isBusy());
      if (settled) return watched;
      const next = this.sleepers.shift();
      if (!next && (await settles(() => settled || this.sleepers.length > 0))) continue;
      if (!next) throw new Error('the simulation is stuck: nothing sleeps, and it is not done');
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
  }

  /** Keeps the sleepers in the order of their times; of two with the same time the first wakes first. */
  private insert(sleeper: { readonly at: number; readonly order: number; readonly wake: () => void }): void {
    let [low, high] = [0, this.sleepers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.sleepers[middle];
      if (other && other.at <= sleeper.at) low = middle + 1;
      else high = middle;
    }
    this.sleepers.splice(low, 0, sleeper);
  }
}

/** What reads a stream, or loads a module, takes more than one turn. */
const MOST_TURNS = 10_000;

async function settles(isSettled: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < MOST_TURNS && !isSettled(); turn += 1) await nextTurn();
  return isSettled();
}

/** Lets everything that waits for a promise run on, before time moves. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
