import type { Connection } from '../service/workspaces';

/** The state of a WorkSpace that the service does not find any more. */
export const GONE = 'TERMINATED';

/** Whether the service knows if a user is connected, where it was asked. It does not of a WorkSpace that is stopped. */
export const isClear = (connection: Connection | undefined): boolean =>
  connection === undefined || connection.state === 'CONNECTED' || connection.state === 'DISCONNECTED';
