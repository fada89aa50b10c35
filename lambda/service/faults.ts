import { isClockSkewError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/**
 * Every error of a call, sorted once.
 *
 * - `throttled`: refused for the rate alone; nothing happened.
 * - `transient`: the answer is lost or the service is in trouble; the next look shows what happened.
 * - `unreachable`: no answer comes from the endpoint: its name does not resolve, its certificate is not trusted, or it stays silent.
 * - `denied`: no permission, which right after a policy was attached may pass.
 * - `existing`: the association is there already; look again.
 * - `busy`, `unsupported`: the WorkSpace refuses now, or for good; its state shows which.
 * - `gone`: what the call names does not exist.
 * - `incompatible`: refused beside another application; may follow once that one is removed.
 * - `terminal`: asking again would not help.
 */
export type FaultKind =
  | 'throttled'
  | 'transient'
  | 'unreachable'
  | 'denied'
  | 'existing'
  | 'busy'
  | 'unsupported'
  | 'gone'
  | 'incompatible'
  | 'terminal';

/** An error, with the members picked that a message or a log line may hold. */
export interface Fault {
  readonly kind: FaultKind;
  readonly exception: string;
  /** What the service said; empty for the exceptions that come without a message. */
  readonly message: string;
  readonly requestId?: string;
  /** What the network layer calls it, if the call got no answer. */
  readonly code?: string;
}

/** What is WorkSpaces' own, or IAM's. Throttles and trouble on the way are sorted by the SDK. */
const KINDS: Readonly<Record<string, FaultKind>> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidClientTokenId: 'denied',
  ResourceAlreadyExistsException: 'existing',
  ResourceInUseException: 'busy',
  OperationNotSupportedException: 'unsupported',
  ResourceNotFoundException: 'gone',
  IncompatibleApplicationsException: 'incompatible',
  AbortError: 'transient',
};

/** Errors of Node's network layer that do not pass by themselves: names that do not resolve, certificates that are not trusted. */
const HOPELESS =
  /^(ENOTFOUND|EHOSTUNREACH|ENETUNREACH|CERT_\w+|\w*CERT\w*|ERR_TLS_CERT_ALTNAME_INVALID|UNABLE_TO_\w+)$/;

export function sortFault(error: unknown): Fault {
  const exception = textAt(error, 'name') || 'Error';
  return {
    kind: kindOf(error, exception),
    exception,
    // OperationNotSupported says it in `reason`. The SDK puts 'UnknownError' where the service sends no message.
    message: [textAt(error, 'message'), textAt(error, 'reason')]
      .filter((text) => text && text !== 'UnknownError')
      .join(' '),
    requestId: textAt(memberOf(error, '$metadata'), 'requestId') || undefined,
    ...(isUnanswered(error) && { code: codeOf(error, exception) }),
  };
}

function kindOf(error: unknown, exception: string): FaultKind {
  if (isUnanswered(error) && (HOPELESS.test(codeOf(error, exception)) || exception === 'TimeoutError'))
    return 'unreachable';
  const known = Object.hasOwn(KINDS, exception) ? KINDS[exception] : undefined;
  if (known) return known;
  const sdkError = toSdkError(error, exception);
  if (isThrottlingError(sdkError)) return 'throttled';
  if (isTransientError(sdkError) || isClockSkewError(sdkError)) return 'transient';
  return isBrokenAnswer(error) ? 'transient' : 'terminal';
}

const isUnanswered = (error: unknown): boolean =>
  numberAt(memberOf(error, '$metadata'), 'httpStatusCode') === undefined && memberOf(error, '$response') === undefined;

const codeOf = (error: unknown, exception: string): string => textAt(error, 'code') || exception;

/** What the SDK's own classification reads of an error. */
function toSdkError(error: unknown, name: string) {
  const httpStatusCode = numberAt(memberOf(error, '$metadata'), 'httpStatusCode');
  return Object.assign(new Error(textAt(error, 'message')), {
    name,
    cause: undefined,
    code: textAt(error, 'code'),
    $fault: 'server',
    $metadata: { httpStatusCode },
  } as const);
}

/** Whether the error says nothing about the call: the SDK could not read the answer as one of the service, or there is none. */
function isBrokenAnswer(error: unknown): boolean {
  const status = numberAt(memberOf(error, '$metadata'), 'httpStatusCode');
  // Without an answer the error is the socket's, which has a code.
  if (status === undefined) return textAt(error, 'code') !== '';
  // A success that ends in an error broke off.
  if (status >= 500 || status < 300) return true;
  return memberOf(error, '$response') !== undefined && memberOf(error, '$fault') === undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function textAt(value: unknown, name: string): string {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : '';
}

function numberAt(value: unknown, name: string): number | undefined {
  const member = memberOf(value, name);
  return typeof member === 'number' ? member : undefined;
}
