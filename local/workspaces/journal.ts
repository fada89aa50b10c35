import type { AssociationState } from '@aws-sdk/client-workspaces';
import type { Subject } from './faults';

/** One call that reached the API, whether it was answered well or not. */
export interface CallRecord {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  readonly operation: string;
  readonly region?: string;
  readonly workspaceId?: string;
  readonly applicationId?: string;
  readonly force?: boolean;
  /** 'ok', the name of the exception that was answered, or 'socketReset' or 'timeout' for no answer. */
  readonly outcome: string;
  /** Whether the operation was carried out, also if its answer was lost. */
  readonly effective: boolean;
  /** Whether it ended the session of a user. */
  readonly endedSession?: true;
  /** The state of the pair afterwards, if the call named one. */
  readonly state?: AssociationState | 'ABSENT';
}

/** A call under way. */
export type OpenCall = { -readonly [K in keyof CallRecord]: CallRecord[K] } & Subject;

const CHANGING: readonly string[] = [
  'AssociateWorkspaceApplication',
  'DisassociateWorkspaceApplication',
  'DeployWorkspaceApplications',
  'RebootWorkspaces',
  'StopWorkspaces',
  'StartWorkspaces',
  'CreateTags',
  'DeleteTags',
];

export class Journal {
  private readonly records: CallRecord[] = [];

  constructor(private readonly onCall: (call: CallRecord) => void = () => {}) {}

  get calls(): readonly CallRecord[] {
    return this.records;
  }

  /** The calls of the operations that change something, refused ones too. */
  get mutations(): readonly CallRecord[] {
    return this.records.filter((call) => CHANGING.includes(call.operation));
  }

  callsOf(operation: string): readonly CallRecord[] {
    return this.records.filter((call) => call.operation === operation);
  }

  write(call: CallRecord): void {
    this.records.push(call);
    this.onCall(call);
  }
}
