/** An application as a line of the handler's log shows it. */
export interface SeenApplication {
  readonly id: string;
  readonly state: string;
  /** When the service changed the state last, on the clock of the line. */
  readonly since?: number;
}

/** A line that the handler logged about a request. */
export interface Line {
  /** On the clock of the function. */
  readonly time: number;
  /** When the log got it. */
  readonly writtenAt: number;
  readonly stackId: string;
  readonly logicalId: string;
  readonly message: string;
  readonly workspaceId?: string;
  readonly applications: readonly SeenApplication[];
  /** What the step decided: wait, register, deploy, done or fail. */
  readonly decision?: string;
  /** Why it waits, or fails. */
  readonly why?: string;
  /** Seconds since the request arrived. */
  readonly elapsed?: number;
  /** Why the request failed, with the remedy. */
  readonly reason?: string;
}

/** Reads one line of the log group; undefined for one that is not about a request, such as those of Lambda itself. */
export function parseLine(text: string, writtenAt: number): Line | undefined {
  const line = objectOf(text);
  const [stackId, logicalId, message] = ['stack', 'resource', 'message'].map((name) => textAt(line, name));
  if (!stackId || !logicalId || !message) return undefined;
  const elapsed = line?.elapsed;
  return {
    time: Date.parse(textAt(line, 'timestamp') ?? '') || 0,
    writtenAt,
    stackId,
    logicalId,
    message,
    workspaceId: textAt(line, 'workspace'),
    applications: applicationsOf(line?.applications),
    decision: textAt(line, 'decision'),
    why: textAt(line, 'why'),
    ...(typeof elapsed === 'number' && { elapsed }),
    reason: textAt(line, 'reason') ?? textAt(line, 'said'),
  };
}

type Members = Readonly<Record<string, unknown>>;

function objectOf(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;

function textAt(members: Members | undefined, name: string): string | undefined {
  const value = members?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function applicationsOf(value: unknown): readonly SeenApplication[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isMembers).flatMap((one) => {
    const [id, state] = [textAt(one, 'application'), textAt(one, 'state')];
    const since = Date.parse(textAt(one, 'since') ?? '');
    return id && state ? [{ id, state, ...(!Number.isNaN(since) && { since }) }] : [];
  });
}
