import type { Stack } from '../../local/cloudformation/model';
import type { Association } from '../../local/workspaces';
import { checkAnswer } from './answers';
import { type Circumstances, isDenial, requireCause } from './causes';
import { checkChanges, checkFence, isDeployment } from './changes';
import { type Fault, minutesOf } from './faults';
import { checkOutages, isReboot } from './outages';
import { DESKTOPS, type Declared, EXISTING, FOREIGN, isBlind, OURS, type Plan, type Step } from './plan';
import type { Change, Picture } from './records';
import { MARKER } from './requests';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

/** Looks over a life's shoulder, and speaks up. */
export class Watch {
  private step: Step | undefined;
  private installedBefore: ReadonlySet<string> = new Set();
  private readonly mayBeAbsent = new Set<string>();
  private readonly retained = new Set<string>();
  /** What was not waited for may have failed since, and nobody looks at it again unasked. */
  private readonly unattended = new Set<string>();
  private readonly struckFaults: Fault[] = [];
  private before: Picture = new Map();
  private began = 0;
  private firstAnswer = 0;
  private firstChange = 0;
  private firstEvent = 0;
  private isStuck = false;
  private isAbandoned = false;
  private isGone = false;
  private deployed: readonly Declared[] = [];
  private readonly since = new Map<string, number>();

  constructor(
    private readonly plan: Plan,
    private readonly world: SimulatedWorld,
  ) {}

  /** An operation begins: `step` is undefined for a delete of the stack. */
  begin(step: Step | undefined, stack: Stack | undefined): void {
    this.checkLate();
    this.step = step;
    this.before = this.world.picture();
    this.began = this.world.clock.now();
    this.installedBefore = this.installed();
    this.firstEvent = stack?.events.length ?? 0;
    this.isStuck = false;
    this.isAbandoned = false;
    for (const { logicalId, workspaceId, absentApplicationIds } of step?.declared ?? []) {
      const isNew = this.deployed.every((other) => other.logicalId !== logicalId || other.workspaceId !== workspaceId);
      if (isNew) this.since.set(`${logicalId} ${workspaceId}`, this.began);
      for (const id of absentApplicationIds) this.mayBeAbsent.add(`${workspaceId} ${id}`);
    }
  }

  struck(fault: Fault): void {
    this.struckFaults.push(fault);
  }

  interruptedByDelete(): void {
    // Deleting a stack is not rolling it back: a policy that retains except on create retains what had begun.
    for (const declared of this.step?.declared ?? []) if (declared.retain) this.retain(declared);
  }

  /** The operator skipped what the rollback could not bring back: nobody knows any more what is there. */
  abandoned(): void {
    // A rollback that is continued does not know any more what the update had declared; and an edition of which nothing
    // tells that it is ours stays in the way.
    const excused = ['crash', 'failing application', 'late delivery', 'unknown state'];
    const isExcused = this.struckFaults.some((fault) => excused.includes(fault.kind) || isDenial(fault));
    if (!isExcused && !isBlind(this.plan.readings))
      throw new Violation('nothing but skipping helps, although the rollback had no reason to fail');
    this.isAbandoned = true;
  }

  /** A rollback or delete failed: honest after some faults, and a defect without any. */
  stuck(stack: Stack): void {
    this.isStuck = true;
    // When a rollback that failed is continued, nothing tells the handler any more what the update had declared; and who
    // deletes a stack whose rollback failed leaves what it retains.
    const isForgotten = stack.status === 'UPDATE_ROLLBACK_FAILED';
    this.retainAll((this.step?.declared ?? []).filter(({ retain }) => retain || isForgotten));
    this.checkCauses(stack);
  }

  /** The operation is at rest. */
  end(stack: Stack): void {
    this.checkCauses(stack);
    this.checkAnswers();
    this.checkChanges();
    this.checkExisting();
    this.noteMarked(stack);
    this.isGone = stack.status === 'DELETE_COMPLETE';
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
        this.requireBeginning(stack);
        if (failedCleanup || this.isAbandoned) this.retainAll([...(this.step?.declared ?? []), ...before]);
        else this.checkAsBefore();
        break;
      case 'DELETE_COMPLETE':
        this.checkNothingLeft();
        break;
      default:
        throw new Violation(`at rest in ${stack.status}`);
    }
  }

  afterAll(): void {
    this.checkLate();
    this.checkAnswers();
    this.checkExisting();
    if (this.isGone) this.checkNothingLeft();
    if (this.world.framework.running > 0) throw new Violation('a waiter is still running, hours later');
    this.checkLines();
  }

  /** Nothing of a ResponseURL is in a log, however it is spelled: who has it can answer in the handler's name. */
  private checkLines(): void {
    const text = this.world.lines.join('\n');
    const secrets = [...this.world.events.keys()].flatMap((url) => {
      const { pathname, searchParams } = new URL(url);
      return [url, pathname.slice(1), decodeURIComponent(pathname.slice(1)), ...searchParams.values()];
    });
    const marks = ['ResponseURL', 'custom-resource-response', 'AWSAccessKeyId', 'Signature'];
    const found = [...secrets, ...marks].find((secret) => text.includes(secret));
    if (found) throw new Violation(`a log line holds ${found}, of a ResponseURL`);
  }

  /** What the colleague has had a hand in is theirs, and nothing is on a WorkSpace that goes. */
  private isExempt(pair: string): boolean {
    const [desktop = ''] = pair.split(' ');
    const { state = 'TERMINATED' } = this.world.simulator.workspace(desktop) ?? {};
    return this.world.hasMeddled(pair) || state.startsWith('TERMINAT');
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
        const pair = `${workspaceId} ${id}`;
        const state = this.world.simulator.state(workspaceId, id);
        if (!waitForInstallation) this.unattended.add(pair);
        if (state === 'COMPLETED' || (this.unattended.has(pair) && state !== 'ABSENT') || this.isExempt(pair)) continue;
        throw new Violation(`success, and ${id} on ${workspaceId} is ${state}`);
      }
      // Where nothing tells what is ours, what an interrupted create has left behind may be declared absent already.
      for (const id of isBlind(this.plan.readings) ? [] : absentApplicationIds) {
        const state = this.world.simulator.state(workspaceId, id);
        if (state !== 'REMOVED' && state !== 'ABSENT' && !this.isExempt(`${workspaceId} ${id}`))
          throw new Violation(`success, and ${id}, declared absent, is ${state}`);
      }
    }
  }

  /** What the template does not declare any more is gone, unless it is retained. */
  private checkUndeclared(): void {
    const declared = new Set((this.step?.declared ?? []).flatMap(pairsOf));
    this.requireGone((pair) => declared.has(pair));
  }

  private checkNothingLeft(): void {
    this.requireGone(() => false);
  }

  private requireGone(except: (pair: string) => boolean): void {
    for (const desktop of DESKTOPS) {
      for (const association of this.world.simulator.associations(desktop)) {
        const { applicationId, state } = association;
        const pair = `${desktop} ${applicationId}`;
        if (!OURS.includes(applicationId) || state === 'REMOVED' || this.retained.has(pair) || except(pair)) continue;
        if (this.isExempt(pair) || this.isLeft(desktop, association)) continue;
        throw new Violation(`${pair} is left behind, ${state}`);
      }
    }
  }

  /** Whether nothing tells that an application is the stack's own, from `from` on, so that it stays. */
  private isLeft(desktop: string, { created, state }: Pick<Association, 'created' | 'state'>, from = 0): boolean {
    const { timestamps = 'both', reassociation } = this.plan.readings;
    if (timestamps === 'none') return state === 'COMPLETED';
    if (timestamps === 'no Created' || reassociation !== 'keeps Created') return false;
    const since = [...this.since].filter(([resource]) => resource.endsWith(desktop)).map(([, time]) => time);
    return created < Math.max(from, ...since);
  }

  /** After a rollback the desktops are as before; only what was declared absent may be gone. */
  private checkAsBefore(): void {
    const now = this.installed();
    // Who does not wait for an installation does not wait for it in a rollback either.
    const hasty = this.deployed.filter(({ waitForInstallation }) => !waitForInstallation).flatMap(pairsOf);
    const moving = this.installed(['INSTALLING']);
    const gone = [...this.installedBefore].filter(
      (pair) =>
        !now.has(pair) &&
        !(moving.has(pair) && hasty.includes(pair)) &&
        !this.mayBeAbsent.has(pair) &&
        !this.isExempt(pair),
    );
    if (gone.length > 0) throw new Violation(`rolled back, and gone: ${gone.join(', ')}`);
    const more = DESKTOPS.flatMap((desktop) => this.addedTo(desktop));
    if (more.length > 0) throw new Violation(`rolled back, and left behind: ${more.join(', ')}`);
  }

  /** What was not there before the operation, and is not meant to stay. */
  private addedTo(desktop: string): readonly string[] {
    // What had failed behind the back of who does not wait for an installation may be there now, as it was declared.
    const wanted = this.deployed.flatMap(pairsOf).filter((pair) => this.unattended.has(pair));
    const added = this.world.simulator.associations(desktop).filter((association) => {
      const { applicationId, state } = association;
      const pair = `${desktop} ${applicationId}`;
      const { state: was = 'REMOVED' } = this.before.get(pair) ?? {};
      const isNew = OURS.includes(applicationId) && was === 'REMOVED' && state !== 'REMOVED';
      if (!isNew && (state !== 'COMPLETED' || was === 'COMPLETED')) return false;
      if (this.isExempt(pair) || this.retained.has(pair) || wanted.includes(pair)) return false;
      return !this.isLeft(desktop, association, this.began);
    });
    return added.map(({ applicationId, state }) => `${desktop} ${applicationId}, ${state}`);
  }

  /** What was there before the resource is there still, unless it was ever declared absent. */
  private checkExisting(): void {
    for (const pair of [`${DESKTOPS[0]} ${EXISTING}`, ...DESKTOPS.map((desktop) => `${desktop} ${FOREIGN}`)]) {
      const [desktop = '', id = ''] = pair.split(' ');
      const state = this.world.simulator.state(desktop, id);
      if (state === 'COMPLETED' || this.mayBeAbsent.has(pair) || this.isExempt(pair)) continue;
      throw new Violation(`${pair} was there before, and is ${state}`);
    }
  }

  /** Whatever failed, failed with words that help, and for a cause that was there. */
  private checkCauses(stack: Stack): void {
    const goingBack = this.eventsOf(stack).findIndex(({ status }) => /^(UPDATE_)?ROLLBACK_IN|^DELETE_IN/.test(status));
    for (const event of this.failuresOf(stack)) {
      const { status, reason, type } = event;
      if (!type.startsWith('Custom::')) continue;
      if (!reason) throw new Violation(`${status} without a reason`);
      if (/UnknownError|Operation timed out|at .*\(.*:\d+:\d+\)/.test(reason)) {
        throw new Violation(`a reason that helps nobody: ${reason}`);
      }
      const isGoingBack = goingBack >= 0 && this.eventsOf(stack).indexOf(event) > goingBack;
      requireCause(reason, { ...this.circumstances(event.logicalId), isGoingBack });
    }
  }

  /** What rolled back did so because a resource failed, or somebody wished it. */
  private requireBeginning(stack: Stack): void {
    if (this.step?.interruption || this.failuresOf(stack).length > 0) return;
    const [rollback] = this.eventsOf(stack).filter(({ status }) => status.endsWith('ROLLBACK_IN_PROGRESS'));
    throw new Violation(`rolled back although nothing failed: ${rollback?.reason}`);
  }

  private circumstances(logicalId: string): Omit<Circumstances, 'isGoingBack'> {
    const isSame = (declared: Declared) => declared.logicalId === logicalId;
    const allowsExisting = this.step?.declared.find(isSame)?.allowExisting ?? false;
    const deployed = this.deployed.filter(isSame).flatMap(pairsOf);
    return {
      struck: this.struckFaults,
      before: this.before,
      hasMeddled: (pair) => this.world.hasMeddled(pair),
      isWelcome: (pair) => allowsExisting || deployed.includes(pair),
      hasFailed: (pair) => {
        const [desktop = '', id] = pair.split(' ');
        return this.world.simulator
          .deploymentsOf(desktop)
          .some(
            ({ end, applications }) =>
              (end === undefined || end >= this.began) &&
              applications.some((turn) => turn.applicationId === id && turn.errorCode),
          );
      },
      isBlind: isBlind(this.plan.readings),
      longest: this.longest(),
    };
  }

  /** How many minutes there and back can take: every turn of every deployment, and all that was let loose. */
  private longest(): number {
    const { installMinutes, throttled } = this.plan;
    const turns = [...(this.step?.declared ?? []), ...this.deployed].flatMap(
      ({ applicationIds, absentApplicationIds }) => [...applicationIds, ...absentApplicationIds],
    );
    const trouble = this.struckFaults.reduce((sum, fault) => sum + minutesOf(fault, installMinutes), 0);
    const reboots = 5 * (this.step?.declared.filter((declared) => declared.rebootAfterInstallation).length ?? 0);
    return 10 + reboots + (throttled ? 5 : 0) + 2 * turns.length * installMinutes + trouble;
  }

  private checkAnswers(): void {
    for (const answer of this.world.answers.slice(this.firstAnswer)) checkAnswer(answer, this.world);
    this.firstAnswer = this.world.answers.length;
  }

  /** Who changes something between two operations, or after the last, has outlived his own. */
  private checkLate(): void {
    for (const change of this.world.changes.slice(this.firstChange)) checkFence(change, this.world);
    this.firstChange = this.world.changes.length;
  }

  private checkChanges(): void {
    const changes = this.world.changes.slice(this.firstChange);
    this.firstChange = this.world.changes.length;
    checkChanges(changes, this.world, this.plan.readings, {
      since: this.since,
      began: this.began,
      mayBeAbsent: this.mayBeAbsent,
    });
    checkOutages(changes, this.world, this.plan.readings, this.began);
    if (this.isEasy()) for (const desktop of DESKTOPS) this.checkEasy(desktop, changes);
  }

  /** Where nothing goes wrong, one deployment must do, and the reboot that was asked for takes place. */
  private checkEasy(desktop: string, changes: readonly Change[]): void {
    const own = changes.filter(({ workspaceId }) => workspaceId === desktop);
    const deployments = own.filter(isDeployment).length;
    if (deployments > 1) throw new Violation(`${deployments} deployments of ${desktop} in one operation`);
    const isTimeless = this.plan.readings.timestamps === 'none';
    const isToReboot = this.step?.declared.some(
      ({ workspaceId, rebootAfterInstallation }) => workspaceId === desktop && rebootAfterInstallation,
    );
    const reboots = own.filter(isReboot).length;
    const wanted = isToReboot && !isTimeless ? 1 : 0;
    if (reboots !== wanted) throw new Violation(`${reboots} reboots of ${desktop} in place of ${wanted}`);
  }

  /** Nothing goes wrong in this plan. */
  private isEasy(): boolean {
    const { step, plan } = this;
    if (!step || plan.faults.length > 0 || this.isStuck || plan.throttled) return false;
    if (step.bomb !== null || step.interruption !== null || plan.steps.indexOf(step) > 0) return false;
    // The two editions of a step-to-step swap, what exists already, and a reading that takes the other half down are other matters.
    return (
      step.declared.every(({ applicationIds }) => !applicationIds.includes(EXISTING)) &&
      step.declared.every(({ timeoutSeconds }) => this.longest() < (timeoutSeconds ?? 3300) / 60) &&
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

  /** Where the framework fails the second delivery of a create, it never passes on the delete of what the first has begun. */
  private noteMarked(stack: Stack): void {
    if (!this.struckFaults.some(({ kind }) => kind === 'duplicate')) return;
    const marked = this.eventsOf(stack).flatMap(({ physicalId, logicalId }) =>
      physicalId === MARKER ? logicalId : [],
    );
    this.retainAll((this.step?.declared ?? []).filter(({ logicalId }) => marked.includes(logicalId)));
  }

  /** Cleanups that fail do not fail an update: what they were to remove is nobody's any more. */
  private retainAll(declared: readonly Declared[]): void {
    for (const one of declared) this.retain(one);
  }

  private retain(declared: Pick<Declared, 'workspaceId' | 'applicationIds'>): void {
    for (const pair of pairsOf(declared)) this.retained.add(pair);
  }

  private eventsOf(stack: Stack) {
    return stack.events.slice(this.firstEvent);
  }

  /** What failed by itself, not because something else did. */
  private failuresOf(stack: Stack) {
    return this.eventsOf(stack).filter(
      ({ status, reason, physicalId }) =>
        status.endsWith('_FAILED') && physicalId !== stack.id && !/^Resource \w+ cancelled$/.test(reason ?? ''),
    );
  }
}

const pairsOf = ({ workspaceId, applicationIds }: Pick<Declared, 'workspaceId' | 'applicationIds'>) =>
  applicationIds.map((id) => `${workspaceId} ${id}`);
