import type { Association } from '../service/association';
import { change, type Refused, type Result, read } from '../service/calls';
import { keyOf, type Mark, marksOf, toTag } from '../service/marks';
import { SECOND } from '../service/time';
import { type Decision, decide, type Facts, isInstalled, isRemovalUnderWay, reasonToWait } from './decide';
import { explain } from './explanations';
import { type Goal, isBackward, type Terms } from './goal';
import type { Guard } from './guard';
import { type Context, type Outcome, type Tools, wait } from './outcome';
import { errorsOf, leftAloneOf, statesOf } from './progress';
import { rebootAfter, withoutReboot } from './reboot';
import { afterRefusal, afterRefusedMark, afterRefusedObservation } from './refusals';
import { sessionInTheWay } from './sessions';
import { describeTimeout } from './timeout';

const DEPLOY = 'DeployWorkspaceApplications';

/** How long to wait before a refusal that looks final, or one for the rate alone, is tried once more. */
const CONFIRMATION = 10 * SECOND;
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
  marksReadAt: 0,
  isStale: false,
  written: [],
  living: new Map(),
  tried: new Set(),
  refused: new Set(),
  withdrawn: new Set(),
  incompatible: 0,
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
    const early = reasonToWait(this.tools.clock.now(), this.terms);
    if (early !== undefined && !this.isLate()) return wait(early);
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
    this.learn({ seen: found.ok ? found.value : new Map(), seenAt: tools.clock.now() });
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
      decision: decision.kind === 'incompatible' ? 'fail' : decision.kind,
      why: 'why' in decision ? decision.why : 'reason' in decision ? decision.reason : undefined,
      elapsed: Math.round((now - terms.requestedAt) / SECOND),
      leftAlone: leftAloneOf(goal, { ...facts, now }, terms),
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
    if (decision.kind === 'read') return this.readMarks();
    if (decision.kind === 'ask') return this.ask(decision.marks);
    // Everything else is done by then: to fail for a mark would undo it.
    if (decision.kind === 'unmark') return this.unmark(decision.marks);
    if (this.isLate()) return this.lateOutcome(decision);
    switch (decision.kind) {
      case 'mark':
        return this.mark(decision.marks);
      case 'register':
        return this.register(decision);
      case 'deploy':
        return this.deploy(decision);
    }
  }

  private async readMarks(): Promise<Outcome | undefined> {
    const { goal, tools } = this;
    const found = await read(tools, 'DescribeTags', () => tools.workspaces.findTags(goal.workspaceId));
    if (!found.ok) {
      // To fail now would uninstall what is installed. What cannot be shown to be the holder's counts, and is not held.
      if (this.isLate() && isInstalled(goal, this.facts)) return this.finish();
      return afterRefusedMark(this.context, found);
    }
    const marks = marksOf(found.value, goal.workspaceId);
    this.learn({ marks, marksReadAt: tools.clock.now(), isStale: false });
    return undefined;
  }

  private async ask(marks: readonly Mark[]): Promise<Outcome | undefined> {
    const living = new Map(this.facts.living);
    for (const mark of marks) {
      const found = await this.tools.holders.isLiving(mark);
      if (!found.ok) return this.afterRefusal(found);
      living.set(mark.token, found.value);
    }
    this.learn({ living });
    return undefined;
  }

  private async mark(marks: readonly Mark[]): Promise<Outcome | undefined> {
    const { workspaceId } = this.goal;
    const result = await this.change('CreateTags', () => this.tools.workspaces.tag(workspaceId, marks.map(toTag)));
    if (!result.ok) return this.afterRefusedMarks(result, marks);
    this.noteMarks(marks);
    return undefined;
  }

  private async unmark(marks: readonly Mark[]): Promise<Outcome | undefined> {
    const { workspaceId } = this.goal;
    const result = await this.change('DeleteTags', () => this.tools.workspaces.untag(workspaceId, marks.map(keyOf)));
    if (!result.ok && result.fault.kind !== 'gone') return this.afterRefusedMarks(result, marks, true);
    this.noteMarks([], marks);
    return undefined;
  }

  /** What goes forward fails before it has touched the desktop; what goes backward goes on, with a warning. */
  private async afterRefusedMarks(
    refused: Refused,
    marks: readonly Mark[],
    isDeletion = false,
  ): Promise<Outcome | undefined> {
    const outcome = await afterRefusedMark(this.context, refused, marks);
    if (outcome.kind !== 'fail' || !isBackward(this.terms)) return outcome;
    this.tools.log('WARN', 'a mark cannot be changed: it stays as it is', {
      workspace: this.goal.workspaceId,
      keys: marks.map(keyOf),
      why: outcome.reason,
    });
    this.noteMarks(isDeletion ? [] : marks, isDeletion ? marks : []);
    return undefined;
  }

  private noteMarks(written: readonly Mark[], deleted: readonly Mark[] = []): void {
    const changed = new Set([...written, ...deleted].map(keyOf));
    const { marks } = this.facts;
    this.learn({
      written: [...this.facts.written, ...written],
      ...(marks && { marks: [...marks.filter((mark) => !changed.has(keyOf(mark))), ...written] }),
    });
  }

  /** What is still waited for, if no time is left to do what was decided. */
  private async lateOutcome({ kind }: Decision): Promise<Outcome> {
    const inTheWay = kind === 'deploy' ? await sessionInTheWay(this.context) : undefined;
    return inTheWay ?? wait(`there was no time left to ${kind}`);
  }

  /** Registers what was decided, removals first. Returns an outcome if something did not get through. */
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
    const { workspaceId } = this.goal;
    const result = await this.change('AssociateWorkspaceApplication', () =>
      this.tools.workspaces.associate(workspaceId, applicationId),
    );
    this.learn({ tried: new Set([...this.facts.tried, applicationId]) });
    if (result.ok) return this.note(result.value);
    const { kind } = result.fault;
    if (kind === 'existing') return undefined;
    // The other edition has to go first; until it has, this one stays unregistered.
    if (kind === 'incompatible' && this.isRemovalUnderWay()) return undefined;
    if (isBackward(this.terms) && result.fault.exception === 'ApplicationNotSupportedException')
      return this.giveUp(applicationId, result);
    return this.afterRefusal(result, applicationId);
  }

  /** What the service only uninstalls any more cannot come back: that fails no rollback. */
  private giveUp(applicationId: string, { fault }: Refused): undefined {
    this.tools.log('WARN', 'the service does not install the application any more: it does not come back', {
      workspace: this.goal.workspaceId,
      application: applicationId,
      exception: fault.exception,
    });
    this.learn({ refused: new Set([...this.facts.refused, applicationId]) });
  }

  private isRemovalUnderWay(): boolean {
    return isRemovalUnderWay(this.goal, { ...this.facts, now: this.tools.clock.now() }, this.terms);
  }

  private async disassociate(applicationId: string): Promise<Outcome | undefined> {
    const { workspaceId } = this.goal;
    const result = await this.change('DisassociateWorkspaceApplication', () =>
      this.tools.workspaces.disassociate(workspaceId, applicationId),
    );
    this.learn({
      tried: new Set([...this.facts.tried, applicationId]),
      withdrawn: new Set([...this.facts.withdrawn, applicationId]),
      isStale: true,
    });
    if (result.ok) return this.note(result.value);
    // Gone already, or the WorkSpace is: the next observation shows it.
    return result.fault.kind === 'gone' ? undefined : this.afterRefusal(result, applicationId);
  }

  /** The answer to a change is newer than what an observation shows for some seconds. */
  private note(answer: Association): undefined {
    if (answer.state !== '') this.learn({ seen: new Map([...this.facts.seen, [answer.applicationId, answer]]) });
  }

  private async deploy(decision: Decision & { kind: 'deploy' }): Promise<Outcome | undefined> {
    const { force, attempts } = decision;
    const inTheWay = await sessionInTheWay(this.context);
    if (inTheWay) return inTheWay;
    const { clock, until: patience, workspaces } = this.tools;
    const until = Math.min(patience, decision.until);
    // If no time is left for another observation, this one has to do.
    if (clock.now() >= until && clock.now() < patience) {
      this.isObservationDue = true;
      return undefined;
    }
    if (attempts.length > 0) {
      const stopped = await this.mark(attempts);
      if (stopped) return stopped;
    }
    const result = await this.change(DEPLOY, () => workspaces.deployApplications(this.goal.workspaceId, force), until);
    if (result.ok) return this.afterDeployment(force);
    if (attempts.length > 0) await this.takeBack(attempts);
    return this.afterRefusedDeployment(result);
  }

  /** A deployment that was refused was no attempt. */
  private async takeBack(attempts: readonly Mark[]): Promise<void> {
    const untried = attempts.filter(({ kind }) => kind !== 'tried').map((mark) => ({ ...mark, attempt: '' }));
    const made = attempts.filter(({ kind }) => kind === 'tried');
    if (untried.length > 0) await this.mark(untried);
    if (made.length > 0) await this.unmark(made);
  }

  private afterDeployment(force: boolean): Outcome {
    this.tools.log('INFO', 'deploying: the session of the user ends', {
      workspace: this.goal.workspaceId,
      force,
      why: force
        ? `Force, because ${errorsOf(this.facts.seen)}: a deployment without it leaves that as it is`
        : undefined,
    });
    return wait('the deployment has begun');
  }

  private async afterRefusedDeployment(refused: Refused): Promise<Outcome | undefined> {
    const { clock, until, log } = this.tools;
    const { kind } = refused.fault;
    if (kind === 'incompatible') {
      this.refusedDeployment = refused;
      this.learn({ incompatible: this.facts.incompatible + 1 });
      this.isObservationDue = this.facts.incompatible > 1;
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
