import type { Execution, ExecutionStatus } from './execution';
import type { Machine } from './machine';
import type { MapRun } from './map-run';

const INCLUDED = { included: true };

const dates = ({ startDate, stopDate }: { readonly startDate: number; readonly stopDate: number | undefined }) => ({
  startDate: startDate / 1000,
  ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
});

export function executionView(execution: Execution) {
  const { about, status, output, error, cause } = execution;
  return {
    executionArn: about.arn,
    stateMachineArn: about.machineArn,
    name: about.name,
    mapRunArn: about.mapRunArn,
    status,
    ...dates(execution),
    input: JSON.stringify(about.input),
    inputDetails: INCLUDED,
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: INCLUDED }),
    error,
    cause,
    redriveCount: 0,
  };
}

/** @param status as the list sees it, which may lag */
export const executionItem = (execution: Execution, status: ExecutionStatus) => ({
  executionArn: execution.about.arn,
  stateMachineArn: execution.about.machineArn,
  name: execution.about.name,
  mapRunArn: execution.about.mapRunArn,
  status,
  ...dates({ startDate: execution.startDate, stopDate: status === 'RUNNING' ? undefined : execution.stopDate }),
});

export const machineView = (machine: Machine) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  status: machine.deleting ? 'DELETING' : 'ACTIVE',
  definition: machine.definition,
  roleArn: machine.roleArn,
  type: 'STANDARD',
  creationDate: machine.created / 1000,
  revisionId: machine.revisionId,
});

export function mapRunView(mapRun: MapRun) {
  const { about, status, counts } = mapRun;
  return {
    mapRunArn: about.arn,
    executionArn: about.executionArn,
    status,
    ...dates(mapRun),
    maxConcurrency: about.maxConcurrency,
    toleratedFailureCount: about.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: about.toleratedFailurePercentage ?? 0,
    itemCounts: counts,
    executionCounts: counts,
    redriveCount: 0,
  };
}

export const mapRunItem = (mapRun: MapRun, { about }: Execution) => ({
  mapRunArn: mapRun.arn,
  executionArn: about.arn,
  stateMachineArn: about.machineArn,
  ...dates(mapRun),
});
