import type { Stack } from '../../local/cloudformation/model';
import type { Readings } from '../../local/workspaces';
import { DESKTOPS, type Declared, EXISTING, type Fault, FOREIGN, OURS, type Plan, type Step } from './plan';
import type { Change, SimulatedWorld } from './world';

/** An invariant that did not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

const LONGEST_BODY = 4096;
const SERVICE_TIMEOUT = 3600_000;
/** A call may be answered, or time out, so long after the look at the stack. */
const CALL_TIME = 10_000;
const MOST_DEPLOYMENTS = 3;

/** Looks over a life's shoulder, and speaks up. */
export class Watch {
  private step: Step | undefined;
  private installedBefore: ReadonlySet<string> = new Set();
  private readonly mayBeAbsent = new Set<string>();
  private readonly retained = new Set<string>();
  private readonly struckKinds = new Set<string>();
  private firstChange = 0;
  private firstEvent = 0;
  private isStuck = false;
  private isAbandoned = false;
  private deletedMeanwhile = false;
  private deployed: readonly Declared[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly world: SimulatedWorld,
  ) {}

  /** An operation begins: `step` is undefined for a delete of the stack. */
  begin(step: Step | undefined, stack: Stack | undefined): void {
    this.step = step;
    this.installedBefore = this.installed();
    this.firstChange = this.world.changes.length;
    this.firstEvent = stack?.events.length ?? 0;
    this.isStuck = false;
    this.deletedMeanwhile = false;
    this.isAbandoned = false;
    for (const { workspaceId, absentApplicationIds } of step?.declared ?? []) {
      for (const id of absentApplicationIds) this.mayBeAbsent.add(`${workspaceId} ${id}`);
    }
  }

  struck({ kind }: Fault): void {
    this.struckKinds.add(kind);
  }

  interruptedByDelete(): void {
    this.deletedMeanwhile = true;
    // Deleting a stack is not rolling it back: a policy that retains except on create retains what had begun.
    for (const declared of this.step?.declared ?? []) if (declared.retain) this.retain(declared);
  }

  /** The operator skipped what the rollback could not bring back: nobody knows any more what is there. */
  abandoned(): void {
    if (!this.struckKinds.has('crash')) throw new Violation('nothing but skipping helps, although nothing crashed');
    this.isAbandoned = true;
  }

  /** A rollback or delete failed: honest after some faults, and a defect without any. */
  stuck(stack: Stack): void {
    this.isStuck = true;
    // When a rollback that failed is continued, nothing tells the handler any more what the update had declared; and who
    // deletes a stack whose rollback failed leaves what it retains.
    const isForgotten = stack.status === 'UPDATE_ROLLBACK_FAILED';
    this.retainAll((this.step?.declared ?? []).filter(({ retain }) => retain || isForgotten));
    const excused = ['crash', 'failing application', 'refusal', 'WorkSpace state', 'stack refusal', 'colleague'];
    if (excused.some((kind) => this.struckKinds.has(kind)) || isBlind(this.plan.readings)) return;
    throw new Violation(`${stack.status} without a reason: ${this.reasons(stack).join(' | ')}`);
  }

  /** The operation is at rest. */
  end(stack: Stack): void {
    this.checkReasons(stack);
    this.checkAnswers();
    this.checkChanges();
    this.checkExisting();
    const before = this.deployed;
    if (stack.status === 'UPDATE_COMPLETE' || stack.status === 'CREATE_COMPLETE') this.noteRetained();
    const failedCleanup = this.eventsOf(stack).some(({ status }) => status === 'DELETE_FAILED');
    switch (stack.status) {
      case 'CREATE_COMPLETE':
      case 'UPDATE_COMPLETE':
        this.checkDeclared();
        if (failedCleanup) this.retainAll(before);
        else this.checkUndeclared();
        break;
      case 'ROLLBACK_COMPLETE':
      case 'UPDATE_ROLLBACK_COMPLETE':
        if (this.isEasy()) throw new Violation(`failed for no reason: ${this.reasons(stack).join(' | ')}`);
        if (failedCleanup || this.isAbandoned) this.retainAll([...(this.step?.declared ?? []), ...before]);
        else this.checkAsBefore();
        break;
      case 'DELETE_COMPLETE':
        if (this.deletedMeanwhile || this.step === undefined) this.checkNothingLeft();
        break;
      default:
        throw new Violation(`at rest in ${stack.status}`);
    }
  }

  afterAll(): void {
    this.checkAnswers();
    this.checkExisting();
    if (this.world.framework.running > 0) throw new Violation('a waiter is still running, hours later');
    const line = this.world.lines.find((text) => /Signature=|ResponseURL/i.test(text));
    if (line) throw new Violation(`a log line holds the ResponseURL: ${line}`);
  }

  private installed(states: readonly string[] = ['COMPLETED']): ReadonlySet<string> {
    return new Set(
      DESKTOPS.flatMap((desktop) =>
        this.world.simulator
          .associations(desktop)
          .filter(({ state }) => states.includes(state))
          .map(({ applicationId }) => `${desktop} ${applicationId}`),
      ),
    );
  }

  /** Success means that every declared application is installed, at the time of the answer and for good. */
  private checkDeclared(): void {
    for (const { workspaceId, applicationIds, absentApplicationIds, waitForInstallation } of this.step?.declared ??
      []) {
      for (const id of applicationIds) {
        const state = this.world.simulator.state(workspaceId, id);
        if (state === 'COMPLETED' || (!waitForInstallation && state !== 'ABSENT')) continue;
        throw new Violation(`success, and ${id} on ${workspaceId} is ${state}`);
      }
      for (const id of absentApplicationIds) {
        const state = this.world.simulator.state(workspaceId, id);
        if (state !== 'REMOVED' && state !== 'ABSENT')
          throw new Violation(`success, and ${id}, declared absent, is ${state}`);
      }
    }
  }

  /** What the template does not declare any more is gone, unless it is retained. */
  private checkUndeclared(): void {
    if (isBlind(this.plan.readings)) return;
    const declared = new Set(
      (this.step?.declared ?? []).flatMap(({ workspaceId, applicationIds }) =>
        applicationIds.map((id) => `${workspaceId} ${id}`),
      ),
    );
    this.requireGone((pair) => declared.has(pair));
  }

  private checkNothingLeft(): void {
    if (!isBlind(this.plan.readings)) this.requireGone(() => false);
  }

  private requireGone(except: (pair: string) => boolean): void {
    for (const desktop of DESKTOPS) {
      for (const { applicationId, state } of this.world.simulator.associations(desktop)) {
        const pair = `${desktop} ${applicationId}`;
        if (!OURS.includes(applicationId) || state === 'REMOVED' || this.retained.has(pair) || except(pair)) continue;
        throw new Violation(`${pair} is left behind, ${state}`);
      }
    }
  }

  /** After a rollback the desktops are as before; only what was declared absent may be gone. */
  private checkAsBefore(): void {
    const now = this.installed();
    // Who does not wait for an installation does not wait for it in a rollback either.
    const back = this.deployed.every(({ waitForInstallation }) => waitForInstallation)
      ? now
      : this.installed(['COMPLETED', 'INSTALLING']);
    const gone = [...this.installedBefore].filter(
      (pair) => !back.has(pair) && !this.mayBeAbsent.has(pair) && !isColleagues(pair),
    );
    if (gone.length > 0) throw new Violation(`rolled back, and gone: ${gone.join(', ')}`);
    const more = [...now].filter(
      (pair) => !this.installedBefore.has(pair) && !isColleagues(pair) && !this.retained.has(pair),
    );
    if (more.length > 0 && !isBlind(this.plan.readings))
      throw new Violation(`rolled back, and left behind: ${more.join(', ')}`);
  }

  /** What was there before the resource is there still, unless it was ever declared absent. */
  private checkExisting(): void {
    for (const pair of [`${DESKTOPS[0]} ${EXISTING}`, ...DESKTOPS.map((desktop) => `${desktop} ${FOREIGN}`)]) {
      const [desktop = '', id = ''] = pair.split(' ');
      const state = this.world.simulator.state(desktop, id);
      if (state === 'COMPLETED' || this.mayBeAbsent.has(pair)) continue;
      throw new Violation(`${pair} was there before, and is ${state}`);
    }
  }

  private checkReasons(stack: Stack): void {
    for (const { status, reason, type } of this.eventsOf(stack)) {
      if (!status.endsWith('_FAILED') || !type.startsWith('Custom::')) continue;
      if (!reason) throw new Violation(`${status} without a reason`);
      if (/UnknownError|Operation timed out|did not receive a response|at .*\(.*:\d+:\d+\)/.test(reason)) {
        throw new Violation(`a reason that helps nobody: ${reason}`);
      }
    }
  }

  private checkAnswers(): void {
    for (const { body, time, event } of this.world.answers) {
      if (Buffer.byteLength(body) > LONGEST_BODY) throw new Violation(`an answer of ${Buffer.byteLength(body)} bytes`);
      const asked = this.world.askedAt(event);
      if (asked !== undefined && time - asked > SERVICE_TIMEOUT)
        throw new Violation(`answered ${(time - asked) / 1000} seconds after it was asked`);
    }
  }

  private checkChanges(): void {
    const deployments = new Map<string, number>();
    for (const change of this.world.changes.slice(this.firstChange)) {
      this.checkFence(change);
      if (change.operation !== 'DeployWorkspaceApplications' || !change.wasEffective) continue;
      const count = (deployments.get(change.requestId) ?? 0) + 1;
      deployments.set(change.requestId, count);
      if (count > MOST_DEPLOYMENTS) throw new Violation(`one request deployed ${count} times`);
      this.checkQuiet(change);
    }
    if (!this.isEasy()) return;
    for (const desktop of DESKTOPS) {
      const own = this.world.changes
        .slice(this.firstChange)
        .filter(
          ({ operation, wasEffective, workspaceId }) =>
            operation.startsWith('Deploy') && wasEffective && workspaceId === desktop,
        );
      if (own.length > 1) throw new Violation(`${own.length} deployments of ${desktop} in one operation`);
    }
  }

  /** A request changes nothing once its operation is over: so its last look at the stack said, a moment ago. */
  private checkFence({ requestType, requestId, operation, time, look }: Change): void {
    if (!look || time - look.time > CALL_TIME)
      throw new Violation(`${operation} without a look at the stack just before`);
    if (requestType === 'Delete') {
      if (look.status.endsWith('_IN_PROGRESS') && look.status !== 'UPDATE_IN_PROGRESS') return;
      throw new Violation(`a delete makes ${operation} while the stack is in ${look.status}`);
    }
    if (this.world.generationOf(requestId) === look.generation) return;
    throw new Violation(`a waiter that outlived its operation makes ${operation} in ${look.status}`);
  }

  /** No deployment while somebody else's change on the WorkSpace is younger than the quiet time. */
  private checkQuiet(deploy: Change): void {
    const { timestamps = 'both', describeLagSeconds = 0 } = this.plan.readings;
    if (timestamps !== 'both' || describeLagSeconds > 0) return;
    const young = this.world.changes.find(
      ({ operation, wasEffective, workspaceId, invocation, answeredAt, state }) =>
        !operation.startsWith('Deploy') &&
        wasEffective &&
        workspaceId === deploy.workspaceId &&
        invocation !== deploy.invocation &&
        answeredAt <= deploy.seenAt &&
        deploy.time - answeredAt < deploy.invocation.quiet - 2000 &&
        state?.startsWith('PENDING_'),
    );
    if (young)
      throw new Violation(
        `deployed ${deploy.time - young.answeredAt} ms after ${young.operation} of ${young.applicationId}`,
      );
  }

  /** Nothing goes wrong in this plan, so nothing may fail. */
  private isEasy(): boolean {
    const { step, plan } = this;
    if (!step || plan.faults.length > 0 || this.isStuck || plan.throttled) return false;
    if (step.bomb !== null || step.interruption !== null || plan.steps.indexOf(step) > 0) return false;
    // The two editions of a step-to-step swap, what exists already, and a reading that takes the other half down are other matters.
    return (
      step.declared.every(({ applicationIds }) => !applicationIds.includes(EXISTING)) &&
      plan.installMinutes <= 8 &&
      !isBlind(plan.readings)
    );
  }

  /** What a retaining resource installed stays, also on the WorkSpace that it was on before. */
  private noteRetained(): void {
    const declared = this.step?.declared ?? [];
    for (const { logicalId, retain } of declared) {
      if (!retain) continue;
      for (const { workspaceId, applicationIds } of [...declared, ...this.deployed].filter(
        (other) => other.logicalId === logicalId,
      )) {
        this.retain({ workspaceId, applicationIds });
      }
    }
    this.deployed = declared;
  }

  /** Cleanups that fail do not fail an update: what they were to remove is nobody's any more. */
  private retainAll(declared: readonly Declared[]): void {
    for (const one of declared) this.retain(one);
  }

  private retain({ workspaceId, applicationIds }: Pick<Declared, 'workspaceId' | 'applicationIds'>): void {
    for (const id of applicationIds) this.retained.add(`${workspaceId} ${id}`);
  }

  private eventsOf(stack: Stack) {
    return stack.events.slice(this.firstEvent);
  }

  private reasons(stack: Stack): readonly string[] {
    return this.eventsOf(stack)
      .filter(({ status, type }) => status.endsWith('_FAILED') && type.startsWith('Custom::'))
      .map(({ logicalId, status, reason }) => `${logicalId} ${status} ${reason}`);
  }
}

const isColleagues = (pair: string): boolean => pair.endsWith('colleague');

/** Where the service does not tell when an association was made, what is ours is rather left than something else removed. */
const isBlind = ({ timestamps, reassociation }: Partial<Readings>): boolean =>
  timestamps === 'none' || timestamps === 'no Created' || reassociation === 'keeps Created';
