export interface LogLine {
  /** On the embedded AWS's clock. */
  readonly time: number;
  readonly group: string;
  readonly functionName: string;
  readonly text: string;
}

/** What functions wrote, in memory; whoever wants to can listen in. */
export class Logs {
  private readonly lines: LogLine[] = [];
  private readonly listeners: ((line: LogLine) => void)[] = [];

  add(line: LogLine): void {
    this.lines.push(line);
    for (const listener of this.listeners) listener(line);
  }

  onLine(listener: (line: LogLine) => void): void {
    this.listeners.push(listener);
  }

  /** Of one log group, or of all. Oldest first. */
  of(group?: string): readonly LogLine[] {
    return group === undefined ? this.lines : this.lines.filter((line) => line.group === group);
  }
}

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Whether Lambda keeps a line of a function that has a level. A line that names no level of its own is taken for INFO. */
export function isKept(line: string, level: string | undefined): boolean {
  if (level === undefined) return true;
  const [, own = 'INFO'] = /^\{.*"level":"([A-Z]+)"/.exec(line) ?? [];
  return LEVELS.indexOf(own) >= LEVELS.indexOf(level);
}
