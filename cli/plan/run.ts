import { type Decision, decide } from '../../lambda/reconcile/decide';
import type { Terms } from '../../lambda/reconcile/goal';
import { Learned } from '../../lambda/reconcile/learned';
import type { Mark } from '../../lambda/service/marks';
import { deadlineOf, termsOf } from '../../lambda/stack/goals';
import { type Pace, paceFor } from '../../lambda/stack/pace';
import type { Desk } from './desk';
import type { PlannedRequest } from './request';

/** What all requests of a plan share. */
export interface World {
  /** Whether a holder still exists. */
  readonly isLiving: (mark: Mark) => boolean;
  /** Called with the calls to WorkSpaces that are made at a time. */
  readonly onCalls: (now: number, count: number) => void;
}

/** How a step goes on: it decides again, it waits, or the request fails. */
type Next = 'again' | 'wait' | { readonly failure: string };

/** One request on its way: the decisions of the handler, about a WorkSpace that only exists here. */
export class Run {
  /** When it was done, or failed; undefined as long as it runs. */
  endedAt: number | undefined;
  failure: string | undefined;
  /** What it waits for. */
  private waiting = '';
  /** The applications that it has registered to be installed. */
  readonly associated = new Set<string>();
  /** How long the handler lets the request take. */
  readonly limit: number;
  private readonly pace: Pace;
  private readonly terms: Terms;

  constructor(
    readonly planned: PlannedRequest,
    readonly desk: Desk,
    /** When CloudFormation sends the request. */
    readonly begunAt: number,
    private readonly world: World,
  ) {
    const { request, goal, load } = planned;
    const operation = { ...planned.operation, requestedAt: begunAt, begunAt };
    const deadline = deadlineOf(request, operation);
    this.limit = deadline - begunAt;
    this.pace = paceFor(request, operation, { load });
    const terms = termsOf(goal, request, operation, deadline, this.pace);
    // What is there is of earlier requests, also if the clock of this machine is behind that of the account.
    this.terms = { ...terms, isAttempted: (attempt) => attempt === terms.attempt };
  }

  get token(): string {
    return this.terms.holder.token;
  }

  /** No time is left. */
  giveUp(now: number): void {
    this.endedAt = now;
    this.failure = `it waits for what does not come: ${this.waiting}`;
  }

  /** One tick of the waiter. */
  tick(now: number): void {
    const { request, goal } = this.planned;
    if (!this.pace.isDue(this.pace.keyOf(goal.workspaceId, request.logicalId), this.begunAt, now)) return;
    const { obstacle } = this.desk;
    const failure = obstacle === undefined ? this.step(now) : `WorkSpace ${goal.workspaceId}: ${obstacle}`;
    if (failure === undefined) return;
    this.failure = failure;
    this.endedAt = now;
  }

  /** Decides, until there is nothing to do but wait. Returns why the request fails. */
  private step(now: number): string | undefined {
    const learned = new Learned();
    learned.observed(this.desk.observe(now), now);
    this.world.onCalls(now, 1);
    for (;;) {
      const next = this.act(decide(this.planned.goal, learned.factsAt(now), this.terms), now, learned);
      if (next === 'wait') return undefined;
      if (next !== 'again') return next.failure;
    }
  }

  private act(decision: Decision, now: number, learned: Learned): Next {
    switch (decision.kind) {
      case 'done':
        return this.finish(now);
      case 'wait':
        this.waiting = decision.why;
        return 'wait';
      case 'fail':
        return { failure: decision.reason };
      case 'incompatible':
        return { failure: 'the applications do not go together' };
      case 'read':
        this.world.onCalls(now, 1);
        learned.read(this.desk.marks, now);
        return 'again';
      case 'ask':
        for (const mark of decision.marks) learned.isLiving(mark, this.world.isLiving(mark));
        return 'again';
      default:
        return this.change(decision, now, learned);
    }
  }

  private change(
    decision: Decision & { kind: 'mark' | 'unmark' | 'register' | 'deploy' },
    now: number,
    learned: Learned,
  ): Next {
    if (decision.kind === 'register') return this.register(decision, now, learned);
    this.world.onCalls(now, 1);
    switch (decision.kind) {
      case 'mark':
        this.desk.write(decision.marks);
        learned.marked(decision.marks);
        return 'again';
      case 'unmark':
        this.desk.erase(decision.marks);
        learned.marked([], decision.marks);
        return 'again';
      case 'deploy':
        if (decision.attempts.length > 0) this.world.onCalls(now, 1);
        this.desk.write(decision.attempts);
        this.desk.deploy(now, this.terms.waitForUser);
        return 'wait';
    }
  }

  private register({ disassociate, associate }: Decision & { kind: 'register' }, now: number, learned: Learned): Next {
    this.world.onCalls(now, disassociate.length + associate.length);
    for (const id of disassociate) {
      learned.registered(id, this.desk.disassociate(id, now));
      learned.disassociated(id);
    }
    for (const id of associate) {
      const refusal = this.desk.refusalOf(id);
      if (refusal !== undefined) return { failure: `WorkSpace ${this.desk.workspaceId}: ${refusal}` };
      learned.registered(id, this.desk.associate(id, now));
      this.associated.add(id);
    }
    return 'again';
  }

  private finish(now: number): Next {
    const reboots = this.terms.reboot && this.associated.size > 0;
    this.endedAt = reboots ? this.desk.reboot(now, this.terms.waitForUser) : now;
    return 'wait';
  }
}
