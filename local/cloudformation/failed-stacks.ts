import { validationError } from './errors';
import type { OnFailure, Stack } from './model';

/** Whether what was done is left when something fails. */
export const isLeft = (onFailure: OnFailure): boolean => onFailure === 'DO_NOTHING' || onFailure === 'PRESERVE';

/**
 * A stack that was left as it failed is updated only by an operation that leaves it again if it fails.
 * Throws a ValidationError in the service's words.
 */
export function refuseFailed({ status, onFailure: before }: Stack, onFailure: OnFailure, call: string): void {
  if (status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') return;
  if (before === 'DO_NOTHING') {
    throw validationError(
      `This stack cannot be updated from [${status}] state because it contains [on-failure: DO_NOTHING]. ` +
        'Please use disable-rollback option instead during stack creation.',
    );
  }
  if (onFailure === 'PRESERVE') return;
  throw validationError(
    `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the ` +
      `disable-rollback parameter with ${call} API. To rollback to the last known good state, use the rollback-stack API`,
  );
}
