import { constants } from 'node:os';

/** Ends the process when it is asked to end, as by Ctrl-C: `leave` says what is left behind, then it exits with 128 and the signal's number. */
export function onInterrupt(leave: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      leave();
      process.exit(128 + constants.signals[signal]);
    });
  }
}
