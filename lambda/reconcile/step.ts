import type { Association, Observation } from '../service/association';
import { change, type Result, read } from '../service/calls';
import type { Fault } from '../service/faults';
import { isOver } from '../stack/operation';
import { type Context, MINUTE, type Outcome, rulesOf, wait } from './context';
import { type Decision, decide, isForgetful, retryHold } from './decide';
import { explain } from './explanations';
import { Progress } from './progress';
import { rebootAfter, withoutReboot } from './reboot';
import { afterRefusal, afterRefusedLook, describeTimeout } from './refusals';
import { sessionInTheWay, waitsForUser } from './sessions';

/** The stack has moved on: this request may change nothing any more, and its answer is of no interest. */
export class StoodDown extends Error {
  override readonly name = 'StoodDown';
}

/** The look at the stack did not succeed: nothing may be changed in this step. */
class FenceUnclear extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

/** How old what was seen may be when it is deployed, if that is of interest: a sibling may have registered since. */
const DEPLOYABLE_AGE = 20_000;
/** How long somebody else has to sort out what does not go together. */
const OTHERS_TIME = 20 * MINUTE;
/** How long to wait before a refusal that looks final is tried once more, and before looking for siblings again. */
const CONFIRMATION = 10_000;
/** The longest that one invocation waits for a window for retries to close. */
const LONGEST_HOLD = 2.5 * MINUTE;
/** How long after the end of its patience an invocation surely still runs. */
const RESERVE = MINUTE;

/** Takes one reconcile step towards a goal: observe, decide, act. Throws {@link StoodDown}. */
export async function step(context: Context): Promise<Outcome> {
  const first = await new Step(context).run();
  if (first.kind !== 'fail' || !first.unconfirmed) return first;
  await context.tools.clock.sleep(CONFIRMATION);
  return new Step(context).run();
}

/** One step. What it keeps, it keeps for the length of the step only. */
class Step {
  private readonly tried = new Set<string>();
  private seen: Observation = new Map();
  private seenAt = 0;

  constructor(private readonly context: Context) {}

  async run(): Promise<Outcome> {
    const outcome = await this.takeAndReboot().catch((error: unknown) => {
      if (error instanceof FenceUnclear) return afterRefusal(this.context, error.fault, 'DescribeStacks');
      throw error;
    });
    if (outcome.kind !== 'wait' || !this.isLate()) return outcome;
    return { kind: 'fail', reason: await describeTimeout(this.context, this.seen, outcome), timedOut: true };
  }

  private async takeAndReboot(): Promise<Outcome> {
    const outcome = await this.take();
    if (outcome.kind !== 'done') return outcome;
    // What is changed for a reboot is tried once: a look at the user, or at what moves, does not keep.
    const change = <T>(operation: string, call: () => Promise<T>) =>
      this.change(operation, call, this.context.tools.clock.now());
    const reboot = await rebootAfter(this.context, outcome.seen, change).catch((error: unknown) => {
      if (error instanceof FenceUnclear) return wait(`DescribeStacks was refused with ${error.fault.exception}`);
      throw error;
    });
    if (!reboot || (reboot.kind === 'wait' && !this.isLate())) return reboot ?? outcome;
    withoutReboot(this.context, reboot);
    return outcome;
  }

  private async take(): Promise<Outcome> {
    const unseen = await this.observe();
    if (unseen) return unseen;
    const decision = this.decide();
    if (this.isLate()) return this.lateOutcome(decision);
    if (decision.kind !== 'register') return this.act(decision);
    const stopped = await this.register(decision);
    if (stopped) return stopped;
    const next = this.decide();
    return next.kind === 'wait' && next.soon !== undefined ? this.lookForSiblings(next) : this.act(next);
  }

  /** Of several that register at once none has seen all the others; the last of them to look again has. */
  private async lookForSiblings(decision: Decision & { kind: 'wait' }): Promise<Outcome> {
    const { clock } = this.context.tools;
    if (!decision.soon && clock.now() < this.seenAt + CONFIRMATION) return this.outcomeOf(decision);
    if (decision.soon) await clock.sleep(CONFIRMATION);
    const unseen = await this.observe();
    if (unseen) return unseen;
    const next = this.decide();
    if (next.kind === 'wait' && next.soon && !decision.soon) return this.lookForSiblings(next);
    return this.isLate() ? this.lateOutcome(next) : this.act(next);
  }

  private async observe(): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const found = await read(tools, 'DescribeWorkspaceAssociations', () =>
      tools.workspaces.findAssociations(goal.workspaceId),
    );
    if (!found.ok) return afterRefusedLook(this.context, found.fault);
    this.seen = found.value;
    this.seenAt = tools.clock.now();
    tools.sightings.note(goal.workspaceId, found.value, tools.clock.now());
    return undefined;
  }

  private decide(): Decision {
    const { goal, operation, tools } = this.context;
    const decision = decide(goal, this.seen, rulesOf(this.context, this.tried));
    const why = decision.kind === 'wait' ? decision.why : decision.kind === 'fail' ? decision.reason : undefined;
    tools.log('INFO', 'decided', {
      workspace: goal.workspaceId,
      applications: this.progress().describe(),
      decision: decision.kind,
      why,
      elapsed: Math.round((tools.clock.now() - operation.asked) / 1000),
      leftAlone: this.progress().leftAlone(),
    });
    return decision;
  }

  private async act(decision: Decision): Promise<Outcome> {
    if (decision.kind !== 'deploy') return this.outcomeOf(decision);
    const inTheWay = await sessionInTheWay(this.context);
    if (inTheWay) return inTheWay;
    const { clock, until } = this.context.tools;
    // Where no time is left for another look, what was seen has to do.
    const isDeployable = clock.now() < this.deployableUntil(decision) || clock.now() >= until;
    return isDeployable ? this.deploy(decision) : this.take();
  }

  /** Nobody is waited for where a resource is alone, but a window for retries may close, and a user connect. */
  private deployableUntil({ force }: Decision & { kind: 'deploy' }): number {
    const { request, operation, tools } = this.context;
    const ages = force || tools.pace.quiet > 0 || waitsForUser(request, operation);
    return ages ? Math.min(tools.until, this.seenAt + DEPLOYABLE_AGE) : tools.until;
  }

  /** What was waited for, where there is no time left to do what was decided. */
  private async lateOutcome(decision: Decision): Promise<Outcome> {
    const inTheWay = decision.kind === 'deploy' ? await sessionInTheWay(this.context) : undefined;
    return inTheWay ?? this.outcomeOf(decision);
  }

  private outcomeOf(decision: Decision): Outcome {
    switch (decision.kind) {
      case 'done':
        return { kind: 'done', seen: this.seen };
      case 'fail':
        return { kind: 'fail', reason: `WorkSpace ${this.context.goal.workspaceId}: ${decision.reason}` };
      case 'wait':
        return wait(decision.why);
      default:
        return wait(`there was no time left to ${decision.kind}`);
    }
  }

  /** Registers what was decided, removals first. Returns an outcome if something did not get through: the step ends there. */
  private async register({ disassociate, associate }: Decision & { kind: 'register' }): Promise<Outcome | undefined> {
    for (const applicationId of disassociate) {
      const stopped = await this.disassociate(applicationId);
      if (stopped) return stopped;
    }
    for (const applicationId of associate) {
      const stopped = await this.associate(applicationId);
      if (stopped) return stopped;
    }
    return undefined;
  }

  private async associate(applicationId: string): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const operation = 'AssociateWorkspaceApplication';
    this.tried.add(applicationId);
    const result = await this.change(operation, () => tools.workspaces.associate(goal.workspaceId, applicationId));
    if (result.ok) return this.note(result.value);
    if (result.fault.kind === 'existing') return undefined;
    // The other edition has to go first; until it has, this one stays unregistered.
    if (result.fault.kind === 'incompatible' && this.progress().hasRemovalUnderWay()) return undefined;
    return afterRefusal(this.context, result.fault, operation, applicationId, this.seen);
  }

  private async disassociate(applicationId: string): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const operation = 'DisassociateWorkspaceApplication';
    this.tried.add(applicationId);
    const result = await this.change(operation, () => tools.workspaces.disassociate(goal.workspaceId, applicationId));
    if (result.ok) return this.note(result.value);
    // Gone already, or the WorkSpace is: the next look tells.
    if (result.fault.kind === 'gone') return undefined;
    return afterRefusal(this.context, result.fault, operation, applicationId);
  }

  /** The answer to a change is newer than anything that a look shows for some seconds. */
  private note(answer: Association): undefined {
    if (answer.state !== '') this.seen = new Map([...this.seen, [answer.applicationId, answer]]);
  }

  private async deploy(decision: Decision & { kind: 'deploy' }): Promise<Outcome> {
    const { goal, tools } = this.context;
    const { force } = decision;
    const operation = 'DeployWorkspaceApplications';
    const until = this.deployableUntil(decision);
    const call = () =>
      this.change(operation, () => tools.workspaces.deployApplications(goal.workspaceId, force), until);
    let result = await call();
    if (!result.ok && result.fault.kind === 'incompatible' && this.progress().hasRemovalUnderWay()) {
      tools.log('INFO', 'the removals go first: the installs do not go together with them', {
        workspace: goal.workspaceId,
        why: await explain(this.context, result.fault, this.seen),
      });
      for (const applicationId of this.progress().pendingInstalls()) {
        const stopped = await this.disassociate(applicationId);
        if (stopped) return stopped;
      }
      const inTheWay = await sessionInTheWay(this.context);
      if (inTheWay) return inTheWay;
      result = await call();
      if (!result.ok && result.fault.kind === 'incompatible') {
        const unseen = await this.observe();
        if (unseen) return unseen;
        // The same request, delivered twice, has two waiters: one takes back what the other has just registered.
        if (this.progress().pendingInstalls().length > 0) return wait('the installs were registered again meanwhile');
      }
    }
    // What does not go together may be somebody else's to sort out, such as a sibling's swap.
    const lately = tools.clock.now() - OTHERS_TIME;
    if (
      !result.ok &&
      result.fault.kind === 'incompatible' &&
      this.progress().hasOthersPending(lately, this.context.operation.asked)
    ) {
      return wait('pending changes of somebody else on the WorkSpace do not go together with what is there');
    }
    if (!result.ok && result.fault.kind === 'throttled' && tools.clock.now() + CONFIRMATION < tools.until) {
      await tools.clock.sleep(CONFIRMATION);
      return this.take();
    }
    if (!result.ok) return afterRefusal(this.context, result.fault, operation, undefined, this.seen);
    tools.log('INFO', 'deploying: the session of the user ends', {
      workspace: goal.workspaceId,
      force,
      why: force
        ? `Force, because ${this.progress().errors()}: a deployment without it leaves that as it is`
        : undefined,
    });
    // Nothing is remembered: holding the window until it closes keeps the next contact from trying once more.
    const hold = Math.min(retryHold(rulesOf(this.context, this.tried), force || isForgetful(this.seen)), LONGEST_HOLD);
    await tools.clock.sleep(Math.max(0, Math.min(hold, tools.until + RESERVE - tools.clock.now())));
    return wait('the deployment has begun');
  }

  /** Makes a call that changes the WorkSpace: never without looking at the stack first. */
  private change<T>(operation: string, call: () => Promise<T>, until = this.context.tools.until): Promise<Result<T>> {
    return change({ ...this.context.tools, until }, operation, () => this.fence(until), call);
  }

  /** Tried until then, also when denied: onEvent was allowed to, so that a denial may pass. */
  private async fence(until: number): Promise<void> {
    const { request, operation, tools } = this.context;
    const look = await read({ ...tools, until }, 'DescribeStacks', () => tools.stacks.look(request.stackId), [
      'throttled',
      'transient',
      'denied',
    ]);
    if (!look.ok && look.fault.kind === 'terminal')
      throw new StoodDown(`the stack cannot be found: ${look.fault.message}`);
    if (!look.ok) throw new FenceUnclear(look.fault);
    if (!isOver(request.type, operation, look.value)) return;
    throw new StoodDown(
      `the operation of this request is over, the stack is in ${look.value.status}: nothing more is changed`,
    );
  }

  private progress(): Progress {
    return new Progress(this.context.goal, this.seen);
  }

  private isLate(): boolean {
    return this.context.tools.clock.now() >= this.context.deadline;
  }
}
