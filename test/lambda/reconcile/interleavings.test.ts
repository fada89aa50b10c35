import { type Decision, decide } from '../../../lambda/reconcile/decide';
import type { Goal, Terms } from '../../../lambda/reconcile/goal';
import { Learned } from '../../../lambda/reconcile/learned';
import type { Association } from '../../../lambda/service/association';
import { rootOf } from '../../../lambda/service/identity';
import { keyOf, type Mark } from '../../../lambda/service/marks';
import {
  association,
  EARLIER,
  goal,
  holder,
  installing,
  MINUTE,
  mark,
  NOW,
  OFFICE,
  SECOND,
  SIBLING,
  STRANGER,
  seeing,
  TOKEN,
  terms,
} from '../builders';

/*
 * Several resources step towards their goals about one application at the same time, in every order in which their calls
 * can fall. The decisions are the real ones. Less than half a minute passes from what a step reads to what it changes.
 */

interface Actor {
  readonly goal: Goal;
  readonly terms: Terms;
}

/** What has happened after some choices: which actor went on, or that a minute passed. */
class Play {
  now = NOW;
  state: string;
  marks: readonly Mark[];
  /** What each actor has learned in the step that it is in. */
  private readonly steps: (Learned | undefined)[];
  readonly done: boolean[];
  readonly log: string[] = [];

  constructor(
    private readonly actors: readonly Actor[],
    start: { readonly state: string; readonly marks: readonly Mark[] },
  ) {
    this.state = start.state;
    this.marks = start.marks;
    this.steps = actors.map(() => undefined);
    this.done = actors.map(() => false);
  }

  /** The choices that there are: actors that are not done, and the minute, while no actor is in the midst of a step. */
  get choices(): readonly (number | 'minute')[] {
    const open = this.actors.map((_, index) => index).filter((index) => !this.done[index]);
    if (open.length === 0) return [];
    return this.steps.every((step) => step === undefined) ? [...open, 'minute'] : open;
  }

  choose(choice: number | 'minute'): void {
    if (choice === 'minute') this.pass();
    else this.advance(choice);
  }

  private pass(): void {
    this.now += MINUTE;
    if (this.state === 'INSTALLING') this.state = 'COMPLETED';
    if (this.state === 'UNINSTALLING') this.state = 'ABSENT';
  }

  private get association(): Association {
    return association({ state: this.state, created: EARLIER, updated: EARLIER });
  }

  /** An actor makes its next call, or observes, which begins a step. */
  private advance(index: number): void {
    const actor = this.actors[index];
    const learned = this.steps[index];
    if (!actor) throw new Error('no such actor');
    if (!learned) {
      const begun = new Learned();
      begun.observed(seeing(this.association), this.now);
      this.steps[index] = begun;
      return;
    }
    const decision = decide(actor.goal, learned.factsAt(this.now), actor.terms);
    this.log.push(`${index} ${decision.kind}`);
    this.done[index] = decision.kind === 'done';
    if (this.isEndOf(decision, learned)) this.steps[index] = undefined;
  }

  /** Carries out a decision. Whether the step ends with it. */
  private isEndOf(decision: Decision, learned: Learned): boolean {
    switch (decision.kind) {
      case 'done':
      case 'wait':
        return true;
      case 'read':
        learned.read(this.marks, this.now);
        return false;
      case 'ask':
        for (const one of decision.marks) learned.isLiving(one, true);
        return false;
      case 'mark':
      case 'unmark':
        this.write(decision.kind === 'mark' ? decision.marks : [], decision.marks, learned);
        return false;
      case 'register':
        this.register(decision.disassociate.length > 0, learned);
        return false;
      case 'deploy':
        this.write(decision.attempts, [], learned);
        this.deploy();
        return true;
      default:
        throw new Error(`${this.log.join(', ')}: ${'reason' in decision ? decision.reason : decision.kind}`);
    }
  }

  private write(written: readonly Mark[], deleted: readonly Mark[], learned: Learned): void {
    const changed = [...written, ...deleted].map(keyOf);
    this.marks = [...this.marks.filter((one) => !changed.includes(keyOf(one))), ...written];
    learned.marked(written, deleted);
  }

  private register(isRemoval: boolean, learned: Learned): void {
    const install: Readonly<Record<string, string>> = { ABSENT: 'PENDING_INSTALL', PENDING_UNINSTALL: 'COMPLETED' };
    const remove: Readonly<Record<string, string>> = { COMPLETED: 'PENDING_UNINSTALL', PENDING_INSTALL: 'ABSENT' };
    this.state = (isRemoval ? remove : install)[this.state] ?? this.state;
    learned.registered(OFFICE, this.association);
    if (isRemoval) learned.disassociated(OFFICE);
  }

  /** What is deployed is carried out for all. */
  private deploy(): void {
    if (this.state === 'PENDING_INSTALL') this.state = 'INSTALLING';
    if (this.state !== 'PENDING_UNINSTALL') return;
    this.state = 'UNINSTALLING';
    const lost = this.actors.findIndex((actor, index) => this.done[index] && actor.goal.installs.length > 0);
    if (lost >= 0)
      throw new Error(`${this.log.join(', ')}: uninstalled although ${lost} was told that it is installed`);
  }

  /** Two plays of one key go on alike. */
  get key(): string {
    const age = (time: number) => Math.min(3, Math.round((this.now - time) / (30 * SECOND)));
    const marks = this.marks.map((one) => [one.token, one.kind, age(one.writtenAt), one.attempt]).sort();
    const steps = this.steps.map((step) => {
      if (!step) return 'between';
      const { seen, written, marks: read, isStale, tried, living } = step.factsAt(this.now);
      const shown = read?.map((one) => [one.token, one.kind, age(one.writtenAt), one.attempt]).sort();
      return [seen.get(OFFICE)?.state, shown, written.map(({ kind }) => kind), isStale, tried.size, living.size];
    });
    return JSON.stringify([this.state, marks, steps, this.done, Math.min(3, (this.now - NOW) / MINUTE)]);
  }
}

/** Plays every order, and returns how many states there are. Throws with the log of the first that ends badly. */
function playAll(actors: readonly Actor[], start: { readonly state: string; readonly marks: readonly Mark[] }): number {
  const known = new Set<string>();
  const open: (readonly (number | 'minute')[])[] = [[]];
  for (let path = open.pop(); path; path = open.pop()) {
    const play = new Play(actors, start);
    for (const choice of path) play.choose(choice);
    if (known.has(play.key)) continue;
    known.add(play.key);
    if (known.size > 20_000) throw new Error('there is no end to it');
    for (const choice of play.choices) open.push([...path, choice]);
    if (play.choices.length === 0) expectEnd(play, actors);
  }
  return known.size;
}

function expectEnd({ state, marks, log }: Play, actors: readonly Actor[]): void {
  const keep = actors
    .filter(({ goal: { installs } }) => installs.length > 0)
    .map(({ terms: { holder: by } }) => by.token);
  const held = marks.map(({ token, kind }) => `${kind} ${token}`).sort();
  expect({ log, state, held }).toEqual({
    log,
    state: keep.length > 0 ? 'COMPLETED' : 'ABSENT',
    held: keep.map((token) => `holds ${token}`).sort(),
  });
}

const by = (token: string, wanted: Goal, overrides: Partial<Terms> = {}): Actor => ({
  goal: wanted,
  terms: terms({
    holder: holder({ token, ...(token === STRANGER && { root: rootOf('another'), name: 'stack/Other' }) }),
    quiet: 0,
    ...overrides,
  }),
});

const LEAVE = goal({ leaves: [OFFICE], keeps: [] });
const INSTALL = installing([OFFICE]);
const heldBy = (...tokens: readonly string[]) => ({
  state: 'COMPLETED',
  marks: tokens.map((token) => mark({ token })),
});
const ADOPT = { allowExisting: true };

test.each([
  { situation: 'two leave', actors: [by(TOKEN, LEAVE), by(SIBLING, LEAVE)], start: heldBy(TOKEN, SIBLING) },
  {
    situation: 'two of different stacks leave',
    actors: [by(TOKEN, LEAVE), by(STRANGER, LEAVE)],
    start: heldBy(TOKEN, STRANGER),
  },
  { situation: 'one leaves, a sibling joins', actors: [by(TOKEN, LEAVE), by(SIBLING, INSTALL)], start: heldBy(TOKEN) },
  {
    situation: 'one leaves, and a rollback takes back what its own update dropped',
    actors: [by(TOKEN, LEAVE), by(SIBLING, installing([OFFICE], [OFFICE]), { undoing: true, requestedAt: EARLIER })],
    start: { state: 'PENDING_UNINSTALL', marks: [mark(), mark({ token: SIBLING })] },
  },
  {
    situation: 'two install',
    actors: [by(TOKEN, INSTALL), by(SIBLING, INSTALL)],
    start: { state: 'ABSENT', marks: [] },
  },
  {
    situation: 'two of different stacks install, both with allowExisting',
    actors: [by(TOKEN, INSTALL, ADOPT), by(STRANGER, INSTALL, ADOPT)],
    start: { state: 'ABSENT', marks: [] },
  },
])('$situation, in every order: the last one uninstalls, and none that stays loses it', ({ actors, start }) => {
  expect(playAll(actors, start)).toBeGreaterThan(20);
});
