import type { Desktop } from '../service/workspaces';

/**
 * What the state machine carries from step to step. Its first member is the format: what an older or later version of the
 * functions does not understand ends the run as superseded.
 */
export const RUN_FORMAT = 1;

/** What the Scheduler or a person starts an execution with. */
export interface Start {
  readonly scheduledTime?: string;
  readonly ignoreWindow?: boolean;
  /** Whether the run only says what another one would do: also while one is on, or the fleet is paused. */
  readonly dryRun?: boolean;
  /** Seconds until the window that is announced. A run that announces is a dry run. */
  readonly announces?: number;
  /** Whether the run only looks whether there was one in the window that has just closed. */
  readonly watches?: boolean;
}

/** Whether an execution that was started with this, as JSON, changes nothing. */
export function onlyLooks(input: string): boolean {
  const { dryRun, announces, watches } = (JSON.parse(input) ?? {}) as Start;
  return dryRun === true || announces !== undefined || watches === true;
}

/** One run: one maintenance window. */
export interface Run {
  readonly format: number;
  /** The name of the execution. */
  readonly id: string;
  readonly startedAt: number;
  /** From then on nothing starts. */
  readonly cutoff: number;
  /** Hash of the declaration that the run began with. */
  readonly declaration: string;
  readonly attempt: string;
  /** How many times desktops were tried together so far. */
  readonly passes: number;
  /** How long one desktop of this attempt took on average, if one is done. */
  readonly took?: number;
  /** Whether it only looks. */
  readonly dryRun?: boolean;
  /** The window that it announces, by its opening. */
  readonly ahead?: number;
}

/** What one child execution is about. */
export interface Item extends Desktop {
  /** Seconds until its first step, so that not all children begin at once. */
  readonly delay: number;
  /** The applications that do not support it. */
  readonly unfit?: readonly string[];
}

/** What the state machine does after a survey. */
export interface SurveyAnswer {
  readonly run: Run;
  readonly next: 'more' | 'wave' | 'wait' | 'done' | 'failed';
  /** For `wave`: where the items are, where the results go, how many are tried at once, how many failures are tolerated. */
  readonly items?: { readonly key: string };
  readonly results?: { readonly prefix: string };
  readonly concurrency?: number;
  readonly tolerated?: number;
  /** For `wait`. */
  readonly seconds?: number;
  readonly code?: string;
  readonly reason: string;
}

/** What a child remembers. */
export interface ChildState {
  readonly startedAt: number;
  /** The deployment that it has begun. */
  readonly deployed?: Deployed;
}

/** A deployment: when it began, and what it is to install and to remove. */
export interface Deployed {
  readonly at: number;
  readonly installs: readonly string[];
  readonly absents: readonly string[];
}

/** What the state machine does after a step of a child. */
export interface StepAnswer {
  readonly desktop: Item;
  readonly run: Run;
  readonly child: ChildState;
  readonly next: 'wait' | 'done' | 'fail';
  readonly seconds?: number;
  readonly code?: string;
  readonly reason: string;
}

/** What is noted of a desktop in a run: its outage began, it is as declared, its child left it otherwise. */
export type Noted = 'begun' | 'done' | 'left';

/** Keys in the report bucket of a fleet, which may be that of others too. */
export const keysOf = (fleet: string) => ({
  control: `${fleet}/control.json`,
  survey: (run: string) => `${fleet}/runs/${run}/survey.json`,
  pass: (run: string, pass: number) => `${fleet}/runs/${run}/passes/${pass}.json`,
  results: (run: string, pass: number) => `${fleet}/runs/${run}/results/${pass}`,
  /** A report without its ending, as the next one. */
  report: (run: string) => `${fleet}/runs/${run}/report`,
  latest: `${fleet}/latest/report`,
  /** What the next window was expected to do when it was announced. */
  ahead: `${fleet}/ahead/report`,
  /** Of the last windows: when the last one began, and what was done in each. */
  windows: `${fleet}/windows.json`,
  /** How children ended whose desktops are not to be tried any more. */
  kept: (run: string) => `${fleet}/runs/${run}/kept/`,
  noted: (run: string, what: Noted) => `${fleet}/runs/${run}/${what}/`,
  waves: (attempt: string) => `${fleet}/attempts/${attempt}/waves.json`,
  failures: (attempt: string) => `${fleet}/attempts/${attempt}/failed/`,
  knownFailures: (attempt: string) => `${fleet}/attempts/${attempt}/failed.json`,
});
