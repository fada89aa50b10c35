import { keysOf } from '../../lambda/fleet/run';
import type { Execution } from '../../local/stepfunctions/execution';
import type { CallRecord } from '../../local/workspaces';
import { BUCKET, FleetWorld } from '../../testkit/fleet-world';
import type { Handler } from '../../testkit/framework';
import { seeded } from '../../testkit/random';
import { ASSUMPTIONS } from '../assumptions';
import { normal } from '../random';
import { declarationOf, desktopsOf, type FleetScenario } from './scenario';

export const OPENING = Date.UTC(2026, 0, 5, 21);

/** What the invocations of a function took, in milliseconds. */
export interface Invocations {
  count: number;
  together: number;
  longest: number;
}

/** One night of all fleets. Times in milliseconds. */
export interface Night {
  readonly opened: number;
  readonly ended: number;
  /** From the opening to the first child. */
  readonly surveyed: number;
  /** Desktops that are as declared since this night. */
  readonly done: number;
  readonly left: number;
  readonly calls: readonly CallRecord[];
  readonly transitions: number;
  readonly survey: Invocations;
  readonly step: Invocations;
  readonly outcome: string;
}

/** Fleets of the real functions and the real state machine, on a clock that jumps. */
export class FleetLife {
  readonly fleets: readonly FleetWorld[];
  private functions = { survey: none(), step: none() };

  constructor(private readonly scenario: FleetScenario) {
    const first = this.fleet(0);
    this.fleets = [first, ...(scenario.fleets === 2 ? [this.fleet(1, first)] : [])];
  }

  /** The window opens for all fleets; the night is over with the last run. */
  async night(): Promise<Night> {
    this.functions = { survey: none(), step: none() };
    const [first] = this.fleets;
    if (!first) throw new Error('there is no fleet');
    const before = this.done;
    const from = first.simulator.calls.length;
    const runs = await this.open();
    const opened = first.clock.now();
    for (const { ended } of runs) await first.clock.runUntil(ended);
    const { executions, mapRuns } = first.aws.machines;
    const children = executions.filter(({ about }) => about.mapRunArn !== undefined);
    const night = {
      opened,
      ended: first.clock.now(),
      surveyed: Math.min(...mapRuns.map(({ startDate }) => startDate)) - opened,
      done: this.done - before,
      left: this.fleets.reduce((sum, { report }) => sum + report.left, 0),
      calls: first.simulator.calls.slice(from),
      transitions: executions.reduce((sum, execution) => sum + transitionsOf(execution), 0),
      ...this.functions,
      outcome: `${children.length} children, ${this.fleets.map(({ report }) => report.ended?.why).join('; ')}`,
    };
    this.forget();
    return night;
  }

  private async open(): Promise<readonly Execution[]> {
    const runs: Execution[] = [];
    for (const fleet of this.fleets) runs.push(await fleet.open());
    return runs;
  }

  private get done(): number {
    return this.fleets.reduce((sum, fleet, index) => sum + doneIn(fleet, declarationOf(this.scenario, index).name), 0);
  }

  /** What was counted is not needed any more, and large. */
  private forget(): void {
    for (const { aws, lines, bugs } of this.fleets) {
      if (bugs.length > 0) throw new Error(`something broke: ${String(bugs[0])}`);
      aws.machines.executions.length = 0;
      aws.machines.mapRuns.length = 0;
      lines.length = 0;
    }
  }

  private fleet(index: number, beside?: FleetWorld): FleetWorld {
    const { scenario } = this;
    return new FleetWorld({
      opening: OPENING,
      desktops: desktopsOf(scenario),
      declaration: declarationOf(scenario, index),
      ...(beside && { beside }),
      callTime: (service) => (service === 'workspaces' ? ASSUMPTIONS.callTime : ASSUMPTIONS.fleet.otherCallTime),
      simulator: { throttle: ASSUMPTIONS.workspacesThrottle, durations: { install: durationIn(scenario) } },
      wrap: (name, handler) => this.watched(name, handler),
    });
  }

  private watched(name: 'survey' | 'step', handler: Handler): Handler {
    return async (event) => {
      const [{ clock } = {}] = this.fleets;
      const begin = clock?.now() ?? 0;
      try {
        return await handler(event);
      } finally {
        const took = (clock?.now() ?? 0) - begin + ASSUMPTIONS.invocationTime;
        const { count, together, longest } = this.functions[name];
        this.functions[name] = { count: count + 1, together: together + took, longest: Math.max(longest, took) };
      }
    };
  }
}

const none = (): Invocations => ({ count: 0, together: 0, longest: 0 });

const transitionsOf = ({ history }: Execution): number =>
  history.events.filter(({ type }) => type.endsWith('StateEntered')).length;

/** Desktops that are as declared, by the last report; none before the first. */
function doneIn(fleet: FleetWorld, name: string): number {
  const hasReport = fleet.aws.buckets.get(BUCKET).find(`${keysOf(name).latest}.json`) !== undefined;
  return hasReport ? fleet.report.counts.COMPLIANT : 0;
}

/** How long one application takes: a deployment of all of them takes 25 ± 3 minutes, or each of them does. */
function durationIn({ applications, addsUp }: FleetScenario) {
  const { mean, deviation } = ASSUMPTIONS.install;
  const random = seeded(7);
  return () => normal(random, mean, deviation) / (addsUp ? 1 : applications);
}
