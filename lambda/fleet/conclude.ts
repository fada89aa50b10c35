import type { FleetDeclaration } from '../contract/fleet';
import { SECOND } from '../service/time';
import { assemble, type Found, forecastOf } from './assemble';
import type { Collected } from './collect';
import {
  type Connections,
  connectionsOf,
  type Judge,
  judgeOf,
  membersOf,
  pendingIn,
  type Remembered,
  toMember,
  unmatchedOf,
} from './judge';
import { idleWindows } from './missed-windows';
import { tellAhead, tellEnd, tellPassed } from './news';
import { idsOf, type Next, type Plan, plan } from './plan';
import type { Judged, Report } from './report';
import type { Item, Run, SurveyAnswer } from './run';
import type { Present } from './store';
import { takeBack } from './take-back';
import type { FleetTools } from './tools';
import type { Member, WaveMemory } from './waves';

/** Calls that a child makes at its start, beside one for each application. */
const START_CALLS = 6;

/**
 * Seconds between the starts of the first children: one call a second, of two that the service takes. The rest is for the children
 * that are under way, and for others.
 */
const rampOf = ({ applicationIds, absentApplicationIds }: FleetDeclaration): number =>
  START_CALLS + applicationIds.length + absentApplicationIds.length;

/** What a run keeps between its surveys. */
export interface SurveyState {
  readonly collected: Collected;
  readonly tries: Readonly<Record<string, number>>;
}

/** The ends of a run. */
type Last = Extract<Next, { readonly kind: 'done' | 'failed' }>;

/** What a survey has found out about the desktops. */
interface Evidence {
  readonly judged: readonly Judged[];
  readonly remembered: Remembered;
  readonly took: number | undefined;
  readonly isBaking: boolean;
}

interface Planned extends Plan {
  readonly judged: readonly Judged[];
  readonly members: readonly Member[];
}

/** A survey that has read everything. */
export class Conclusion {
  constructor(
    private readonly run: Run,
    private readonly present: Present,
    private readonly state: SurveyState,
    private readonly stopped: boolean,
    private readonly tools: FleetTools,
  ) {}

  async reach(): Promise<SurveyAnswer> {
    const { run, present, state, tools } = this;
    const desktops = membersOf(state.collected, present);
    const remembered = await this.remembered();
    const judge = await judgeOf(desktops, state.collected, remembered, this.criteria(), tools);
    const former = await tools.store.waves(run.attempt);
    const { judged, members, next, memory: planned, isBaking } = await this.planned(judge, former);
    const took = this.took(remembered) ?? former?.took;
    const memory = { ...planned, ...(took !== undefined && { took }) };
    // What was only looked at is no beginning: the waves are divided when something can be tried.
    const isBeginning = members.length > 0 && run.cutoff > 0 && !this.isSuperseded;
    if (isBeginning) await tools.store.keepWaves(run.attempt, memory);
    const decided = this.exceptionTo(members.length, next) ?? next;
    const found: Found = {
      run,
      declaration: present.declaration,
      judged,
      members,
      memory,
      took,
      isStopped: decided.kind === 'failed',
      now: tools.clock.now(),
      unmatched: unmatchedOf(state.collected, desktops),
      listVersion: state.collected.listVersion,
    };
    const report = assemble(found, forecastOf(found));
    if (run.dryRun) return this.endDryRun(report, decided);
    const passed = Object.keys(memory.passed).map(Number);
    const known = former?.division === memory.division ? former.passed : {};
    const isNew = (index: number): boolean => isBeginning && known[index] === undefined;
    await tellPassed(run, report.waves, passed.filter(isNew), tools);
    return this.carryOut(report, decided, { judged, remembered, took, isBaking });
  }

  /**
   * The plan for desktops whose users were asked for: before a pass those of the pass alone, since a page of a large fleet costs calls and
   * minutes in which nothing is installed; otherwise all.
   */
  private async planned(judge: Judge, memory: WaveMemory | undefined): Promise<Planned> {
    const { run, present, tools, state } = this;
    const { declaration } = present;
    const isAsked = declaration.waitForUser || run.dryRun === true;
    let connections: Connections = new Map();
    for (;;) {
      const judged = judge(connections);
      const since = tools.clock.now() - declaration.installationTimeoutSeconds * SECOND;
      const members = judged.map((one) => toMember(one, state.collected, since));
      const result = plan({ members, memory, declaration, now: tools.clock.now(), cutoff: run.cutoff });
      const { next } = result;
      const isPass = next.kind === 'wave' && !run.dryRun;
      const turn = isPass ? next.workspaceIds : idsOf(members, 'TODO');
      const unasked = isAsked ? turn.filter((id) => !connections.has(id)) : [];
      if (unasked.length === 0) return { judged, members, ...result };
      connections = new Map([...connections, ...(await connectionsOf(unasked, tools))]);
    }
  }

  private async remembered(): Promise<Remembered> {
    const { store } = this.tools;
    return {
      failures: await store.failures(this.run.attempt),
      endings: await store.endings(this.run.id),
      done: await store.noted(this.run.id, 'done'),
      tries: new Map(Object.entries(this.state.tries)),
      begun: await store.noted(this.run.id, 'begun'),
    };
  }

  /** How long one desktop of this run took on average, from its outage to its end. */
  private took({ done, begun }: Remembered): number | undefined {
    const times = [...done].flatMap(([id, at]) => {
      const from = begun.get(id);
      return from === undefined ? [] : at - from;
    });
    return times.length === 0 ? undefined : times.reduce((sum, one) => sum + one, 0) / times.length;
  }

  private criteria() {
    const { declaration, declaredAt } = this.present;
    const { token } = this.tools.holder;
    return { declaration, declaredAt, token, attempt: this.run.attempt };
  }

  /** What the run has read is of another declaration. */
  private get isSuperseded(): boolean {
    const { present, run } = this;
    return present.hash !== run.declaration || present.attempt !== run.attempt;
  }

  /** What ends the run whatever the plan says. */
  private exceptionTo(members: number, next: Next): Next | undefined {
    const { present, run } = this;
    if (this.isSuperseded)
      return { kind: 'done', why: 'superseded: the declaration has changed, and the next run follows the new one' };
    if (present.isPaused && !run.dryRun) return { kind: 'done', why: 'the fleet is paused' };
    if (members === 0)
      return {
        kind: 'failed',
        code: 'NoTargets',
        why: 'no WorkSpace matches the targets of the fleet. What next: check the directory, tags and lists',
      };
    // The plan knows how many.
    if (!this.stopped || next.kind === 'failed') return undefined;
    return {
      kind: 'failed',
      code: 'TooManyFailures',
      why: 'more WorkSpaces have failed than the wave tolerates. What next: read the reasons in the report',
    };
  }

  /** Says what a run would do. It has touched nothing, and what it found is no failure of it. */
  private async endDryRun(report: Report, decided: Next): Promise<SurveyAnswer> {
    const { run, present, tools } = this;
    const { left, windowsLeft, expectedEnd } = report;
    const when = expectedEnd === undefined ? '' : `, done in ${windowsLeft} windows, by ${expectedEnd}`;
    const would = decided.kind === 'failed' ? `a run would stop: ${decided.why}` : `${left} left${when}`;
    const why = present.isPaused ? `the fleet is paused; ${would}` : would;
    const ended = { ...report, ended: { ok: true, why } };
    await tools.store.keepReport(ended, [tools.store.keys.report(run.id)]);
    if (run.ahead !== undefined && !present.isPaused) await tellAhead(ended, run.ahead, present, tools);
    return { run, next: 'done', reason: why };
  }

  private async carryOut(report: Report, next: Next, evidence: Evidence): Promise<SurveyAnswer> {
    const { run, tools } = this;
    const places = [tools.store.keys.report(run.id), tools.store.keys.latest];
    if (next.kind === 'wave' || next.kind === 'wait') {
      await tools.store.keepReport(report, places);
      if (next.kind === 'wave') return this.begin(next, evidence);
      return { run, next: 'wait', seconds: next.seconds, reason: next.why };
    }
    const { TODO: todo } = report.counts;
    const last = await this.unlessIdle(next, evidence.isBaking ? 0 : todo, evidence.remembered);
    const { why } = last;
    const ended = {
      ...report,
      ended: last.kind === 'failed' ? { ok: false, why, code: last.code } : { ok: true, why },
    };
    await tools.store.keepReport(ended, places);
    // Children that were aborted may have left something pending.
    for (const workspaceId of pendingIn(this.state.collected)) await takeBack(workspaceId, tools.holder, tools);
    await tellEnd(ended, this.present, tools);
    return { run, next: last.kind, reason: why, ...(last.kind === 'failed' && { code: last.code }) };
  }

  /** A run in a window is no success if nothing comes of it for too long. @param todo what could have been done */
  private async unlessIdle(next: Last, todo: number, { done, begun }: Remembered): Promise<Last> {
    const { run, tools } = this;
    if (next.kind === 'failed' || run.cutoff === 0) return next;
    const why = await idleWindows(todo, done.size + begun.size, tools);
    return why === undefined ? next : { kind: 'failed', code: 'NoProgress', why };
  }

  private async begin(next: Next & { kind: 'wave' }, { judged, took }: Evidence): Promise<SurveyAnswer> {
    const { run, state, tools } = this;
    const { maxConcurrency } = this.present.declaration;
    const ramp = rampOf(this.present.declaration);
    const byId = new Map(judged.map((one) => [one.desktop.workspaceId, one]));
    const items = next.workspaceIds.flatMap((id, index): Item[] => {
      const { desktop, verdict: { unfit } = {} } = byId.get(id) ?? {};
      const delay = index < maxConcurrency ? index * ramp : 0;
      return desktop ? [{ ...desktop, delay, ...(unfit && { unfit }) }] : [];
    });
    const tries = { ...state.tries };
    for (const id of next.workspaceIds) tries[id] = (tries[id] ?? 0) + 1;
    await tools.store.keepPass(run.id, run.passes, items);
    await tools.store.keepSurvey(run.id, { ...state, tries });
    return {
      run: { ...run, passes: run.passes + 1, ...(took !== undefined && { took }) },
      next: 'wave',
      items: { key: tools.store.keys.pass(run.id, run.passes) },
      results: { prefix: tools.store.keys.results(run.id, run.passes) },
      concurrency: maxConcurrency,
      tolerated: next.tolerated,
      reason: `wave ${next.wave + 1}: ${items.length} WorkSpaces`,
    };
  }
}
