import { ApiFaults } from '../../local/cloudformation/api-faults';
import type { Stack } from '../../local/cloudformation/model';
import { Watch } from './invariants';
import { DESKTOPS, EDITIONS, OURS, type Plan, type Step, type TimedFault } from './plan';
import { strike } from './strikes';
import { templateOf } from './templates';
import { Violation } from './violation';
import { SERVICE_TOKEN, SimulatedWorld } from './world';

const SECOND = 1000;
const NAME = 'Desk';
/** Longer than any late delivery. */
const LONG_AFTER = 4 * 60 * 60 * SECOND;
/** How often the operator tries to get a stack out of a failed rollback or delete. */
const RESCUES = 3;

/** What a life that went well saw. */
export interface Life {
  readonly injected: ReadonlyMap<string, number>;
  readonly operations: number;
  readonly succeeded: number;
  readonly rolledBack: number;
  readonly rescued: number;
}

/** Lives one plan to its end. Throws a {@link Violation} if an invariant does not hold. */
export function live(plan: Plan): Promise<Life> {
  const world = new SimulatedWorld(plan);
  return world.clock.runUntil(new LifeOf(plan, world).run());
}

class LifeOf {
  private readonly watch: Watch;
  private readonly counts = { operations: 0, succeeded: 0, rolledBack: 0, rescued: 0 };

  constructor(
    private readonly plan: Plan,
    private readonly world: SimulatedWorld,
  ) {
    this.watch = new Watch(plan, world);
  }

  async run(): Promise<Life> {
    let stack: Stack | undefined;
    for (const [index, step] of this.plan.steps.entries()) {
      stack = await this.deploy(stack, step, index);
      if (stack.status === 'ROLLBACK_COMPLETE') await this.remove(stack, index);
      if (stack.status === 'DELETE_COMPLETE') stack = undefined;
      await this.pause();
    }
    if (stack) await this.remove(stack, this.plan.steps.length);
    await this.world.clock.sleep(LONG_AFTER);
    this.watch.afterAll();
    this.world.countOutcomes();
    return { injected: this.world.injected, ...this.counts };
  }

  private async deploy(before: Stack | undefined, step: Step, index: number): Promise<Stack> {
    const { engine } = this.world;
    this.world.declare(Math.max(1, step.declared.length));
    const input = { stackName: NAME, templateBody: templateOf(step, index, SERVICE_TOKEN) };
    this.watch.begin(step, before);
    this.arm(index);
    const stack = before ? engine.updateStack(input) : engine.createStack(input);
    if (step.interruption) void this.interrupt(stack, step.interruption);
    await this.settle(stack);
    if (stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE') this.counts.succeeded++;
    else this.counts.rolledBack++;
    this.watch.end(stack);
    return stack;
  }

  private async remove(stack: Stack, index: number): Promise<void> {
    this.watch.begin(undefined, stack);
    this.arm(index);
    this.world.engine.deleteStack(stack.id);
    await this.settle(stack);
    this.watch.end(stack);
  }

  /** Waits until the stack is at rest, and helps it out of a failed rollback or delete, as an operator would. */
  private async settle(stack: Stack): Promise<void> {
    this.counts.operations++;
    await this.world.engine.settled(stack.id);
    for (let rescue = 0; STUCK.has(stack.status); rescue++) {
      this.watch.stuck(stack);
      if (rescue === RESCUES) throw new Violation(`the stack stays in ${stack.status}, whatever the operator does`);
      this.counts.rescued++;
      await this.pause();
      for (const desktop of DESKTOPS) this.revive(desktop);
      if (stack.status === 'UPDATE_ROLLBACK_FAILED') this.continueRollback(stack, rescue === RESCUES - 1);
      else this.world.engine.deleteStack(stack.id);
      await this.world.engine.settled(stack.id);
    }
  }

  /** The last way out, which the runbook describes: to skip what cannot be brought back, and to put it right by hand. */
  private continueRollback(stack: Stack, isLast: boolean): void {
    const failed = [...stack.resources.values()].filter(({ status }) => status === 'UPDATE_FAILED');
    if (isLast) this.watch.abandoned();
    this.world.engine.continueUpdateRollback(stack.id, isLast ? failed.map(({ logicalId }) => logicalId) : []);
  }

  private async interrupt(stack: Stack, { kind, after }: NonNullable<Step['interruption']>): Promise<void> {
    const generation = this.world.generation(stack);
    await this.world.clock.sleep(after * SECOND);
    if (this.world.generation(stack) !== generation) return;
    if (kind === 'cancel' && stack.status === 'UPDATE_IN_PROGRESS') {
      this.world.count('update cancelled');
      this.world.engine.cancelUpdateStack(stack.id);
    } else if (kind === 'delete' && stack.status === 'CREATE_IN_PROGRESS') {
      this.world.count('stack deleted while being created');
      this.watch.interruptedByDelete();
      this.world.engine.deleteStack(stack.id);
    }
  }

  private arm(index: number): void {
    for (const timed of this.plan.faults.filter(({ step }) => step === index)) void this.letLoose(timed);
  }

  private async letLoose({ second, fault }: TimedFault): Promise<void> {
    // What the first delivery is to meet must be there before it.
    if (second > 0) await this.world.clock.sleep(second * SECOND);
    this.watch.struck(fault);
    strike(this.world, fault);
  }

  /** What only the operator can do: bring a WorkSpace back, send its user home, and take back an edition that a failed cleanup left pending. */
  private revive(desktop: string): void {
    const { simulator } = this.world;
    const state = simulator.workspace(desktop)?.state;
    if (!state || state === 'TERMINATING') return;
    simulator.setWorkspaceState(desktop, 'AVAILABLE');
    this.world.sendHome(desktop);
    for (const id of EDITIONS) {
      if (simulator.state(desktop, id).startsWith('PENDING_INSTALL')) simulator.disassociate(desktop, id);
    }
  }

  /** Lets everything come to rest: whatever was let loose and not met is over then. */
  private async pause(): Promise<void> {
    do await this.world.clock.sleep(this.plan.pauseMinutes * 60 * SECOND);
    while ([...this.world.picture().values()].some(({ underWaySince }) => underWaySince !== undefined));
    this.heal();
  }

  private heal(): void {
    this.world.simulator.clearFaults();
    for (const id of OURS) this.world.simulator.failApplication(id, undefined);
    const now = this.world.clock.now();
    for (const [pair, until] of this.world.disguises) this.world.disguises.set(pair, Math.min(until, now));
    this.world.crashes.length = 0;
    this.world.deliveries.length = 0;
    this.world.stackFaults = new ApiFaults();
    this.world.slow = { milliseconds: 0, calls: 0 };
  }
}

const STUCK: ReadonlySet<string> = new Set(['ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED']);
