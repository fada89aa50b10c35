/** What can be done to a stack in each status. Complete: every status that the service has for a stack. */
interface StackRules {
  readonly inProgress: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
}

const RESTING: StackRules = { inProgress: false, canUpdate: true, canDelete: true };
const STUCK: StackRules = { inProgress: false, canUpdate: false, canDelete: true };
const BUSY: StackRules = { inProgress: true, canUpdate: false, canDelete: false };
const INTERRUPTIBLE: StackRules = { inProgress: true, canUpdate: false, canDelete: true };

export const STACK_RULES = {
  REVIEW_IN_PROGRESS: INTERRUPTIBLE,
  CREATE_IN_PROGRESS: INTERRUPTIBLE,
  CREATE_COMPLETE: RESTING,
  CREATE_FAILED: RESTING,
  ROLLBACK_IN_PROGRESS: INTERRUPTIBLE,
  ROLLBACK_COMPLETE: STUCK,
  ROLLBACK_FAILED: STUCK,
  UPDATE_IN_PROGRESS: BUSY,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: BUSY,
  UPDATE_COMPLETE: RESTING,
  UPDATE_FAILED: RESTING,
  UPDATE_ROLLBACK_IN_PROGRESS: BUSY,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: BUSY,
  UPDATE_ROLLBACK_COMPLETE: RESTING,
  UPDATE_ROLLBACK_FAILED: STUCK,
  DELETE_IN_PROGRESS: INTERRUPTIBLE,
  DELETE_COMPLETE: { inProgress: false, canUpdate: false, canDelete: false },
  DELETE_FAILED: STUCK,
} as const satisfies Record<string, StackRules>;

export type StackStatus = keyof typeof STACK_RULES;

export type ResourceStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_SKIPPED';

/** A resource that the stack does not have any more. */
export const GONE: ReadonlySet<ResourceStatus> = new Set(['DELETE_COMPLETE', 'DELETE_SKIPPED']);
