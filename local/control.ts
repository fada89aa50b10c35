import type { AwsServices } from './aws-services';
import { ServiceError } from './cloudformation/errors';
import { DEFAULT_GROUP } from './scheduler/scheduler';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from './transport/http';

/** Where a person does what no service lets a client do. */
export const CONTROLS = '/_embedded/';

const OPEN = /^\/_embedded\/schedules\/([^/]+)\/open$/;

/**
 * `GET /_embedded/schedules` lists the schedules with their next starts; `POST /_embedded/schedules/<name>/open?group=<group>` starts one by hand, and answers
 * when its target is called. Both must be signed, as every request.
 */
export async function handleControl(services: AwsServices, request: HttpRequest): Promise<HttpResponse> {
  try {
    const [, name] = OPEN.exec(request.path) ?? [];
    if (request.method === 'POST' && name !== undefined) return jsonResponse(await open(services, name, request.query));
    if (request.method === 'GET' && request.path === '/_embedded/schedules') return jsonResponse(schedules(services));
    throw new ServiceError('NotFound', `There is no control ${request.method} ${request.path}`, 404);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return jsonError(error.code, error.message, error.status);
  }
}

async function open({ scheduler }: AwsServices, name: string, query: URLSearchParams) {
  const delivery = await scheduler.open(decodeURIComponent(name), query.get('group') ?? DEFAULT_GROUP);
  const { scheduledTime, error, ...rest } = delivery;
  const reason = error && { error: `${error.code}: ${error.message}` };
  return { ...rest, scheduledTime: new Date(scheduledTime).toISOString(), ...reason };
}

const schedules = ({ scheduler }: AwsServices) =>
  scheduler.list().map(({ name, group }) => {
    const next = scheduler.nextStart(name, group);
    return { name, group, nextStart: next === undefined ? null : new Date(next).toISOString() };
  });
