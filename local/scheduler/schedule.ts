import { ServiceError } from '../cloudformation/errors';
import { refuseOthers } from '../transport/calls';
import { type JsonObject, objectAt, textAt } from '../transport/json';
import { type Timetable, timetable } from './timetable';

export interface Target {
  readonly arn: string;
  /** What the target gets; context attributes such as `<aws.scheduler.scheduled-time>` are put in when it starts. */
  readonly input: string;
  readonly retryAttempts: number;
  readonly maximumAgeSeconds: number;
  readonly deadLetterArn: string | undefined;
}

export interface Schedule {
  readonly group: string;
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly timetable: Timetable;
  /** From when and until when it starts, in milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Within how many minutes after each start the target is called. 0: at once. */
  readonly flexibleMinutes: number;
  readonly target: Target;
  /** As it was given: what GetSchedule shows. */
  readonly properties: JsonObject;
  readonly created: number;
  readonly modified: number;
}

const PROPERTIES = [
  'Description',
  'EndDate',
  'FlexibleTimeWindow',
  'GroupName',
  'KmsKeyArn',
  'Name',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'State',
  'Target',
];
const TARGET = ['Arn', 'DeadLetterConfig', 'Input', 'RetryPolicy', 'RoleArn'];

/** @throws ServiceError ValidationException for what is malformed or not supported */
export function scheduleOf(
  about: Pick<Schedule, 'group' | 'name' | 'arn' | 'created' | 'modified'>,
  properties: JsonObject,
): Schedule {
  refuseOthers('AWS::Scheduler::Schedule', properties, PROPERTIES);
  const from = dateIn(properties, 'StartDate') ?? Number.NEGATIVE_INFINITY;
  const begin = Math.max(from, about.created);
  const zone = textAt(properties, 'ScheduleExpressionTimezone') ?? 'UTC';
  const state = textAt(properties, 'State') ?? 'ENABLED';
  if (state !== 'ENABLED' && state !== 'DISABLED') throw invalid(`State must be ENABLED or DISABLED, not ${state}`);
  return {
    ...about,
    enabled: state === 'ENABLED',
    timetable: timetable(textAt(properties, 'ScheduleExpression') ?? '', zone, begin),
    from,
    until: dateIn(properties, 'EndDate') ?? Number.POSITIVE_INFINITY,
    flexibleMinutes: flexibleMinutesIn(objectAt(properties, 'FlexibleTimeWindow')),
    target: targetOf(objectAt(properties, 'Target')),
    properties,
  };
}

function targetOf(target: JsonObject): Target {
  refuseOthers('the Target of AWS::Scheduler::Schedule', target, TARGET);
  const arn = textAt(target, 'Arn') ?? '';
  if (!/:states:.*:stateMachine:|:lambda:.*:function:/.test(arn)) {
    throw invalid(`The embedded AWS does not support the target ${arn}: state machines and functions alone`);
  }
  if (!textAt(target, 'RoleArn')) throw invalid('Target.RoleArn must not be null');
  const policy = objectAt(target, 'RetryPolicy');
  const deadLetterArn = textAt(objectAt(target, 'DeadLetterConfig'), 'Arn');
  return {
    arn,
    input: textAt(target, 'Input') ?? '{}',
    retryAttempts: numberIn(policy, 'MaximumRetryAttempts', 0, 185, 185),
    maximumAgeSeconds: numberIn(policy, 'MaximumEventAgeInSeconds', 60, 86_400, 86_400),
    deadLetterArn,
  };
}

function flexibleMinutesIn(window: JsonObject): number {
  const mode = textAt(window, 'Mode');
  if (mode === 'OFF') return 0;
  if (mode === 'FLEXIBLE') return numberIn(window, 'MaximumWindowInMinutes', 1, 1440, Number.NaN);
  throw invalid(`FlexibleTimeWindow.Mode must be OFF or FLEXIBLE, not ${mode}`);
}

function numberIn(object: JsonObject, name: string, least: number, most: number, otherwise: number): number {
  const value = Number(textAt(object, name) ?? otherwise);
  if (value >= least && value <= most) return value;
  throw invalid(`${name} must be from ${least} to ${most}, not ${value}`);
}

function dateIn(properties: JsonObject, name: string): number | undefined {
  const text = textAt(properties, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw invalid(`${name} is not a date: ${text}`);
  return time;
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
