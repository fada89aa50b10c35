import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { ManualClock } from '../../../local/clock';
import { ServiceError } from '../../../local/cloudformation/errors';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { handleScheduler } from '../../../local/scheduler/api';
import { Scheduler } from '../../../local/scheduler/scheduler';
import { Queues } from '../../../local/sqs/queues';
import type { JsonObject } from '../../../local/transport/json';
import { inProcess } from '../sdk';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 2, 27, 12);
const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:fleet';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:report';
const DEAD = 'arn:aws:sqs:us-east-1:111122223333:dead';
const THROTTLED = new ServiceError('ThrottlingException', 'Rate exceeded');

function world() {
  const clock = new ManualClock(NOON);
  const started: { readonly at: string; readonly input: string }[] = [];
  const invoked: string[] = [];
  const queues = new Queues(DEFAULT_ENVIRONMENT, () => clock.now());
  queues.create('dead');
  const targets = {
    startExecution(_arn: string, input: string) {
      started.push({ at: new Date(clock.now()).toISOString().slice(0, 16), input });
      return `execution-${started.length}`;
    },
    async invoke(_arn: string, input: string) {
      invoked.push(input);
    },
  };
  const scheduler = new Scheduler(clock, () => 0.5, DEFAULT_ENVIRONMENT, targets, queues);
  const put = (properties: JsonObject = {}, target: JsonObject = {}, name = 'nightly', group = 'default') =>
    scheduler.put(name, group, {
      ScheduleExpression: 'cron(0 22 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: MACHINE, RoleArn: 'arn:aws:iam::111122223333:role/r', ...target },
      ...properties,
    });
  const stop = new AbortController();
  return { clock, started, invoked, queues, scheduler, put, stop, follow: () => void scheduler.follow(stop.signal) };
}

const attributesOf = ({ queues }: { readonly queues: Queues }) =>
  queues.messages('dead').map(({ attributes }) => attributes);

test('the clock is not followed: nothing starts', async () => {
  const { clock, started, put } = world();
  put();
  await clock.advance(48 * HOUR);
  expect(started).toEqual([]);
});

test('a window opened by hand: the target starts at once, with the context attributes put into its input', async () => {
  const { clock, scheduler, started, put } = world();
  put(
    {},
    {
      Input:
        '{"scheduled":"<aws.scheduler.scheduled-time>","arn":"<aws.scheduler.schedule-arn>","attempt":"<aws.scheduler.attempt-number>","id":"<aws.scheduler.execution-id>","other":"<aws.scheduler.x>"}',
    },
  );
  await clock.advance(MINUTE);
  expect(await scheduler.open('nightly')).toEqual({
    schedule: 'nightly',
    scheduledTime: NOON + MINUTE,
    outcome: 'delivered',
    attempts: 1,
    executionArn: 'execution-1',
  });
  expect(JSON.parse(started[0]?.input ?? '')).toEqual({
    scheduled: '2026-03-27T12:01:00Z',
    arn: 'arn:aws:scheduler:us-east-1:111122223333:schedule/default/nightly',
    attempt: '1',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    other: '<aws.scheduler.x>',
  });
});

test('the clock is followed: each start at its time, across the change to summer time', async () => {
  const { clock, scheduler, started, put, follow } = world();
  put();
  follow();
  expect(scheduler.nextStart('nightly')).toBe(Date.UTC(2026, 2, 27, 21));
  await clock.advance(72 * HOUR);
  expect(started.map(({ at }) => at)).toEqual(['2026-03-27T21:00', '2026-03-28T21:00', '2026-03-29T20:00']);
  expect(scheduler.deliveries.map(({ scheduledTime }) => scheduledTime)).toEqual(
    started.map(({ at }) => Date.parse(`${at}Z`)),
  );
});

test('a schedule that is changed while the clock is followed: the new timetable counts, and nothing before it', async () => {
  const { clock, started, put, follow } = world();
  follow();
  await clock.advance(24 * HOUR);
  put();
  await clock.advance(HOUR);
  put({ ScheduleExpression: 'cron(30 14 * * ? *)' });
  await clock.advance(24 * HOUR);
  put({ State: 'DISABLED' });
  await clock.advance(48 * HOUR);
  expect(started.map(({ at }) => at)).toEqual(['2026-03-28T13:30', '2026-03-29T12:30']);
});

test('a schedule that is disabled: starts neither by the clock nor by hand, and has no next start', async () => {
  const { clock, scheduler, started, put, follow } = world();
  put({ State: 'DISABLED' });
  follow();
  await clock.advance(48 * HOUR);
  expect(() => scheduler.open('nightly')).toThrow('nightly is disabled');
  expect([started, scheduler.nextStart('nightly')]).toEqual([[], undefined]);
});

test('it is followed no more: nothing starts', async () => {
  const { clock, started, put, stop, follow } = world();
  put();
  follow();
  stop.abort();
  await clock.advance(48 * HOUR);
  expect(started).toEqual([]);
});

test('a rate without a start date: begins at once', async () => {
  const { clock, started, put, follow } = world();
  follow();
  await clock.advance(HOUR);
  put({ ScheduleExpression: 'rate(2 hours)' });
  await clock.advance(3 * HOUR);
  expect(started.map(({ at }) => at)).toEqual(['2026-03-27T13:00', '2026-03-27T15:00']);
});

test('a start date and an end date: nothing outside of them', async () => {
  const { clock, started, put, follow } = world();
  put({ StartDate: '2026-03-28T00:00:00Z', EndDate: '2026-03-29T00:00:00Z' });
  follow();
  await clock.advance(96 * HOUR);
  expect(started.map(({ at }) => at)).toEqual(['2026-03-28T21:00']);
});

test('a flexible window: the target starts within it, and is told the time of the timetable', async () => {
  const { clock, scheduler, started, put, follow } = world();
  put({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 } });
  follow();
  await clock.advance(12 * HOUR);
  expect(started.map(({ at }) => at)).toEqual(['2026-03-27T21:15']);
  expect(scheduler.deliveries[0]?.scheduledTime).toBe(Date.UTC(2026, 2, 27, 21));
});

test('a function as the target: it gets the input as its event', async () => {
  const { scheduler, invoked, put } = world();
  put({}, { Arn: FUNCTION, Input: '{"a":1}' });
  expect(await scheduler.open('nightly')).toMatchObject({ outcome: 'delivered' });
  expect(invoked).toEqual(['{"a":1}']);
});

test('a target that throttles: called again, longer apart each time, and told which attempt it is', async () => {
  const { clock, scheduler, started, put } = world();
  put({}, { Input: '<aws.scheduler.attempt-number>' });
  scheduler.refuseTargets(THROTTLED, 3);
  const opened = scheduler.open('nightly');
  await clock.advance(10 * MINUTE);
  expect(await opened).toMatchObject({ outcome: 'delivered', attempts: 4 });
  expect(started).toEqual([{ at: '2026-03-27T12:03', input: '4' }]);
});

test.each<[what: string, policy: JsonObject, condition: string, attempts: number]>([
  ['no retries left', { MaximumRetryAttempts: 2 }, 'MaximumRetryAttempts', 3],
  ['too old', { MaximumEventAgeInSeconds: 100 }, 'MaximumEventAgeInSeconds', 3],
])('a target that goes on throttling, %s: a dead letter says so', async (_what, policy, condition, attempts) => {
  const made = world();
  made.put({}, { RetryPolicy: policy, DeadLetterConfig: { Arn: DEAD }, Input: '{"a":1}' });
  made.scheduler.refuseTargets(THROTTLED, 10);
  const opened = made.scheduler.open('nightly');
  await made.clock.advance(HOUR);
  expect(await opened).toMatchObject({ outcome: 'dead letter', attempts, error: THROTTLED });
  expect(made.queues.messages('dead')).toMatchObject([{ body: '{"a":1}' }]);
  expect(attributesOf(made)).toEqual([
    {
      ERROR_CODE: 'ThrottlingException',
      ERROR_MESSAGE: 'Rate exceeded',
      EXECUTION_ID: expect.any(String),
      EXHAUSTED_RETRY_CONDITION: condition,
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(attempts - 1),
      SCHEDULED_TIME: '2026-03-27T12:00:00Z',
      SCHEDULE_ARN: 'arn:aws:scheduler:us-east-1:111122223333:schedule/default/nightly',
      TARGET_ARN: MACHINE,
    },
  ]);
});

test('a target that is gone: not called again; a dead letter, or nothing at all without a queue', async () => {
  const made = world();
  const { scheduler, put } = made;
  const gone = new ServiceError('StateMachineDoesNotExist', 'State Machine Does Not Exist');
  scheduler.refuseTargets(gone, 3);
  put({}, { DeadLetterConfig: { Arn: DEAD } });
  expect(await scheduler.open('nightly')).toMatchObject({ outcome: 'dead letter', attempts: 1 });
  expect(attributesOf(made)[0]).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  put();
  expect(await scheduler.open('nightly')).toMatchObject({ outcome: 'dropped' });
  put({}, { DeadLetterConfig: { Arn: `${DEAD}-2` } });
  expect(await scheduler.open('nightly')).toMatchObject({ outcome: 'dropped' });
});

test('a group: must be there, and takes its schedules with it', () => {
  const { scheduler, put } = world();
  expect(() => put({}, {}, 'a', 'fleets')).toThrow('fleets does not exist');
  scheduler.createGroup('fleets');
  put({}, {}, 'a', 'fleets');
  put({}, {}, 'a');
  expect(() => scheduler.createGroup('fleets')).toThrow('already exists');
  scheduler.deleteGroup('fleets');
  expect(scheduler.list().map(({ arn }) => arn)).toEqual([
    'arn:aws:scheduler:us-east-1:111122223333:schedule/default/a',
  ]);
});

test('schedules are read: one with all that it says, several in short; a change by the API is refused by name', async () => {
  const { clock, scheduler, put } = world();
  put({ Description: 'nights' });
  await clock.advance(MINUTE);
  put({ State: 'DISABLED' }, {}, 'other');
  const client = new SchedulerClient(inProcess((request) => handleScheduler(scheduler, request)));
  expect(await client.send(new GetScheduleCommand({ Name: 'nightly' }))).toMatchObject({
    Arn: 'arn:aws:scheduler:us-east-1:111122223333:schedule/default/nightly',
    Description: 'nights',
    ScheduleExpression: 'cron(0 22 * * ? *)',
    State: 'ENABLED',
    CreationDate: new Date(NOON),
    Target: { Arn: MACHINE },
  });
  const { Schedules } = await client.send(new ListSchedulesCommand({ State: 'DISABLED' }));
  expect(Schedules).toMatchObject([{ Name: 'other', CreationDate: new Date(NOON + MINUTE), Target: { Arn: MACHINE } }]);
  await expect(client.send(new GetScheduleCommand({ Name: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const change = new UpdateScheduleCommand({
    Name: 'nightly',
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: MACHINE, RoleArn: 'arn:aws:iam::111122223333:role/r' },
  });
  await expect(client.send(change)).rejects.toThrow('does not support PUT /schedules/nightly');
});

test.each<[what: string, properties: JsonObject, target: JsonObject, words: string]>([
  ['an unknown property', { ActionAfterCompletion: 'DELETE' }, {}, 'does not support ActionAfterCompletion'],
  ['an unknown property of the target', {}, { SqsParameters: {} }, 'does not support SqsParameters'],
  [
    'another kind of target',
    {},
    { Arn: 'arn:aws:scheduler:::aws-sdk:ssm:getParameter' },
    'does not support the target',
  ],
  ['no role', {}, { RoleArn: '' }, 'RoleArn'],
  ['no window', { FlexibleTimeWindow: {} }, {}, 'must be OFF or FLEXIBLE'],
  ['a window without a length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, {}, 'from 1 to 1440'],
  ['too many retries', {}, { RetryPolicy: { MaximumRetryAttempts: 186 } }, 'from 0 to 185'],
  ['too old', {}, { RetryPolicy: { MaximumEventAgeInSeconds: 30 } }, 'from 60 to 86400'],
  ['another state', { State: 'PAUSED' }, {}, 'ENABLED or DISABLED'],
  ['no date', { StartDate: 'tomorrow' }, {}, 'not a date: tomorrow'],
])('%s: refused in words', (_what, properties, target, words) => {
  expect(() => world().put(properties, target)).toThrow(words);
});
