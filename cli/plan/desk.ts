import { isMoving, isPending, prospectOf, stageOf } from '../../lambda/reconcile/states';
import type { Association, Observation } from '../../lambda/service/association';
import { keyOf, type Mark } from '../../lambda/service/marks';
import type { Application, Desktop } from '../../lambda/service/workspaces';
import { fitOf } from '../list/fit';

/** A WorkSpace as it is now. */
export interface Situation {
  readonly workspaceId: string;
  /** Undefined if there is none of this id. */
  readonly desktop: Desktop | undefined;
  /** CONNECTED, DISCONNECTED or UNKNOWN. */
  readonly connection: string;
  readonly seen: Observation;
  readonly marks: readonly Mark[];
}

/** How long applications take, and whether those of one deployment are installed one after the other. */
export interface Durations {
  readonly install: number;
  readonly uninstall: number;
  readonly reboot: number;
  readonly addUp: boolean;
}

/** A WorkSpace as it will be, step by step. It takes the calls of the handler, and has them take effect in time. */
export class Desk {
  readonly workspaceId: string;
  /** When each deployment began, and when it is over. */
  readonly outages: { readonly from: number; readonly to: number }[] = [];
  reboots = 0;
  /** Whether a session is ended, and whether the handler would wait for the user first. */
  isThrownOut = false;
  isWaitedFor = false;
  marks: readonly Mark[];
  private readonly associations: Map<string, Association>;
  /** When each moving application comes to rest. */
  private readonly ends = new Map<string, number>();
  private isConnected: boolean;

  constructor(
    readonly before: Situation,
    private readonly applications: ReadonlyMap<string, Application>,
    private readonly durations: Durations,
    now: number,
  ) {
    this.workspaceId = before.workspaceId;
    this.marks = before.marks;
    this.associations = new Map(before.seen);
    this.isConnected = before.connection === 'CONNECTED';
    // What is being deployed already has begun some time ago: it takes at most as long as if it began now.
    this.begin(
      [...before.seen.values()].filter(({ state }) => isMoving(state)),
      now,
    );
  }

  observe(now: number): Observation {
    for (const [id, end] of this.ends) {
      if (end > now) continue;
      const association = this.associations.get(id);
      this.ends.delete(id);
      if (association && stageOf(association.state) === 'uninstalling') this.associations.delete(id);
      else if (association) this.associations.set(id, { ...association, state: 'COMPLETED', updated: end });
    }
    return new Map(this.associations);
  }

  write(marks: readonly Mark[]): void {
    const keys = new Set(marks.map(keyOf));
    this.marks = [...this.marks.filter((mark) => !keys.has(keyOf(mark))), ...marks];
  }

  erase(marks: readonly Mark[]): void {
    const keys = new Set(marks.map(keyOf));
    this.marks = this.marks.filter((mark) => !keys.has(keyOf(mark)));
  }

  /** Why the service will refuse any call about the WorkSpace; undefined if it will not. */
  get obstacle(): string | undefined {
    const { desktop } = this.before;
    if (desktop === undefined) return 'there is no such WorkSpace in this account and Region';
    const prospect = prospectOf(desktop.state);
    return prospect === 'gone' || prospect === 'stuck' ? `the WorkSpace is ${desktop.state}` : undefined;
  }

  /** Why the service will refuse to install an application; undefined if it will not. */
  refusalOf(applicationId: string): string | undefined {
    const application = this.applications.get(applicationId);
    if (application === undefined) return `${applicationId} is not in the catalogue of this account and Region`;
    const { fits, reasons } = fitOf(application, this.before.desktop ?? {});
    return fits === false ? `${application.name} (${applicationId}) ${reasons.join(', ')}` : undefined;
  }

  associate(applicationId: string, now: number): Association {
    const old = this.associations.get(applicationId);
    const isTakenBack = old !== undefined && stageOf(old.state) === 'to uninstall';
    const created = isTakenBack ? old.created : now;
    const state = isTakenBack ? 'COMPLETED' : 'PENDING_INSTALL_DEPLOYMENT';
    return this.put({ applicationId, state, created, updated: now });
  }

  disassociate(applicationId: string, now: number): Association {
    const old = this.associations.get(applicationId);
    if (old !== undefined && stageOf(old.state) === 'to install') {
      this.associations.delete(applicationId);
      return { applicationId, state: 'REMOVED' };
    }
    return this.put({ applicationId, state: 'PENDING_UNINSTALL_DEPLOYMENT', created: old?.created, updated: now });
  }

  /** Carries out everything that is pending, also what others have registered. */
  deploy(now: number, waitsForUser: boolean): void {
    const pending = [...this.associations.values()].filter(({ state }) => isPending(state));
    this.endSession(waitsForUser);
    const to = this.begin(pending, now);
    this.outages.push({ from: now, to });
  }

  /** Returns when the WorkSpace is back. */
  reboot(now: number, waitsForUser: boolean): number {
    this.reboots += 1;
    this.endSession(waitsForUser);
    return now + this.durations.reboot;
  }

  private endSession(waitsForUser: boolean): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    if (waitsForUser) this.isWaitedFor = true;
    else this.isThrownOut = true;
  }

  /** Removals one after the other, then installations. Returns when the last of them ends. */
  private begin(associations: readonly Association[], now: number): number {
    const { install, uninstall, addUp } = this.durations;
    const isRemoval = ({ state }: Association) => ['to uninstall', 'uninstalling'].includes(stageOf(state) ?? '');
    let end = now;
    for (const association of associations.filter(isRemoval)) {
      end += uninstall;
      this.move(association, 'UNINSTALLING', end);
    }
    const from = end;
    for (const association of associations.filter((one) => !isRemoval(one))) {
      end = addUp ? end + install : from + install;
      this.move(association, 'INSTALLING', end);
    }
    return end;
  }

  private move(association: Association, state: string, end: number): void {
    this.put({ ...association, state });
    this.ends.set(association.applicationId, end);
  }

  private put(association: Association): Association {
    this.associations.set(association.applicationId, association);
    return association;
  }
}
