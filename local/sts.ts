import type { Credentials } from './credentials';
import { arn, type Environment } from './environment';
import { type HttpRequest, type HttpResponse, xmlResponse } from './transport/http';
import { type Xml, xml } from './transport/xml';

/** A caller may assume any role: nothing here depends on which one. */
export function handleSts(environment: Environment, credentials: Credentials, request: HttpRequest): HttpResponse {
  const form = new URLSearchParams(request.body.toString());
  const action = form.get('Action') ?? '';
  const found = answers(environment, credentials, form);
  const result = Object.hasOwn(found, action) ? found[action] : undefined;
  if (!result) {
    const error = {
      Error: { Code: 'InvalidAction', Message: `The embedded AWS does not support the STS call ${action}` },
    };
    return xmlResponse(xml({ ErrorResponse: error }), 400);
  }
  const body = xml({ [`${action}Result`]: result, ResponseMetadata: { RequestId: 'local' } });
  return xmlResponse(
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${body}</${action}Response>`,
  );
}

function answers(
  environment: Environment,
  { role }: Credentials,
  form: URLSearchParams,
): Readonly<Record<string, Xml>> {
  const session = `${form.get('RoleArn')?.split('/').at(-1) ?? 'role'}/${form.get('RoleSessionName') ?? 'session'}`;
  const global = { ...environment, region: '' };
  return {
    GetCallerIdentity: {
      Arn: arn(environment, 'iam', 'user/local'),
      UserId: 'AIDALOCAL',
      Account: environment.account,
    },
    AssumeRole: {
      Credentials: {
        AccessKeyId: role.accessKeyId,
        SecretAccessKey: role.secretAccessKey,
        SessionToken: 'embedded',
        Expiration: new Date(Date.now() + 12 * 3_600_000).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: 'AROALOCAL:session', Arn: arn(global, 'sts', `assumed-role/${session}`) },
    },
  };
}
