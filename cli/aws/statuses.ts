/** Nothing of the stack moves in these; REVIEW_IN_PROGRESS is a stack that was never deployed. */
export const isAtRest = (status: string): boolean =>
  !status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS';

/** Whether the operation that ended in this status did what was asked. */
export const isGood = (status: string): boolean =>
  ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'IMPORT_COMPLETE'].includes(status);

/** What goes back, or goes away, always has the longest time that there is. */
export const isForward = (status: string): boolean =>
  ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'].includes(status);
