import type { Fault } from '../../lambda/service/faults';
import { EXIT, Failure } from '../exit';

/** Refusals of the credentials themselves. */
const REJECTED: readonly string[] = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
];
/** What the SDK throws if it finds no credentials, or none that are still valid. */
const MISSING = /^(CredentialsProviderError|TokenProviderError)$/;

/** Words for a call that was refused, or never made. `action` is what IAM calls it, such as `workspaces:DescribeWorkspaces`. */
export function explain({ kind, exception, message }: Fault, action: string, profile?: string): Failure {
  const operation = action.replace(/^.*:/, '');
  const said = message.replace(/\s+/g, ' ').replace(/\.+$/, '') || 'no message';
  if (exception === 'Unreachable') return new Failure(message, EXIT.failed);
  const signIn = `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`;
  if (MISSING.test(exception)) {
    const where = profile === undefined ? '' : ` for profile '${profile}'`;
    return new Failure(
      `there are no valid AWS credentials${where}: ${said}. What next: pass --profile, or sign in, for example with ${signIn}`,
      EXIT.credentials,
    );
  }
  const refused = `${operation} was refused with ${exception}: ${said}`;
  if (REJECTED.includes(exception)) {
    return new Failure(
      `${refused}. What next: sign in again, for example with ${signIn}, or check the credentials`,
      EXIT.credentials,
    );
  }
  if (kind === 'denied') return new Failure(`${refused}. What next: ${remedyFor(said, action)}`, EXIT.denied);
  if (kind === 'throttled') {
    return new Failure(`${refused}, and so was each repetition. What next: wait a minute and try again`, EXIT.failed);
  }
  return new Failure(
    `${operation} failed with ${exception}: ${said}. What next: check the Region and try again`,
    EXIT.failed,
  );
}

const remedyFor = (said: string, action: string): string =>
  /explicit deny/i.test(said)
    ? `a policy denies ${action} explicitly: ask its administrator for an exception${/Tags$/.test(action) ? ' for the tags that begin with cdk-workspaces-applications:' : ''}`
    : `allow ${action} to the identity that runs this command`;
