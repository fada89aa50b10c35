import type { AwsServices } from './aws-services';
import type { AcceleratedClock } from './clock';
import type { ApiFaults } from './cloudformation/api-faults';
import { CONTROLS, handleControl } from './control';
import { type Credentials, FUNCTION_KEY_PREFIX } from './credentials';
import type { Gate } from './gate';
import { handleLambda } from './lambda/api';
import type { LambdaHost } from './lambda/lambda-host';
import type { Access } from './page/access';
import { isOfPage, type Page } from './page/page';
import { handleSts } from './sts';
import { credentialScope, type HttpRequest, type HttpResponse, jsonError, xmlResponse } from './transport/http';
import { xml } from './transport/xml';

export interface Parts {
  readonly clock: AcceleratedClock;
  readonly services: AwsServices;
  readonly host: LambdaHost;
  readonly faults: ApiFaults;
  readonly credentials: Credentials;
  readonly gate: Gate;
  readonly access: Access;
  readonly page: Page;
}

/** Passes a request to its service. Throws only if an answer is to be lost. */
export async function route(request: HttpRequest, parts: Parts): Promise<HttpResponse> {
  const { services } = parts;
  const { inbox } = services.cloudformation;
  const host = request.headers.host ?? '';
  if (request.method === 'PUT' && host === inbox.host) {
    inbox.receive(`https://${host}${request.path}`, request.body.toString());
    return { status: 200 };
  }
  if (isOfPage(request)) return parts.page.answer(request);
  if (request.path.startsWith(CONTROLS)) return handleControl(services, request);
  return (await answer(request, parts)) ?? refusal(request);
}

async function answer(request: HttpRequest, parts: Parts): Promise<HttpResponse | undefined> {
  const { clock, services, host, faults, credentials } = parts;
  const { service, accessKey } = credentialScope(request);
  if (service === 'lambda') return handleLambda(host, request);
  if (service === 'sts') return handleSts(services.environment, credentials, request);
  const isFunction = accessKey.startsWith(FUNCTION_KEY_PREFIX);
  const fault = isFunction && service === 'cloudformation' ? faults.take(request) : undefined;
  // Functions are shown the clock of the embedded AWS, people a wall clock.
  return fault ?? services.handle(request, (time) => (isFunction ? time : clock.toReal(time)));
}

function refusal(request: HttpRequest): HttpResponse {
  const { service } = credentialScope(request);
  const message = `The embedded AWS does not support the service '${service}' (${request.method} ${request.path})`;
  if (request.headers['x-amz-target']) return jsonError('UnknownOperationException', message, 501);
  return xmlResponse(xml({ ErrorResponse: { Error: { Code: 'NotImplemented', Message: message } } }), 501);
}
