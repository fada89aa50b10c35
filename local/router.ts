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
import { handleLogs } from './logs/api';
import type { LogStore } from './logs/log-store';
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
  readonly logs: LogStore;
}

type Route = (request: HttpRequest, parts: Parts) => HttpResponse | Promise<HttpResponse>;

/** By the service that a request is signed for. */
const ROUTES: Readonly<Record<string, Route>> = {
  cloudformation: cloudFormation,
  events: (request, { buses }) => buses.handle(request),
  lambda: (request, { host }) => handleLambda(host, request),
  logs,
  s3: (request, { store, engine }) => handleS3(store, request, engine.environment.region),
  ssm: (request, { services, engine }) => handleSsm(engine.environment, (name) => services.parameter(name), request),
  states: (request, { waiter, clock }) => handleStepFunctions(waiter, () => clock.now(), request),
  sts: (request, { engine, credentials }) => handleSts(engine.environment, credentials, request),
  workspaces,
};

/** Passes a request to its service. Throws only if an answer is to be lost. */
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
  const fault = isFunction(request) ? faults.take(request) : undefined;
  if (fault) return fault;
  const at = (time: number): string => new Date(shownTo(request, clock)(time)).toISOString();
  return handleCloudFormation(engine, request, at, (url) => services.templateAt(url));
}

function logs(request: HttpRequest, { logs: store, engine, clock }: Parts): Promise<HttpResponse> {
  return handleLogs(store, engine.environment, shownTo(request, clock), request);
}

const isFunction = (request: HttpRequest): boolean =>
  credentialScope(request).accessKey.startsWith(FUNCTION_KEY_PREFIX);

/** Functions are shown the clock of the embedded AWS, people a wall clock. */
const shownTo =
  (request: HttpRequest, clock: AcceleratedClock) =>
  (time: number): number =>
    isFunction(request) ? time : clock.toReal(time);

async function workspaces(request: HttpRequest, { simulator, engine }: Parts): Promise<HttpResponse> {
  const { region } = engine.environment;
  return simulator.handle({ target: request.headers['x-amz-target'] ?? '', body: request.body.toString(), region });
}
