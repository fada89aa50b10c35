import { PropertyError } from '../contract/properties';
import { StoodDown } from '../reconcile/guard';
import type { Log } from '../service/log';
import { clip, cut } from '../service/text';

/** The answer of a custom resource has 4,096 bytes in all, some of which the framework fills. */
const MAX_REASON_BYTES = 1500;

/**
 * The failure of a request, in words for a person. It carries no stack trace, which would fill the answer to
 * CloudFormation.
 */
export class RequestFailure extends Error {
  override readonly name = 'WorkspaceApplicationsFailure';

  /** `timedOut`: nothing was wrong but that it took too long. */
  constructor(
    reason: string,
    readonly timedOut = false,
  ) {
    super(cut(reason, MAX_REASON_BYTES));
    this.stack = '';
  }
}

/** Whatever was thrown, in words for a person, which the log gets too. */
export function toFailure(error: unknown, log: Log): RequestFailure {
  if (error instanceof RequestFailure || error instanceof PropertyError) {
    log('ERROR', 'failed', { reason: error.message });
    return error instanceof RequestFailure ? error : new RequestFailure(error.message);
  }
  const name = error instanceof Error ? error.name : 'Error';
  const said = error instanceof Error ? clip(error.message, 500) : '';
  if (error instanceof StoodDown) {
    log('WARN', 'stood down', { name, said });
    return new RequestFailure(said);
  }
  log('ERROR', 'unexpected', { name, said });
  return new RequestFailure(
    `the handler failed unexpectedly with ${name}: ${said}. What next: report this to the library`,
  );
}
