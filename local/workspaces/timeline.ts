/** A value with the part of its past that a lagging reader still sees. */
export class Timeline<T> {
  private entries: { readonly at: number; readonly value: T }[] = [];

  /** `lag`: how far behind the present, in milliseconds, readers look. */
  constructor(
    private newest: T,
    private readonly lag: number,
  ) {}

  get latest(): T {
    return this.newest;
  }

  /** The value that a reader sees at `time`. */
  seen(time: number): T {
    const visible = this.entries.filter((entry) => entry.at <= time - this.lag).at(-1);
    return visible ? visible.value : this.newest;
  }

  set(at: number, value: T): void {
    if (this.lag > 0) {
      if (this.entries.length === 0) this.entries.push({ at: Number.NEGATIVE_INFINITY, value: this.newest });
      const settled = this.entries.filter((entry) => entry.at <= at - this.lag).length;
      this.entries = [...this.entries.slice(Math.max(0, settled - 1)), { at, value }];
    }
    this.newest = value;
  }

  /** Changes the present and the past alike, as if it had always been so. */
  rewrite(value: T): void {
    this.entries = [];
    this.newest = value;
  }
}
