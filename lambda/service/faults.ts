/**
 * Every error of a call, sorted once.
 *
 * - `throttled`: refused for the rate alone; nothing happened.
 * - `transient`: the answer is lost or the service is in trouble; whatever happened, the next look tells.
 * - `denied`: no permission, which right after a policy was attached may pass.
 * - `existing`: the association is there already; look again.
 * - `busy`, `unsupported`: the WorkSpace refuses now, or for good; its state tells which.
 * - `gone`: what the call names does not exist.
 * - `incompatible`: refused beside another application; may follow once that one is removed.
 * - `terminal`: asking again would not help.
 */
export type FaultKind =
  | 'throttled'
  | 'transient'
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
}

const KINDS: Readonly<Record<string, FaultKind>> = {
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  SlowDown: 'throttled',
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
  RequestTimeout: 'transient',
  RequestTimeoutException: 'transient',
  TimeoutError: 'transient',
  AbortError: 'transient',
};

export function sortFault(error: unknown): Fault {
  const status = numberAt(memberOf(error, '$metadata'), 'httpStatusCode');
  const exception = textAt(error, 'name') || 'Error';
  return {
    kind: kindOf(error, exception, status),
    exception,
    // OperationNotSupported says it in `reason`; the SDK's own stand-in for no message tells nobody anything.
    message: [textAt(error, 'message'), textAt(error, 'reason')]
      .filter((text) => text && text !== 'UnknownError')
      .join(' '),
    requestId: textAt(memberOf(error, '$metadata'), 'requestId') || undefined,
  };
}

function kindOf(error: unknown, exception: string, status: number | undefined): FaultKind {
  const known = Object.hasOwn(KINDS, exception) ? KINDS[exception] : undefined;
  if (known) return known;
  if (status === 429) return 'throttled';
  // A success that ends in an error is an answer that broke off; so is one that the SDK could not read as the service's.
  if (status !== undefined && (status >= 500 || status < 300)) return 'transient';
  if (memberOf(error, '$response') !== undefined && memberOf(error, '$fault') === undefined) return 'transient';
  // No answer at all: the error is the socket's, and has a code of its own.
  return status === undefined && textAt(error, 'code') ? 'transient' : 'terminal';
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
