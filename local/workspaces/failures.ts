import type { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import type { Association } from './desktop';
import type { Aim } from './states';

export interface FailureOptions {
  /** How many deployments fail before one succeeds. @default Infinity */
  readonly times?: number;
  /** On this WorkSpace only. @default everywhere */
  readonly workspaceId?: string;
  /** Which half fails; installs by default, so that a rollback can still clean up. @default 'INSTALL' */
  readonly aim?: Aim | 'BOTH';
  /** @default the words of the error code */
  readonly message?: string;
}

const MESSAGES: Record<AssociationErrorCode, string> = {
  'ValidationError.InsufficientDiskSpace':
    'The WorkSpace does not have enough free disk space to install the application.',
  'ValidationError.InsufficientMemory': 'The WorkSpace does not have enough memory to install the application.',
  'ValidationError.UnsupportedOperatingSystem':
    'The operating system of the WorkSpace does not support the application.',
  'ValidationError.ApplicationOldVersionExists': 'An older version of the application exists on the WorkSpace.',
  'DeploymentError.InternalServerError': 'The deployment failed because of an internal error.',
  'DeploymentError.WorkspaceUnreachable': 'The WorkSpace could not be reached.',
};

export function reasonFor(
  errorCode: AssociationErrorCode,
  errorMessage = MESSAGES[errorCode],
): NonNullable<Association['reason']> {
  return { errorCode, errorMessage };
}

interface Failure {
  readonly applicationId: string;
  readonly errorCode: AssociationErrorCode;
  readonly options: FailureOptions;
  remaining: number;
}

/** Which applications are to fail when their turn in a deployment ends. */
export class Failures {
  private failures: Failure[] = [];

  /** Replaces what was asked for the same application and WorkSpace; `undefined` lets it succeed. */
  set(applicationId: string, errorCode: AssociationErrorCode | undefined, options: FailureOptions): void {
    this.failures = this.failures.filter(
      (failure) =>
        failure.applicationId !== applicationId ||
        (options.workspaceId !== undefined && failure.options.workspaceId !== options.workspaceId),
    );
    if (!errorCode) return;
    this.failures.push({ applicationId, errorCode, options, remaining: options.times ?? Number.POSITIVE_INFINITY });
  }

  /** Whether something is to fail on this WorkSpace. */
  isPlanned(workspaceId: string): boolean {
    return this.failures.some(
      ({ options, remaining }) => remaining > 0 && (options.workspaceId ?? workspaceId) === workspaceId,
    );
  }

  take(workspaceId: string, applicationId: string, aim: Aim): Association['reason'] {
    const failure = this.failures.find(
      ({ options, ...asked }) =>
        asked.applicationId === applicationId &&
        asked.remaining > 0 &&
        (options.workspaceId ?? workspaceId) === workspaceId &&
        (options.aim === 'BOTH' || (options.aim ?? 'INSTALL') === aim),
    );
    if (!failure) return undefined;
    failure.remaining -= 1;
    return reasonFor(failure.errorCode, failure.options.message);
  }
}
