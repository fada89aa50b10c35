import type {
  AssociationErrorCode,
  AssociationState,
  ConnectionState,
  WorkspaceState,
} from '@aws-sdk/client-workspaces';
import type { Clock } from '../clock';
import type { Association } from './desktop';
import type { FailureOptions } from './failures';
import type { FaultOptions, Faults } from './faults';
import type { CallRecord, Journal } from './journal';
import type { Origin, Removal } from './ledger';
import type { OperationName } from './operations';
import type { Readings } from './readings';
import type { DeploymentRecord, OutageRecord } from './run';
import type { Service } from './service';
import type { PlantedAssociation, WorkspaceSpec } from './world';

/** A WorkSpace as it is at this moment. */
export interface WorkspaceView extends Required<WorkspaceSpec> {
  readonly connection: ConnectionState;
}

/**
 * What a test, or a colleague in the console, does and sees without the API. Nothing here goes to the journal, is
 * throttled or meets a fault,
 * and what is seen here never lags.
 */
export class Controls {
  constructor(
    private readonly clock: Clock,
    protected readonly service: Service,
    protected readonly faults: Faults,
    protected readonly journal: Journal,
  ) {}

  /** Every call that reached the API, in order. */
  get calls(): readonly CallRecord[] {
    return this.journal.calls;
  }

  /** The calls that change something, refused ones too. */
  get mutations(): readonly CallRecord[] {
    return this.journal.mutations;
  }

  get readings(): Readings {
    return this.service.readings;
  }

  callsOf(operation: OperationName): readonly CallRecord[] {
    return this.journal.callsOf(operation);
  }

  /** All deployments and reboots of a WorkSpace, by the API and by colleagues, oldest first. */
  outagesOf(workspaceId: string): readonly OutageRecord[] {
    const outages = [...this.deploymentsOf(workspaceId), ...this.service.reboots.recordsOf(workspaceId)];
    return outages.sort((a, b) => a.begin - b.begin);
  }

  /** How many of the outages ended the session of a user. */
  sessionsEnded(workspaceId: string): number {
    return this.outagesOf(workspaceId).filter(({ endedSession }) => endedSession).length;
  }

  /** The accepted deployments of a WorkSpace, by the API and by colleagues. Each is one outage. */
  deploymentsOf(workspaceId: string): readonly DeploymentRecord[] {
    this.settle();
    return this.service.deployments.recordsOf(workspaceId);
  }

  /** ABSENT if there is no record, or if it is not listed. */
  state(workspaceId: string, applicationId: string): AssociationState | 'ABSENT' {
    this.settle();
    return this.service.find(workspaceId)?.find(applicationId)?.state ?? 'ABSENT';
  }

  associations(workspaceId: string): readonly Association[] {
    this.settle();
    return this.service.find(workspaceId)?.associations() ?? [];
  }

  /** Undefined once it is terminated. */
  workspace(workspaceId: string): WorkspaceView | undefined {
    this.settle();
    const desktop = this.service.find(workspaceId);
    if (!desktop) return undefined;
    const tags = Object.fromEntries(desktop.tags);
    const connection = desktop.connectionAt(this.clock.now());
    return { ...desktop.spec, tags, state: desktop.state.latest, connection };
  }

  /** Every WorkSpace that there is, in the order in which they were added. */
  get workspaceIds(): readonly string[] {
    const now = this.settle();
    return this.service.desktopsAt(now).map(({ id }) => id);
  }

  /** Every application of the catalogue, with its name. */
  get applicationNames(): ReadonlyMap<string, string> {
    return new Map([...this.service.applications.values()].map(({ applicationId, name }) => [applicationId, name]));
  }

  /** Whether a deployment of the WorkSpace is to fail, because it was asked for. */
  isToFail(workspaceId: string): boolean {
    return this.service.failures.isPlanned(workspaceId);
  }

  /** Plants an association of any state and age; readers see it at once. */
  put(association: PlantedAssociation): void {
    this.service.plant(association, this.settle());
  }

  /** Takes an association away as if it had never been. */
  remove(workspaceId: string, applicationId: string): void {
    this.settle();
    this.service.forget(workspaceId, applicationId);
  }

  /** Installs without registration, deployment or outage. */
  installNow(workspaceId: string, applicationId: string): void {
    this.put({ workspaceId, applicationId, state: 'COMPLETED' });
  }

  /** Readers see it at once. A running deployment goes on, and leaves this state standing when it ends. */
  setWorkspaceState(workspaceId: string, state: WorkspaceState): void {
    this.settle();
    this.service.desktop(workspaceId).state.rewrite(state);
  }

  /** @param visibleAfterMilliseconds for how long callers do not see it, as the service does with a new WorkSpace */
  addWorkspace(spec: WorkspaceSpec, visibleAfterMilliseconds = 0): void {
    const now = this.settle();
    this.service.addWorkspace(spec, now + visibleAfterMilliseconds, now);
  }

  /** Deletes the WorkSpace, with everything on it. For the way there see `setWorkspaceState`. */
  terminate(workspaceId: string): void {
    this.service.terminate(workspaceId, this.settle());
  }

  /** The root volume is made again from the bundle: what was installed is gone, what the bundle brings is back. Tags stay. */
  rebuild(workspaceId: string): void {
    this.service.rebuild(workspaceId, this.settle());
  }

  /**
   * Moves the user to a new WorkSpace: another id, the same tags, the applications of the bundle. The old WorkSpace is
   * gone.
   * @param bundleId of the new WorkSpace. @default that of the old one
   */
  migrate(workspaceId: string, newWorkspaceId: string, bundleId?: string): void {
    this.service.migrate(workspaceId, newWorkspaceId, bundleId, this.settle());
  }

  /** @param forMilliseconds for how long a user stays connected, unless a deployment ends the session before. @default no limit */
  setConnection(workspaceId: string, connection: ConnectionState, forMilliseconds?: number): void {
    const now = this.settle();
    const until = forMilliseconds === undefined ? undefined : now + forMilliseconds;
    this.service.desktop(workspaceId).setConnection(connection, now, until);
  }

  /** What `CreateTags` wrote, and the WorkSpace came with. */
  tags(workspaceId: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.service.desktop(workspaceId).tags);
  }

  /** The WorkSpaces that have, or ever had, a tag, with their tags: as an index knows them that is so far behind. */
  tagged(lagMilliseconds: number): { readonly workspaceId: string; readonly tags: Readonly<Record<string, string>> }[] {
    const time = this.settle() - lagMilliseconds;
    return this.service.desktopsAt(time).flatMap((desktop) => {
      const tags = desktop.taggedAt(time);
      return tags ? [{ workspaceId: desktop.id, tags: Object.fromEntries(tags) }] : [];
    });
  }

  /** Replaces all tags; readers see it at once. */
  setTags(workspaceId: string, tags: Readonly<Record<string, string>>): void {
    this.service.desktop(workspaceId).replaceTags(tags);
  }

  /** Who brought the application that is on the desktop. Undefined if it is not there. */
  installedBy(workspaceId: string, applicationId: string): Origin | undefined {
    this.settle();
    return this.service.ledger.installedBy(workspaceId, applicationId);
  }

  /** Every application that a deployment took off a desktop, in order: who had brought it, and who asked for its removal. */
  get removals(): readonly Removal[] {
    this.settle();
    return this.service.ledger.removals;
  }

  /** @throws ServiceError as the API would answer, if it answered by an exception */
  reboot(workspaceId: string): void {
    const now = this.settle();
    this.service.reboots.reboot(this.service.desktop(workspaceId), 'colleague', now);
  }

  /** @throws ServiceError as the API would answer */
  associate(workspaceId: string, applicationId: string): Association {
    const time = this.settle();
    return this.service.associate(workspaceId, applicationId, time, { by: 'colleague', time });
  }

  /** @throws ServiceError as the API would answer */
  disassociate(workspaceId: string, applicationId: string): Association {
    const time = this.settle();
    return this.service.disassociate(workspaceId, applicationId, time, { by: 'colleague', time });
  }

  /** @throws ServiceError as the API would answer */
  deploy(workspaceId: string, options: { readonly force?: boolean } = {}): readonly Association[] {
    const now = this.settle();
    return this.service.deployments.deploy(this.service.desktop(workspaceId), options.force ?? false, 'colleague', now);
  }

  /**
   * From now on the application's turn in a deployment ends in ERROR with this code; `undefined` lets it succeed again.
   */
  failApplication(
    applicationId: string,
    errorCode: AssociationErrorCode | undefined,
    options: FailureOptions = {},
  ): void {
    this.settle();
    this.service.failures.set(applicationId, errorCode, options);
  }

  /** The next calls of an operation ('*': of any) meet a fault. */
  failOperation(operation: OperationName | '*', options: FaultOptions): void {
    this.faults.add(operation, options);
  }

  /** Takes back what is left of every `failOperation`. */
  clearFaults(): void {
    this.faults.clear();
  }

  /** Brings everything up to the clock's time, and returns that time. */
  protected settle(): number {
    const now = this.clock.now();
    this.service.settle(now);
    return now;
  }
}
