import { createLogUpdate } from 'log-update';

/** How far something has come, on stderr. */
export interface Progress {
  /** Replaces the line that was shown before. */
  show(line: string): void;
  /** Takes the line away, so that something else can be printed. */
  clear(): void;
}

/** Without a terminal, a line at most this often. */
const INTERVAL = 15_000;

/** One line that is drawn again on a terminal; elsewhere one line now and then. */
export function progressOn(stream: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  if (stream.isTTY && process.env.TERM !== 'dumb') {
    const draw = createLogUpdate(stream);
    return { show: (line) => draw(line), clear: () => draw.clear() };
  }
  let last = now();
  return {
    show(line) {
      if (now() - last < INTERVAL) return;
      last = now();
      stream.write(`${line}\n`);
    },
    clear() {},
  };
}
