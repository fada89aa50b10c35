import type {
  AssociationErrorCode,
  AssociationState,
  ConnectionState,
  WorkspaceState,
} from '@aws-sdk/client-workspaces';
import type { Aim } from './states';
import { Timeline } from './timeline';
import type { WorkspaceSpec } from './world';

/** One application's record on one WorkSpace. Times are milliseconds since the epoch. */
export interface Association {
  readonly applicationId: string;
  readonly state: AssociationState;
  readonly created: number;
  readonly lastUpdated: number;
  /** What it was last registered for; in ERROR, what a forced deployment tries again. */
  readonly aim: Aim;
  /** Whether the application is on the desktop, whatever its record says of plans. */
  readonly installed: boolean;
  readonly reason?: { readonly errorCode: AssociationErrorCode; readonly errorMessage: string };
}

/** A WorkSpace with its associations, as it is and as a lagging reader sees it. */
export class Desktop {
  readonly spec: Required<WorkspaceSpec>;
  readonly state: Timeline<WorkspaceState>;
  private readonly labels: Timeline<ReadonlyMap<string, string>>;
  /** What its tags were before each call that changed them. */
  private readonly labelled: { readonly at: number; readonly before: ReadonlyMap<string, string> }[] = [];
  lastConnected?: number;
  private connection: ConnectionState = 'DISCONNECTED';
  private connectedUntil = Number.POSITIVE_INFINITY;
  private readonly records = new Map<string, Timeline<Association | undefined>>();
  private readonly firstCreated = new Map<string, number>();

  constructor(
    spec: WorkspaceSpec,
    /** How far behind the present readers look, in milliseconds. */
    private readonly lag: number,
    tagLag: number,
    /** From when on the service knows it: a new WorkSpace is invisible for a moment. */
    readonly visibleFrom: number,
  ) {
    const computeType = spec.computeType ?? 'PERFORMANCE';
    this.spec = {
      state: 'AVAILABLE',
      runningMode: 'AUTO_STOP',
      computeType,
      operatingSystem: 'WINDOWS_SERVER_2022',
      directoryId: 'd-906734e325',
      bundleId: `wsb-${computeType.toLowerCase().replaceAll('_', '').padEnd(9, '0')}`,
      freeDiskGib: 40,
      rootVolumeSizeGib: 80,
      tags: {},
      ...spec,
    };
    this.labels = new Timeline<ReadonlyMap<string, string>>(new Map(Object.entries(this.spec.tags)), tagLag);
    this.state = new Timeline(this.spec.state, lag);
  }

  get id(): string {
    return this.spec.workspaceId;
  }

  get tags(): ReadonlyMap<string, string> {
    return this.labels.latest;
  }

  /** What DescribeTags sees at `time`. */
  seenTags(time: number): ReadonlyMap<string, string> {
    return this.labels.seen(time);
  }

  writeTags(at: number, tags: ReadonlyMap<string, string>): void {
    this.labelled.push({ at, before: this.tags });
    this.labels.set(at, tags);
  }

  /** The tags as they were at `time`, as far as calls have changed them. Undefined if it had never had one by then. */
  taggedAt(time: number): ReadonlyMap<string, string> | undefined {
    const later = this.labelled.findIndex(({ at }) => at > time);
    const tags = this.labelled[later]?.before ?? this.tags;
    const changed = later < 0 ? this.labelled.length > 0 : later > 0;
    return tags.size > 0 || changed ? tags : undefined;
  }

  /** Writes as if it had always been so: no reader lags behind it. */
  replaceTags(tags: Readonly<Record<string, string>>): void {
    this.labels.rewrite(new Map(Object.entries(tags)));
  }

  connectionAt(time: number): ConnectionState {
    return this.connection === 'CONNECTED' && time >= this.connectedUntil ? 'DISCONNECTED' : this.connection;
  }

  setConnection(connection: ConnectionState, now: number, until = Number.POSITIVE_INFINITY): void {
    this.connection = connection;
    this.connectedUntil = until;
    if (connection === 'CONNECTED') this.lastConnected = now;
  }

  /** Ends the session of the user, and returns whether there was one. */
  endSession(now: number): boolean {
    const connected = this.connectionAt(now) === 'CONNECTED';
    if (connected) this.setConnection('DISCONNECTED', now);
    return connected;
  }

  find(applicationId: string): Association | undefined {
    return this.records.get(applicationId)?.latest;
  }

  associations(): Association[] {
    return [...this.records.values()].flatMap((record) => record.latest ?? []);
  }

  /** What a Describe operation sees at `time`. */
  seen(time: number): Association[] {
    return [...this.records.values()].flatMap((record) => record.seen(time) ?? []);
  }

  /** When the application was first associated, however long ago and whatever became of it. */
  createdFirst(applicationId: string): number | undefined {
    return this.firstCreated.get(applicationId);
  }

  write(at: number, association: Association): Association {
    this.record(association.applicationId).set(at, association);
    if (!this.firstCreated.has(association.applicationId)) {
      this.firstCreated.set(association.applicationId, association.created);
    }
    return association;
  }

  erase(at: number, applicationId: string): void {
    this.records.get(applicationId)?.set(at, undefined);
  }

  /** Writes as if it had always been so: no reader lags behind it. */
  plant(association: Association): void {
    this.record(association.applicationId).rewrite(association);
    this.firstCreated.set(association.applicationId, association.created);
  }

  /** Erases as if it had never been. */
  forget(applicationId: string): void {
    this.records.delete(applicationId);
    this.firstCreated.delete(applicationId);
  }

  private record(applicationId: string): Timeline<Association | undefined> {
    const known = this.records.get(applicationId);
    if (known) return known;
    const created = new Timeline<Association | undefined>(undefined, this.lag);
    this.records.set(applicationId, created);
    return created;
  }
}
