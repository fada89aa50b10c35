import type { Application } from './catalogue';
import { Deployments } from './deployments';
import { type Association, Desktop } from './desktop';
import type { Durations } from './durations';
import { resourceNotFound } from './errors';
import { Failures, reasonFor } from './failures';
import { Ledger, type Origin } from './ledger';
import { Power } from './power';
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

const GONE = { state: 'REMOVED', aim: 'UNINSTALL', installed: false } as const;

/** When the images of the bundles were made. */
const IMAGES_MADE = Date.UTC(2023, 10, 15);

/** The state of the service and the rules by which it changes, without protocol. Every time is given by the caller. */
export class Service {
  readonly readings: Readings;
  readonly failures = new Failures();
  readonly ledger = new Ledger();
  readonly deployments: Deployments;
  readonly reboots: Reboots;
  readonly power: Power;
  readonly registrations: Registrations;
  readonly applications: ReadonlyMap<string, Application>;
  private readonly desktops = new Map<string, Desktop>();
  private readonly gone: { readonly desktop: Desktop; readonly at: number }[] = [];
  private readonly bundles: NonNullable<World['bundles']>;

  constructor({ world, readings, durations, random, now }: ServiceOptions) {
    this.readings = readings;
    const catalogue = new Map(world.applications.map((application) => [application.applicationId, application]));
    this.applications = catalogue;
    this.bundles = world.bundles ?? {};
    const { failures, ledger } = this;
    this.deployments = new Deployments({ readings, durations, random, catalogue, failures, ledger });
    this.reboots = new Reboots(durations);
    this.power = new Power(durations);
    this.registrations = new Registrations(readings, catalogue, (desktop, id) =>
      this.deployments.concerns(desktop, id),
    );
    for (const spec of world.workspaces) this.addWorkspace(spec, Number.NEGATIVE_INFINITY, now);
    for (const association of world.associations ?? []) this.plant(association, now);
  }

  /** Brings everything up to `now`. */
  settle(now: number): void {
    this.deployments.settle(now);
    this.reboots.settle(now);
    this.power.settle(now);
  }

  addWorkspace(spec: WorkspaceSpec, visibleFrom: number, now: number): void {
    const { describeLagSeconds, tagLagSeconds } = this.readings;
    const desktop = new Desktop(spec, describeLagSeconds * 1000, tagLagSeconds * 1000, visibleFrom);
    this.desktops.set(spec.workspaceId, desktop);
    this.bringBundle(desktop, now);
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

  /** Those that were there at `time`. */
  desktopsAt(time: number): Desktop[] {
    const since = this.gone.filter(({ at }) => at > time).map(({ desktop }) => desktop);
    return [...since, ...this.desktops.values()].filter((desktop) => desktop.visibleFrom <= time);
  }

  /** @throws ServiceError ResourceNotFound */
  application(applicationId: string): Application {
    const application = this.applications.get(applicationId);
    if (!application) throw resourceNotFound(applicationId);
    return application;
  }

  associate(workspaceId: string, applicationId: string, now: number, origin: Origin): Association {
    const desktop = this.visibleDesktop(workspaceId, now);
    return this.registering(desktop, applicationId, origin, () =>
      this.registrations.associate(desktop, this.application(applicationId), now),
    );
  }

  disassociate(workspaceId: string, applicationId: string, now: number, origin: Origin): Association {
    const desktop = this.visibleDesktop(workspaceId, now);
    return this.registering(desktop, applicationId, origin, () =>
      this.registrations.disassociate(desktop, applicationId, now),
    );
  }

  /** Notes who asked, if the registration changes anything. */
  private registering(
    desktop: Desktop,
    applicationId: string,
    origin: Origin,
    register: () => Association,
  ): Association {
    const before = desktop.find(applicationId);
    const after = register();
    if (after !== before) this.ledger.ask(desktop.id, applicationId, origin);
    return after;
  }

  plant(association: PlantedAssociation, now: number, by: 'test' | 'bundle' = 'test'): void {
    const { workspaceId, applicationId, state, reason, ...planted } = association;
    const { pending, moving, onDesktop } = ASSOCIATION_STATES[state];
    const aim = planted.aim ?? pending ?? moving ?? (state === 'REMOVED' ? 'UNINSTALL' : 'INSTALL');
    const created = Number(planted.created ?? now);
    const installed = onDesktop || (state === 'ERROR' && aim === 'UNINSTALL');
    this.ledger.ask(workspaceId, applicationId, { by, time: now });
    if (installed) this.ledger.bring(workspaceId, applicationId, { by, time: now });
    else this.ledger.forget(workspaceId, applicationId);
    this.desktop(workspaceId).plant({
      applicationId,
      state,
      aim,
      created,
      lastUpdated: Number(planted.lastUpdated ?? created),
      installed,
      ...(state === 'ERROR' && { reason: reasonFor(reason ?? 'DeploymentError.InternalServerError') }),
    });
  }

  /** Takes an association away as if it had never been. */
  forget(workspaceId: string, applicationId: string): void {
    this.desktop(workspaceId).forget(applicationId);
    this.ledger.forget(workspaceId, applicationId);
  }

  /** The WorkSpace is gone, with all that was on it. */
  terminate(workspaceId: string, now: number): void {
    const desktop = this.desktop(workspaceId);
    this.interrupt(desktop, now);
    for (const { applicationId } of desktop.associations()) this.ledger.forget(workspaceId, applicationId);
    this.desktops.delete(workspaceId);
    this.gone.push({ desktop, at: now });
  }

  /** The root volume is that of the bundle again; id, state and tags stay. */
  rebuild(workspaceId: string, now: number): void {
    const desktop = this.desktop(workspaceId);
    this.interrupt(desktop, now);
    desktop.endSession(now);
    for (const association of desktop.associations()) {
      const { applicationId } = association;
      this.ledger.forget(workspaceId, applicationId);
      if (this.readings.removed === 'vanishes') desktop.erase(now, applicationId);
      else desktop.write(now, { ...association, ...GONE, lastUpdated: now });
    }
    this.bringBundle(desktop, now);
  }

  /** A new WorkSpace for the user of an old one, which is gone. */
  migrate(workspaceId: string, newWorkspaceId: string, bundleId: string | undefined, now: number): void {
    const { spec, tags } = this.desktop(workspaceId);
    this.terminate(workspaceId, now);
    const more = { workspaceId: newWorkspaceId, tags: Object.fromEntries(tags), state: 'AVAILABLE' } as const;
    this.addWorkspace({ ...spec, ...more, bundleId: bundleId ?? spec.bundleId }, now, now);
  }

  private interrupt(desktop: Desktop, now: number): void {
    this.deployments.abandon(desktop, now);
    this.reboots.abandon(desktop, now);
    this.power.abandon(desktop);
  }

  private bringBundle(desktop: Desktop, now: number): void {
    const created = this.readings.bundled === 'created with the image' ? IMAGES_MADE : now;
    for (const applicationId of this.bundles[desktop.spec.bundleId] ?? []) {
      this.plant({ workspaceId: desktop.id, applicationId, state: 'COMPLETED', created }, now, 'bundle');
    }
  }
}
