import { FleetDeclarationError } from '../contract/fleet';
import { MINUTE } from '../service/time';
import { again, type Collected, collect, nothingCollected } from './collect';
import { ListError, parseList } from './csv';
import { judge, membersOf, pendingIn, type Remembered, toMember, unmatchedOf } from './judge';
import { type Next, plan } from './plan';
import { countsOf, type Judged, lineOf } from './report';
import { type Item, RUN_FORMAT, type Run, type SurveyAnswer } from './run';
import { FleetGone, type Present } from './store';
import { takeBack } from './take-back';
import type { FleetTools } from './tools';
import { windowOf } from './window';

/** How long one invocation reads: less than a function may run. */
const BUDGET = 8 * MINUTE;
/** Seconds between the starts of the first children: each makes some calls then, and the service takes two a second. */
const RAMP = 4;

/** What the state machine gives to the survey. */
export interface SurveyInput {
  /** ARN of the execution, and when it started. */
  readonly execution: string;
  readonly startedAt: string;
  readonly stateMachine: string;
  /** What the survey has answered before; what the Scheduler or a person has given, the first time. */
  readonly input: {
    readonly run?: Run;
    /** Whether the pass ended because too many children have failed. */
    readonly stopped?: unknown;
    readonly next?: SurveyAnswer['next'];
    readonly scheduledTime?: string;
    readonly ignoreWindow?: boolean;
  };
}

interface State {
  readonly collected: Collected;
  readonly tries: Readonly<Record<string, number>>;
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
    if (error instanceof ListError || error instanceof FleetDeclarationError)
      return { run: run ?? nothing, next: 'failed', code: error.name, reason: `${error.message}. Nothing was touched` };
    throw error;
  }
}

async function surveyWith(given: SurveyInput, former: Run | undefined, tools: FleetTools): Promise<SurveyAnswer> {
  const present = await tools.store.present();
  const run = former ?? (await beginning(given, present, tools));
  if ('next' in run) return run;
  const { store, clock } = tools;
  const kept = await store.survey<State>(run.id);
  const begun = kept?.collected ?? nothingCollected(await listOf(present, tools));
  const from = kept && given.input.next !== 'more' ? again(begun) : begun;
  const collected = await collect(from, present.declaration, clock.now() + BUDGET, tools);
  const state: State = { collected, tries: kept?.tries ?? {} };
  await store.keepSurvey(run.id, state);
  if (collected.cursor.phase !== 'end') return { run, next: 'more', reason: 'the survey goes on' };
  return new Survey(run, present, state, given.input.stopped !== undefined, tools).conclude();
}

/** The name of the execution. */
const idOf = ({ execution }: SurveyInput): string => execution.slice(execution.lastIndexOf(':') + 1);

/** The new run, or why there is none now. */
async function beginning(given: SurveyInput, present: Present, tools: FleetTools): Promise<Run | SurveyAnswer> {
  const { declaration, hash, attempt, isPaused } = present;
  const { clock, executions } = tools;
  const startedAt = Date.parse(given.startedAt);
  const { scheduledTime, ignoreWindow = false } = given.input;
  const window = windowOf(declaration.window, { scheduledTime, ignoreWindow, now: clock.now() });
  const { cutoff } = window;
  const run = { format: RUN_FORMAT, id: idOf(given), startedAt, declaration: hash, attempt, passes: 0, cutoff };
  const notNow = (why: string): SurveyAnswer => ({ run, next: 'done', code: 'NotNow', reason: `not now: ${why}` });
  if (isPaused) return notNow('the fleet is paused');
  if (window.closed !== undefined) return notNow(window.closed);
  const others = (await executions.findRunning(given.stateMachine)).filter((arn) => arn !== given.execution);
  return others.length > 0 ? notNow(`another run is on, ${others[0]}`) : run;
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

/** A survey that has read everything. */
class Survey {
  constructor(
    private readonly run: Run,
    private readonly present: Present,
    private readonly state: State,
    private readonly stopped: boolean,
    private readonly tools: FleetTools,
  ) {}

  async conclude(): Promise<SurveyAnswer> {
    const { run, present, state, tools } = this;
    const members = membersOf(state.collected, present);
    const judged = await judge(members, state.collected, await this.remembered(), this.criteria(), tools);
    const { next, memory } = plan({
      members: judged.map((one) => toMember(one, state.collected)),
      memory: await tools.store.waves(run.attempt),
      declaration: present.declaration,
      now: tools.clock.now(),
      cutoff: run.cutoff,
    });
    // What was only looked at is no beginning: the waves are divided when something can be tried.
    if (members.length > 0 && run.cutoff > 0) await tools.store.keepWaves(run.attempt, memory);
    const decided = this.exceptionTo(members.length) ?? next;
    await this.report(judged, decided);
    return this.carryOut(decided, judged);
  }

  private async remembered(): Promise<Remembered> {
    const { store } = this.tools;
    return {
      failures: await store.failures(this.run.attempt),
      endings: await store.endings(this.run.id),
      tries: new Map(Object.entries(this.state.tries)),
    };
  }

  private criteria() {
    const { declaration, declaredAt } = this.present;
    const { token } = this.tools.holder;
    return { declaration, declaredAt, token, attempt: this.run.attempt };
  }

  /** What ends the run whatever the plan says. */
  private exceptionTo(members: number): Next | undefined {
    const { present, run } = this;
    if (present.hash !== run.declaration || present.attempt !== run.attempt)
      return { kind: 'done', why: 'superseded: the declaration has changed, and the next run follows the new one' };
    if (present.isPaused) return { kind: 'done', why: 'the fleet is paused' };
    if (members === 0)
      return {
        kind: 'failed',
        code: 'NoTargets',
        why: 'no WorkSpace matches the targets of the fleet. What next: check the directory, tags and lists',
      };
    if (!this.stopped) return undefined;
    return {
      kind: 'failed',
      code: 'TooManyFailures',
      why: 'more WorkSpaces have failed than the wave tolerates. What next: read why in the report',
    };
  }

  private async report(judged: readonly Judged[], next: Next): Promise<void> {
    const { run, present, state, tools } = this;
    const isOver = next.kind === 'done' || next.kind === 'failed';
    await tools.store.keepReport({
      fleet: present.declaration.name,
      run: run.id,
      writtenAt: new Date(tools.clock.now()).toISOString(),
      ...(isOver && { ended: { ok: next.kind === 'done', why: next.why } }),
      counts: countsOf(judged),
      unmatched: unmatchedOf(
        state.collected,
        judged.map(({ desktop }) => desktop),
      ),
      ...(state.collected.listVersion !== undefined && { listVersion: state.collected.listVersion }),
      desktops: judged.map(lineOf),
    });
  }

  private async carryOut(next: Next, judged: readonly Judged[]): Promise<SurveyAnswer> {
    const { run } = this;
    switch (next.kind) {
      case 'wave':
        return this.begin(next, judged);
      case 'wait':
        return { run, next: 'wait', seconds: next.seconds, reason: next.why };
      case 'done':
        await this.finish(judged, next.why);
        return { run, next: 'done', reason: next.why };
      case 'failed':
        await this.finish(judged, next.why);
        return { run, next: 'failed', code: next.code, reason: next.why };
    }
  }

  private async begin(next: Next & { kind: 'wave' }, judged: readonly Judged[]): Promise<SurveyAnswer> {
    const { run, state, tools } = this;
    const { maxConcurrency } = this.present.declaration;
    const byId = new Map(judged.map(({ desktop }) => [desktop.workspaceId, desktop]));
    const items = next.workspaceIds.flatMap((id, index): Item[] => {
      const desktop = byId.get(id);
      return desktop ? [{ ...desktop, delay: index < maxConcurrency ? index * RAMP : 0 }] : [];
    });
    const tries = { ...state.tries };
    for (const id of next.workspaceIds) tries[id] = (tries[id] ?? 0) + 1;
    await tools.store.keepPass(run.id, run.passes, items);
    await tools.store.keepSurvey(run.id, { ...state, tries });
    return {
      run: { ...run, passes: run.passes + 1 },
      next: 'wave',
      items: { key: tools.store.keys.pass(run.id, run.passes) },
      results: { prefix: tools.store.keys.results(run.id, run.passes) },
      concurrency: maxConcurrency,
      tolerated: next.tolerated,
      reason: `wave ${next.wave + 1}: ${items.length} WorkSpaces`,
    };
  }

  /** Children that were aborted may have left something pending. */
  private async finish(judged: readonly Judged[], why: string): Promise<void> {
    const { run, present, state, tools } = this;
    for (const workspaceId of pendingIn(state.collected)) await takeBack(workspaceId, tools.holder, tools);
    const { topicArn, name } = present.declaration;
    if (topicArn === undefined) return;
    const counts = Object.entries(countsOf(judged)).map(([one, count]) => `${one}: ${count}`);
    const message = [`Fleet ${name}, run ${run.id}: ${why}`, '', ...counts].join('\n');
    await tools.topics.publish(topicArn, `Fleet ${name}: ${why.slice(0, 60)}`, message);
  }
}
