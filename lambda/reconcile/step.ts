import type { Association } from '../service/association';
import { change, type Refused, type Result, read } from '../service/calls';
import { MINUTE, SECOND } from '../service/time';
import { type Decision, decide, type Facts, isRemovalUnderWay, retryHold } from './decide';
import { explain } from './explanations';
import type { Goal, Terms } from './goal';
import type { Guard } from './guard';
import { type Context, type Outcome, type Tools, wait } from './outcome';
import { errorsOf, leftAloneOf, statesOf } from './progress';
import { rebootAfter, withoutReboot } from './reboot';
import { afterRefusal, afterRefusedObservation } from './refusals';
import { sessionInTheWay } from './sessions';
import { describeTimeout } from './timeout';

const DEPLOY = 'DeployWorkspaceApplications';

/** How long to wait before a refusal that looks final, or one for the rate alone, is tried once more. */
const CONFIRMATION = 10 * SECOND;
/** The longest that one invocation waits for a window for retries to close. */
const LONGEST_HOLD = 2.5 * MINUTE;
/** How long after the end of its patience an invocation surely still runs. */
const RESERVE = MINUTE;

/**
 * Takes one reconcile step towards a goal: observe, decide, act, until there is nothing to do but wait. Before each change
 * it asks the guard. Throws what the guard throws.
 */
export async function step(goal: Goal, terms: Terms, guard: Guard, tools: Tools): Promise<Outcome> {
  const first = await new Step(goal, terms, guard, tools).run();
  if (first.kind !== 'fail' || !first.unconfirmed) return first;
  await tools.clock.sleep(CONFIRMATION);
  return new Step(goal, terms, guard, tools).run();
}

const NOTHING_LEARNED: Omit<Facts, 'now'> = {
  seen: new Map(),
  seenAt: 0,
  tried: new Set(),
  withdrawn: new Set(),
  incompatible: 0,
  isObservedSince: false,
};

/** One step. What it has learned, it forgets with the end of the step. */
class Step {
  private readonly context: Context;
  private facts: Omit<Facts, 'now'> = NOTHING_LEARNED;
  private isObservationDue = true;
  /** The last deployment that the service refused because applications do not go together. */
  private refusedDeployment: Refused | undefined;

  constructor(
    private readonly goal: Goal,
    private readonly terms: Terms,
    private readonly guard: Guard,
    private readonly tools: Tools,
  ) {
    this.context = { goal, terms, tools };
  }

  async run(): Promise<Outcome> {
    for (;;) {
      const unseen = this.isObservationDue ? await this.observe() : undefined;
      const outcome = unseen ?? (await this.act(this.decide()));
      if (outcome) return this.endOf(outcome);
    }
  }

  private async observe(): Promise<Outcome | undefined> {
    const { goal, tools } = this;
    const found = await read(tools, 'DescribeWorkspaceAssociations', () =>
      tools.workspaces.findAssociations(goal.workspaceId),
    );
    if (!found.ok) {
      const outcome = await afterRefusedObservation(this.context, found);
      if (outcome) return outcome;
    }
    this.learn({ seen: found.ok ? found.value : new Map(), seenAt: tools.clock.now(), isObservedSince: true });
    this.isObservationDue = false;
    return undefined;
  }

  private learn(facts: Partial<Facts>): void {
    this.facts = { ...this.facts, ...facts };
  }

  private decide(): Decision {
    const { goal, terms, tools, facts } = this;
    const now = tools.clock.now();
    const decision = decide(goal, { ...facts, now }, terms);
    tools.log('INFO', 'decided', {
      workspace: goal.workspaceId,
      applications: statesOf(goal, facts.seen),
      decision: decision.kind === 'observe' ? 'wait' : decision.kind === 'incompatible' ? 'fail' : decision.kind,
      why: 'why' in decision ? decision.why : 'reason' in decision ? decision.reason : undefined,
      elapsed: Math.round((now - terms.requestedAt) / SECOND),
      leftAlone: leftAloneOf(goal, facts.seen),
    });
    return decision;
  }

  /** Carries out a decision. Returns the end of the step, or undefined if there is more to decide. */
  private async act(decision: Decision): Promise<Outcome | undefined> {
    switch (decision.kind) {
      case 'done':
        return this.finish();
      case 'wait':
        return wait(decision.why);
      case 'fail':
        return { kind: 'fail', reason: `WorkSpace ${this.goal.workspaceId}: ${decision.reason}` };
      case 'incompatible':
        return this.refusedDeployment && this.afterRefusal(this.refusedDeployment);
    }
    if (this.isLate()) return this.lateOutcome(decision);
    switch (decision.kind) {
      case 'observe':
        await this.tools.clock.sleep(decision.after);
        this.learn({ siblings: decision.siblings });
        this.isObservationDue = true;
        return undefined;
      case 'register':
        return this.register(decision);
      case 'deploy':
        return this.deploy(decision);
    }
  }

  /** What is still waited for, if no time is left to do what was decided. */
  private async lateOutcome({ kind }: Decision): Promise<Outcome> {
    const inTheWay = kind === 'deploy' ? await sessionInTheWay(this.context) : undefined;
    return inTheWay ?? wait(`there was no time left to ${kind}`);
  }

  /** Registers what was decided, removals first. Returns an outcome if something did not get through. */
  private async register({ disassociate, associate }: Decision & { kind: 'register' }): Promise<Outcome | undefined> {
    this.learn({ siblings: this.facts.siblings ?? 'registered' });
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
    const { workspaceId } = this.goal;
    const result = await this.change('AssociateWorkspaceApplication', () =>
      this.tools.workspaces.associate(workspaceId, applicationId),
    );
    this.learn({ tried: new Set([...this.facts.tried, applicationId]) });
    if (result.ok) return this.note(result.value);
    const { kind } = result.fault;
    if (kind === 'existing') return undefined;
    // The other edition has to go first; until it has, this one stays unregistered.
    if (kind === 'incompatible' && isRemovalUnderWay(this.goal, this.facts.seen)) return undefined;
    return this.afterRefusal(result, applicationId);
  }

  private async disassociate(applicationId: string): Promise<Outcome | undefined> {
    const { workspaceId } = this.goal;
    const result = await this.change('DisassociateWorkspaceApplication', () =>
      this.tools.workspaces.disassociate(workspaceId, applicationId),
    );
    this.learn({
      tried: new Set([...this.facts.tried, applicationId]),
      withdrawn: new Set([...this.facts.withdrawn, applicationId]),
    });
    if (result.ok) return this.note(result.value);
    // Gone already, or the WorkSpace is: the next observation shows it.
    return result.fault.kind === 'gone' ? undefined : this.afterRefusal(result, applicationId);
  }

  /** The answer to a change is newer than what an observation shows for some seconds. */
  private note(answer: Association): undefined {
    if (answer.state !== '') this.learn({ seen: new Map([...this.facts.seen, [answer.applicationId, answer]]) });
  }

  private async deploy({ force, maxAge }: Decision & { kind: 'deploy' }): Promise<Outcome | undefined> {
    const inTheWay = await sessionInTheWay(this.context);
    if (inTheWay) return inTheWay;
    const { clock, until: patience, workspaces } = this.tools;
    const until = Math.min(patience, this.facts.seenAt + maxAge);
    // If no time is left for another observation, this one has to do.
    if (clock.now() >= until && clock.now() < patience) {
      this.isObservationDue = true;
      return undefined;
    }
    const result = await this.change(DEPLOY, () => workspaces.deployApplications(this.goal.workspaceId, force), until);
    return result.ok ? this.afterDeployment(force) : this.afterRefusedDeployment(result);
  }

  private async afterDeployment(force: boolean): Promise<Outcome> {
    const { clock, until, log } = this.tools;
    const { seen } = this.facts;
    log('INFO', 'deploying: the session of the user ends', {
      workspace: this.goal.workspaceId,
      force,
      why: force ? `Force, because ${errorsOf(seen)}: a deployment without it leaves that as it is` : undefined,
    });
    // Nothing is remembered: holding the window until it closes keeps the next poll from trying once more.
    const hold = Math.min(retryHold({ ...this.facts, now: clock.now() }, this.terms, force), LONGEST_HOLD);
    await clock.sleep(Math.max(0, Math.min(hold, until + RESERVE - clock.now())));
    return wait('the deployment has begun');
  }

  private async afterRefusedDeployment(refused: Refused): Promise<Outcome | undefined> {
    const { clock, until, log } = this.tools;
    const { kind } = refused.fault;
    if (kind === 'incompatible') {
      this.refusedDeployment = refused;
      this.learn({ incompatible: this.facts.incompatible + 1, isObservedSince: false });
      log('INFO', 'the applications do not go together: a removal goes first, in a deployment of its own', {
        workspace: this.goal.workspaceId,
        why: await explain(this.context, refused.fault, this.facts.seen),
      });
      return undefined;
    }
    if (kind !== 'throttled' || refused.operation !== DEPLOY || clock.now() + CONFIRMATION >= until)
      return this.afterRefusal(refused);
    await clock.sleep(CONFIRMATION);
    this.isObservationDue = true;
    return undefined;
  }

  /** Everything is as the goal wants it; a reboot may be left to do. */
  private async finish(): Promise<Outcome> {
    const { seen } = this.facts;
    // What is changed for a reboot is tried once: neither the user's session nor what is being deployed stays as it is.
    const reboot = await rebootAfter(this.context, seen, (operation, call) =>
      this.change(operation, call, this.tools.clock.now()),
    );
    if (reboot?.kind === 'wait' && !this.isLate()) return reboot;
    if (reboot) withoutReboot(this.context, reboot);
    return { kind: 'done', seen };
  }

  /** Makes a call that changes the WorkSpace: never without asking the guard first. */
  private change<T>(operation: string, call: () => Promise<T>, until = this.tools.until): Promise<Result<T>> {
    return change({ ...this.tools, until }, operation, () => this.guard(until), call);
  }

  private afterRefusal(refused: Refused, applicationId?: string): Promise<Outcome> {
    return afterRefusal(this.context, refused, { applicationId, seen: this.facts.seen });
  }

  private async endOf(outcome: Outcome): Promise<Outcome> {
    const { seen, seenAt } = this.facts;
    if (outcome.kind !== 'wait') return outcome;
    if (!this.isLate()) return seenAt === 0 ? outcome : { ...outcome, observed: { seen, at: seenAt } };
    return { kind: 'fail', reason: await describeTimeout(this.context, seen, outcome), timedOut: true };
  }

  private isLate(): boolean {
    return this.tools.clock.now() >= this.terms.deadline;
  }
}
