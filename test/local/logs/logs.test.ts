import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { EmbeddedAws } from '../../../local';
import { clientOptions, deployed, embedded, inlineFunction, stopAll } from '../embedded-aws';
import { signed } from '../raw';

const GROUP = 'provider';
let aws: EmbeddedAws;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  aws = await embedded();
  client = new CloudWatchLogsClient(clientOptions(aws));
});
afterEach(stopAll);

/** Writes lines as functions do, each a second of the embedded clock after the one before. */
function write(texts: readonly string[], stream = 'a', group = GROUP): void {
  const time = aws.clock.now();
  for (const [index, text] of texts.entries())
    aws.logs.add({ time: time + index * 1000, group, stream, functionName: 'f', text });
}

const filter = async (input: Partial<FilterLogEventsCommandInput> = {}) =>
  client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
const texts = async (input: Partial<FilterLogEventsCommandInput> = {}) =>
  (await filter(input)).events?.map(({ message }) => message);

describe('FilterLogEvents', () => {
  test('a group of two streams: the lines of both in the order of time, each with an id of its own', async () => {
    write(['1', '2'], 'a');
    write(['3'], 'b');
    write(['x'], 'a', 'another');
    const { events = [] } = await filter();
    expect(events.map(({ message, logStreamName }) => [message, logStreamName])).toEqual([
      ['1', 'a'],
      ['2', 'a'],
      ['3', 'b'],
    ]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
  });

  test.each<[string, Partial<FilterLogEventsCommandInput>, string[]]>([
    ['a pattern', { filterPattern: '{ $.level = "WARN" }' }, ['{"level":"WARN"}']],
    ['some streams', { logStreamNames: ['b'] }, ['in b']],
    ['the beginning of a stream', { logStreamNamePrefix: 'b' }, ['in b']],
  ])('by %s: those alone', async (_what, input, expected) => {
    write(['{"level":"INFO"}', '{"level":"WARN"}', 'text']);
    write(['in b'], 'b');
    expect(await texts(input)).toEqual(expected);
  });

  test('times: a wall clock for people, the embedded clock for functions; a span is asked for in the same', async () => {
    write(['1', '2', '3']);
    const seen = async (caller: CloudWatchLogsClient) => {
      const { events = [] } = await caller.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
      return events.map(({ timestamp = 0 }) => timestamp);
    };
    const times = await seen(client);
    expect(Math.abs((times[0] ?? 0) - Date.now())).toBeLessThan(10_000);
    expect(await seen(new CloudWatchLogsClient(clientOptions(aws, aws.credentials.function)))).toEqual(
      aws.logs.of(GROUP).map(({ time }) => Math.round(time)),
    );
    expect(await texts({ startTime: times[1], endTime: times[2] })).toEqual(['2']);
  });

  test('more than a page: every line once, also if more are written meanwhile', async () => {
    write(['1', '2', '3']);
    const seen: (string | undefined)[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client, pageSize: 2 }, { logGroupName: GROUP })) {
      seen.push(...events.map(({ message }) => message));
      if (seen.length === 2) write(['4']);
    }
    expect(seen).toEqual(['1', '2', '3', '4']);
  });

  test('by the ARN of the group: the same', async () => {
    write(['1']);
    const logGroupIdentifier = `arn:aws:logs:us-east-1:111122223333:log-group:${GROUP}`;
    expect(await texts({ logGroupName: undefined, logGroupIdentifier })).toEqual(['1']);
  });

  test.each<[string, Partial<FilterLogEventsCommandInput>, string, string]>([
    ['a group that does not exist', { logGroupName: 'none' }, 'ResourceNotFoundException', 'The specified log group'],
    ['no group', { logGroupName: undefined }, 'InvalidParameterException', 'Exactly one of'],
    ['text that is not a pattern', { filterPattern: '{ x }' }, 'InvalidParameterException', 'filter pattern: { x }'],
    ['too many', { limit: 10_001 }, 'InvalidParameterException', "Value '10001' at 'limit'"],
    ['a member without effect', { unmask: true }, 'ValidationException', 'does not support unmask of FilterLogEvents'],
  ])('%s: refused', async (_what, input, name, message) => {
    write(['1']);
    await expect(filter(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

test('GetLogEvents: the newest, or from the head, in steps that end where a token leads no further', async () => {
  write(['1', '2', '3']);
  const get = async (input: { nextToken?: string | undefined; startFromHead?: boolean }) => {
    const found = await client.send(
      new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'a', limit: 2, ...input }),
    );
    return { ...found, messages: found.events?.map(({ message }) => message) };
  };
  const newest = await get({});
  expect(newest.messages).toEqual(['2', '3']);
  expect((await get({ nextToken: newest.nextBackwardToken })).messages).toEqual(['1']);
  const first = await get({ startFromHead: true });
  expect(first.messages).toEqual(['1', '2']);
  const last = await get({ nextToken: first.nextForwardToken });
  expect(last.messages).toEqual(['3']);
  expect(await get({ nextToken: last.nextForwardToken })).toMatchObject({
    messages: [],
    nextForwardToken: last.nextForwardToken,
  });
  await expect(
    client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'none' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'The specified log stream does not exist.' });
});

describe('log groups and streams', () => {
  const groups = async (prefix?: string) =>
    (await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }))).logGroups?.map(
      ({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays],
    );

  test('a group of a stack: there with its retention; gone with the stack, and its lines with it', async () => {
    const resource = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: GROUP, RetentionInDays: 30 } };
    await deployed(aws, { G: resource });
    expect(await groups('prov')).toEqual([[GROUP, 30]]);
    write(['old']);
    const { id } = aws.cloudformation.describeStack('Test');
    aws.cloudformation.deleteStack('Test');
    await aws.cloudformation.settled(id);
    expect(await groups('prov')).toEqual([]);
    await deployed(aws, { G: resource }, 'Second');
    expect(await texts()).toEqual([]);
  });

  test('a function without a group: its own is made by its first line, with a stream named as Lambda names it', async () => {
    await deployed(aws, { F: inlineFunction('f', 'exports.handler = async () => console.log("hello")') });
    expect(await groups('/aws/lambda/')).toEqual([]);
    await new LambdaClient(clientOptions(aws)).send(new InvokeCommand({ FunctionName: 'f' }));
    expect(await groups('/aws/lambda/')).toEqual([['/aws/lambda/f', undefined]]);
    const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName: '/aws/lambda/f' }));
    expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual([
      expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    ]);
  });

  test('streams: by name, or by their last line, newest first', async () => {
    write(['1', '2', '3'], 'b');
    write(['1'], 'a');
    const names = async (input: { orderBy?: 'LastEventTime'; descending?: boolean }) =>
      (await client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, ...input }))).logStreams?.map(
        ({ logStreamName }) => logStreamName,
      );
    expect(await names({})).toEqual(['a', 'b']);
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['b', 'a']);
  });
});

test('a call that is not supported: refused by name', async () => {
  const create = client.send(new CreateLogGroupCommand({ logGroupName: 'x' }));
  await expect(create).rejects.toThrow('The embedded AWS does not support Logs_20140328.CreateLogGroup');
  const headers = { 'x-amz-target': 'Logs_20140328.StartLiveTail' };
  const answer = await signed(aws, { method: 'POST', service: 'logs', headers, body: '{}' });
  expect(answer.body).toContain('The embedded AWS does not support Logs_20140328.StartLiveTail');
});
