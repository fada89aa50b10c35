import { MINUTE } from '../lambda/service/time';
import { FRAMEWORK, type FrameworkSettings } from '../lib/private/framework-settings';
import { measure, type Result } from './measure';
import { run } from './run';
import type { Scenario } from './scenario';
import { type Conditions, USUAL } from './scene';
import { ONE_CALL, OURS, PLAIN, type Subject } from './subjects';

interface Job {
  readonly subject: Subject;
  readonly scenario: Scenario;
  readonly conditions?: Partial<Conditions>;
}

const associations = (workspaces: number, applications: number): Scenario => ({
  workspaces,
  applications,
  shape: 'associations',
});
const sets = (workspaces: number, applications: number): Scenario => ({ workspaces, applications, shape: 'sets' });

const SIZES = [1, 10, 50, 100, 450];

/** A stack holds 500 resources, of which the provider takes some 20: for several applications each, that is fewer WorkSpaces. */
const GRID: readonly Scenario[] = [
  ...SIZES.map((size) => associations(size, 1)),
  ...[1, 10, 50, 100, 160].map((size) => associations(size, 3)),
  ...[1, 10, 50, 60].map((size) => associations(size, 8)),
  ...SIZES.map((size) => sets(size, 3)),
  ...SIZES.map((size) => sets(size, 8)),
];

const BASELINES: readonly Scenario[] = [
  ...SIZES.map((size) => associations(size, 1)),
  associations(10, 3),
  associations(10, 8),
  sets(10, 8),
];

const APPLICATIONS = [1, 2, 3, 4, 6, 8];
const EXACTLY_TWENTY = { install: 20 * MINUTE, deviation: 0 };
const SLOT_SIZES = [8, 10, 30, 100];
const AS_IT_COMES: FrameworkSettings = { maxAttempts: 3, onEventSeconds: 900, isCompleteSeconds: 900 };

const inTenSlots = (size: number, framework: FrameworkSettings): Job => ({
  subject: OURS,
  scenario: associations(size, 1),
  conditions: { account: { concurrency: 10, framework } },
});

/** Everything that the bench simulates, by what it is to show. */
const JOBS = {
  ours: GRID.map((scenario) => ({ subject: OURS, scenario })),
  /** The size that the pace is made for, with other WorkSpaces and other install times. */
  seeds: [2, 3, 4].map((seed) => ({ subject: OURS, scenario: associations(450, 1), conditions: { seed } })),
  oneCall: BASELINES.map((scenario) => ({ subject: ONE_CALL, scenario })),
  plain: BASELINES.map((scenario) => ({ subject: PLAIN, scenario })),
  /** What the plain one would need if it were never throttled. */
  unthrottled: [associations(10, 1), associations(10, 3), associations(10, 8), sets(10, 8)].map((scenario) => ({
    subject: PLAIN,
    scenario,
    conditions: { throttle: false as const },
  })),
  /** Where the WorkSpaces of a stack get different numbers of applications, siblings have to find together by quiet times. */
  uncounted: [associations(20, 8), associations(60, 8)].map((scenario) => ({
    subject: OURS,
    scenario: { ...scenario, counted: false },
  })),
  /** Where it ends: what fits into the 55 minutes. */
  limits: [
    ...[15, 30, 35].map((minutes) => ({
      subject: OURS,
      scenario: associations(450, 1),
      conditions: { install: minutes * MINUTE },
    })),
    ...[200, 250, 300].map((size) => ({ subject: OURS, scenario: sets(size, 8) })),
    { subject: OURS, scenario: { ...associations(450, 1), waits: false }, conditions: { install: 90 * MINUTE } },
  ],
  /** A new account: ten functions at the same time. */
  tenSlots: SLOT_SIZES.map((size) => inTenSlots(size, FRAMEWORK)),
  /** The same with the framework as it comes, and if it only tried more often. */
  tenSlotsPlain: SLOT_SIZES.map((size) => inTenSlots(size, AS_IT_COMES)),
  /** One WorkSpace, and each application takes the simulator's default of 20 minutes, one after the other. */
  addingUp: APPLICATIONS.map((count) => ({
    subject: OURS,
    scenario: sets(1, count),
    conditions: { ...EXACTLY_TWENTY, addsUp: true },
  })),
  /** The same if a deployment takes as long, whatever it carries. */
  together: APPLICATIONS.map((count) => ({
    subject: OURS,
    scenario: sets(1, count),
    conditions: EXACTLY_TWENTY,
  })),
  tenSlotsMoreTries: SLOT_SIZES.map((size) => inTenSlots(size, { ...AS_IT_COMES, maxAttempts: FRAMEWORK.maxAttempts })),
} satisfies Record<string, readonly Job[]>;

const QUICK = {
  ours: [associations(1, 1), associations(10, 1), associations(4, 3), sets(10, 8)].map((scenario) => ({
    subject: OURS,
    scenario,
  })),
  tenSlots: [8, 10].map((size) => inTenSlots(size, FRAMEWORK)),
  tenSlotsPlain: [inTenSlots(10, AS_IT_COMES)],
  plain: [associations(10, 1)].map((scenario) => ({ subject: PLAIN, scenario })),
} satisfies Record<string, readonly Job[]>;

export type Simulations = Readonly<Record<keyof typeof JOBS, readonly Result[]>>;

const isName = (name: string): name is keyof typeof JOBS => name in JOBS;

/** Runs what is named, by default all of it. Calls `onResult` with each as it is known. */
export async function simulate(
  onResult: (result: Result) => void,
  only: readonly string[] = Object.keys(JOBS),
): Promise<Partial<Simulations>> {
  const results: Partial<Record<keyof typeof JOBS, readonly Result[]>> = {};
  for (const name of only.filter(isName)) results[name] = await runAll(JOBS[name], onResult);
  return results;
}

export const simulateQuickly = async (onResult: (result: Result) => void): Promise<readonly Result[]> =>
  runAll([...QUICK.ours, ...QUICK.tenSlots, ...QUICK.tenSlotsPlain, ...QUICK.plain], onResult);

/** Our handler in an account that behaves so: all sizes, or a few of them. */
export const simulateAs = async (
  account: Partial<Conditions>,
  isQuick: boolean,
  onResult: (result: Result) => void,
): Promise<readonly Result[]> =>
  runAll(
    (isQuick ? QUICK.ours : JOBS.ours).map((job) => ({ ...job, conditions: account })),
    onResult,
  );

async function runAll(jobs: readonly Job[], onResult: (result: Result) => void): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { subject, scenario, conditions } of jobs) {
    const result = measure(await run(subject, scenario, { ...USUAL, ...conditions }));
    onResult(result);
    results.push(result);
  }
  return results;
}
