import type { Line } from './report';
import type { Run } from './run';
import type { FleetTools } from './tools';

/** Sends an event about one desktop that was tried and failed. */
export const tellFailed = ({ id }: Pick<Run, 'id'>, line: Line, { tell }: FleetTools): Promise<void> => {
  const { workspaceId, userName, computerName, code, reason, remedy } = line;
  return tell('Desktop Failed', { run: id, workspaceId, userName, computerName, code, reason, remedy });
};
