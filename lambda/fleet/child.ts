import { FleetDeclarationError } from '../contract/fleet';
import type { Goal, Terms } from '../reconcile/goal';
import { type Guard, StoodDown } from '../reconcile/guard';
import type { Failure, Outcome, Wait } from '../reconcile/outcome';
import { isMovingIn } from '../reconcile/states';
import { step } from '../reconcile/step';
import { nothingOn } from '../reconcile/wanted';
import { PASSING, type Refused, read } from '../service/calls';
import { MINUTE, SECOND } from '../service/time';
import type { Ending, Verdict } from './classify';
import { tellFailed } from './failed';
import { type Rechecked, recheck } from './recheck';
import { lineOf } from './report';
import { type ChildState, type Deployed, type Item, type Noted, RUN_FORMAT, type Run, type StepAnswer } from './run';
import { FleetGone, type Present } from './store';
import { takeBack } from './take-back';
import type { FleetTools } from './tools';

const DEPLOY = 'DeployWorkspaceApplications';
/** What begins something: from the cutoff on none of these is called. */
const STARTS: readonly string[] = ['AssociateWorkspaceApplication', 'DisassociateWorkspaceApplication', DEPLOY];

const CHANGED = 'the declaration of the fleet has changed';
const CLOSING = 'the window is closing';

/** How long after a deployment began the desktop is observed for the first time, and how often then. */
const FIRST_LOOK = 12 * MINUTE;
const INTERVAL = 5 * MINUTE;
/** What the desktops before took says when it is worth it to look: fewer calls, and a place is free sooner. */
const looksOf = ({ took }: Run): { readonly first: number; readonly interval: number } =>
  took === undefined
    ? { first: FIRST_LOOK, interval: INTERVAL }
    : { first: Math.max(0.8 * took, MINUTE), interval: Math.min(Math.max(0.1 * took, MINUTE), INTERVAL) };

/** How long until something that was refused for the moment is tried again. */
const PAUSE = 30 * SECOND;
/** A new WorkSpace is invisible for a moment, and policies take effect with a delay. */
const GRACE = 2 * MINUTE;

export interface StepInput {
  readonly desktop: Item;
  readonly run: Run;
  readonly child?: ChildState;
}

/** One step of the child execution of one desktop. */
export async function stepOf({ desktop, run, child }: StepInput, tools: FleetTools): Promise<StepAnswer> {
  const began: ChildState = child ?? { startedAt: tools.clock.now() };
  const answer = { desktop, run, child: began, next: 'done', code: 'Superseded' } as const;
  if (run.format !== RUN_FORMAT) return { ...answer, reason: 'the run is of another version of the fleet' };
  // At the cutoff hundreds of children may still have to begin. What a step that was killed has left pending, the last survey takes back.
  if (!child && began.startedAt >= run.cutoff) return { ...answer, code: 'StoodDown', reason: CLOSING };
  try {
    return await new Child(desktop, run, began, await tools.store.present(), tools).step();
  } catch (error) {
    // What a later version has declared is not understood here.
    if (!(error instanceof FleetGone || error instanceof FleetDeclarationError)) throw error;
    await takeBack(desktop.workspaceId, tools.holder, tools);
    return { ...answer, reason: error.message };
  }
}

class Child {
  private deployed: Deployed | undefined;
  /** When the step last asked for a deployment. */
  private askedAt = 0;

  constructor(
    private readonly desktop: Item,
    private readonly run: Run,
    private readonly child: ChildState,
    private readonly present: Present,
    private readonly tools: FleetTools,
  ) {
    this.deployed = child.deployed;
  }

  async step(): Promise<StepAnswer> {
    if (this.present.hash !== this.run.declaration) return this.afterChange();
    const rechecked = await this.recheck();
    if ('ok' in rechecked) return this.afterRefusal(rechecked);
    const { verdict, seen } = rechecked;
    if (verdict.class !== 'TODO') return this.leave(verdict);
    const { installs, absents } = verdict;
    try {
      const outcome = await step(this.goal(verdict), this.terms(), this.guard, this.tools, seen);
      const isDeploying = outcome.kind !== 'done' && outcome.isDeploying;
      if (isDeploying) this.deployed = { at: this.askedAt, installs, absents };
      return await this.answerTo(outcome, verdict);
    } catch (error) {
      if (!(error instanceof StoodDown)) throw error;
      return this.end('StoodDown', error.message);
    }
  }

  /** The desktop cannot be looked at. Nothing has begun there, so that the next run can look again. */
  private async afterRefusal({ fault, operation }: Refused): Promise<StepAnswer> {
    const now = this.tools.clock.now();
    const why = `${operation} was refused with ${fault.exception}`;
    const mayPass = PASSING.includes(fault.kind) || now < this.child.startedAt + GRACE;
    if (!mayPass)
      return this.leave({ class: 'UNMANAGEABLE', installs: [], absents: [], code: fault.exception, reason: why });
    return now >= this.run.cutoff ? this.end('StoodDown', why) : this.wait(PAUSE, why);
  }

  /** The declaration has changed: what runs is watched to its end, and nothing is begun. */
  private async afterChange(): Promise<StepAnswer> {
    const { workspaces } = this.tools;
    const seen = await read(this.tools, 'DescribeWorkspaceAssociations', () =>
      workspaces.findAssociations(this.desktop.workspaceId),
    );
    const isUnderWay = !seen.ok || isMovingIn(seen.value);
    const isLate = this.tools.clock.now() >= this.deadline;
    return this.deployed && isUnderWay && !isLate ? this.wait(INTERVAL, CHANGED) : this.end('StoodDown', CHANGED);
  }

  /** Before the first deployment the desktop is judged anew. */
  private async recheck(): Promise<Rechecked | Refused> {
    if (this.deployed) return { verdict: { class: 'TODO', ...this.deployed } };
    const rechecked = await recheck({ desktop: this.desktop, run: this.run, present: this.present }, this.tools);
    if ('ok' in rechecked || !rechecked.verdict.isOwn) return rechecked;
    // A function that was to remember its deployment has died, or an execution was stopped.
    const { installs, absents, since = this.tools.clock.now() } = rechecked.verdict;
    this.deployed = { at: since, installs, absents };
    return { ...rechecked, verdict: { class: 'TODO', installs, absents } };
  }

  private goal({ installs, absents }: Verdict): Goal {
    return {
      ...nothingOn(this.desktop.workspaceId),
      installs: installs.map((applicationId) => ({ applicationId, known: false })),
      absents,
    };
  }

  private terms(): Terms {
    const { startedAt } = this.child;
    const { attempt } = this.run;
    const { declaration } = this.present;
    return {
      holder: this.tools.holder,
      requestId: `${this.run.id}/${this.desktop.workspaceId}`,
      requestedAt: startedAt,
      begunAt: startedAt,
      operationStartedAt: startedAt,
      undoneFrom: startedAt,
      attempt,
      isAttempted: (other) => other === attempt,
      isOfOperation: (other) => other === attempt,
      deadline: this.deadline,
      isOwnTimeout: false,
      mayNotWait: false,
      undoing: false,
      undoesCreate: false,
      deleting: false,
      allowExisting: true,
      waitForInstallation: true,
      waitForUser: declaration.waitForUser,
      reboot: declaration.rebootAfterInstallation,
      firstPollAt: startedAt,
      quiet: 0,
      takeover: 0,
    };
  }

  private get deadline(): number {
    return (this.deployed?.at ?? this.child.startedAt) + this.present.declaration.installationTimeoutSeconds * SECOND;
  }

  /** The declaration is read anew before each change; the cutoff travels with the run. */
  private readonly guard: Guard = async (_until, operation) => {
    const { clock, store } = this.tools;
    const { hash, isPaused } = await store.present();
    if (hash !== this.run.declaration) throw new StoodDown(CHANGED);
    if (isPaused) throw new StoodDown('the fleet is paused');
    if (STARTS.includes(operation) && clock.now() >= this.run.cutoff) throw new StoodDown(CLOSING);
    if (operation === DEPLOY) this.askedAt = clock.now();
    return undefined;
  };

  private async answerTo(outcome: Outcome, wanted: Verdict): Promise<StepAnswer> {
    if (this.deployed && !this.child.deployed) await this.note('begun');
    switch (outcome.kind) {
      case 'done':
        await this.remember({ class: 'COMPLIANT' });
        return this.end('COMPLIANT', '');
      case 'fail':
        return (await this.afterClaim(wanted)) ?? this.afterFailure(outcome);
      case 'wait':
        return this.afterWait(outcome);
    }
  }

  private async afterFailure({ timedOut, reason }: Failure): Promise<StepAnswer> {
    if (timedOut && !this.deployed) return this.end('IN_PROGRESS', reason);
    return this.fail(timedOut ? 'Timeout' : 'InstallationFailed', reason);
  }

  /** Another holder may have joined since the desktop was judged: that what it declares is not removed is no failure. */
  private async afterClaim(wanted: Verdict): Promise<StepAnswer | undefined> {
    if (this.deployed || wanted.absents.length === 0) return undefined;
    const rechecked = await this.recheck();
    if ('ok' in rechecked) return undefined;
    const { verdict } = rechecked;
    if (verdict.class === 'CLAIMED') return this.leave(verdict);
    const isLess = verdict.class === 'TODO' && verdict.absents.length < wanted.absents.length;
    return isLess ? this.wait(PAUSE, 'another holder has joined') : undefined;
  }

  private async afterWait(outcome: Wait): Promise<StepAnswer> {
    if (outcome.forUser) return this.end('IN_USE', outcome.why);
    const now = this.tools.clock.now();
    const isUnderWay = outcome.observed !== undefined && isMovingIn(outcome.observed.seen);
    const { first, interval } = looksOf(this.run);
    const isNew = this.deployed !== undefined && this.deployed.at >= now - FIRST_LOOK;
    if (now >= this.run.cutoff && !isUnderWay && !isNew) return this.end('StoodDown', CLOSING);
    if (!this.deployed) return this.wait(PAUSE, outcome.why);
    const look = Math.max(this.deployed.at + first, now + interval);
    return this.wait(Math.max(Math.min(look, this.deadline) - now, SECOND), outcome.why);
  }

  private wait(milliseconds: number, reason: string): StepAnswer {
    return { ...this.common(), next: 'wait', seconds: Math.ceil(milliseconds / SECOND), reason };
  }

  /** There is nothing to do here now. What tags alone show is remembered for the surveys of this run, which read them once. */
  private async leave({ class: found, code = found, reason = '' }: Verdict): Promise<StepAnswer> {
    if (found === 'CLAIMED' || found === 'FAILED' || found === 'UNMANAGEABLE' || code === 'Excluded')
      await this.remember({ class: found, code, reason });
    else if (found === 'COMPLIANT') await this.remember({ class: found });
    return this.end(found, reason);
  }

  private remember(ending: Ending): Promise<void> {
    return this.tools.store.keepEnding(this.run.id, this.desktop.workspaceId, ending);
  }

  /** The child has nothing more to do here. That is no failure, whatever it is. */
  private async end(code: string, reason: string): Promise<StepAnswer> {
    if (code !== 'COMPLIANT') await this.takeBack();
    if (code !== 'COMPLIANT' && this.deployed) await this.note('left');
    return { ...this.common(), next: 'done', code, reason };
  }

  private async fail(code: string, reason: string): Promise<StepAnswer> {
    const failure = { code, reason, at: this.tools.clock.now() };
    await this.tools.store.failed(this.run.attempt, this.desktop.workspaceId, failure);
    const verdict = { class: 'FAILED', installs: [], absents: [], code, reason } as const;
    await tellFailed(this.run, lineOf({ desktop: this.desktop, verdict }), this.tools);
    await this.takeBack();
    return { ...this.common(), next: 'fail', code, reason };
  }

  private note(what: Noted): Promise<void> {
    return this.tools.store.note(this.run.id, what, this.desktop.workspaceId);
  }

  private takeBack(): Promise<void> {
    return takeBack(this.desktop.workspaceId, this.tools.holder, this.tools);
  }

  private common() {
    const child = { ...this.child, ...(this.deployed && { deployed: this.deployed }) };
    return { desktop: this.desktop, run: this.run, child };
  }
}
