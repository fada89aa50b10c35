import { change, mayHaveHappened, type Refused, type Result } from '../service/calls';
import { keyOf, type Mark, toTag } from '../service/marks';
import { SECOND } from '../service/time';
import { type Decision, isRemovalUnderWay } from './decide';
import { explain } from './explanations';
import { isBackward } from './goal';
import type { Guard } from './guard';
import type { Learned } from './learned';
import { type Context, type Outcome, wait } from './outcome';
import { errorsOf } from './progress';
import { afterRefusal, afterRefusedMark } from './refusals';
import { sessionInTheWay } from './sessions';

const DEPLOY = 'DeployWorkspaceApplications';

/** What says that an application that was there before cannot be installed any more, where it was. */
const NEVER_AGAIN: ReadonlySet<string> = new Set([
  'ApplicationNotSupportedException',
  'ComputeNotCompatibleException',
  'OperatingSystemNotCompatibleException',
  'ResourceNotFoundException',
]);

/** How long to wait before a deployment that was refused for the rate alone is tried again. */
const PAUSE_AFTER_THROTTLE = 10 * SECOND;

/** How long an attempt that was none is taken back, also where no time is left for anything else: an ERROR would count as its result. */
const LAST_WORD = 30 * SECOND;

/** The calls of a step that change something. Each returns the end of the step, or undefined if there is more to decide. */
export class Changes {
  /** The last deployment that the service refused because applications do not go together. */
  private incompatible: Refused | undefined;

  constructor(
    private readonly context: Context,
    private readonly guard: Guard,
    private readonly learned: Learned,
    /** Whether the step is repeated because of what may have been read late. */
    private readonly isConfirmation: boolean,
  ) {}

  /** Makes a call that changes the WorkSpace: never without asking the guard first. */
  change<T>(operation: string, call: () => Promise<T>, until = this.context.tools.until): Promise<Result<T>> {
    return change({ ...this.context.tools, until }, operation, () => this.guard(until, operation), call);
  }

  async mark(marks: readonly Mark[], until = this.context.tools.until): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const write = () => tools.workspaces.tag(goal.workspaceId, marks.map(toTag));
    const result = await this.change('CreateTags', write, until);
    if (result.ok) return this.learned.marked(marks);
    const outcome = await afterRefusedMark(this.context, result, marks);
    // What goes forward fails before it has touched the desktop; what goes backward goes on.
    if (!isBackward(this.context.terms) || !this.isFinal(outcome)) return outcome;
    this.warnOf(outcome, result, marks);
    this.learned.refusedMarks(marks);
    return undefined;
  }

  async unmark(marks: readonly Mark[], until = this.context.tools.until): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const remove = () => tools.workspaces.untag(goal.workspaceId, marks.map(keyOf));
    const result = await this.change('DeleteTags', remove, until);
    const isGone = result.ok || result.fault.kind === 'gone';
    if (!isGone) {
      const outcome = await afterRefusedMark(this.context, result, marks);
      if (!this.isFinal(outcome)) return outcome;
      // To fail would undo what was done before the mark was to go. It counts as long as its resource is there.
      this.warnOf(outcome, result, marks);
    }
    return this.learned.marked([], marks);
  }

  /** Whether it is no use to try again. */
  private isFinal(outcome: Outcome): boolean {
    const isSure = outcome.kind === 'fail' && (!outcome.unconfirmed || this.isConfirmation);
    return isSure || this.context.tools.clock.now() >= this.context.terms.deadline;
  }

  private warnOf(outcome: Outcome, { fault }: Refused, marks: readonly Mark[]): void {
    this.context.tools.log('WARN', 'a mark cannot be changed: it stays as it is', {
      workspace: this.context.goal.workspaceId,
      keys: marks.map(keyOf),
      why: outcome.kind === 'fail' ? outcome.reason : fault.exception,
    });
  }

  /** Registers what was decided, removals first. */
  async register({ disassociate, associate }: Decision & { kind: 'register' }): Promise<Outcome | undefined> {
    const { clock, until } = this.context.tools;
    const calls = [
      ...disassociate.map((id) => () => this.disassociate(id)),
      ...associate.map((id) => () => this.associate(id)),
    ];
    for (const call of calls) {
      const stopped = await call();
      if (stopped) return stopped;
      if (clock.now() >= until) return wait('the service answers slowly: the rest is registered at the next poll');
    }
    return undefined;
  }

  private async associate(applicationId: string): Promise<Outcome | undefined> {
    const { goal, terms, tools } = this.context;
    const result = await this.change('AssociateWorkspaceApplication', () =>
      tools.workspaces.associate(goal.workspaceId, applicationId),
    );
    this.learned.registered(applicationId, result.ok ? result.value : undefined);
    if (result.ok || result.fault.kind === 'existing') return undefined;
    // The other edition has to go first; until it has, this one stays unregistered.
    const isRemovalFirst = isRemovalUnderWay(goal, this.learned.factsAt(tools.clock.now()), terms);
    if (result.fault.kind === 'incompatible' && isRemovalFirst) return undefined;
    const outcome = await this.afterRefusal(result, applicationId);
    if (!isBackward(terms) || !NEVER_AGAIN.has(result.fault.exception) || !this.isFinal(outcome)) return outcome;
    // To fail a rollback would not bring it back either.
    tools.log('WARN', 'the service does not install the application any more: it does not come back', {
      workspace: goal.workspaceId,
      application: applicationId,
      why: result.fault.exception,
    });
    this.learned.refusedForGood(applicationId);
    return undefined;
  }

  private async disassociate(applicationId: string): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const result = await this.change('DisassociateWorkspaceApplication', () =>
      tools.workspaces.disassociate(goal.workspaceId, applicationId),
    );
    this.learned.registered(applicationId, result.ok ? result.value : undefined);
    this.learned.disassociated(applicationId);
    // Gone already, or the WorkSpace is: the next observation shows it.
    return result.ok || result.fault.kind === 'gone' ? undefined : this.afterRefusal(result, applicationId);
  }

  async deploy(decision: Decision & { kind: 'deploy' }): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const { force, attempts } = decision;
    const inTheWay = await sessionInTheWay(this.context);
    if (inTheWay) return inTheWay;
    const until = Math.min(tools.until, decision.until);
    // If no time is left for another observation, this one has to do.
    if (tools.clock.now() >= until && tools.clock.now() < tools.until) {
      this.learned.isObservationDue = true;
      return undefined;
    }
    const former = this.formerOf(attempts);
    const stopped = attempts.length > 0 ? await this.mark(attempts) : undefined;
    if (stopped) return stopped;
    const result = await this.change(DEPLOY, () => tools.workspaces.deployApplications(goal.workspaceId, force), until);
    if (result.ok) return this.afterDeployment(force);
    if (mayHaveHappened(result, DEPLOY)) return this.afterLostDeployment(result);
    // What is pending is deployed whether it was attempted or not: to take that back would be two more calls, when there are too many.
    if (force || result.fault.kind !== 'throttled') await this.takeBack(former);
    return this.afterRefusedDeployment(result);
  }

  /** The marks as they were before the attempt: what has deployed the application before stays in them. */
  private formerOf(attempts: readonly Mark[]): readonly Mark[] {
    const { marks, written } = this.learned.factsAt(this.context.tools.clock.now());
    const known = marks ?? written;
    return attempts.map((mark) => known.find((other) => keyOf(other) === keyOf(mark)) ?? mark);
  }

  /** A deployment that was refused was no attempt. */
  private async takeBack(former: readonly Mark[]): Promise<void> {
    const made = former.filter(({ kind }) => kind === 'tried');
    const changed = former.filter(({ kind }) => kind !== 'tried');
    const { clock, until } = this.context.tools;
    const longer = Math.max(until, clock.now() + LAST_WORD);
    if (changed.length > 0) await this.mark(changed, longer);
    if (made.length > 0) await this.unmark(made, longer);
  }

  private afterDeployment(force: boolean): Outcome {
    const { goal, tools } = this.context;
    const errors = errorsOf(this.learned.factsAt(tools.clock.now()).seen);
    tools.log('INFO', 'deploying: the session of the user ends', {
      workspace: goal.workspaceId,
      force,
      why: force ? `Force, because ${errors}: a deployment without it leaves that as it is` : undefined,
    });
    return { ...wait('the deployment has begun'), isDeploying: true };
  }

  /** A lost answer may have been a deployment. */
  private async afterLostDeployment(refused: Refused): Promise<Outcome> {
    const outcome = await this.afterRefusal(refused);
    return outcome.kind === 'done' ? outcome : { ...outcome, isDeploying: true };
  }

  private async afterRefusedDeployment(refused: Refused): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const { kind } = refused.fault;
    if (kind === 'incompatible') {
      this.incompatible = refused;
      tools.log('INFO', 'the applications do not go together: a removal goes first, in a deployment of its own', {
        workspace: goal.workspaceId,
        why: await explain(this.context, refused.fault, this.learned.factsAt(tools.clock.now()).seen),
      });
      this.learned.refusedAsIncompatible();
      return undefined;
    }
    const isThrottled = kind === 'throttled' && refused.operation === DEPLOY;
    if (!isThrottled || tools.clock.now() + PAUSE_AFTER_THROTTLE >= tools.until) return this.afterRefusal(refused);
    await tools.clock.sleep(PAUSE_AFTER_THROTTLE);
    this.learned.isObservationDue = true;
    return undefined;
  }

  /** The failure of the last deployment that the service refused because applications do not go together. */
  async describeIncompatible(): Promise<Outcome | undefined> {
    return this.incompatible && this.afterRefusal(this.incompatible);
  }

  private afterRefusal(refused: Refused, applicationId?: string): Promise<Outcome> {
    const { seen } = this.learned.factsAt(this.context.tools.clock.now());
    return afterRefusal(this.context, refused, { applicationId, seen });
  }
}
