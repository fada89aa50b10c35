import type { AwsServices } from '../aws-services';
import type { AcceleratedClock } from '../clock';
import type { Stack } from '../cloudformation/model';
import type { Execution } from '../stepfunctions/execution';
import { DOCUMENTED_THROTTLE, type WorkspacesSimulator } from '../workspaces';
import { SPEEDS } from './controls';

const SECOND = 1000;
/** How much of the past the chart of calls shows, and how fine, on the clock of the embedded AWS. */
const CHART = { bars: 30, width: 20 * SECOND };
const CALLS = 12;
const STACKS = 12;
const EXECUTIONS = 6;

export type Picture = ReturnType<typeof pictureOf>;

/** Everything that the page shows, as it is now. */
export function pictureOf(services: AwsServices, clock: AcceleratedClock) {
  const { simulator, cloudformation, machines } = services;
  const now = clock.now();
  const names = simulator.applicationNames;
  const runs = machines.executions.filter(({ about }) => about.mapRunArn === undefined);
  const fleets = runs.filter(({ arn }) => machines.mapRunsOf(arn).length > 0);
  return {
    time: new Date(now).toISOString(),
    speed: clock.speed,
    speeds: SPEEDS,
    desktops: simulator.workspaceIds.map((id) => desktopOf(id, simulator, names, now)),
    calls: callsOf(simulator, now),
    stacks: cloudformation
      .allStacks()
      .filter(({ isBuiltIn }) => !isBuiltIn)
      .slice(0, STACKS)
      .map(stackOf),
    fleets: fleets
      .slice(-EXECUTIONS)
      .reverse()
      .map((execution) => fleetOf(execution, services)),
  };
}

function desktopOf(id: string, simulator: WorkspacesSimulator, names: ReadonlyMap<string, string>, now: number) {
  const view = simulator.workspace(id);
  const outages = simulator.outagesOf(id);
  const current = outages.find(({ end }) => end === undefined || end > now);
  return {
    id,
    user: view?.userName ?? '',
    state: view?.state ?? '',
    connection: view?.connection ?? '',
    isToFail: simulator.isToFail(id),
    outages: outages.length,
    thrownOut: simulator.sessionsEnded(id),
    // The session ended with the outage that lasts.
    isThrownOut: current?.endedSession === true,
    outageSeconds: current ? Math.round((now - current.begin) / SECOND) : null,
    applications: simulator
      .associations(id)
      .filter(({ state }) => state !== 'REMOVED')
      .map(({ applicationId, state, reason }) => ({
        id: applicationId,
        name: names.get(applicationId) ?? applicationId,
        state,
        reason: reason ? `${reason.errorCode}: ${reason.errorMessage}` : '',
      })),
  };
}

function callsOf(simulator: WorkspacesSimulator, now: number) {
  const bars = Array.from({ length: CHART.bars }, () => 0);
  const { calls } = simulator;
  const from = Math.floor(now / CHART.width) - CHART.bars + 1;
  for (let index = calls.length - 1; index >= 0; index -= 1) {
    const bar = Math.floor((calls[index]?.time ?? 0) / CHART.width) - from;
    if (bar < 0) break;
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return {
    limit: DOCUMENTED_THROTTLE.ratePerSecond,
    total: calls.length,
    perSecond: bars.map((count) => count / (CHART.width / SECOND)),
    barSeconds: CHART.width / SECOND,
    last: calls
      .slice(-CALLS)
      .reverse()
      .map(({ time, operation, workspaceId = '', outcome, endedSession = false }) => ({
        time: new Date(time).toISOString(),
        operation,
        workspaceId,
        outcome,
        endedSession,
      })),
  };
}

function stackOf(stack: Stack) {
  const resources = [...stack.resources.values()];
  const moving = resources.filter(({ status }) => status.endsWith('_IN_PROGRESS'));
  return {
    name: stack.name,
    status: stack.status,
    reason: stack.reason ?? '',
    resources: resources.length,
    done: resources.length - moving.length,
    moving: moving.slice(0, 5).map(({ logicalId }) => logicalId),
  };
}

function fleetOf(execution: Execution, { machines }: AwsServices) {
  return {
    name: execution.about.machine.name,
    status: execution.status,
    waves: machines.mapRunsOf(execution.arn).map(({ status, counts }) => ({ status, ...counts })),
  };
}
