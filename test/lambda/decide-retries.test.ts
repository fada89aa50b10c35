import fc from 'fast-check';
import type { Association, Observation } from '../../lambda/association';
import { type Decision, decide, type Rules, retryWindowLeft } from '../../lambda/decide';
import { paceOf } from '../../lambda/pace';
import { ASKED, EARLIER, goal, MINUTE, OFFICE, rules, SECOND, seeing, WORKSPACE } from './builders';

/** Fixed, so that a run can be repeated; printed by fast-check with a counterexample. */
const RUNS = { seed: 20_260_301, numRuns: 1_000 };

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
const tickLengths = fc.array(fc.integer({ min: 30_000, max: 36_000 }), { minLength: 110, maxLength: 110 });

/** The application that is in ERROR from before, and what has become of the deployments. */
class StubbornService {
  readonly deployments: { readonly at: number; readonly force: boolean }[] = [];
  private record: Partial<Association> = { state: 'ERROR', created: EARLIER, updated: EARLIER };
  private failsAt = Number.POSITIVE_INFINITY;

  constructor(private readonly nature: Stubbornness) {}

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
    this.record = { ...this.record, state: 'PENDING_INSTALL_DEPLOYMENT', updated: now };
  }

  deploy(now: number, force: boolean): void {
    this.deployments.push({ at: now, force });
    this.record = { ...this.record, state: 'INSTALLING' };
    this.failsAt = now + this.nature.failsAfter;
  }
}

/** One request from its first tick to its end, as the handler's steps carry decisions out. */
function live(resources: number, nature: Stubbornness, lengths: readonly number[]) {
  const service = new StubbornService(nature);
  const pace = paceOf(resources);
  const wanted = goal({ installs: [{ applicationId: OFFICE }] });
  const rulesAt = (now: number, tried: readonly string[]): Rules =>
    rules({
      now,
      tried: new Set(tried),
      firstContact: pace.firstContact(WORKSPACE, ASKED),
      quiet: pace.quiet,
      retryWindow: pace.retryWindow,
      failedBefore: [OFFICE],
    });
  let now = ASKED;
  let decision: Decision = { kind: 'wait', why: 'not asked yet' };
  for (const length of lengths) {
    if (pace.isDue(WORKSPACE, ASKED, now)) {
      decision = decide(wanted, service.look(now), rulesAt(now, []));
      if (decision.kind === 'register') {
        service.register(now);
        decision = decide(wanted, service.look(now), rulesAt(now, [OFFICE]));
      }
      if (decision.kind === 'deploy') service.deploy(now, decision.force);
      if (decision.kind === 'deploy' && decision.force) now += Math.min(retryWindowLeft(rulesAt(now, [])), MINUTE);
      if (decision.kind === 'fail') break;
    }
    now += length;
  }
  return { end: decision.kind, deployments: service.deployments };
}

describe(`an application that stays in ERROR whatever is tried (seed ${RUNS.seed})`, () => {
  test('any number of resources, the service tells times: no more than three deployments, then a failure', () => {
    fc.assert(
      fc.property(resourceCounts, withTimes, tickLengths, (resources, nature, lengths) => {
        const { end, deployments } = live(resources, nature, lengths);
        expect(end).toBe('fail');
        expect(deployments.length).toBeLessThanOrEqual(3);
      }),
      RUNS,
    );
  });

  test('any number of resources, any service: it is tried at least once', () => {
    fc.assert(
      fc.property(resourceCounts, fc.oneof(withTimes, withoutTimes), tickLengths, (resources, nature, lengths) => {
        expect(live(resources, nature, lengths).deployments.length).toBeGreaterThanOrEqual(1);
      }),
      RUNS,
    );
  });
});
