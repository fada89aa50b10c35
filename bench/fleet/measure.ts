import { HOUR, SECOND } from '../../lambda/service/time';
import { ASSUMPTIONS, PRICES } from '../assumptions';
import { round } from '../measure';
import { FleetLife, type Invocations, type Night } from './life';
import type { FleetScenario } from './scenario';

/** What the plot of a night shows as one point. */
const BIN = 300 * SECOND;

/** What one scenario showed. Money in US dollars. */
export interface FleetResult {
  readonly scenario: FleetScenario;
  /** Until everything is done. Reckoned if fewer were lived. */
  readonly nights: number;
  readonly isReckoned: boolean;
  /** Desktops that were done, by night. */
  readonly done: readonly number[];
  readonly hours: number;
  /** From the opening of the first window to the first desktop. */
  readonly surveyMinutes: number;
  readonly calls: {
    /** Answered and refused calls to WorkSpaces for each desktop that was done. */
    readonly perDesktop: number;
    readonly refusedPerDesktop: number;
    readonly refusedShare: number;
    readonly byOperation: Readonly<Record<string, number>>;
    /** Answered calls a second while a run was on, and in the busiest five minutes. */
    readonly average: number;
    readonly busiest: number;
    /** Of the night in which most was done, answered calls a second in steps of five minutes. */
    readonly rate: readonly number[];
  };
  /** Invocations, and seconds of the longest. */
  readonly survey: { readonly invocations: number; readonly longest: number };
  readonly step: { readonly invocations: number; readonly longest: number };
  readonly transitions: number;
  readonly cost: { readonly lambda: number; readonly transitions: number; readonly perDesktop: number };
  readonly outcome: string;
}

/** A night in which there is nothing left to do. */
export interface QuietNight {
  readonly desktops: number;
  readonly calls: number;
  readonly minutes: number;
  readonly cost: number;
}

/** Lives a scenario night by night, until everything is done or its nights are over. */
export async function measureFleet(
  scenario: FleetScenario,
): Promise<{ readonly result: FleetResult; readonly quiet?: QuietNight }> {
  const life = new FleetLife(scenario);
  const nights: Night[] = [];
  while (nights.length < scenario.nights && nights.at(-1)?.left !== 0) nights.push(await life.night());
  const result = resultOf(scenario, nights);
  if (nights.at(-1)?.left !== 0) return { result };
  const quiet = await life.night();
  return {
    result,
    quiet: {
      desktops: scenario.desktops,
      calls: quiet.calls.length,
      minutes: round((quiet.ended - quiet.opened) / 60_000, 1),
      cost: round(costOf([quiet]).total, 4),
    },
  };
}

function resultOf(scenario: FleetScenario, nights: readonly Night[]): FleetResult {
  const last = nights.at(-1);
  if (!last) throw new Error('no night was lived');
  const done = nights.map((night) => night.done);
  const desktops = sum(done);
  const cost = costOf(nights);
  return {
    scenario,
    nights: nights.length + (last.left > 0 && last.done > 0 ? Math.ceil(last.left / last.done) : 0),
    isReckoned: last.left > 0,
    done,
    hours: round(sum(nights.map(({ opened, ended }) => ended - opened)) / HOUR, 2),
    surveyMinutes: round((nights[0]?.surveyed ?? 0) / 60_000, 1),
    calls: callsOf(nights, desktops),
    survey: invocationsOf(nights.map(({ survey }) => survey)),
    step: invocationsOf(nights.map(({ step }) => step)),
    transitions: sum(nights.map(({ transitions }) => transitions)),
    cost: {
      lambda: round(cost.lambda, 4),
      transitions: round(cost.transitions, 4),
      perDesktop: round(cost.total / Math.max(1, desktops), 6),
    },
    outcome: last.outcome,
  };
}

function callsOf(nights: readonly Night[], desktops: number): FleetResult['calls'] {
  const calls = nights.flatMap((night) => night.calls);
  const answered = calls.filter(isAnswered);
  const byOperation: Record<string, number> = {};
  for (const { operation } of answered) byOperation[operation] = (byOperation[operation] ?? 0) + 1;
  const each = Object.entries(byOperation).map(([name, count]) => [name, round(count / Math.max(1, desktops), 2)]);
  const refused = calls.length - answered.length;
  const fullest = [...nights].sort((a, b) => b.done - a.done)[0];
  return {
    perDesktop: round(answered.length / Math.max(1, desktops), 2),
    refusedPerDesktop: round(refused / Math.max(1, desktops), 2),
    refusedShare: round(refused / Math.max(1, calls.length), 3),
    byOperation: Object.fromEntries(each),
    average: round(answered.length / (sum(nights.map(({ opened, ended }) => ended - opened)) / SECOND), 2),
    busiest: round(Math.max(...nights.map(busiestOf)), 2),
    rate: fullest ? rateOf(fullest).map((value) => round(value, 3)) : [],
  };
}

const isAnswered = ({ outcome }: Night['calls'][number]): boolean => outcome !== 'ThrottlingException';

function rateOf({ calls, opened, ended }: Night): readonly number[] {
  const rate = Array.from({ length: Math.ceil((ended - opened) / BIN) }, () => 0);
  for (const { time } of calls.filter(isAnswered)) {
    const bin = Math.floor((time - opened) / BIN);
    rate[bin] = (rate[bin] ?? 0) + SECOND / BIN;
  }
  return rate;
}

/** The most answered calls a second in any five minutes. */
function busiestOf({ calls }: Night): number {
  const times = calls.filter(isAnswered).map(({ time }) => time);
  let [most, from] = [0, 0];
  for (const [index, time] of times.entries()) {
    while (time - (times[from] ?? time) >= BIN) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return (most * SECOND) / BIN;
}

const invocationsOf = (all: readonly Invocations[]) => ({
  invocations: sum(all.map(({ count }) => count)),
  longest: round(Math.max(...all.map(({ longest }) => longest)) / SECOND, 0),
});

function costOf(nights: readonly Night[]) {
  const seconds = (name: 'survey' | 'step'): number => sum(nights.map((night) => night[name].together)) / SECOND;
  const invocations = sum(nights.map(({ survey, step }) => survey.count + step.count));
  const gigabyteSeconds = seconds('survey') * PRICES.surveyMemoryGb + seconds('step') * PRICES.ourMemoryGb;
  const lambda = invocations * PRICES.lambdaRequest + gigabyteSeconds * PRICES.lambdaGbSecondArm;
  const transitions = sum(nights.map((night) => night.transitions)) * PRICES.transition;
  return { lambda, transitions, total: lambda + transitions };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The most that the account answers in a second. */
export const LIMIT = ASSUMPTIONS.workspacesThrottle.ratePerSecond;
