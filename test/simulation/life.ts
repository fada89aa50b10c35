import { ApiFaults } from '../../local/cloudformation/api-faults';
import type { Stack } from '../../local/cloudformation/model';
import { EDITIONS, OURS, pairOf } from './desks';
import type { Plan, StackPlan, TimedFault } from './plan';
import type { Step } from './steps';
import { strike } from './strikes';
import { loadOf, templateOf } from './templates';
import { checkEnd } from './the-end';
import { Violation } from './violation';
import { Watch } from './watch';
import { SERVICE_TOKEN, SimulatedWorld } from './world';

const SECOND = 1000;
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
  return world.clock.runUntil(liveIn(world, plan));
}

async function liveIn(world: SimulatedWorld, plan: Plan): Promise<Life> {
  const counts = { operations: 0, succeeded: 0, rolledBack: 0, rescued: 0 };
  const lives = plan.stacks.map((stack) => new LifeOf(plan, stack, world, counts));
  await Promise.all(lives.map((life) => life.run()));
  await world.clock.sleep(LONG_AFTER);
  for (const { watch } of lives) watch.afterAll();
  checkEnd(world);
  world.countOutcomes();
  return { injected: world.injected, ...counts };
}

type Counts = Record<'operations' | 'succeeded' | 'rolledBack' | 'rescued', number>;

/** One stack. The first of a plan is the one that the faults wait for. */
class LifeOf {
  readonly watch: Watch;

  constructor(
    private readonly plan: Plan,
    private readonly own: StackPlan,
    private readonly world: SimulatedWorld,
    private readonly counts: Counts,
  ) {
    this.watch = new Watch(plan, own.name, world);
  }

  async run(): Promise<void> {
    await this.world.clock.sleep(this.own.begins * SECOND);
    let stack: Stack | undefined;
    for (const [index, step] of this.own.steps.entries()) {
      stack = await this.deploy(stack, step, index);
      if (stack.status === 'ROLLBACK_COMPLETE') await this.remove(stack, index);
      if (stack.status === 'DELETE_COMPLETE') stack = undefined;
      await this.pause();
    }
    if (stack) await this.remove(stack, this.own.steps.length);
  }

  private async deploy(before: Stack | undefined, step: Step, index: number): Promise<Stack> {
    const { engine, desktops, functions } = this.world;
    if (step.migrates !== null) this.migrate(step.migrates);
    if (before && step.evolution !== 'anew') this.world.count(step.evolution);
    functions.declare(this.own.name, loadOf(step, this.plan.counts));
    const templateBody = templateOf(step, index, { desktops, serviceToken: SERVICE_TOKEN });
    // CloudFormation goes on from a failed stack only if it need not roll back.
    const staysFailed = step.staysFailed || /^(CREATE|UPDATE)_FAILED$/.test(before?.status ?? '');
    const onFailure = staysFailed ? 'PRESERVE' : 'ROLLBACK';
    const input = { stackName: this.own.name, templateBody, onFailure } as const;
    this.watch.begin({ ...step, staysFailed }, before);
    this.arm(index);
    const stack = before ? engine.updateStack(input) : engine.createStack(input);
    if (step.interruption) void this.interrupt(stack, step.interruption);
    await this.settle(stack);
    if (stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE') this.counts.succeeded++;
    else this.counts.rolledBack++;
    this.watch.end(stack);
    return stack;
  }

  private migrate(place: 0 | 1): void {
    this.world.count('migration');
    this.world.desktops.migrate(place);
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
      this.heal();
      for (const desktop of this.world.desktops.all) this.revive(desktop);
      if (stack.status === 'UPDATE_ROLLBACK_FAILED') this.continueRollback(stack, rescue === RESCUES - 1);
      else this.world.engine.deleteStack(stack.id);
      await this.world.engine.settled(stack.id);
    }
  }

  /** The last way out, which the runbook describes: to skip what cannot be brought back, and to put it right by hand. */
  private continueRollback(stack: Stack, isLast: boolean): void {
    const failed = [...stack.resources.values()].filter(({ status }) => status === 'UPDATE_FAILED');
    if (isLast) this.watch.abandoned(failed);
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
      this.world.engine.deleteStack(stack.id);
    }
  }

  private arm(index: number): void {
    if (this.own !== this.plan.stacks[0]) return;
    for (const timed of this.plan.faults.filter(({ step }) => step === index)) void this.letLoose(timed);
  }

  private async letLoose({ second, fault }: TimedFault): Promise<void> {
    // What the first delivery is to meet must be there before it.
    if (second > 0) await this.world.clock.sleep(second * SECOND);
    this.world.struck.push(fault);
    strike(this.world, fault);
  }

  /** What only the operator can do: bring a WorkSpace back, send its user home, and take back an edition that a failed cleanup left pending. */
  private revive(desktop: string): void {
    const { simulator } = this.world;
    const state = simulator.workspace(desktop)?.state;
    if (!state || state === 'TERMINATING') return;
    // What is being deployed or rebooted comes back by itself.
    const isBack = simulator
      .outagesOf(desktop)
      .every(({ end = Number.POSITIVE_INFINITY }) => end <= this.world.clock.now());
    if (isBack) simulator.setWorkspaceState(desktop, 'AVAILABLE');
    this.world.desktops.sendHome(desktop);
    for (const id of EDITIONS) {
      if (!simulator.state(desktop, id).startsWith('PENDING_INSTALL')) continue;
      simulator.disassociate(desktop, id);
      // It may have been that of another stack.
      this.world.desktops.meddling.set(pairOf(desktop, id), this.world.clock.now());
    }
  }

  /** Lets everything come to rest: whatever was let loose and not met is over then. */
  private async pause(): Promise<void> {
    do await this.world.clock.sleep(this.plan.pauseMinutes * 60 * SECOND);
    while ([...this.world.desktops.picture().values()].some(({ underWaySince }) => underWaySince !== undefined));
    if (this.own === this.plan.stacks[0]) this.heal();
  }

  private heal(): void {
    const { simulator, clock, desktops, functions } = this.world;
    simulator.clearFaults();
    for (const id of OURS) simulator.failApplication(id, undefined);
    for (const [pair, until] of desktops.disguises) desktops.disguises.set(pair, Math.min(until, clock.now()));
    functions.crashes.length = 0;
    functions.slow = { milliseconds: 0, calls: 0 };
    this.world.deliveries.length = 0;
    this.world.refusedTags.clear();
    this.world.stackFaults = new ApiFaults();
  }
}

const STUCK: ReadonlySet<string> = new Set(['ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED']);
