import { ServiceError } from '../cloudformation/errors';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from '../transport/http';
import { nextPage } from '../transport/pages';
import type { Schedule } from './schedule';
import { DEFAULT_GROUP, type Scheduler } from './scheduler';

/** GetSchedule and ListSchedules. Schedules are made by CloudFormation; every other call is refused by name. */
export function handleScheduler(scheduler: Scheduler, request: HttpRequest): HttpResponse {
  const [, name] = /^\/schedules(?:\/([^/]+))?$/.exec(request.path) ?? [];
  try {
    if (request.method !== 'GET' || !request.path.startsWith('/schedules')) {
      const message = `The embedded AWS does not support ${request.method} ${request.path} of EventBridge Scheduler`;
      throw new ServiceError('ValidationException', message);
    }
    const answer = name === undefined ? list(scheduler, request.query) : get(scheduler, name, request.query);
    return jsonResponse(answer, 200, 'application/json');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return jsonError(error.code, error.message, error.status);
  }
}

function get(scheduler: Scheduler, name: string, query: URLSearchParams) {
  const schedule = scheduler.get(decodeURIComponent(name), query.get('groupName') ?? DEFAULT_GROUP);
  return { ...schedule.properties, ...viewOf(schedule) };
}

function list(scheduler: Scheduler, query: URLSearchParams) {
  const prefix = query.get('NamePrefix') ?? '';
  const state = query.get('State');
  const found = scheduler
    .list(query.get('ScheduleGroup') ?? undefined)
    .filter((schedule) => schedule.name.startsWith(prefix) && (state ?? stateOf(schedule)) === stateOf(schedule));
  const { items, token } = nextPage(found, Object.fromEntries(query), 100);
  const schedules = items.map((schedule) => ({ ...viewOf(schedule), Target: { Arn: schedule.target.arn } }));
  return { Schedules: schedules, NextToken: token };
}

const stateOf = ({ enabled }: Schedule): string => (enabled ? 'ENABLED' : 'DISABLED');

const viewOf = (schedule: Schedule) => ({
  Arn: schedule.arn,
  Name: schedule.name,
  GroupName: schedule.group,
  State: stateOf(schedule),
  CreationDate: schedule.created / 1000,
  LastModificationDate: schedule.modified / 1000,
});
