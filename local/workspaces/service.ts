import type { Application } from './catalogue';
import { Deployments } from './deployments';
import { type Association, Desktop } from './desktop';
import type { Durations } from './durations';
import { resourceNotFound } from './errors';
import { Failures, reasonFor } from './failures';
import type { Readings } from './readings';
import { Reboots } from './reboots';
import { Registrations } from './registrations';
import { ASSOCIATION_STATES } from './states';
import type { PlantedAssociation, WorkspaceSpec, World } from './world';

interface ServiceOptions {
  readonly world: World;
  readonly readings: Readings;
  readonly durations: Durations;
  readonly random: () => number;
  readonly now: number;
}

/** The state of the service and the rules by which it changes, without protocol. Every time is given by the caller. */
export class Service {
  readonly readings: Readings;
  readonly failures = new Failures();
  readonly deployments: Deployments;
  readonly reboots: Reboots;
  readonly registrations: Registrations;
  readonly applications: ReadonlyMap<string, Application>;
  private readonly desktops = new Map<string, Desktop>();

  constructor({ world, readings, durations, random, now }: ServiceOptions) {
    this.readings = readings;
    const catalogue = new Map(world.applications.map((application) => [application.applicationId, application]));
    this.applications = catalogue;
    this.deployments = new Deployments({ readings, durations, random, catalogue, failures: this.failures });
    this.reboots = new Reboots(durations);
    this.registrations = new Registrations(readings, catalogue, (desktop, id) =>
      this.deployments.concerns(desktop, id),
    );
    for (const spec of world.workspaces) this.addWorkspace(spec, Number.NEGATIVE_INFINITY);
    for (const association of world.associations ?? []) this.plant(association, now);
  }

  /** Lets everything happen that has happened by `now`. */
  settle(now: number): void {
    this.deployments.settle(now);
    this.reboots.settle(now);
  }

  addWorkspace(spec: WorkspaceSpec, visibleFrom: number): void {
    this.desktops.set(spec.workspaceId, new Desktop(spec, this.readings.describeLagSeconds * 1000, visibleFrom));
  }

  /** The WorkSpace as a test sees it, also while callers do not. */
  desktop(workspaceId: string): Desktop {
    const desktop = this.desktops.get(workspaceId);
    if (!desktop) throw new Error(`no WorkSpace ${workspaceId} in this world: add it with addWorkspace`);
    return desktop;
  }

  find(workspaceId: string): Desktop | undefined {
    return this.desktops.get(workspaceId);
  }

  /** @throws ServiceError ResourceNotFound */
  visibleDesktop(workspaceId: string, now: number): Desktop {
    const desktop = this.desktops.get(workspaceId);
    if (!desktop || desktop.visibleFrom > now) throw resourceNotFound(workspaceId);
    return desktop;
  }

  visibleDesktops(now: number): Desktop[] {
    return [...this.desktops.values()].filter((desktop) => desktop.visibleFrom <= now);
  }

  /** @throws ServiceError ResourceNotFound */
  application(applicationId: string): Application {
    const application = this.applications.get(applicationId);
    if (!application) throw resourceNotFound(applicationId);
    return application;
  }

  associate(workspaceId: string, applicationId: string, now: number): Association {
    return this.registrations.associate(this.visibleDesktop(workspaceId, now), this.application(applicationId), now);
  }

  disassociate(workspaceId: string, applicationId: string, now: number): Association {
    return this.registrations.disassociate(this.visibleDesktop(workspaceId, now), applicationId, now);
  }

  plant({ workspaceId, applicationId, state, reason, ...planted }: PlantedAssociation, now: number): void {
    const { pending, moving, onDesktop } = ASSOCIATION_STATES[state];
    const aim = planted.aim ?? pending ?? moving ?? (state === 'REMOVED' ? 'UNINSTALL' : 'INSTALL');
    const created = Number(planted.created ?? now);
    this.desktop(workspaceId).plant({
      applicationId,
      state,
      aim,
      created,
      lastUpdated: Number(planted.lastUpdated ?? created),
      installed: onDesktop || (state === 'ERROR' && aim === 'UNINSTALL'),
      ...(state === 'ERROR' && { reason: reasonFor(reason ?? 'DeploymentError.InternalServerError') }),
    });
  }

  /** The WorkSpace is gone, with all that was on it. */
  terminate(workspaceId: string, now: number): void {
    this.deployments.abandon(this.desktop(workspaceId), now);
    this.reboots.abandon(this.desktop(workspaceId), now);
    this.desktops.delete(workspaceId);
  }
}
