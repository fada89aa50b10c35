import type { Observation } from '../service/association';
import { BEGINNING, PASSING, PASSING_OR_DENIED, read } from '../service/calls';
import { type Mark, marksOf } from '../service/marks';
import { SECOND } from '../service/time';
import { Changes } from './changes';
import { type Decision, decide, isAsWanted, isInstalled, reasonToWait } from './decide';
import type { Facts } from './facts';
import type { Goal, Terms } from './goal';
import type { Guard } from './guard';
import { Learned } from './learned';
import { type Context, type Outcome, type Tools, wait } from './outcome';
import { leftAloneOf, statesOf } from './progress';
import { rebootAfter, withoutReboot } from './reboot';
import { afterRefusal, afterRefusedMark, afterRefusedObservation } from './refusals';
import { sessionInTheWay } from './sessions';
import { describeTimeout } from './timeout';

/** How long to wait before a refusal that looks final is confirmed. */
const CONFIRMATION = 10 * SECOND;

/**
 * Takes one reconcile step towards a goal: observe, decide, act, until there is nothing to do but wait. Before each change
 * it asks the guard. Throws what the guard throws.
 *
 * @param seen what the caller has observed a moment ago: the step begins with it. @default the step observes
 */
export async function step(goal: Goal, terms: Terms, guard: Guard, tools: Tools, seen?: Observation): Promise<Outcome> {
  const first = await new Step({ goal, terms, tools }, guard, false, seen).run();
  if (first.kind !== 'fail' || !first.unconfirmed) return first;
  await tools.clock.sleep(CONFIRMATION);
  return new Step({ goal, terms, tools }, guard, true).run();
}

/** One step. What it has learned, it forgets with its end. */
class Step {
  private readonly learned = new Learned();
  private readonly changes: Changes;

  constructor(
    private readonly context: Context,
    guard: Guard,
    isConfirmation: boolean,
    seen?: Observation,
  ) {
    if (seen) this.learned.observed(seen, this.now);
    this.changes = new Changes(context, guard, this.learned, isConfirmation);
  }

  async run(): Promise<Outcome> {
    const early = reasonToWait(this.now, this.context.terms);
    if (early !== undefined && !this.isLate) return wait(early);
    for (;;) {
      const unseen = this.learned.isObservationDue ? await this.observe() : undefined;
      const outcome = unseen ?? (await this.act(this.decide()));
      if (outcome) return this.endOf(outcome);
    }
  }

  private async observe(): Promise<Outcome | undefined> {
    const { goal, tools } = this.context;
    const isFirst = this.learned.factsAt(this.now).seenAt === 0;
    // With less patience than a few such pauses the first refusal would be the last.
    const isPatient = tools.until - this.now > 3 * BEGINNING;
    const caller = isFirst && isPatient ? { ...tools, pause: BEGINNING } : tools;
    const found = await read(caller, 'DescribeWorkspaceAssociations', () =>
      tools.workspaces.findAssociations(goal.workspaceId),
    );
    if (!found.ok) {
      const outcome = await afterRefusedObservation(this.context, found);
      if (outcome) return outcome;
    }
    this.learned.observed(found.ok ? found.value : new Map(), this.now);
    return undefined;
  }

  private decide(): Decision {
    const { goal, terms, tools } = this.context;
    const facts: Facts = this.learned.factsAt(this.now);
    const decision = decide(goal, facts, terms);
    tools.log('INFO', 'decided', {
      workspace: goal.workspaceId,
      applications: statesOf(goal, facts.seen),
      decision: decision.kind === 'incompatible' ? 'fail' : decision.kind,
      why: 'why' in decision ? decision.why : 'reason' in decision ? decision.reason : undefined,
      elapsed: Math.round((facts.now - terms.requestedAt) / SECOND),
      leftAlone: leftAloneOf(goal, facts, terms),
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
        return { ...decision, reason: `WorkSpace ${this.context.goal.workspaceId}: ${decision.reason}` };
      case 'incompatible':
        return this.changes.describeIncompatible();
      case 'read':
        return this.readMarks();
      case 'ask':
        return this.ask(decision.marks);
      case 'unmark':
        // Everything else is done by then: to fail for a mark would undo it.
        return this.changes.unmark(decision.marks);
      default:
        return this.isLate ? this.lateOutcome(decision) : this.change(decision);
    }
  }

  private change(decision: Decision & { kind: 'mark' | 'register' | 'deploy' }): Promise<Outcome | undefined> {
    switch (decision.kind) {
      case 'mark':
        return this.changes.mark(decision.marks);
      case 'register':
        return this.changes.register(decision);
      case 'deploy':
        return this.changes.deploy(decision);
    }
  }

  private async readMarks(): Promise<Outcome | undefined> {
    const { goal, terms, tools } = this.context;
    // Without its marks what undoes may have nothing left to do: no refusal that may pass counts.
    const again = terms.undoing ? ([...PASSING_OR_DENIED, 'busy', 'unsupported'] as const) : PASSING;
    const found = await read(tools, 'DescribeTags', () => tools.workspaces.findTags(goal.workspaceId), again);
    if (found.ok) return this.learned.read(marksOf(found.value, goal.workspaceId), this.now);
    // To fail now would uninstall what is installed. What cannot be shown to be the holder's counts, and is not held.
    if (this.isLate && isInstalled(goal, this.learned.factsAt(this.now))) return this.finish();
    const outcome = await afterRefusedMark(this.context, found);
    if (outcome.kind !== 'fail' || !terms.undoing || !isAsWanted(goal, this.learned.factsAt(this.now))) return outcome;
    // Nothing is left to undo but marks.
    tools.log('WARN', 'the marks cannot be read: some may be left behind', {
      workspace: goal.workspaceId,
      why: outcome.reason,
    });
    return this.finish();
  }

  private async ask(marks: readonly Mark[]): Promise<Outcome | undefined> {
    for (const mark of marks) {
      const found = await this.context.tools.holders.isLiving(mark);
      if (!found.ok) return afterRefusal(this.context, found);
      this.learned.isLiving(mark, found.value);
    }
    return undefined;
  }

  /** What is still waited for, if no time is left to do what was decided. */
  private async lateOutcome({ kind }: Decision): Promise<Outcome> {
    const inTheWay = kind === 'deploy' ? await sessionInTheWay(this.context) : undefined;
    const { why = 'there was no time left to begin', remedy } = this.context.terms.waitedFor ?? {};
    return inTheWay ?? wait(why, remedy);
  }

  /** Everything is as the goal wants it; a reboot may be left to do. */
  private async finish(): Promise<Outcome> {
    const { seen } = this.learned.factsAt(this.now);
    // What is changed for a reboot is tried once: neither the user's session nor what is being deployed stays as it is.
    const reboot = await rebootAfter(this.context, seen, (operation, call) =>
      this.changes.change(operation, call, this.now),
    );
    if (reboot?.kind === 'wait' && !this.isLate) return reboot;
    if (reboot) withoutReboot(this.context, reboot);
    return { kind: 'done', seen };
  }

  private async endOf(outcome: Outcome): Promise<Outcome> {
    if (outcome.kind !== 'wait') return outcome;
    const { seen, seenAt } = this.learned.factsAt(this.now);
    if (!this.isLate) return seenAt === 0 ? outcome : { ...outcome, observed: { seen, at: seenAt } };
    const { isDeploying = false } = outcome;
    return { kind: 'fail', reason: await describeTimeout(this.context, seen, outcome), timedOut: true, isDeploying };
  }

  private get now(): number {
    return this.context.tools.clock.now();
  }

  private get isLate(): boolean {
    return this.now >= this.context.terms.deadline;
  }
}
