import fc from 'fast-check';
import { type Decision, isForgetful } from '../../../lambda/reconcile/decide';
import type { Goal } from '../../../lambda/reconcile/goal';
import type { Association, Observation } from '../../../lambda/service/association';
import { paceOf } from '../../../lambda/stack/pace';
import {
  ASKED,
  decide,
  EARLIER,
  goal,
  MINUTE,
  OFFICE,
  type Rules,
  retryHold,
  rules,
  SECOND,
  seeing,
  WORKSPACE,
} from '../builders';

/** Fixed, so that a run can be repeated; printed by fast-check with a counterexample. */
const RUNS = { seed: 20_260_301, numRuns: 200 };

/** A service that fails whatever is tried, in every way that its documentation leaves open. */
interface Stubbornness {
  /** Associate and Disassociate clear the ERROR, or leave it to Force. */
  readonly clears: boolean;
  /** The record has times; registering moves the later of them, failing does or does not. */
  readonly timed: boolean;
  readonly failingMoves: boolean;
  /** How long a deployment takes to fail. */
  readonly failsAfter: number;
}

const natures = {
  clears: fc.boolean(),
  failingMoves: fc.boolean(),
  failsAfter: fc.integer({ min: SECOND, max: 25 * MINUTE }),
};
const withTimes = fc.record<Stubbornness>({ ...natures, timed: fc.constant(true) });
const withoutTimes = fc.record<Stubbornness>({ ...natures, timed: fc.constant(false) });
const resourceCounts = fc.integer({ min: 1, max: 450 });
/** The longest that one step holds on after a deployment. */
const LONGEST_HOLD = 2.5 * MINUTE;
const tickLengths = fc.array(fc.integer({ min: 30_000, max: 36_000 }), { minLength: 110, maxLength: 110 });

/** What is wanted, with the states that lead there. */
interface Wish {
  readonly wanted: Goal;
  readonly pending: string;
  readonly moving: string;
}

const INSTALL: Wish = {
  wanted: goal({ installs: [{ applicationId: OFFICE }] }),
  pending: 'PENDING_INSTALL_DEPLOYMENT',
  moving: 'INSTALLING',
};
const REMOVE: Wish = {
  wanted: goal({ removals: [{ applicationId: OFFICE }] }),
  pending: 'PENDING_UNINSTALL_DEPLOYMENT',
  moving: 'UNINSTALLING',
};

/** The application that is in ERROR from before, and what has become of the deployments. */
class StubbornService {
  readonly deployments: { readonly at: number; readonly force: boolean }[] = [];
  private record: Partial<Association> = { state: 'ERROR', created: EARLIER, updated: EARLIER };
  private failsAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly nature: Stubbornness,
    private readonly wish: Wish,
  ) {}

  look(now: number): Observation {
    if (now >= this.failsAt) {
      const updated = this.nature.failingMoves ? this.failsAt : this.record.updated;
      this.record = { ...this.record, state: 'ERROR', updated };
      this.failsAt = Number.POSITIVE_INFINITY;
    }
    return seeing({ ...this.record, ...(!this.nature.timed && { created: undefined, updated: undefined }) });
  }

  register(now: number): void {
    if (!this.nature.clears) return;
    this.record = { ...this.record, state: this.wish.pending, updated: now };
  }

  deploy(now: number, force: boolean): void {
    this.deployments.push({ at: now, force });
    this.record = { ...this.record, state: this.wish.moving };
    this.failsAt = now + this.nature.failsAfter;
  }
}

/** What stays the same for the life of a request. */
interface Life {
  readonly wish: Wish;
  readonly undoing: boolean;
  readonly resources: number;
  readonly nature: Stubbornness;
  /** From one answer of the handler to its next call. */
  readonly lengths: readonly number[];
}

/** One request from its first tick to its end, as the handler's steps carry decisions out. */
function live({ wish, undoing, resources, nature, lengths }: Life) {
  const service = new StubbornService(nature, wish);
  const pace = paceOf(resources);
  const rulesAt = (now: number, tried: readonly string[]): Rules =>
    rules({
      now,
      tried: new Set(tried),
      firstPollAt: pace.firstPoll(WORKSPACE, ASKED),
      quiet: pace.quiet,
      retryWindow: pace.retryWindow,
      failedBefore: pace.looksEarly ? [OFFICE] : [],
      undoing,
    });
  let now = ASKED;
  let decision: Decision = { kind: 'wait', why: 'not asked yet' };
  for (const length of lengths) {
    if (pace.isDue(WORKSPACE, ASKED, now)) {
      let tried: readonly string[] = [];
      decision = decide(wish.wanted, service.look(now), rulesAt(now, tried));
      if (decision.kind === 'register') {
        tried = [OFFICE];
        service.register(now);
        decision = decide(wish.wanted, service.look(now), rulesAt(now, tried));
      }
      if (decision.kind === 'deploy') {
        const isRetry = decision.force || isForgetful(service.look(now));
        service.deploy(now, decision.force);
        now += Math.min(retryHold(rulesAt(now, tried), isRetry), LONGEST_HOLD);
      }
      if (decision.kind === 'fail') break;
    }
    now += length;
  }
  return { end: decision.kind, deployments: service.deployments };
}

const lives = (wish: Wish, nature: fc.Arbitrary<Stubbornness>, undoing = false): fc.Arbitrary<Life> =>
  fc.record({
    wish: fc.constant(wish),
    undoing: fc.constant(undoing),
    resources: resourceCounts,
    nature,
    lengths: tickLengths,
  });

describe(`R33 an application that stays in ERROR whatever is tried (seed ${RUNS.seed})`, () => {
  test.each([
    { life: lives(INSTALL, withTimes), situation: 'wanted, the service tells times' },
    { life: lives(INSTALL, withoutTimes), situation: 'wanted, the service tells none' },
    { life: lives(REMOVE, withTimes), situation: 'to go, the service tells times' },
    { life: lives(REMOVE, withoutTimes), situation: 'to go, the service tells none' },
  ])('$situation, any number of resources: no more than three deployments, then a failure', ({ life }) => {
    fc.assert(
      fc.property(life, (drawn) => {
        const { end, deployments } = live(drawn);
        expect(end).toBe('fail');
        expect(deployments.length).toBeLessThanOrEqual(3);
      }),
      RUNS,
    );
  });

  test.each([
    { life: lives(INSTALL, withTimes, true), situation: 'to be put back, the service tells times' },
    { life: lives(INSTALL, withoutTimes, true), situation: 'to be put back, the service tells none' },
    { life: lives(REMOVE, withTimes, true), situation: 'to be taken back, the service tells times' },
    { life: lives(REMOVE, withoutTimes, true), situation: 'to be taken back, the service tells none' },
  ])('$situation, any number of resources: no more than three deployments', ({ life }) => {
    fc.assert(
      fc.property(life, (drawn) => {
        expect(live(drawn).deployments.length).toBeLessThanOrEqual(3);
      }),
      RUNS,
    );
  });

  test('any number of resources, any service, as long as anything tells that the ERROR is old: it is tried at least once', () => {
    fc.assert(
      fc.property(lives(INSTALL, fc.oneof(withTimes, withoutTimes)), (drawn) => {
        fc.pre(drawn.nature.timed || paceOf(drawn.resources).looksEarly);
        expect(live(drawn).deployments.length).toBeGreaterThanOrEqual(1);
      }),
      RUNS,
    );
  });
});
