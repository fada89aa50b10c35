import { FleetDeclarationError } from '../contract/fleet';
import type { Running } from '../service/executions';
import { HOUR, MINUTE, SECOND } from '../service/time';
import { again, type Collected, collect, nothingCollected } from './collect';
import { Conclusion, type SurveyState } from './conclude';
import { ListError, parseList } from './csv';
import { missingRun } from './missed-windows';
import { send, tellBegin } from './news';
import { nextOpening } from './opening';
import { onlyLooks, RUN_FORMAT, type Run, type Start, type SurveyAnswer } from './run';
import { FleetGone, type Present } from './store';
import type { FleetTools } from './tools';
import { windowOf } from './window';

/** How long one invocation reads: less than a function may run. */
const BUDGET = 8 * MINUTE;

/** What reads no longer than this can conclude in the same invocation. */
const SHORT = 2 * MINUTE;

/** What the state machine gives to the survey. */
export interface SurveyInput {
  /** ARN of the execution, and when it started. */
  readonly execution: string;
  readonly startedAt: string;
  readonly stateMachine: string;
  /** What the survey has answered before; what the Scheduler or a person has given, the first time. */
  readonly input: Start & {
    readonly run?: Run;
    /** Whether the pass ended because too many children have failed. */
    readonly stopped?: unknown;
    readonly next?: SurveyAnswer['next'];
  };
}

/** Finds out how the fleet stands, writes the report, and decides what the run does next. */
export async function surveyOf(given: SurveyInput, tools: FleetTools): Promise<SurveyAnswer> {
  const { run } = given.input;
  const nothing = {
    format: RUN_FORMAT,
    id: idOf(given),
    startedAt: 0,
    cutoff: 0,
    declaration: '',
    attempt: '',
    passes: 0,
  };
  try {
    if (run && run.format !== RUN_FORMAT)
      return { run, next: 'done', reason: 'superseded by another version of the fleet' };
    return await surveyWith(given, run, tools);
  } catch (error) {
    if (error instanceof FleetGone) return { run: run ?? nothing, next: 'done', reason: error.message };
    // What a later version has declared in the meantime, the next run follows.
    if (run && error instanceof FleetDeclarationError)
      return { run, next: 'done', reason: `superseded: ${error.message}` };
    if (error instanceof ListError || error instanceof FleetDeclarationError) {
      const next = given.input.dryRun ? 'done' : 'failed';
      return { run: run ?? nothing, next, code: error.name, reason: `${error.message}. Nothing was touched` };
    }
    throw error;
  }
}

async function surveyWith(given: SurveyInput, former: Run | undefined, tools: FleetTools): Promise<SurveyAnswer> {
  const present = await tools.store.present();
  const run = former ?? (await beginning(given, present, tools));
  if ('next' in run) return run;
  if (!former && !run.dryRun) await tellBegin(run, tools);
  const { store, clock } = tools;
  const kept = await store.survey<SurveyState>(run.id);
  const begun = kept?.collected ?? nothingCollected(await listOf(present, tools));
  // The answer of a survey that goes on may be lost: it goes on all the same.
  const isWhole = begun.cursor.phase === 'end' && given.input.next !== 'more';
  const from = isWhole ? again(begun) : begun;
  const begin = clock.now();
  const collected = await collect(from, present.declaration, begin + BUDGET, tools);
  const state: SurveyState = { collected, tries: kept?.tries ?? {} };
  await store.keepSurvey(run.id, state);
  // To ask for users takes long, too: it has an invocation of its own.
  if (collected.cursor.phase !== 'end' || clock.now() - begin > SHORT)
    return { run, next: 'more', reason: 'the survey goes on' };
  return new Conclusion(run, present, state, given.input.stopped !== undefined, tools).reach();
}

/** The name of the execution. */
const idOf = ({ execution }: SurveyInput): string => execution.slice(execution.lastIndexOf(':') + 1);

/** The new run, or why there is none now. */
async function beginning(given: SurveyInput, present: Present, tools: FleetTools): Promise<Run | SurveyAnswer> {
  const { declaration, hash, attempt, isPaused } = present;
  const { clock, executions } = tools;
  const startedAt = Date.parse(given.startedAt);
  const { scheduledTime, ignoreWindow = false, dryRun = false, announces, watches } = given.input;
  const window = windowOf(declaration.window, { scheduledTime, ignoreWindow, now: clock.now() });
  const { cutoff } = window;
  const run = { format: RUN_FORMAT, id: idOf(given), startedAt, declaration: hash, attempt, passes: 0, cutoff };
  if (dryRun) return { ...run, cutoff: 0, dryRun };
  if (announces !== undefined)
    return announcing({ ...run, cutoff: 0, dryRun: true }, announces, scheduledTime, present);
  if (watches) return watching(run, Date.parse(scheduledTime ?? ''), present, tools);
  if (scheduledTime !== undefined)
    await tools.store.keepWindows({ ...(await tools.store.windows()), openedAt: Date.parse(scheduledTime) });
  const notNow = (why: string): SurveyAnswer => ({ run, next: 'done', code: 'NotNow', reason: `not now: ${why}` });
  if (isPaused) return notNow('the fleet is paused');
  if (window.closed !== undefined) return notNow(window.closed);
  const other = await runBefore(given, await executions.findRunning(given.stateMachine), tools);
  return other === undefined ? run : notNow(`another run is on, ${other}`);
}

/** The run that is on. Of two that began at the same time, the start may have been delivered twice, one goes on. */
async function runBefore(
  { execution, startedAt }: SurveyInput,
  running: readonly Running[],
  { executions }: FleetTools,
): Promise<string | undefined> {
  const began = running.find(({ arn }) => arn === execution)?.startedAt ?? Date.parse(startedAt);
  const earlier = running.filter((one) => one.startedAt < began || (one.startedAt === began && one.arn < execution));
  for (const { arn } of earlier) if (!onlyLooks(await executions.findInput(arn))) return arn;
  return undefined;
}

/** How much later than expected a window may open: the clocks may change before. */
const LATE = 2 * HOUR;

/** A run that says what the next window will do, unless that is left out. */
function announcing(
  run: Run,
  seconds: number,
  scheduledTime: string | undefined,
  present: Present,
): Run | SurveyAnswer {
  const at = Date.parse(scheduledTime ?? '');
  const opening = nextOpening(present.declaration.window, at);
  if (opening !== undefined && opening <= at + seconds * SECOND + LATE) return { ...run, ahead: opening };
  return { run, next: 'done', code: 'NotNow', reason: 'not now: no window follows' };
}

async function watching(run: Run, at: number, present: Present, tools: FleetTools): Promise<SurveyAnswer> {
  const why = await missingRun(at, present, tools);
  if (why === undefined) return { run, next: 'done', reason: 'the run of the window has begun' };
  const { topicArn, name } = present.declaration;
  await send(topicArn, `${name}: NO RUN`, `${name}: ${why}.`, tools);
  return { run, next: 'failed', code: 'RunMissing', reason: why };
}

/** The list of WorkSpaces, if the fleet has one. Throws {@link ListError}. */
async function listOf(
  { declaration }: Present,
  { store }: FleetTools,
): Promise<Pick<Collected, 'rows' | 'listVersion'>> {
  const { csv } = declaration.targets;
  if (!csv) return {};
  const found = await store.list(csv);
  if (!found) throw new ListError(`the list of WorkSpaces s3://${csv.bucket}/${csv.key} does not exist`);
  return { rows: parseList(found.text), ...(found.version !== undefined && { listVersion: found.version }) };
}
