import { MINUTE, SECOND } from '../../lambda/service/time';
import type { Application } from '../../lambda/service/workspaces';
import { Desk, type Durations, type Situation } from './desk';
import type { PlannedRequest, StackChanges } from './request';
import { Run, type World } from './run';

/** Everything that a plan rests on. */
export interface Known {
  readonly situations: ReadonlyMap<string, Situation>;
  readonly applications: ReadonlyMap<string, Application>;
  readonly isLiving: World['isLiving'];
}

/** What the deployment of all stacks comes to, under one reading of the service. */
export interface Outlook {
  readonly runs: readonly Run[];
  readonly desks: ReadonlyMap<string, Desk>;
  /** From the first request to the last answer, in milliseconds. */
  readonly duration: number;
  readonly calls: Calls;
}

/** Calls to WorkSpaces. */
export interface Calls {
  readonly total: number;
  /** On average in the busiest minute. */
  readonly perSecond: number;
}

const TICK = 30 * SECOND;
/** By then everything has ended, or waits for something that does not come. */
const LONGEST = 12 * 60 * MINUTE;

/** Lets the handler take its decisions about all requests, stack after stack, as the CDK CLI deploys them. */
export function foresee(stacks: readonly StackChanges[], known: Known, durations: Durations, now: number): Outlook {
  const minutes = new Map<number, number>();
  const tokens = new Set<string>();
  const world: World = {
    // What the app itself declares exists once it is deployed.
    isLiving: (mark) => tokens.has(mark.token) || known.isLiving(mark),
    onCalls: (time, count) => {
      const minute = Math.floor((time - now) / MINUTE);
      minutes.set(minute, (minutes.get(minute) ?? 0) + count);
    },
  };
  const desks = new Map(
    [...known.situations].map(([id, situation]) => [id, new Desk(situation, known.applications, durations, now)]),
  );
  const runs: Run[] = [];
  let time = now;
  for (const stage of stacks.flatMap(({ forward, removal }) => [forward, removal])) {
    const begun = runStage(stage, desks, world, time, tokens);
    runs.push(...begun);
    time = Math.max(time, ...begun.map(({ endedAt }) => endedAt ?? time + LONGEST));
  }
  const counts = [...minutes.values()];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { runs, desks, duration: time - now, calls: { total, perSecond: Math.max(0, ...counts) / 60 } };
}

/** All requests of a stage at once, each after those that it depends on. */
function runStage(
  stage: readonly PlannedRequest[],
  desks: ReadonlyMap<string, Desk>,
  world: World,
  from: number,
  tokens: Set<string>,
): readonly Run[] {
  const runs = new Map<string, Run>();
  const isHeldBack = ({ after }: PlannedRequest) =>
    after.length > 0 && stage.some(({ name }) => after.includes(name) && runs.get(name)?.endedAt === undefined);
  for (let now = from; now < from + LONGEST; now += TICK) {
    for (const planned of stage) {
      const desk = desks.get(planned.goal.workspaceId);
      if (runs.has(planned.name) || !desk || isHeldBack(planned)) continue;
      const run = new Run(planned, desk, now, world);
      runs.set(planned.name, run);
      tokens.add(run.token);
    }
    const open = [...runs.values()].filter(({ endedAt }) => endedAt === undefined);
    if (open.length === 0 && runs.size === stage.length) break;
    for (const run of open) run.tick(now);
  }
  for (const run of runs.values()) if (run.endedAt === undefined) run.giveUp(from + LONGEST);
  return [...runs.values()];
}
