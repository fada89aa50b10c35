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
