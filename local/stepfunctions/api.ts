import { ServiceError } from '../cloudformation/errors';
import { answerJson, type JsonCall, refuseOthers } from '../transport/calls';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { type JsonObject, textAt } from '../transport/json';
import { nextPage } from '../transport/pages';
import type { Execution, ExecutionStatus } from './execution';
import { historyView } from './history';
import type { StateMachines } from './state-machines';
import { executionItem, executionView, machineView, mapRunItem, mapRunView } from './views';

/** Executions, their histories, and Map Runs. Machines are made by CloudFormation; every other call is refused by name. */
export function handleStepFunctions(
  machines: StateMachines,
  now: () => number,
  request: HttpRequest,
): Promise<HttpResponse> {
  return answerJson(request, callsOf(machines, now), 'application/x-amz-json-1.0');
}

const callsOf = (machines: StateMachines, now: () => number): Readonly<Record<string, JsonCall>> => ({
  StartExecution(input) {
    refuseOthers('StartExecution', input, ['stateMachineArn', 'name', 'input', 'traceHeader']);
    const text = textAt(input, 'input') ?? '{}';
    const { arn, startDate } = machines.startText(textAt(input, 'stateMachineArn') ?? '', text, textAt(input, 'name'));
    return { executionArn: arn, startDate: startDate / 1000 };
  },
  StopExecution(input) {
    const execution = executionIn(machines, input);
    execution.finish({ status: 'ABORTED', error: textAt(input, 'error'), cause: textAt(input, 'cause') });
    return { stopDate: (execution.stopDate ?? now()) / 1000 };
  },
  DescribeExecution: (input) => executionView(executionIn(machines, input)),
  ListExecutions(input) {
    refuseOthers('ListExecutions', input, ['stateMachineArn', 'mapRunArn', 'statusFilter', 'maxResults', 'nextToken']);
    const seenAt = now() - machines.readings.listLagSeconds * 1000;
    const wanted = textAt(input, 'statusFilter');
    const found = executionsOf(machines, input)
      .filter((execution) => execution.startDate <= seenAt)
      .filter((execution) => (wanted ?? statusAt(execution, seenAt)) === statusAt(execution, seenAt))
      .reverse();
    const { items, token } = nextPage(found, input, 1000);
    return { executions: items.map((one) => executionItem(one, statusAt(one, seenAt))), nextToken: token };
  },
  GetExecutionHistory(input) {
    refuseOthers('GetExecutionHistory', input, [
      'executionArn',
      'maxResults',
      'nextToken',
      'reverseOrder',
      'includeExecutionData',
    ]);
    const events = historyView(executionIn(machines, input).history.events);
    const { items, token } = nextPage(input.reverseOrder === true ? events.reverse() : events, input, 1000);
    return { events: items, nextToken: token };
  },
  DescribeStateMachine: (input) => machineView(machines.machine(textAt(input, 'stateMachineArn') ?? '')),
  ListMapRuns(input) {
    refuseOthers('ListMapRuns', input, ['executionArn', 'maxResults', 'nextToken']);
    const seenAt = now() - machines.readings.listLagSeconds * 1000;
    const execution = executionIn(machines, input);
    const found = machines.mapRunsOf(execution.arn).filter(({ startDate }) => startDate <= seenAt);
    const { items, token } = nextPage(found.reverse(), input, 1000);
    return { mapRuns: items.map((mapRun) => mapRunItem(mapRun, execution)), nextToken: token };
  },
  DescribeMapRun: (input) => mapRunView(machines.mapRun(textAt(input, 'mapRunArn') ?? '')),
});

const executionIn = (machines: StateMachines, input: JsonObject): Execution =>
  machines.execution(textAt(input, 'executionArn') ?? '');

/** Those of a machine, or the children of a Map Run. */
function executionsOf(machines: StateMachines, input: JsonObject): readonly Execution[] {
  const mapRunArn = textAt(input, 'mapRunArn');
  if (mapRunArn !== undefined) return [...machines.mapRun(mapRunArn).children];
  const machineArn = textAt(input, 'stateMachineArn');
  if (machineArn === undefined) {
    throw new ServiceError('ValidationException', 'Either stateMachineArn or mapRunArn must be given');
  }
  machines.machine(machineArn);
  return machines.executions.filter(({ about }) => about.machineArn === machineArn);
}

/** What a list that lags says of an execution. */
const statusAt = ({ status, stopDate }: Execution, time: number): ExecutionStatus =>
  stopDate === undefined || stopDate > time ? 'RUNNING' : status;
