export const EXIT = { done: 0, failed: 1, arguments: 2, credentials: 3, denied: 4, unknown: 5 } as const;

/** Why there is nothing to print: what, why and what next, for a person. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exit: (typeof EXIT)[keyof typeof EXIT],
  ) {
    super(message);
  }
}

/** Refusals of the credentials themselves. */
const REJECTED: readonly string[] = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
];
const DENIED: readonly string[] = ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'];

/** Words for whatever a call, or the way to it, ended in. */
export function describe(error: unknown, operation = 'the command'): Failure {
  const [name, said] =
    error instanceof Error ? [codeOf(error), error.message.replace(/\.+$/, '')] : ['Error', String(error)];
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    const profile = process.env.AWS_PROFILE;
    const where = profile ? ` for profile '${profile}'` : '';
    return new Failure(
      `there are no AWS credentials${where}: ${said}. What next: set AWS_PROFILE, or sign in with 'aws sso login' or 'aws configure'`,
      EXIT.credentials,
    );
  }
  if (/^Region (is missing|not accepted)/.test(said)) {
    return new Failure(`there is no Region (${said}). What next: set AWS_REGION, such as eu-west-1`, EXIT.credentials);
  }
  const refused = `${operation} was refused with ${name}: ${said}`;
  if (REJECTED.includes(name)) {
    return new Failure(`${refused}. What next: sign in again, or check the credentials`, EXIT.credentials);
  }
  if (DENIED.includes(name)) {
    return new Failure(`${refused}. What next: allow workspaces:${operation} to whoever runs this`, EXIT.denied);
  }
  if (['ThrottlingException', 'TooManyRequestsException'].includes(name)) {
    return new Failure(`${refused}, and again each time. What next: wait a minute and try again`, EXIT.failed);
  }
  return new Failure(
    `${operation} failed with ${name}: ${said || 'no message'}. What next: check the Region and the way to it, and try again`,
    EXIT.failed,
  );
}

/** A broken connection has no name but a code, such as ECONNREFUSED. */
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name);
