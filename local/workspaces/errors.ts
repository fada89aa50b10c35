import type { Readings } from './readings';

/**
 * An error that the service returns. `members` are the fields other than `__type`; there may be no message among them.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly exception: string,
    readonly members: Readonly<Record<string, string>> = {},
    readonly status = statusOf(exception),
  ) {
    super(exception);
  }
}

const SERVER_FAULTS: readonly string[] = [
  'InternalServerError',
  'InternalFailure',
  'InternalServerException',
  'ServiceUnavailableException',
];

/** The modelled exceptions are all answered as 400, also AccessDenied and ResourceNotFound. */
const statusOf = (exception: string): number => (SERVER_FAULTS.includes(exception) ? 500 : 400);

/** Four exceptions have no message in the model, so that an SDK can only say "UnknownError". */
const WITHOUT_MESSAGE: readonly string[] = [
  'ApplicationNotSupportedException',
  'ComputeNotCompatibleException',
  'IncompatibleApplicationsException',
  'OperatingSystemNotCompatibleException',
];

/** Any exception by its name, with a message where the model has one. */
export function exceptionNamed(exception: string, message: string, status?: number): ServiceError {
  return new ServiceError(exception, WITHOUT_MESSAGE.includes(exception) ? {} : { message }, status);
}

export const applicationNotSupported = () => new ServiceError('ApplicationNotSupportedException');
export const computeNotCompatible = () => new ServiceError('ComputeNotCompatibleException');
export const operatingSystemNotCompatible = () => new ServiceError('OperatingSystemNotCompatibleException');
export const incompatibleApplications = () => new ServiceError('IncompatibleApplicationsException');

export const resourceNotFound = (ResourceId: string) =>
  new ServiceError('ResourceNotFoundException', { message: 'The resource could not be found.', ResourceId });

export const resourceAlreadyExists = () =>
  new ServiceError('ResourceAlreadyExistsException', { message: 'The specified resource already exists.' });

export const operationNotSupported = (reason: string) =>
  new ServiceError('OperationNotSupportedException', { message: 'This operation is not supported.', reason });

export const invalidParameterValues = (message: string) =>
  new ServiceError('InvalidParameterValuesException', { message });

export const resourceLimitExceeded = () =>
  new ServiceError('ResourceLimitExceededException', { message: 'Your resource limits have been exceeded.' });

/** The service names what is in use only where it has a member for it. */
export const busy = (reading: Readings['busy'], ResourceId: string) =>
  reading === 'ResourceInUseException'
    ? new ServiceError(reading, { message: 'The specified resource is currently in use.', ResourceId })
    : operationNotSupported('The resource is busy.');

export const throttled = (status: Readings['throttleStatus']) =>
  new ServiceError('ThrottlingException', { message: 'Rate exceeded' }, status);

/**
 * Constraints that the model states (required members, patterns, lengths, enumerations) are checked by the service's
 * framework before its own
 * code runs, with ValidationException. InvalidParameterValues remains for what only the service's code can decide.
 */
export const validationFailed = (problems: readonly string[]) =>
  new ServiceError('ValidationException', {
    message: `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`,
  });

export const serializationFailed = (message: string) =>
  new ServiceError('com.amazon.coral.service#SerializationException', message === '' ? {} : { Message: message });

/** The service says nothing here; the embedded AWS says which call it lacks. */
export const unknownOperation = (name: string) =>
  new ServiceError('com.amazon.coral.service#UnknownOperationException', {
    message: `The embedded AWS does not support the WorkSpaces call ${name}`,
  });

/**
 * No answer at all: the connection broke, or nothing came in time. `name` and `code` are those with which the SDK's
 * own Node handler
 * rejects; it calls both of them TimeoutError. A server with a socket at hand destroys it, or leaves it silent.
 */
export class ConnectionFault extends Error {
  override readonly name = 'TimeoutError';
  readonly code: 'ECONNRESET' | 'ETIMEDOUT';

  constructor(readonly kind: 'socketReset' | 'timeout') {
    super(kind === 'socketReset' ? 'socket hang up' : 'the request socket timed out');
    this.code = kind === 'socketReset' ? 'ECONNRESET' : 'ETIMEDOUT';
  }
}
