import { MAX_TIMEOUT_SECONDS } from '../../lambda/contract/properties';
import { isMoving, isPending } from '../../lambda/reconcile/states';
import type { Line, SeenApplication } from './lines';

export type Phase = 'waiting' | 'working' | 'outage' | 'done' | 'failed';

/** The progress of one resource of a stack. */
type Progress = 'moving' | 'failed' | 'ended';

/** A WorkSpace, as far as events and log lines show it. */
export class Desktop {
  applications: readonly SeenApplication[] = [];
  /** Why the handler waits. */
  why = '';
  /** Seconds since the request arrived, by the last line; undefined before the first. */
  elapsed?: number;
  limit = MAX_TIMEOUT_SECONDS;
  /** How many outages began. */
  outages = 0;
  /** On the clock of the lines. */
  private outageSince?: number;
  private lastLineAt = 0;
  /** Why requests about it failed, also those that were taken back since. */
  readonly failures = new Set<string>();
  private readonly resources = new Map<string, Progress>();

  constructor(readonly workspaceId: string) {}

  get phase(): Phase {
    const resources = [...this.resources.values()];
    if (resources.includes('failed')) return 'failed';
    if (this.outageSince !== undefined) return 'outage';
    if (!resources.includes('moving') && resources.length > 0) return this.failures.size > 0 ? 'failed' : 'done';
    return this.elapsed === undefined ? 'waiting' : 'working';
  }

  /** Seconds of the outage that is on, by the last line. */
  get outageSeconds(): number | undefined {
    return this.outageSince === undefined ? undefined : secondsBetween(this.outageSince, this.lastLineAt);
  }

  /** How long the application has been in its state, in seconds, by the last line. */
  secondsInState({ since }: SeenApplication): number | undefined {
    return since === undefined ? undefined : secondsBetween(since, this.lastLineAt);
  }

  /** A request about the WorkSpace has begun: what was said of an earlier one is over. */
  begin(resource: string, limit: number): void {
    this.resources.set(resource, 'moving');
    this.limit = limit;
    this.elapsed = undefined;
    this.why = '';
  }

  /** A request has ended. An outage ends with the last one, since that waits for it. */
  end(resource: string, failure?: string): void {
    // CloudFormation repeats what the log has said already.
    if (failure !== undefined && this.resources.get(resource) !== 'failed') this.failures.add(failure);
    this.resources.set(resource, failure === undefined ? 'ended' : 'failed');
    if (![...this.resources.values()].includes('moving')) this.outageSince = undefined;
  }

  take(line: Line): void {
    this.lastLineAt = Math.max(this.lastLineAt, line.time);
    if (/^(deploying|rebooting):/.test(line.message)) this.beginOutage(line.time);
    if (line.message !== 'decided') return;
    const others = this.applications.filter(({ id }) => !line.applications.some((one) => one.id === id));
    this.applications = [...others, ...line.applications].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.elapsed = line.elapsed;
    this.why = line.decision === 'fail' ? '' : (line.why ?? '');
    const isUnderWay = this.applications.some(({ state }) => isPending(state) || isMoving(state));
    if (this.outageSince !== undefined && line.time > this.outageSince && !isUnderWay) this.outageSince = undefined;
  }

  private beginOutage(time: number): void {
    if (this.outageSince !== undefined) return;
    this.outageSince = time;
    this.outages += 1;
  }
}

const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1000));
