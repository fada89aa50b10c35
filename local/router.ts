import type { AcceleratedClock } from './clock';
import { handleCloudFormation } from './cloudformation/api';
import type { ApiFaults } from './cloudformation/api-faults';
import type { CloudFormation } from './cloudformation/engine';
import { type Credentials, FUNCTION_KEY_PREFIX } from './credentials';
import type { EmbeddedServices } from './embedded-services';
import type { EventBuses } from './event-bus';
import type { Gate } from './gate';
import { handleLambda } from './lambda/api';
import type { LambdaHost } from './lambda/lambda-host';
import { handleS3 } from './s3/api';
import type { ObjectStore } from './s3/object-store';
import { handleSsm } from './ssm';
import { handleStepFunctions } from './stepfunctions/api';
import type { Waiter } from './stepfunctions/waiter';
import { handleSts } from './sts';
import { credentialScope, type HttpRequest, type HttpResponse, jsonError, xmlResponse } from './transport/http';
import { xml } from './transport/xml';
import type { WorkspacesSimulator } from './workspaces';

export interface Parts {
  readonly clock: AcceleratedClock;
  readonly engine: CloudFormation;
  readonly services: EmbeddedServices;
  readonly host: LambdaHost;
  readonly waiter: Waiter;
  readonly store: ObjectStore;
  readonly simulator: WorkspacesSimulator;
  readonly faults: ApiFaults;
  readonly buses: EventBuses;
  readonly credentials: Credentials;
  readonly gate: Gate;
}

type Route = (request: HttpRequest, parts: Parts) => HttpResponse | Promise<HttpResponse>;

/** By the service that a request is signed for. */
const ROUTES: Readonly<Record<string, Route>> = {
  cloudformation: cloudFormation,
  events: (request, { buses }) => buses.handle(request),
  lambda: (request, { host }) => handleLambda(host, request),
  s3: (request, { store, engine }) => handleS3(store, request, engine.environment.region),
  ssm: (request, { services, engine }) => handleSsm(engine.environment, (name) => services.parameter(name), request),
  states: (request, { waiter, clock }) => handleStepFunctions(waiter, () => clock.now(), request),
  sts: (request, { engine, credentials }) => handleSts(engine.environment, credentials, request),
  workspaces,
};

/** Finds the service that a request which is let in is for. Throws only if an answer is to be lost. */
export async function route(request: HttpRequest, parts: Parts): Promise<HttpResponse> {
  const { engine } = parts;
  const host = request.headers.host ?? '';
  if (request.method === 'PUT' && host === engine.inbox.host) {
    engine.inbox.receive(`https://${host}${request.path}`, request.body.toString());
    return { status: 200 };
  }
  const { service } = credentialScope(request);
  const found = ROUTES[service];
  if (found) return found(request, parts);
  const message = `The embedded AWS does not support the service '${service}' (${request.method} ${request.path})`;
  if (request.headers['x-amz-target']) return jsonError('UnknownOperationException', message, 501);
  return xmlResponse(xml({ ErrorResponse: { Error: { Code: 'NotImplemented', Message: message } } }), 501);
}

function cloudFormation(request: HttpRequest, { engine, clock, services, faults }: Parts): HttpResponse {
  const isFunction = credentialScope(request).accessKey.startsWith(FUNCTION_KEY_PREFIX);
  const fault = isFunction ? faults.take(request) : undefined;
  if (fault) return fault;
  // A function lives in the engine's time; anybody else looks at a wall clock.
  const at = (time: number): string => new Date(isFunction ? time : clock.toReal(time)).toISOString();
  return handleCloudFormation(engine, request, at, (url) => services.templateAt(url));
}

async function workspaces(request: HttpRequest, { simulator, engine }: Parts): Promise<HttpResponse> {
  const { region } = engine.environment;
  return simulator.handle({ target: request.headers['x-amz-target'] ?? '', body: request.body.toString(), region });
}
