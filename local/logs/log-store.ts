/** One line that a function wrote. */
export interface LogLine {
  /** On the embedded AWS's clock. */
  readonly time: number;
  readonly group: string;
  readonly stream: string;
  readonly functionName: string;
  readonly text: string;
}

/** A line with its place among all lines. */
export interface NumberedLine extends LogLine {
  readonly number: number;
}

export interface LogGroup {
  readonly name: string;
  readonly creationTime: number;
  readonly retentionInDays: number | undefined;
  /** The number of its first line: a group that is created again does not have the lines of the former one. */
  readonly since: number;
}

/** What functions wrote, in memory, and the log groups that hold it. */
export class LogStore {
  private readonly lines: NumberedLine[] = [];
  private readonly groups = new Map<string, LogGroup>();
  private readonly listeners: ((line: LogLine) => void)[] = [];

  constructor(private readonly now: () => number) {}

  /** A line for a group that does not exist makes it, as Lambda does. */
  add(line: LogLine): void {
    if (!this.groups.has(line.group)) this.putGroup(line.group, undefined);
    this.lines.push({ ...line, number: this.lines.length });
    for (const listener of this.listeners) listener(line);
  }

  /** Calls the listener with every line from now on. */
  onLine(listener: (line: LogLine) => void): void {
    this.listeners.push(listener);
  }

  /** Makes a log group, or changes how long it keeps lines. Nothing here lasts long enough to be dropped. */
  putGroup(name: string, retentionInDays: number | undefined): void {
    const { creationTime, since } = this.groups.get(name) ?? { creationTime: this.now(), since: this.lines.length };
    this.groups.set(name, { name, creationTime, since, retentionInDays });
  }

  removeGroup(name: string): void {
    this.groups.delete(name);
  }

  /** Every group that exists, by name. */
  allGroups(): LogGroup[] {
    return [...this.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  group(name: string): LogGroup | undefined {
    return this.groups.get(name);
  }

  /** Oldest first. */
  linesOf({ name, since }: LogGroup): readonly NumberedLine[] {
    return this.lines.slice(since).filter((line) => line.group === name);
  }

  /** What was ever written to one log group, or to any; also if the group is gone. Oldest first. */
  of(group?: string): readonly LogLine[] {
    return group === undefined ? this.lines : this.lines.filter((line) => line.group === group);
  }
}
