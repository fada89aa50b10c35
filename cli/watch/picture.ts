import { parseProperties, RESOURCE_TYPE } from '../../lambda/contract/applications';
import { MAX_TIMEOUT_SECONDS } from '../../lambda/contract/properties';
import type { Happened, StackView } from '../aws/stacks';
import { isForward } from '../aws/statuses';
import { Desktop } from './desktop';
import type { Line } from './lines';
import { applicationWords, minutesOf } from './words';

/** Something that a person wants to know at once. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** A stack, a WorkSpace, or another resource. */
  readonly about: string;
  readonly words: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** For programs. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What is known of a deployment, from the events of its stacks and the log of the provider. It makes no call. */
export class Picture {
  readonly desktops = new Map<string, Desktop>();
  /** Why resources failed that are no desktop's. */
  readonly failures: string[] = [];
  /** How many resources of the stacks have begun, and how many have ended. */
  begun = 0;
  ended = 0;
  private readonly moving = new Set<string>();
  private readonly workspaces = new Map<string, string>();

  constructor(public stack: StackView) {}

  /** The stack as it is now. What has happened to it, its events say. */
  takeStack(stack: StackView): void {
    this.stack = stack;
  }

  takeEvent(event: Happened): readonly Change[] {
    if (event.physicalId === event.stackId) return event.stackId === this.stack.id ? [stackChange(event)] : [];
    this.count(event);
    if (event.type === RESOURCE_TYPE) return this.takeOwn(event);
    if (!event.status.endsWith('_FAILED') || isCancelled(event)) return [];
    const { logicalId, type, status, reason, time } = event;
    const words = `${status}: ${reason}`;
    this.failures.push(`${logicalId} (${type}) ${words}`);
    return [{ time, about: logicalId, words, tone: 'bad', detail: { type: 'resource', logicalId, status, reason } }];
  }

  takeLine(line: Line): readonly Change[] {
    const key = keyOf(line.stackId, line.logicalId);
    if (line.workspaceId) this.workspaces.set(key, this.workspaces.get(key) ?? line.workspaceId);
    const id = line.workspaceId ?? this.workspaces.get(key);
    if (id === undefined) return [];
    return this.change(id, line.writtenAt, (desktop) => {
      desktop.take(line);
      if (line.message === 'failed' || line.message === 'unexpected')
        desktop.end(key, line.reason ?? 'no reason given');
    });
  }

  private takeOwn(event: Happened): readonly Change[] {
    const key = keyOf(event.stackId, event.logicalId);
    const declared = declaredIn(event);
    const id = declared?.workspaceId ?? /^(ws-[0-9a-z]+)\//.exec(event.physicalId)?.[1] ?? this.workspaces.get(key);
    if (id === undefined) return [];
    this.workspaces.set(key, id);
    // It repeats that the creation is under way, often after its end.
    if (event.reason === 'Resource creation Initiated') return [];
    return this.change(id, event.time, (desktop) => {
      const limit = isForward(event.status) && isForward(this.stack.status) ? declared?.timeoutSeconds : undefined;
      if (event.status.endsWith('_IN_PROGRESS')) desktop.begin(key, limit ?? MAX_TIMEOUT_SECONDS);
      else if (!event.status.endsWith('_FAILED')) desktop.end(key);
      else if (isCancelled(event)) desktop.end(key);
      else desktop.end(key, messageIn(event.reason));
    });
  }

  private count({ stackId, logicalId, status }: Happened): void {
    const key = keyOf(stackId, logicalId);
    if (status.endsWith('_IN_PROGRESS')) {
      if (!this.moving.has(key)) this.begun += 1;
      this.moving.add(key);
    } else if (this.moving.delete(key)) this.ended += 1;
  }

  /** Applies something, and says what is new by it. */
  private change(id: string, time: number, apply: (desktop: Desktop) => void): readonly Change[] {
    const known = this.desktops.get(id);
    const desktop = known ?? new Desktop(id);
    this.desktops.set(id, desktop);
    const before = known ? stateOf(known) : NEW;
    apply(desktop);
    const after = stateOf(desktop);
    const words = before.text === after.text ? '' : wordsOf(desktop, before, after);
    if (words === '') return [];
    const tone = after.phase === 'failed' ? 'bad' : after.phase === 'done' ? 'good' : 'plain';
    const { workspaceId, elapsed, limit, outages, applications } = desktop;
    const detail = { type: 'desktop', workspaceId, phase: after.phase, elapsed, limit, outages, applications };
    const failures = [...desktop.failures];
    return [{ time, about: workspaceId, words, tone, detail: { ...detail, ...(failures.length > 0 && { failures }) } }];
  }
}

function stackChange({ logicalId: stack, status, reason, time }: Happened): Change {
  const tone = /FAILED|ROLLBACK/.test(status) ? 'bad' : status.endsWith('_COMPLETE') ? 'good' : 'plain';
  const why = reason === 'User Initiated' ? '' : reason;
  const detail = { type: 'stack', stack, status, ...(why && { reason: why }) };
  return { time, about: stack, words: [status, why].filter(Boolean).join(': '), tone, detail };
}

const keyOf = (stackId: string, logicalId: string): string => `${stackId} ${logicalId}`;

/** A resource that stopped because another one failed. */
const isCancelled = ({ reason }: Happened): boolean => /cancell?ed/i.test(reason);

function declaredIn({ properties }: Happened) {
  try {
    return parseProperties(properties);
  } catch {
    return undefined;
  }
}

/** The words of the handler, without what CloudFormation and the framework put around them. */
const messageIn = (reason: string): string =>
  reason
    .replace(/^Received response status \[FAILED\] from custom resource\. Message returned: (Error: )?/, '')
    .replace(/\s*(Logs: \/aws\/lambda\/|\(RequestId: ).*$/s, '')
    .replace(/\s+/g, ' ')
    .trim();

interface State {
  readonly phase: string;
  readonly failures: number;
  readonly applications: string;
  /** Everything that is worth a line of its own. */
  readonly text: string;
}

/** Before anything is known of a desktop. */
const NEW: State = { phase: 'unknown', failures: 0, applications: '', text: '' };

function stateOf(desktop: Desktop): State {
  const applications = desktop.applications.map(({ id, state }) => `${id} ${state}`).join(', ');
  // A reason to wait often holds a time; a change of that alone is not reported.
  const why = desktop.why.replace(/\d+/g, '');
  const { phase } = desktop;
  const failures = desktop.failures.size;
  return { phase, failures, applications, text: [phase, desktop.outages, applications, why, failures].join('; ') };
}

function wordsOf(desktop: Desktop, before: State, after: State): string {
  const parts = [
    ...(after.phase === 'outage' && before.phase !== 'outage' ? ['outage begun: the session of the user ends'] : []),
    ...(before.phase === 'outage' && after.phase !== 'outage' ? ['outage over'] : []),
    ...(before.applications === after.applications ? [] : [applicationWords(desktop)]),
    ...(after.phase === 'done' && before.phase !== 'done' ? ['done'] : []),
    ...(isTakenBack(before, after) ? ['done, after the failure'] : []),
    ...[...desktop.failures].slice(before.failures).map((failure) => `failed: ${failure}`),
    ...(after.phase === 'working' && desktop.why ? [desktop.why] : []),
    ...(after.phase === 'waiting' && before.phase !== 'waiting' ? ['request begun'] : []),
  ];
  const elapsed =
    desktop.elapsed === undefined ? '' : ` (${minutesOf(desktop.elapsed)} of ${minutesOf(desktop.limit)} min)`;
  return parts.length > 0 ? `${parts.join('; ')}${elapsed}` : '';
}

const isTakenBack = (before: State, after: State): boolean =>
  after.phase === 'failed' && before.phase !== 'failed' && before.failures === after.failures;
