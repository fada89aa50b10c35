import { MINUTE, SECOND } from '../lambda/service/time';
import { ASSUMPTIONS, PRICES } from './assumptions';
import { lowerBound } from './bound';
import type { Run } from './run';
import { countOf, type Scenario } from './scenario';

/** What one run showed, as it is written down. Times in seconds, money in US dollars. */
export interface Result {
  readonly subject: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly installMinutes: number;
  readonly throttled: boolean;
  /** Where the account allows few concurrent executions: how often Lambda refused and ended one. */
  readonly slots?: { readonly attempts: number; readonly refused: number; readonly ended: number };
  readonly resources: number;
  readonly applications: number;
  /** Applications that were on their WorkSpaces in the end. */
  readonly installed: number;
  readonly failures: number;
  readonly firstFailure?: string;
  readonly outages: { readonly mean: number; readonly most: number };
  readonly calls: {
    readonly perApplication: number;
    readonly throttled: number;
    readonly byOperation: Readonly<Record<string, { readonly answered: number; readonly throttled: number }>>;
    /** Answered calls a second, minute by minute. */
    readonly rate: readonly number[];
    /** The share of the limit, over all the time and in the busiest five minutes. */
    readonly share: { readonly mean: number; readonly most: number };
  };
  readonly seconds: number;
  /** With one look before the first change of a WorkSpace, and without. */
  readonly lowerBound?: { readonly seconds: number; readonly withoutLook: number };
  readonly ratio?: number;
  /** From the end of an installation to our answer. */
  readonly latency: { readonly median: number; readonly p99: number; readonly most: number };
  readonly lambda: {
    readonly ours: number;
    readonly framework: number;
    readonly seconds: number;
    readonly instances: number;
  };
  readonly transitions: number;
  readonly cost: { readonly lambda: number; readonly transitions: number; readonly perApplication: number };
}

export function measure(run: Run): Result {
  const { scenario, scene, fates, onEvent, isComplete, transitions, frameworkInvocations } = run;
  const { conditions, simulator } = scene;
  const applications = scenario.workspaces * scenario.applications;
  const workspaceIds = [...new Set(fates.map(({ declared }) => declared.workspaceId))];
  const outages = workspaceIds.map((id) => simulator.deploymentsOf(id).length);
  const failed = fates.filter(({ failure }) => failure !== undefined);
  const seconds = Math.max(...fates.map(({ answered }) => answered)) / SECOND;
  const bound = failed.length === 0 && conditions.throttle ? boundOf(run) : undefined;
  const ours = onEvent.invocations + isComplete.invocations;
  return {
    subject: run.subject,
    scenario,
    seed: conditions.seed,
    installMinutes: conditions.install / MINUTE,
    throttled: conditions.throttle !== false,
    ...(run.platform &&
      conditions.account && {
        slots: {
          attempts: conditions.account.framework.maxAttempts,
          refused: run.platform.throttled,
          ended: run.platform.timeouts,
        },
      }),
    resources: countOf(scenario),
    applications,
    installed: workspaceIds.flatMap((id) => simulator.associations(id)).filter(({ state }) => state === 'COMPLETED')
      .length,
    failures: failed.length,
    ...(failed[0]?.failure && { firstFailure: failed[0].failure.split('\n')[0]?.slice(0, 300) }),
    outages: { mean: round(mean(outages), 2), most: Math.max(...outages) },
    calls: callsOf(run, applications, seconds),
    seconds: round(seconds, 1),
    ...(bound && { lowerBound: bound, ratio: round(seconds / bound.seconds, 3) }),
    latency: latencyOf(run),
    lambda: {
      ours,
      framework: frameworkInvocations,
      seconds: round((onEvent.duration + isComplete.duration) / SECOND, 0),
      instances: onEvent.instances + isComplete.instances,
    },
    transitions,
    cost: costOf(run, applications),
  };
}

/** The calls that cannot be avoided before a WorkSpace installs: a look, an Associate for each application, a Deploy. */
function boundOf({ scene, scenario }: Run) {
  const changes = scenario.applications + 1;
  return {
    seconds: round(lowerBound(scene, changes + 1) / SECOND, 1),
    withoutLook: round(lowerBound(scene, changes) / SECOND, 1),
  };
}

function callsOf({ scene }: Run, applications: number, seconds: number): Result['calls'] {
  const byOperation: Record<string, { answered: number; throttled: number }> = {};
  const rate = Array.from({ length: Math.ceil(seconds / 60) }, () => 0);
  for (const { operation, outcome, time } of scene.simulator.calls) {
    byOperation[operation] ??= { answered: 0, throttled: 0 };
    const counts = byOperation[operation];
    if (outcome === 'ThrottlingException') counts.throttled++;
    else {
      counts.answered++;
      const minute = Math.min(rate.length - 1, Math.floor((time - scene.start) / MINUTE));
      rate[minute] = (rate[minute] ?? 0) + 1 / 60;
    }
  }
  const limit = ASSUMPTIONS.workspacesThrottle.ratePerSecond;
  const fives = rate.map((_, minute) => mean(rate.slice(minute, minute + 5)));
  return {
    perApplication: round(scene.simulator.calls.length / applications, 2),
    throttled: Object.values(byOperation).reduce((sum, { throttled }) => sum + throttled, 0),
    byOperation,
    rate: rate.map((value) => round(value, 2)),
    share: { mean: round(mean(rate) / limit, 2), most: round(Math.max(...fives) / limit, 2) },
  };
}

function latencyOf({ scene, fates }: Run): Result['latency'] {
  const latencies = fates
    .filter(({ failure }) => failure === undefined)
    .flatMap(({ declared, answered }) => {
      const ends = scene.simulator
        .associations(declared.workspaceId)
        .filter(({ applicationId, state }) => declared.applicationIds.includes(applicationId) && state === 'COMPLETED')
        .map(({ lastUpdated }) => lastUpdated);
      const isAll = ends.length === declared.applicationIds.length;
      return isAll ? [Math.max(0, scene.start + answered - Math.max(...ends)) / SECOND] : [];
    })
    .sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.floor(share * (latencies.length - 1))] ?? 0, 1);
  return { median: at(0.5), p99: at(0.99), most: at(1) };
}

function costOf({ onEvent, isComplete, frameworkInvocations, transitions }: Run, applications: number): Result['cost'] {
  const seconds = (onEvent.duration + isComplete.duration) / SECOND;
  // The framework's functions wait for ours.
  const frameworkSeconds =
    frameworkInvocations > 0 ? seconds + (frameworkInvocations * ASSUMPTIONS.invocationTime) / SECOND : 0;
  const lambda =
    (onEvent.invocations + isComplete.invocations + frameworkInvocations) * PRICES.lambdaRequest +
    seconds * PRICES.ourMemoryGb * PRICES.lambdaGbSecondArm +
    frameworkSeconds * PRICES.frameworkMemoryGb * PRICES.lambdaGbSecondX86;
  const waiter = transitions * PRICES.transition;
  return {
    lambda: round(lambda, 4),
    transitions: round(waiter, 4),
    perApplication: round((lambda + waiter) / applications, 5),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));
