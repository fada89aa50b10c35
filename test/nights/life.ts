import type { FleetDeclaration } from '../../lambda/contract/fleet';
import { attemptHash } from '../../lambda/fleet/hashes';
import type { Report } from '../../lambda/fleet/report';
import { keysOf } from '../../lambda/fleet/run';
import type { Execution } from '../../local/stepfunctions/execution';
import { DOCUMENTED_THROTTLE, ServiceError, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { BUCKET, FleetWorld, MACHINE } from '../../testkit/fleet-world';
import type { Death } from '../../testkit/mortal';
import { type Happening, NIGHTS, type NightsPlan } from './plan';

export const OPENING = Date.UTC(2026, 0, 5, 21);
const MINUTE = 60_000;
const DISK = 'ValidationError.InsufficientDiskSpace';
export const REFUSAL = 'ApplicationNotSupportedException';
/** So many nights without trouble follow: then everything is done that can be. */
const CALM_NIGHTS = 6;

const idOf = (index: number): string => `ws-desk${String(index).padStart(4, '0')}`;

const NO_DEATH = { call: 0, when: 'before', left: 0 } as const;

/** A declaration, and from when it counts. */
interface Declared {
  readonly at: number;
  readonly declaration: FleetDeclaration;
}

/** A fleet and what happens to it, for some nights. */
export class Life {
  readonly world: FleetWorld;
  readonly declarations: Declared[] = [];
  readonly executions: Execution[] = [];
  readonly windows: number[] = [];
  /** Desktops on which another hand has changed something of the applications. */
  readonly disturbed = new Set<string>();
  /** Where a stack has declared an application, since when, and until when. */
  readonly held = new Map<string, { readonly from: number; readonly until: number }>();
  /** Sessions that began, by desktop. */
  readonly sessions: { readonly workspaceId: string; readonly at: number }[] = [];
  readonly desks: string[];
  private readonly arrivals = new Set<string>();
  private kills: Death & { left: number } = NO_DEATH;

  constructor(private readonly plan: NightsPlan) {
    const desktops = plan.desks.map(({ isPilot, isUnfit }, index) => ({
      workspaceId: idOf(index),
      userName: `user${index}`,
      ...(isPilot && { tags: { Ring: 'pilot' } }),
      ...(isUnfit && { computeType: 'VALUE' as const }),
    }));
    this.desks = desktops.map(({ workspaceId }) => workspaceId);
    const { install, uninstall } = plan.minutes;
    const durations = { install: install * MINUTE, uninstall: uninstall * MINUTE };
    this.world = new FleetWorld({
      opening: OPENING,
      desktops,
      declaration: plan.declaration,
      simulator: { durations, throttle: plan.isThrottled && DOCUMENTED_THROTTLE },
      readings: { tagIndexLagSeconds: plan.tagLagSeconds },
      death: () => this.death(),
    });
    this.declarations.push({ at: 0, declaration: plan.declaration });
    for (const [index, { fails }] of plan.desks.entries()) {
      if (fails > 0) this.world.simulator.failApplication(VISIO, DISK, { workspaceId: idOf(index), times: fails });
    }
    this.refuse();
    this.watchArrivals();
  }

  /** Some users come back between the mark and the deployment, which then has to wait for them. */
  private watchArrivals(): void {
    const { simulator, clock } = this.world;
    const handle = simulator.handle.bind(simulator);
    simulator.handle = async (request) => {
      const response = await handle(request);
      const found = [...this.arrivals].find((workspaceId) => String(request.body).includes(workspaceId));
      if (found === undefined || !request.target.endsWith('.CreateTags')) return response;
      this.arrivals.delete(found);
      this.sessions.push({ workspaceId: found, at: clock.now() });
      simulator.setConnection(found, 'CONNECTED', 45 * MINUTE);
      return response;
    };
  }

  /** What some desktops never take. */
  private refuse(): void {
    for (const [index, { refuses }] of this.plan.desks.entries()) {
      const about = {
        exception: REFUSAL,
        workspaceId: idOf(index),
        applicationId: VISIO,
        times: Number.MAX_SAFE_INTEGER,
      };
      if (refuses) this.world.simulator.failOperation('AssociateWorkspaceApplication', about);
    }
  }

  /** The nights in which things happen. */
  async run(): Promise<void> {
    for (const { at, what } of this.plan.happenings) void this.later(OPENING + at * MINUTE, what);
    for (let night = 0; night < NIGHTS; night += 1) await this.night();
  }

  /** Nights in which nothing happens, until one changes nothing. */
  async calm(): Promise<void> {
    const { simulator } = this.world;
    this.kills = NO_DEATH;
    simulator.clearFaults();
    this.refuse();
    for (const workspaceId of this.living) simulator.setConnection(workspaceId, 'DISCONNECTED');
    for (let night = 0; night < CALM_NIGHTS; night += 1) await this.night();
  }

  async night(): Promise<Execution> {
    const execution = await this.world.open();
    this.windows.push(this.world.clock.now());
    this.executions.push(execution);
    await this.world.clock.runUntil(execution.ended);
    return execution;
  }

  get living(): readonly string[] {
    return this.desks.filter((workspaceId) => this.world.simulator.workspace(workspaceId) !== undefined);
  }

  get declaration(): FleetDeclaration {
    return this.declarations.at(-1)?.declaration ?? this.plan.declaration;
  }

  get report(): Report {
    return this.world.report;
  }

  /** Those that the service has carried out. */
  get deployments() {
    const { calls } = this.world.simulator;
    return calls.filter(({ operation, effective }) => operation === 'DeployWorkspaceApplications' && effective);
  }

  /** The wave of each desktop in the last attempt; undefined if it was never divided. */
  get waves(): Readonly<Record<string, number>> | undefined {
    const { declaration } = this;
    const key = keysOf(declaration.name).waves(attemptHash(declaration, ''));
    const found = this.world.aws.buckets.get(BUCKET).find(key);
    return found && JSON.parse(found.content.toString()).members;
  }

  /** A run goes on when only the revision changes meanwhile: what it does is of the attempt in which it began. */
  attemptAt(time: number): string {
    const began = this.executions.filter(({ startDate }) => startDate <= time).at(-1)?.startDate ?? time;
    const { declaration } = this.declarations.filter(({ at }) => at <= began).at(-1) ?? this.plan;
    return attemptHash(declaration, '');
  }

  private death(): Death | undefined {
    const { left, ...death } = this.kills;
    if (left > 0) this.kills = { ...death, left: left - 1 };
    return left > 0 ? death : undefined;
  }

  private async later(time: number, what: Happening): Promise<void> {
    await this.world.clock.sleep(time - this.world.clock.now());
    try {
      this.happen(what);
    } catch (error) {
      // What the service refuses to a colleague does not happen.
      if (!(error instanceof ServiceError)) this.world.bugs.push(error);
    }
  }

  private happen(what: Happening): void {
    const { world } = this;
    switch (what.kind) {
      case 'declare': {
        const declaration = { ...this.declaration, ...what.change };
        this.declarations.push({ at: world.clock.now(), declaration });
        world.declare(declaration);
        return;
      }
      case 'fault':
        world.simulator.failOperation('*', what);
        return;
      case 'killed':
        this.kills = { call: what.call, when: what.when, left: what.times };
        return;
      case 'new desktop': {
        const workspaceId = `ws-new${String(this.desks.length).padStart(5, '0')}`;
        this.desks.push(workspaceId);
        world.simulator.addWorkspace({ workspaceId, userName: workspaceId });
        return;
      }
      case 'another run':
        this.executions.push(world.aws.machines.start(MACHINE, {}));
        return;
      default:
        this.happenOn(this.desks[what.desk % this.desks.length] ?? '', what);
        return;
    }
  }

  private happenOn(workspaceId: string, what: Happening & { readonly desk: number }): void {
    const { simulator, clock } = this.world;
    if (!simulator.workspace(workspaceId)) return;
    switch (what.kind) {
      case 'connect':
        this.sessions.push({ workspaceId, at: clock.now() });
        simulator.setConnection(workspaceId, 'CONNECTED', what.minutes * MINUTE);
        return;
      case 'maintenance':
        simulator.setWorkspaceState(workspaceId, 'MAINTENANCE');
        void this.afterMaintenance(workspaceId);
        return;
      case 'terminate':
        simulator.terminate(workspaceId);
        return;
      default:
        this.disturbed.add(workspaceId);
        this.disturb(workspaceId, what);
        return;
    }
  }

  /** It may have been terminated meanwhile. */
  private async afterMaintenance(workspaceId: string): Promise<void> {
    const { simulator, clock } = this.world;
    await clock.sleep(90 * MINUTE);
    if (simulator.workspace(workspaceId)) simulator.setWorkspaceState(workspaceId, 'AVAILABLE');
  }

  private disturb(workspaceId: string, { kind }: Happening): void {
    const { simulator, clock } = this.world;
    switch (kind) {
      case 'rebuild':
        simulator.rebuild(workspaceId);
        return;
      case 'migrate': {
        const moved = `ws-moved${String(this.desks.length).padStart(3, '0')}`;
        simulator.migrate(workspaceId, moved);
        this.desks.push(moved);
        this.disturbed.add(moved);
        return;
      }
      case 'deployed by a colleague':
        simulator.deploy(workspaceId);
        return;
      case 'installed by hand':
        simulator.installNow(workspaceId, VISIO);
        return;
      case 'associated by hand':
        simulator.associate(workspaceId, VISIO);
        return;
      case 'disassociated by hand':
        simulator.disassociate(workspaceId, VISIO);
        return;
      case 'held by a stack':
        if (this.held.has(workspaceId)) return;
        this.world.stacks.declare(workspaceId, VISIO);
        simulator.installNow(workspaceId, VISIO);
        this.held.set(workspaceId, { from: clock.now(), until: Number.POSITIVE_INFINITY });
        return;
      case 'registered by a stack':
        if (this.held.has(workspaceId)) return;
        simulator.associate(workspaceId, VISIO);
        this.world.stacks.declare(workspaceId, VISIO);
        this.held.set(workspaceId, { from: clock.now(), until: Number.POSITIVE_INFINITY });
        this.arrivals.add(workspaceId);
        return;
      case 'retained by a stack':
        this.retain();
        return;
      default:
        throw new Error(`${kind} is about no desktop`);
    }
  }
  /** One of the stacks is deleted, and what it had installed stays. */
  private retain(): void {
    const [workspaceId, held] = [...this.held].find(([, { until }]) => until === Number.POSITIVE_INFINITY) ?? [];
    if (workspaceId === undefined || held === undefined) return;
    this.world.stacks.retain(workspaceId);
    this.held.set(workspaceId, { ...held, until: this.world.clock.now() });
  }
}
