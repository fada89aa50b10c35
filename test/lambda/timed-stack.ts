import { Stack } from '../../testkit/stack';

/** A stack, and time that passes only when something sleeps. */
export class TimedStack {
  readonly clock = {
    now: () => this.time,
    sleep: (milliseconds: number) => {
      this.time += milliseconds;
      return Promise.resolve();
    },
  };
  readonly stack: Stack;

  constructor(public time: number) {
    this.stack = new Stack(() => this.time);
  }
}
