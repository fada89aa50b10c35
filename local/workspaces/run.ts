import type { AssociationErrorCode, AssociationState, WorkspaceState } from '@aws-sdk/client-workspaces';
import type { Application } from './catalogue';
import type { Association, Desktop } from './desktop';
import { type Durations, durationOf } from './durations';
import { type Failures, reasonFor } from './failures';
import type { Ledger } from './ledger';
import type { Readings } from './readings';
import { registeredState } from './registrations';
import type { Aim } from './states';

/** Who asked: a client of the API, or a colleague in the console. */
export type Caller = 'api' | 'colleague';

/** One time at which the WorkSpace could not be used, from `begin` to `end`. */
export interface OutageRecord {
  readonly workspaceId: string;
  readonly begin: number;
  /** Absent while it lasts. */
  readonly end?: number;
  readonly by: Caller;
  /** Whether a user was connected, and lost the session. */
  readonly endedSession: boolean;
}

/** One accepted deployment. */
export interface DeploymentRecord extends OutageRecord {
  readonly force: boolean;
  readonly applications: readonly {
    readonly applicationId: string;
    readonly aim: Aim;
    readonly errorCode?: AssociationErrorCode;
  }[];
}

/** One application's part in a deployment. */
export interface DeploymentTurn {
  readonly applicationId: string;
  readonly aim: Aim;
  /** Whether it is tried again after an ERROR. */
  readonly retried: boolean;
}

export interface RunOptions {
  readonly readings: Readings;
  readonly catalogue: ReadonlyMap<string, Application>;
  readonly durations: Durations;
  readonly random: () => number;
  readonly failures: Failures;
  readonly ledger: Ledger;
}

const QUEUED: Record<Aim, AssociationState> = { INSTALL: 'PENDING_INSTALL', UNINSTALL: 'PENDING_UNINSTALL' };
const MOVING: Record<Aim, AssociationState> = { INSTALL: 'INSTALLING', UNINSTALL: 'UNINSTALLING' };

/**
 * A deployment under way. What moves at the same time, by the reading, is one group; those behind it are PENDING_INSTALL
 * or PENDING_UNINSTALL.
 */
export class Run {
  private readonly former: WorkspaceState;
  private readonly endedSession: boolean;
  private readonly errors = new Map<string, AssociationErrorCode>();
  private moving: { readonly turn: DeploymentTurn; readonly ends: number }[] = [];
  private waiting: (readonly DeploymentTurn[])[];
  private end: number | undefined;

  constructor(
    private readonly desktop: Desktop,
    private readonly turns: readonly DeploymentTurn[],
    private readonly asked: { readonly begin: number; readonly force: boolean; readonly by: Caller },
    private readonly options: RunOptions,
  ) {
    this.former = desktop.state.latest;
    this.endedSession = desktop.endSession(asked.begin);
    this.waiting = groupsOf(turns, options.readings);
    desktop.state.set(asked.begin, 'UPDATING');
    for (const turn of this.waiting.slice(1).flat()) this.move(turn, QUEUED[turn.aim], asked.begin);
    this.beginGroup(asked.begin);
  }

  /** When the next of the present turns ends. */
  get turnEnds(): number {
    return Math.min(...this.moving.map(({ ends }) => ends));
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  get record(): DeploymentRecord {
    return {
      ...this.asked,
      workspaceId: this.desktop.id,
      endedSession: this.endedSession,
      applications: this.turns.map(({ applicationId, aim }) => {
        const errorCode = this.errors.get(applicationId);
        return { applicationId, aim, ...(errorCode && { errorCode }) };
      }),
      ...(this.end !== undefined && { end: this.end }),
    };
  }

  isOn(desktop: Desktop): boolean {
    return this.desktop === desktop;
  }

  /** Whether the application's turn is now or still to come. */
  concerns(applicationId: string): boolean {
    const left = [...this.moving.map(({ turn }) => turn), ...this.waiting.flat()];
    return !this.ended && left.some((turn) => turn.applicationId === applicationId);
  }

  /** Ends the turn that ends first, at the time at which it ends, and begins what comes after it. */
  finishTurn(): void {
    const at = this.turnEnds;
    const finished = this.moving.find(({ ends }) => ends === at);
    if (!finished) return;
    const { turn } = finished;
    this.moving = this.moving.filter((other) => other !== finished);
    const association = this.desktop.find(turn.applicationId);
    // A colleague may have planted or removed the record meanwhile; then it does not belong to this deployment any more.
    if (association?.state === MOVING[turn.aim]) {
      const reason = this.failureOf(turn);
      if (reason) this.fail(turn, reason, at);
      else this.succeed(association, turn.aim, at);
      if (reason && this.options.readings.failure !== 'spares the others') this.stop(at);
    }
    if (this.moving.length === 0) this.beginGroup(at);
  }

  /** Ends the deployment, and gives the WorkSpace its former state back unless that was set by hand meanwhile. */
  close(at: number): void {
    this.end = at;
    if (this.desktop.state.latest === 'UPDATING') this.desktop.state.set(at, this.former);
  }

  private beginGroup(at: number): void {
    const group = this.waiting.shift();
    if (!group) {
      this.close(at);
      return;
    }
    const { random, durations } = this.options;
    this.moving = group.map((turn) => {
      const { applicationId, aim } = turn;
      this.move(turn, MOVING[aim], at);
      return { turn, ends: at + durationOf({ workspaceId: this.desktop.id, applicationId, aim, random }, durations) };
    });
  }

  private failureOf({ applicationId, aim }: DeploymentTurn): Association['reason'] {
    const asked = this.options.failures.take(this.desktop.id, applicationId, aim);
    if (asked || aim === 'UNINSTALL') return asked;
    const sizeOf = (id: string) => this.options.catalogue.get(id)?.diskGib ?? 0;
    const used = this.desktop.associations().filter((association) => association.installed);
    const free = used.reduce((left, other) => left - sizeOf(other.applicationId), this.desktop.spec.freeDiskGib);
    return sizeOf(applicationId) > free ? reasonFor('ValidationError.InsufficientDiskSpace') : undefined;
  }

  private succeed({ reason: _, ...association }: Association, aim: Aim, at: number): void {
    const { ledger } = this.options;
    if (aim === 'INSTALL') ledger.install(this.desktop.id, association.applicationId);
    else ledger.uninstall(this.desktop.id, association.applicationId, at);
    if (aim === 'UNINSTALL' && this.options.readings.removed === 'vanishes') {
      this.desktop.erase(at, association.applicationId);
      return;
    }
    const installed = aim === 'INSTALL';
    this.desktop.write(at, {
      ...association,
      state: installed ? 'COMPLETED' : 'REMOVED',
      aim,
      installed,
      lastUpdated: at,
    });
  }

  private fail(turn: DeploymentTurn, reason: NonNullable<Association['reason']>, at: number): void {
    this.errors.set(turn.applicationId, reason.errorCode);
    this.move(turn, 'ERROR', at, reason);
  }

  /** After a failure that ends the deployment: what becomes of those whose turn has not come. */
  private stop(at: number): void {
    const { failure, registered } = this.options.readings;
    for (const turn of this.waiting.flat()) {
      if (failure === 'fails the others') this.fail(turn, reasonFor('DeploymentError.InternalServerError'), at);
      else this.move(turn, registeredState(turn.aim, registered), at);
    }
    this.waiting = [];
  }

  private move(turn: DeploymentTurn, state: AssociationState, at: number, reason?: Association['reason']): void {
    const found = this.desktop.find(turn.applicationId);
    if (!found) return;
    const { reason: _, ...association } = found;
    const keepsTime = turn.retried && this.options.readings.repeatedFailure === 'keeps LastUpdatedTime';
    const lastUpdated = keepsTime ? association.lastUpdated : at;
    this.desktop.write(at, { ...association, state, aim: turn.aim, lastUpdated, ...(reason && { reason }) });
  }
}

/** What moves at the same time: one application, or all removals and then all installs. */
function groupsOf(turns: readonly DeploymentTurn[], { installsAddUp }: Readings): (readonly DeploymentTurn[])[] {
  if (installsAddUp) return turns.map((turn) => [turn]);
  const groups = (['UNINSTALL', 'INSTALL'] as const).map((aim) => turns.filter((turn) => turn.aim === aim));
  return groups.filter((group) => group.length > 0);
}
