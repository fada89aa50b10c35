import type { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import type { Refused } from '../service/calls';
import type { Fault } from '../service/faults';
import { clip } from '../service/text';
import { formatSecond } from '../service/time';

/** What went wrong, and the one thing to do about it. */
interface Words {
  readonly what: string;
  readonly remedy: string;
}

/** By `StateReason.ErrorCode`: why a deployment failed. Complete by type. */
const ERROR_CODES: Record<AssociationErrorCode, Words> = {
  'ValidationError.InsufficientDiskSpace': {
    what: 'the WorkSpace has too little free disk space',
    remedy:
      'free disk space on the WorkSpace or enlarge its root volume (Visual Studio needs 18 GB), then deploy again',
  },
  'ValidationError.InsufficientMemory': {
    what: 'the WorkSpace has too little memory',
    remedy: 'switch the WorkSpace to a larger compute type, then deploy again',
  },
  'ValidationError.UnsupportedOperatingSystem': {
    what: 'the application does not support the operating system of the WorkSpace',
    remedy: 'choose an application whose supported operating systems include this one, or migrate the WorkSpace',
  },
  'ValidationError.ApplicationOldVersionExists': {
    what: 'an older version of the application is on the WorkSpace',
    remedy:
      'declare the old version in absentApplicationIds of a WorkspaceApplicationSet construct, or uninstall it by hand if it was installed by hand',
  },
  'DeploymentError.InternalServerError': {
    what: 'the service failed internally while deploying',
    remedy: 'deploy again; if it fails again, contact AWS Support with the ids and the time in this message',
  },
  'DeploymentError.WorkspaceUnreachable': {
    what: 'the service could not reach the WorkSpace',
    remedy:
      'check that the WorkSpace is AVAILABLE and healthy and that its network allows the management interface, reboot it, then deploy again',
  },
};

/** By exception: why a call was refused. What comes without a message from the service needs its words from here. */
const EXCEPTIONS: Readonly<Record<string, Words>> = {
  AccessDeniedException: {
    what: 'the handler is not allowed to make this call',
    remedy:
      'allow the action on this resource: look for a permissions boundary, a service control policy or an endpoint policy that ' +
      'denies it, and for a tag of workspaceTags that the WorkSpace does not have',
  },
  InvalidParameterValuesException: {
    what: 'the service does not accept these ids',
    remedy: 'check both ids, and that they belong to this account and Region',
  },
  OperationNotSupportedException: {
    what: 'the service does not support this on the WorkSpace',
    remedy: 'check that the WorkSpace is a Windows WorkSpaces Personal desktop, and what its state is in the console',
  },
  ResourceAlreadyExistsException: {
    what: 'the association exists already',
    remedy: 'deploy again',
  },
  ResourceInUseException: {
    what: 'the WorkSpace is busy with another operation',
    remedy: 'wait until the WorkSpace is AVAILABLE or STOPPED, then deploy again',
  },
  ResourceNotFoundException: {
    what: 'the WorkSpace or the application does not exist in this account and Region',
    remedy: 'check both ids, and the Region of the stack',
  },
  ComputeNotCompatibleException: {
    what: 'the application does not support the compute type of the WorkSpace',
    remedy:
      'switch the WorkSpace to a compute type that the application supports (see aws workspaces describe-applications), or leave the application out',
  },
  OperatingSystemNotCompatibleException: {
    what: 'the application does not support the operating system of the WorkSpace',
    remedy:
      'choose an application that supports it (see aws workspaces describe-applications), or migrate the WorkSpace',
  },
  ApplicationNotSupportedException: {
    what: 'the application cannot be installed on this WorkSpace; some applications can only be uninstalled',
    remedy: 'choose an application whose state is AVAILABLE (see aws workspaces describe-applications)',
  },
  IncompatibleApplicationsException: {
    what: 'the application is not compatible with another one on the WorkSpace: editions (Standard, Professional) and versions must match',
    remedy:
      'declare both the new and the old edition in one WorkspaceApplicationSet construct, the old one in absentApplicationIds',
  },
};

const UNKNOWN_CODE: Words = {
  what: 'the service gives a reason that this version does not know',
  remedy: 'look the code up in the Amazon WorkSpaces documentation; a later version of this library may know it',
};

const NO_CODE: Words = {
  what: 'the service gives no reason',
  remedy: 'look at the application in the WorkSpaces console, then deploy again',
};

const UNKNOWN_EXCEPTION: Words = {
  what: 'the call failed',
  remedy: 'look the exception up in the Amazon WorkSpaces API reference, then deploy again',
};

/** The error codes and exceptions that have words, for documentation and tests. */
export const KNOWN = { errorCodes: Object.keys(ERROR_CODES), exceptions: Object.keys(EXCEPTIONS) } as const;

const isErrorCode = (code: string): code is AssociationErrorCode => Object.hasOwn(ERROR_CODES, code);

/** How an application's deployment ended in ERROR, as one sentence with its remedy. */
export function describeErrorState(
  code: string | undefined,
  message: string | undefined,
  ended: number | undefined,
): string {
  const words = !code ? NO_CODE : isErrorCode(code) ? ERROR_CODES[code] : UNKNOWN_CODE;
  const said = message ? `, the service says '${clip(message, 300)}'` : '';
  const name = code ? clip(code, 100) : 'ERROR without a code';
  const when = ended === undefined ? '' : ` at ${formatSecond(ended)}`;
  return `${name}${when}: ${words.what}${said}. What next: ${words.remedy}`;
}

/** How a call was refused, as one sentence with its remedy. */
export function describeFault(
  fault: Fault,
  operation: string,
  workspaceId: string,
  applicationId?: string,
  explanation?: string,
): string {
  // Each service has a name of its own for a denied call.
  const known = fault.kind === 'denied' ? 'AccessDeniedException' : fault.exception;
  const words = (Object.hasOwn(EXCEPTIONS, known) ? EXCEPTIONS[known] : undefined) ?? UNKNOWN_EXCEPTION;
  const where = applicationId ? `${applicationId} on ${workspaceId}` : workspaceId;
  const said = fault.message ? `, the service says '${clip(fault.message, 300)}'` : '';
  const request = fault.requestId ? ` (request ${clip(fault.requestId, 100)})` : '';
  return `${operation} for ${where} was refused with ${clip(fault.exception, 100)}: ${words.what}${said}${explanation ? `: ${explanation}` : ''}${request}. What next: ${words.remedy}`;
}

/** How a service could not be reached, as one sentence with its remedy. */
export function describeUnreachable({ operation, fault }: Pick<Refused, 'operation' | 'fault'>): string {
  const { code = fault.exception, message } = fault;
  const remedy = /CERT|UNABLE_TO/.test(code)
    ? 'exclude the endpoint in the proxy that inspects TLS, or run the functions where they do not use that proxy'
    : 'check that the service has an endpoint in this Region; if the functions run in a VPC, give their subnets a route to it: a NAT ' +
      'gateway, or an interface endpoint whose security group allows port 443';
  return `${operation} got no answer: ${clip(code, 60)}, '${clip(message, 300)}'. What next: ${remedy}`;
}

/** Several failures as one reason. What is cut off for want of room is named at least, at the beginning. */
export function joinFailures(failures: ReadonlyMap<string, string>): string {
  const reason = [...failures.values()].join('; ');
  return Buffer.byteLength(reason) <= ROOM
    ? reason
    : `${clip([...failures.keys()].join(', '), ROOM / 2)} failed. ${reason}`;
}

/** What a reason may take of the 4,096 bytes of a custom resource's answer, less the id of the WorkSpace. */
const ROOM = 1400;
