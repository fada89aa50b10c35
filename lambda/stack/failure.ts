import { PropertyError } from '../contract/properties';
import { StoodDown } from '../reconcile/guard';
import { describeUnreachable } from '../reconcile/words';
import type { Refused } from '../service/calls';
import type { Log } from '../service/log';
import { clip, cut } from '../service/text';
import type { Operation, RequestType } from './operation';

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

/** How a call of CloudFormation failed, before anything was changed. */
export function describeStackFault({ operation, fault }: Refused, stackId: string): string {
  const [, stackName = stackId] = stackId.split('/');
  if (fault.kind === 'unreachable') return `${describeUnreachable({ operation, fault })}; nothing was changed`;
  const said = fault.message ? `, CloudFormation says '${clip(fault.message, 300)}'` : '';
  const remedy =
    fault.kind === 'throttled'
      ? 'deploy again when fewer other callers use CloudFormation in this account; divide stacks of hundreds of resources'
      : fault.kind === 'denied'
        ? `allow cloudformation:${operation} on the stack: look for a permissions boundary, a service control policy or an endpoint policy that denies it`
        : 'deploy again';
  return `${operation} for stack ${stackName} was refused with ${clip(fault.exception, 100)}${said}; nothing was changed. What next: ${remedy}`;
}

/** What a person can do next depends on where the stack is left: CloudFormation deploys nothing from a failed rollback. */
export function fitting(reason: string, type: RequestType, { direction }: Operation): string {
  const next = type === 'Delete' ? 'delete the stack again' : 'run cdk rollback, and deploy again';
  const isLeftFailed = direction === 'rollback' || (type === 'Delete' && direction === 'removal');
  if (!isLeftFailed) return reason;
  const again = /deploy again(?=;|$)/;
  return again.test(reason) ? reason.replace(again, next) : `${reason}, then ${next}`;
}

/**
 * Where the log of the function is: the framework names one that does not exist. On a line of its own, since the CDK CLI breaks
 * lines between words, and a command that is broken cannot be copied.
 */
const logOf = (logGroup: string | undefined): string =>
  logGroup === undefined ? '' : `.\nLog: aws logs tail ${logGroup} --since 1h`;

/** Whatever was thrown, in words for a person, which the log gets too. */
export function toFailure(error: unknown, log: Log, logGroup?: string): RequestFailure {
  const failure = describe(error, log);
  const where = logOf(logGroup);
  return new RequestFailure(
    `${cut(failure.message, MAX_REASON_BYTES - Buffer.byteLength(where))}${where}`,
    failure.timedOut,
  );
}

function describe(error: unknown, log: Log): RequestFailure {
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
