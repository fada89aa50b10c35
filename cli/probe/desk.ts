import { MINUTE, SECOND } from '../../lambda/service/time';
import { EXIT, Failure } from '../exit';
import type { Asker } from './asker';
import {
  type CallName,
  isAtRest,
  isGone,
  isMoving,
  isPendingInstall,
  isPendingRemoval,
  ROLES,
  type Role,
  type Seen,
  type SeenApplication,
  type Step,
  seenIn,
} from './step';

/** How often a deployment is looked at. */
const POLL = 15 * SECOND;
/** How often, and for how long, it is looked whether what was written shows. */
const LAG_POLL = SECOND;
const LONGEST_LAG = 60 * SECOND;
/** How long what was seen must have stood, because what is read lags behind. */
const SETTLING = 30 * SECOND;
/** A deployment that has not begun to show after this will not. */
const BEGINNING = 90 * SECOND;
/** No installation takes longer. */
const LONGEST = 180 * MINUTE;
/** How often a deployment is asked for if something passing is in the way. */
const TRIES = 4;

export interface View {
  readonly state: string;
  readonly applications: Readonly<Partial<Record<Role, SeenApplication>>>;
  readonly others: readonly string[];
}

export interface Deployment {
  /** `ok`, or the exception that refused it. */
  readonly answer: string;
  readonly view: View;
}

/** What is asked once while a deployment runs. */
export type Question = (desk: Desk) => Promise<void>;

/** What experiments do to the WorkSpace, made of calls. */
export class Desk {
  constructor(
    readonly asker: Asker,
    /** The part that applications have which were given. */
    readonly roles: readonly Role[],
    readonly canStop: boolean,
  ) {}

  has(role: Role): boolean {
    return this.roles.includes(role);
  }

  async look(label: string): Promise<View> {
    const { state = '' } = seenIn(await this.asker.ask('DescribeWorkspaces', label));
    const { applications = {}, others = [] } = seenIn(await this.asker.ask('DescribeWorkspaceAssociations', label));
    return { state, applications, others };
  }

  /** A call whose outcome is evidence: if its answer was lost, it is asked again. */
  async learn(call: CallName, label: string, role?: Role): Promise<Step> {
    let step = await this.asker.ask(call, label, role);
    for (let tries = 1; step.outcome.kind === 'unknown' && tries < TRIES; tries += 1) {
      await this.asker.sleep(SECOND);
      step = await this.asker.ask(call, label, role);
    }
    return step;
  }

  /** Looks each second until what was written shows, for a minute at most. */
  async awaitSight(label: string, isShown: (seen: Seen) => boolean, call: CallName): Promise<boolean> {
    const until = this.asker.now + LONGEST_LAG;
    for (;;) {
      if (isShown(seenIn(await this.asker.ask(call, label)))) return true;
      if (this.asker.now >= until) return false;
      await this.asker.sleep(LAG_POLL);
    }
  }

  awaitAssociation(
    label: string,
    role: Role,
    isShown: (application: SeenApplication | undefined) => boolean,
  ): Promise<boolean> {
    const isSeen = ({ applications }: Seen) => isShown(applications?.[role]);
    return this.awaitSight(label, isSeen, 'DescribeWorkspaceAssociations');
  }

  /** Registers the installation, and waits until it shows. */
  async register(label: string, role: Role): Promise<void> {
    const { outcome } = await this.asker.ask('AssociateWorkspaceApplication', label, role);
    if (outcome.kind === 'refused') return;
    const isShown = await this.awaitAssociation(`${label}: shown`, role, (one) => isPendingInstall(one?.state));
    if (!isShown) await this.learn('AssociateWorkspaceApplication', `${label}, again`, role);
  }

  /** Registers the removal of an application, if it is not yet. */
  async unregister(label: string, role: Role): Promise<Step> {
    const step = await this.learn('DisassociateWorkspaceApplication', label, role);
    await this.awaitAssociation(`${label}: shown`, role, (one) => isGone(one?.state) || isPendingRemoval(one?.state));
    return step;
  }

  /** Brings the WorkSpace to AVAILABLE. Returns the view of that moment. */
  async available(): Promise<View> {
    const view = await this.awaitRest('at rest');
    if (view.state !== 'STOPPED') return view;
    await this.turn('StartWorkspaces', 'AVAILABLE');
    return this.look('started');
  }

  async turn(call: 'StartWorkspaces' | 'StopWorkspaces', state: string): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      await this.asker.ask(call, call);
      const until = this.asker.now + 15 * MINUTE;
      const settles = this.asker.now + BEGINNING;
      for (;;) {
        const found = seenIn(await this.asker.ask('DescribeWorkspaces', `${call}: waiting`)).state;
        if (found === state) return true;
        if (this.asker.now >= until || (isAtRest(found) && this.asker.now >= settles)) break;
        await this.asker.sleep(POLL / 3);
      }
    }
    return false;
  }

  /**
   * Deploys what is pending, and waits until that is over. What passes, such as a maintenance, is waited out. The
   * questions are asked once the WorkSpace is UPDATING.
   */
  async deploy(label: string, questions: readonly Question[] = [], isForced = false): Promise<Deployment> {
    const call = isForced ? 'DeployWorkspaceApplications by force' : 'DeployWorkspaceApplications';
    for (let tries = 1; ; tries += 1) {
      const before = await this.look(`${label}: before`);
      refuseOthers(before);
      const step = await this.asker.ask(call, label);
      if (step.outcome.kind === 'refused') {
        const answer = step.outcome.exception;
        const isPassing = /^(ResourceInUse|OperationNotSupported)/.test(answer);
        const view = await this.awaitRest(`${label}: refused`);
        if (!isPassing || tries >= TRIES) return { answer, view };
        continue;
      }
      const view = await this.awaitEnd(label, step, questions);
      const isUndone = step.outcome.kind === 'unknown' && isUnchanged(before, view);
      if (!isUndone || tries >= TRIES) return { answer: 'ok', view };
    }
  }

  /**
   * Asks for a deployment, and waits until it is over. A lost answer is asked for again only once it is seen that nothing has
   * begun. Returns `ok`, or the exception that refused it.
   */
  async tryDeploy(label: string): Promise<string> {
    const before = await this.look(`${label}: before`);
    refuseOthers(before);
    for (let tries = 1; ; tries += 1) {
      const step = await this.asker.ask('DeployWorkspaceApplications', label);
      if (step.outcome.kind === 'refused') return step.outcome.exception;
      const view = await this.awaitEnd(label, step, []);
      if (step.outcome.kind === 'ok' || !isUnchanged(before, view) || tries >= TRIES) return 'ok';
    }
  }

  /** Until the deployment that was asked for is over, and what it left has stood for a moment. */
  private async awaitEnd(label: string, { ended }: Step, questions: readonly Question[]): Promise<View> {
    let [hasBegun, isAsked] = [false, questions.length === 0];
    const until = ended + LONGEST;
    for (;;) {
      // What a journal answers may be hours old: only a look that was begun after the deadline ends the waiting.
      const begun = this.asker.now;
      const view = await this.look(label);
      const isOn = view.state === 'UPDATING' || isAnyMoving(view);
      hasBegun ||= isOn;
      // The applications can be seen to move before the WorkSpace is seen to be UPDATING.
      if (view.state === 'UPDATING' && !isAsked) for (const question of questions) await question(this);
      isAsked ||= view.state === 'UPDATING';
      const isOver = isAtRest(view.state) && !isAnyMoving(view) && (hasBegun || this.asker.now >= ended + BEGINNING);
      if (isOver) break;
      if (begun >= until) throw tooLong(view);
      await this.asker.sleep(POLL);
    }
    await this.asker.sleep(SETTLING);
    return this.look(`${label}: after`);
  }

  async awaitRest(label: string): Promise<View> {
    const until = this.asker.now + LONGEST;
    for (;;) {
      const begun = this.asker.now;
      const view = await this.look(label);
      if (isAtRest(view.state) && !isAnyMoving(view)) return view;
      if (begun >= until) throw tooLong(view);
      await this.asker.sleep(POLL);
    }
  }

  /** Takes off the WorkSpace what the experiments have brought. Makes at most a few deployments, and none if nothing is there. */
  async tidy(label: string): Promise<View> {
    for (let tries = 0; ; tries += 1) {
      const view = await this.available();
      const left = leftOn(view);
      if (left.length === 0 || tries >= TRIES) return view;
      for (const role of left) await this.withdraw(label, role, view.applications[role]?.state);
      const now = await this.look(`${label}: withdrawn`);
      if (leftOn(now).length === 0) return now;
      const isStuck = leftOn(now).some((role) => now.applications[role]?.state === 'ERROR');
      await this.deploy(`${label}: deployment`, [], isStuck);
    }
  }

  private async withdraw(label: string, role: Role, state: string | undefined): Promise<void> {
    if (isPendingRemoval(state)) return;
    await this.asker.ask('DisassociateWorkspaceApplication', `${label}: withdraw`, role);
    const isShown = (one: SeenApplication | undefined) =>
      isGone(one?.state) || isPendingRemoval(one?.state) || (state === 'ERROR' && one?.state === 'ERROR');
    await this.awaitAssociation(`${label}: withdrawn`, role, isShown);
  }
}

export const leftOn = ({ applications }: View): readonly Role[] =>
  ROLES.filter((role) => !isGone(applications[role]?.state));

const isAnyMoving = ({ applications, others }: View): boolean =>
  [...Object.values(applications).map(({ state }) => state), ...others].some(isMoving);

const isUnchanged = (before: View, after: View): boolean =>
  ROLES.every((role) => before.applications[role]?.state === after.applications[role]?.state);

function refuseOthers({ others }: View): void {
  if (others.length === 0) return;
  throw new Failure(
    `somebody else has registered, or is deploying, ${others.length} other application${others.length === 1 ? '' : 's'} on the WorkSpace (${others.join(', ')}): a deployment would carry that out too. What next: let it end, then go on with --resume`,
    EXIT.failed,
  );
}

const tooLong = ({ state }: View): Failure =>
  new Failure(
    `the WorkSpace is still ${state} after ${LONGEST / MINUTE} minutes. What next: look at it in the console, then go on with --resume`,
    EXIT.failed,
  );
