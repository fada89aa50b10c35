import type { Stack, StackResource } from '../../local/cloudformation/model';
import { checkAnswer } from './answers';
import { requireCauses } from './causes';
import { checkChanges, checkFence } from './changes';
import { desktopOf } from './desks';
import { checkEasy } from './easy';
import { identityOf } from './marks';
import { checkOutages } from './outages';
import type { Plan } from './plan';
import { type Change, touchedBy } from './records';
import { MARKER, propertiesOf } from './requests';
import { checkAsBefore, type Found, find } from './restored';
import type { Step } from './steps';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

const RESTING: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'DELETE_COMPLETE',
]);

/** Looks over the shoulder of one stack, operation by operation. */
export class Watch {
  private step: Step | undefined;
  private found: Found | undefined;
  private firstEvent = 0;
  private firstChange = 0;
  private firstAnswer = 0;
  private isStuck = false;
  /** What is no longer brought back: the operator skipped it, or its cleanup failed. */
  private readonly abandonedPairs = new Set<string>();
  /** What was not waited for may have failed since, and is not looked at again unasked. */
  private readonly unattended = new Set<string>();
  private installedBefore: readonly string[] = [];
  private wasFailed = false;

  constructor(
    private readonly plan: Plan,
    private readonly name: string,
    private readonly world: SimulatedWorld,
  ) {}

  /** An operation begins: `step` is undefined for a delete of the stack. */
  begin(step: Step | undefined, stack: Stack | undefined): void {
    this.checkLate();
    this.step = step;
    this.wasFailed = /^(CREATE|UPDATE)_FAILED$/.test(stack?.status ?? '');
    if (this.wasFailed) this.world.retries.add(this.name);
    else this.world.retries.delete(this.name);
    this.firstEvent = stack?.events.length ?? 0;
    this.isStuck = false;
    this.abandonedPairs.clear();
    this.installedBefore = stack ? this.installedBy(stack) : [];
    this.world.witness.begins(this.name);
    this.found = find(this.world);
  }

  /** A rollback or delete failed: honest after some faults, and a defect without any. */
  stuck(stack: Stack): void {
    this.isStuck = true;
    this.checkCauses(stack);
    for (const { status, physicalId } of stack.resources.values())
      if (stack.status === 'UPDATE_ROLLBACK_FAILED' && status === 'UPDATE_FAILED') this.noteForgotten(physicalId);
  }

  /** A rollback that is continued does not know any more which desktop its resource was about to move to. */
  private noteForgotten(physicalId: string | undefined): void {
    const { book } = this.world.desktops;
    const { token = '', workspaceId } = identityOf(physicalId) ?? {};
    for (const pair of book.heldBy(token)) if (desktopOf(pair) !== workspaceId) book.strand(desktopOf(pair), token);
  }

  /** The operator skips what the rollback could not bring back. */
  abandoned(resources: readonly StackResource[]): void {
    for (const { properties } of resources) this.abandon(properties);
    const excused = [
      'cleaner',
      'crash',
      'failing application',
      'late delivery',
      'unknown state',
      'refusal',
      'stack refusal',
    ];
    // Of two editions in two resources, neither goes before the other one is back.
    const isEdition = this.world.hasMet('IncompatibleApplicationsException');
    if (!isEdition && !this.world.struck.some(({ kind }) => excused.includes(kind)))
      throw new Violation('nothing but skipping helps, although the rollback had no reason to fail');
  }

  /** The operation is at rest. */
  end(stack: Stack): void {
    this.checkCauses(stack);
    this.checkAnswers();
    const changes = this.takeChanges();
    const { readings } = this.plan;
    const { found, world } = this;
    if (!found) throw new Error('an operation ends that never began');
    checkChanges(changes, world, readings, found.time);
    checkOutages(changes, world, readings, found.time);
    this.throwAccusation();
    for (const event of this.eventsOf(stack))
      if (event.status === 'DELETE_FAILED' && event.properties) this.abandon(event.properties);
    if (this.isQuiet())
      checkEasy({ step: this.step, stack, changes, world, plan: this.plan, before: this.installedBefore });
    this.checkStatus(stack, found);
  }

  private checkStatus(stack: Stack, found: Found): void {
    const { status } = stack;
    const isAsWanted =
      status !== 'UPDATE_FAILED' && status !== 'CREATE_FAILED' ? RESTING.has(status) : this.step?.staysFailed;
    if (!isAsWanted) throw new Violation(`at rest in ${status}`);
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') this.checkDeclared(stack);
    if (status === 'UPDATE_FAILED') this.noteStranded(stack);
    if (!status.endsWith('ROLLBACK_COMPLETE')) return;
    this.requireBeginning(stack);
    // What failed before and was not rolled back then is rolled back now, to what was before that.
    if (!this.wasFailed) checkAsBefore(found, stack, this.world, (pair) => this.isAbandoned(pair));
  }

  /** The desktops that resources were about to move to. Of a cancelled update, the properties do not show them. */
  private noteStranded({ journal, resources }: Stack): void {
    for (const [logicalId, before] of journal?.before ?? []) {
      const { token } = identityOf(before.physicalId) ?? {};
      const { status, properties } = resources.get(logicalId) ?? before;
      if (!token || status !== 'UPDATE_FAILED') continue;
      this.noteForgotten(before.physicalId);
      if (properties.WorkspaceId !== before.properties.WorkspaceId)
        this.world.desktops.book.strand(String(properties.WorkspaceId), token);
    }
  }

  afterAll(): void {
    this.checkLate();
    this.checkAnswers();
    this.throwAccusation();
  }

  private throwAccusation(): void {
    const [accusation] = this.world.witness.accusations;
    if (accusation) throw new Violation(accusation);
  }

  /** Success means that every declared application is installed, at the time of the answer and for good. */
  private checkDeclared(stack: Stack): void {
    for (const { type, properties } of stack.resources.values()) {
      if (!type.startsWith('Custom::')) continue;
      const { installed, absent, waitForInstallation } = propertiesOf({ ResourceProperties: properties });
      for (const pair of installed) {
        const state = this.stateOf(pair);
        if (!waitForInstallation) this.unattended.add(pair);
        if (state === 'COMPLETED' || (this.unattended.has(pair) && state !== 'ABSENT') || this.isExempt(pair)) continue;
        throw new Violation(`success, and ${pair} is ${state}`);
      }
      for (const pair of absent) {
        const state = this.stateOf(pair);
        if (state !== 'REMOVED' && state !== 'ABSENT' && !this.isExempt(pair))
          throw new Violation(`success, and ${pair}, declared absent, is ${state}`);
      }
    }
  }

  private stateOf(pair: string): string {
    const [desktop = '', id = ''] = pair.split(' ');
    return this.world.simulator.state(desktop, id);
  }

  /** What the colleague or another stack has had a hand in is theirs, a lost mark protects nothing, and nothing is on a WorkSpace that goes. */
  private isExempt(pair: string): boolean {
    const { desktops } = this.world;
    if (!desktops.exists(desktopOf(pair)) || desktops.hasMeddled(pair) || desktops.book.hasLost(pair)) return true;
    return this.world.changes.some(
      ({ requester, workspaceId, applicationId, wasEffective }) =>
        wasEffective &&
        `${workspaceId} ${applicationId}` === pair &&
        this.world.nameOf(requester.stackId) !== this.name,
    );
  }

  private installedBy(stack: Stack): readonly string[] {
    return [...stack.resources.values()].flatMap(({ type, properties }) =>
      type.startsWith('Custom::') ? propertiesOf({ ResourceProperties: properties }).installed : [],
    );
  }

  private isAbandoned(pair: string): boolean {
    const { book, marksOf } = this.world.desktops;
    const isForgotten = (token: string) => book.isStranded(desktopOf(pair), token) || book.isLost(pair, token);
    const tokens = [...book.holdersOf(pair), ...marksOf(pair).map(({ token }) => token)];
    return this.abandonedPairs.has(pair) || tokens.some(isForgotten) || this.isForsaken(pair);
  }

  /** One delivery of a request died, so that the framework swallows the delete, while the other delivery worked. */
  private isForsaken(pair: string): boolean {
    const { changes, duplicated, engine } = this.world;
    return changes.some((change) => {
      const { requestId, requester } = change;
      if (!duplicated.has(requestId) || !touchedBy(change).includes(pair)) return false;
      const { events } = engine.describeStack(requester.stackId);
      return events.some(({ logicalId, physicalId }) => logicalId === requester.logicalId && physicalId === MARKER);
    });
  }

  private abandon(properties: StackResource['properties']): void {
    const { installed, absent } = propertiesOf({ ResourceProperties: properties });
    for (const pair of [...installed, ...absent]) this.abandonedPairs.add(pair);
  }

  /** Nothing goes wrong in this plan, and nothing went wrong before. */
  private isQuiet(): boolean {
    return this.plan.stacks.length === 1 && this.plan.faults.length === 0 && !this.isStuck && !this.wasFailed;
  }

  /** Whatever failed, failed with words that help, and for a cause that was there. */
  private checkCauses(stack: Stack): void {
    const events = this.eventsOf(stack);
    const goingBack = events.findIndex(({ status }) => /^(UPDATE_)?ROLLBACK_IN|^DELETE_IN/.test(status));
    for (const event of this.failuresOf(stack)) {
      if (!event.type.startsWith('Custom::')) continue;
      const isGoingBack = goingBack >= 0 && events.indexOf(event) > goingBack;
      requireCauses(event, { world: this.world, found: this.found, stack, plan: this.plan, isGoingBack });
    }
  }

  /** What rolled back did so because a resource failed, or somebody wished it. */
  private requireBeginning(stack: Stack): void {
    if (this.step?.interruption || this.failuresOf(stack).length > 0) return;
    const [rollback] = this.eventsOf(stack).filter(({ status }) => status.endsWith('ROLLBACK_IN_PROGRESS'));
    throw new Violation(`rolled back although nothing failed: ${rollback?.reason}`);
  }

  private checkAnswers(): void {
    const answers = this.world.answers.slice(this.firstAnswer);
    this.firstAnswer = this.world.answers.length;
    for (const answer of answers)
      if (this.world.nameOf(String(answer.event.StackId)) === this.name) checkAnswer(answer, this.world);
  }

  /** What changes something between two operations, or after the last, has outlived its own. */
  private checkLate(): void {
    for (const change of this.takeChanges()) checkFence(change, this.world);
  }

  private takeChanges(): readonly Change[] {
    const changes = this.world.changes.slice(this.firstChange);
    this.firstChange = this.world.changes.length;
    return changes.filter(({ requester }) => this.world.nameOf(requester.stackId) === this.name);
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
