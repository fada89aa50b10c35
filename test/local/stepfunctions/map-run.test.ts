import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import type { Execution } from '../../../local/stepfunctions/execution';
import { isList, type Json, type JsonObject } from '../../../local/transport/json';
import { EXECUTION, invoke, MACHINE, MachineWorld, START, thrown, typesOf } from './world';

const ids = (count: number): Json[] => Array.from({ length: count }, (_, index) => ({ id: `ws-${index}` }));

/** A Distributed Map whose children call `step`, and again after a wait, until it says that it is done. */
const map = (more: JsonObject = {}, processor: JsonObject = {}): JsonObject => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Step',
    States: {
      Step: invoke('step', { Next: 'Look' }),
      Look: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.next', StringEquals: 'wait', Next: 'Wait' },
          { Variable: '$.next', StringEquals: 'fail', Next: 'Failed' },
        ],
        Default: 'Done',
      },
      Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Step' },
      Failed: { Type: 'Fail', ErrorPath: '$.code', CausePath: '$.reason' },
      Done: { Type: 'Succeed' },
    },
    ...processor,
  },
  End: true,
  ...more,
});

const fromObject = (more: JsonObject = {}): JsonObject => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON', ...more },
    Parameters: { Bucket: 'reports', 'Key.$': '$.key' },
  },
});

const toObjects: JsonObject = {
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'reports', 'Prefix.$': '$.prefix' },
  },
};

/** Children that take ten minutes, of which those in `bad` fail. */
function world(
  bad: readonly string[] = [],
  readings: ConstructorParameters<typeof MachineWorld>[0] = {},
): MachineWorld {
  const made = new MachineWorld(readings);
  made.answer('step', ({ id, waited }) => {
    if (waited !== true) return { id: id ?? null, waited: true, next: 'wait', seconds: 600 };
    if (bad.includes(String(id))) return { next: 'fail', code: 'Disk', reason: `no space on ${id}` };
    return { id: id ?? null, next: 'done' };
  });
  return made;
}

const childrenOf = ({ machines }: MachineWorld, { arn }: Execution) => machines.mapRunsOf(arn)[0]?.children ?? [];
const countsOf = ({ machines }: MachineWorld, { arn }: Execution) => machines.mapRunsOf(arn)[0]?.counts;

test('items of an object, each with what the state knows: a child for each, as many at once as it says', async () => {
  const made = world();
  made.put('work.json', ids(10));
  const ItemSelector = {
    'id.$': '$$.Map.Item.Value.id',
    'index.$': '$$.Map.Item.Index',
    'run.$': '$.run',
    by: 'fleet',
    'night.$': '$$.Execution.Name',
  };
  const execution = await made.run(
    { Wave: map({ ...fromObject(), ItemSelector, MaxConcurrency: 4 }) },
    { key: 'work.json', run: 7 },
  );
  expect(execution.status).toBe('SUCCEEDED');
  expect(execution.output).toEqual(ids(10).map((item) => ({ ...Object(item), next: 'done' })));
  // Ten in four places, ten minutes each.
  expect(made.elapsed).toBe(1800);
  expect(childrenOf(made, execution).map(({ startDate }) => (startDate - START) / 60_000)).toEqual([
    0, 0, 0, 0, 10, 10, 10, 10, 20, 20,
  ]);
  expect(made.seen[1]?.event).toEqual({ id: 'ws-1', index: 1, run: 7, by: 'fleet', night: 'run' });
});

test('as many at once as the input says', async () => {
  const made = world();
  await made.run({ Wave: map({ ItemsPath: '$.items', MaxConcurrencyPath: '$.places' }) }, { items: ids(4), places: 2 });
  expect(made.elapsed).toBe(1200);
});

test('a concurrency in the input that is no number: States.Runtime', async () => {
  const state = map({ ItemsPath: '$.items', MaxConcurrencyPath: '$.places' });
  const execution = await world().run({ Wave: state }, { items: ids(1), places: 'all' });
  expect([execution.error, execution.cause]).toEqual(['States.Runtime', expect.stringContaining('MaxConcurrencyPath')]);
});

test('items of the input, without a selector: each is the input of its child', async () => {
  const made = world();
  const execution = await made.run({ Wave: map({ ItemsPath: '$.items' }) }, { items: ids(2) });
  expect(childrenOf(made, execution).map(({ about }) => about.input)).toEqual(ids(2));
  expect(made.elapsed).toBe(600);
});

test.each([
  [
    'the names in the first row',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    '\ufeffid,name\nws-0,"Doe, Ana"\nws-1,Ben\n',
  ],
  [
    'given names',
    { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['id', 'name'] },
    'ws-0,"Doe, Ana"\n\nws-1,Ben',
  ],
  [
    'another delimiter',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'SEMICOLON' },
    'id;name\nws-0;Doe, Ana\nws-1;Ben',
  ],
  [
    'no more than some',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 2 },
    'id,name\nws-0,"Doe, Ana"\nws-1,Ben\nws-2,Cleo',
  ],
])('items of a CSV, with %s: an object of texts for each row', async (_what, config, text) => {
  const made = world();
  made.put('work.csv', text);
  const execution = await made.run({ Wave: map(fromObject(config)) }, { key: 'work.csv' });
  expect(childrenOf(made, execution).map(({ about }) => about.input)).toEqual([
    { id: 'ws-0', name: 'Doe, Ana' },
    { id: 'ws-1', name: 'Ben' },
  ]);
});

test('no items: it succeeds with nothing', async () => {
  const made = world();
  made.put('work.json', []);
  const execution = await made.run(
    { Wave: map({ ...fromObject(), ToleratedFailurePercentage: 5 }) },
    { key: 'work.json' },
  );
  expect([execution.status, execution.output]).toEqual(['SUCCEEDED', []]);
});

test.each<[what: string, key: string, content: string | undefined, words: string]>([
  [
    'that is not there',
    'none.json',
    undefined,
    'NoSuchKey: The specified key does not exist. (s3://reports/none.json)',
  ],
  ['that is no JSON', 'work.json', '[', 'JSON'],
  ['that is no list', 'work.json', '{}', 'Attempting to map over non-iterable node.'],
])('items of an object %s: States.ItemReaderFailed, which can be caught', async (_what, key, content, words) => {
  const made = world();
  made.put('other', '');
  if (content !== undefined) made.put(key, content);
  const Catch = [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Caught' }];
  const execution = await made.run({ Wave: map({ ...fromObject(), Catch }), Caught: { Type: 'Succeed' } }, { key });
  expect(execution.output).toEqual({ Error: 'States.ItemReaderFailed', Cause: expect.stringContaining(words) });
});

describe('tolerance', () => {
  const bad = ['ws-1', 'ws-2'];
  const input = { items: ids(10), allowed: 1 };
  const tolerating = async (tolerance: JsonObject, given: JsonObject = input) => {
    const made = world(bad);
    return made.run({ Wave: map({ ItemsPath: '$.items', ...tolerance }) }, given);
  };

  test.each<[what: string, tolerance: JsonObject, status: string]>([
    ['none', {}, 'FAILED'],
    ['a count that is kept', { ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    ['a count that is exceeded', { ToleratedFailureCount: 1 }, 'FAILED'],
    ['a percentage that is kept', { ToleratedFailurePercentage: 20 }, 'SUCCEEDED'],
    ['a percentage that is exceeded', { ToleratedFailurePercentage: 19 }, 'FAILED'],
    ['a count in the input that is exceeded', { ToleratedFailureCountPath: '$.allowed' }, 'FAILED'],
    ['both, of which one is exceeded', { ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 }, 'FAILED'],
    ['all', { ToleratedFailurePercentage: 100 }, 'SUCCEEDED'],
  ])('%s: %j, two of ten fail: %s', async (_what, tolerance, status) => {
    expect((await tolerating(tolerance)).status).toBe(status);
  });

  test('a count in the input that is kept: what failed stands among the results', async () => {
    const execution = await tolerating({ ToleratedFailureCountPath: '$.allowed' }, { ...input, allowed: 2 });
    const output = isList(execution.output) ? execution.output : [];
    expect(output[0]).toEqual({ id: 'ws-0', next: 'done' });
    expect(output[1]).toMatchObject({
      Status: 'FAILED',
      Error: 'Disk',
      Cause: 'no space on ws-1',
      Input: '{"id":"ws-1"}',
    });
  });

  test('a count in the input that is no count: States.Runtime', async () => {
    const execution = await tolerating({ ToleratedFailureCountPath: '$.allowed' }, { ...input, allowed: 'all' });
    expect([execution.error, execution.cause]).toEqual([
      'States.Runtime',
      expect.stringContaining('integer of 0 or more'),
    ]);
  });

  test('a child that is late: counts as a failure, and as timed out', async () => {
    const made = new MachineWorld();
    made.answer('step', () => made.clock.sleep(600_000));
    const States = { Step: invoke('step', { TimeoutSeconds: 60, End: true }) };
    const execution = await made.run({ Wave: map({ ItemsPath: '$.items' }, { States }) }, { items: ids(1) });
    expect([execution.error, countsOf(made, execution)]).toMatchObject([
      'States.ExceedToleratedFailureThreshold',
      { failed: 1 },
    ]);
  });
});

describe('the tolerance is exceeded while others run', () => {
  // Four at once: ws-0 fails after ten minutes, the others of the first four take an hour.
  const states = (): JsonObject => {
    const Catch = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'End' }];
    return { Wave: map({ ItemsPath: '$.items', MaxConcurrency: 4, Catch }), End: { Type: 'Succeed' } };
  };
  const run = async (runningChildren: 'are aborted' | 'finish') => {
    const made = new MachineWorld({ runningChildren });
    made.answer('step', ({ id, waited }) => {
      if (waited !== true) return { id: id ?? null, waited: true, next: 'wait', seconds: id === 'ws-0' ? 600 : 3600 };
      return id === 'ws-0' ? { next: 'fail', code: 'Disk', reason: 'full' } : { next: 'done' };
    });
    const execution = await made.run(states(), { items: ids(10) });
    return { made, execution };
  };

  test('they are aborted, and no new child starts', async () => {
    const { made, execution } = await run('are aborted');
    expect([execution.status, made.elapsed]).toEqual(['SUCCEEDED', 600]);
    expect(execution.output).toEqual({
      Error: 'States.ExceedToleratedFailureThreshold',
      Cause: 'The specified tolerated failure threshold was exceeded',
    });
    expect(countsOf(made, execution)).toMatchObject({ failed: 1, aborted: 3, succeeded: 0, pending: 6, total: 10 });
    expect(made.machines.mapRuns[0]?.status).toBe('FAILED');
  });

  test('they finish, if that is how it is read, and no new child starts', async () => {
    const { made, execution } = await run('finish');
    expect([execution.status, made.elapsed]).toEqual(['SUCCEEDED', 3600]);
    expect(countsOf(made, execution)).toMatchObject({ failed: 1, aborted: 0, succeeded: 3, pending: 6, total: 10 });
  });
});

describe('results', () => {
  const input = { key: 'work.json', prefix: 'runs/7' };
  const written = async (bad: readonly string[], more: JsonObject = {}) => {
    const made = world(bad);
    made.put('work.json', ids(4));
    const execution = await made.run(
      { Wave: map({ ...fromObject(), ...toObjects, MaxConcurrency: 2, ...more }) },
      input,
    );
    const [mapRun] = made.machines.mapRuns;
    const folder = `runs/7/${mapRun?.arn.split(':').at(-1)}`;
    return { made, execution, mapRun, folder };
  };

  test('are written as files with a manifest, which is all that the state returns', async () => {
    const { made, execution, mapRun, folder } = await written(['ws-1'], { ToleratedFailurePercentage: 50 });
    expect(execution.output).toEqual({
      MapRunArn: mapRun?.arn,
      ResultWriterDetails: { Bucket: 'reports', Key: `${folder}/manifest.json` },
    });
    const sizeOf = (key: string) => made.buckets.get('reports').get(key).content.length;
    expect(made.read(`${folder}/manifest.json`)).toEqual({
      DestinationBucket: 'reports',
      MapRunArn: mapRun?.arn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: sizeOf(`${folder}/FAILED_0.json`) }],
        PENDING: [],
        SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: sizeOf(`${folder}/SUCCEEDED_0.json`) }],
      },
    });
    const [first] = childrenOf(made, execution);
    expect(made.read(`${folder}/SUCCEEDED_0.json`)).toHaveLength(3);
    expect(made.read(`${folder}/SUCCEEDED_0.json`)).toContainEqual({
      ExecutionArn: first?.arn,
      Input: '{"id":"ws-0"}',
      InputDetails: { Included: true },
      Name: first?.about.name,
      Output: '{"id":"ws-0","next":"done"}',
      OutputDetails: { Included: true },
      StartDate: '2026-01-05T21:00:00.000Z',
      StateMachineArn: `${MACHINE}/Wave`,
      Status: 'SUCCEEDED',
      StopDate: '2026-01-05T21:10:00.000Z',
    });
    expect(made.read(`${folder}/FAILED_0.json`)).toMatchObject([
      { Error: 'Disk', Cause: 'no space on ws-1', Input: '{"id":"ws-1"}', Status: 'FAILED' },
    ]);
  });

  test('of a Map Run that failed: also what was not started, with the inputs that it would have had', async () => {
    const { made, execution, folder } = await written(['ws-0']);
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(made.read(`${folder}/PENDING_0.json`)).toEqual(
      ['ws-2', 'ws-3'].map((id) => ({ Input: `{"id":"${id}"}`, InputDetails: { Included: true }, Status: 'PENDING' })),
    );
    expect(made.read(`${folder}/FAILED_0.json`)).toMatchObject([{ Status: 'FAILED' }, { Status: 'ABORTED' }]);
  });

  test('into a bucket that is not there: States.ResultWriterFailed', async () => {
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'nowhere' } };
    const { execution } = await written([], { ResultWriter: writer });
    expect([execution.error, execution.cause]).toEqual([
      'States.ResultWriterFailed',
      expect.stringContaining('NoSuchBucket'),
    ]);
  });

  test('of more than 256 KB that are not written: States.DataLimitExceeded', async () => {
    const made = new MachineWorld();
    made.answer('step', () => ({ next: 'done', more: 'x'.repeat(100_000) }));
    const execution = await made.run({ Wave: map({ ItemsPath: '$.items' }) }, { items: ids(3) });
    expect(execution.error).toBe('States.DataLimitExceeded');
  });
});

test('a child: an execution of its own, with its history, its retries and its place in the lists', async () => {
  const made = new MachineWorld();
  made.answer('step', (_event, call) => {
    if (call === 1) throw thrown('Throttled');
    return { next: 'done' };
  });
  const Retry = [{ ErrorEquals: ['Throttled'], IntervalSeconds: 5 }];
  const States = { Step: invoke('step', { Retry, End: true }) };
  const execution = await made.run({ Wave: map({ ItemsPath: '$.items' }, { States }) }, { items: ids(1) });
  const { mapRuns = [] } = await made.client.send(new ListMapRunsCommand({ executionArn: execution.arn }));
  expect(mapRuns).toMatchObject([{ executionArn: `${EXECUTION}:run`, stateMachineArn: MACHINE }]);
  const { mapRunArn } = mapRuns[0] ?? {};
  const { executions = [] } = await made.client.send(new ListExecutionsCommand({ mapRunArn }));
  expect(executions).toMatchObject([{ mapRunArn, status: 'SUCCEEDED', stateMachineArn: `${MACHINE}/Wave` }]);
  const { executionArn } = executions[0] ?? {};
  expect(executionArn).toMatch(/^arn:aws:states:us-east-1:111122223333:execution:fleet\/Wave:[0-9a-f-]{36}$/);
  expect(await made.client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    input: '{"id":"ws-0"}',
    mapRunArn,
  });
  const { events = [] } = await made.client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(typesOf(execution)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
});

test('a Map Run is described: while it runs, and when it is over', async () => {
  const made = world(['ws-3']);
  made.define({ Wave: map({ ItemsPath: '$.items', MaxConcurrency: 2, ToleratedFailureCount: 1 }) });
  const execution = made.machines.start(MACHINE, { items: ids(4) });
  await made.wait(900);
  const mapRunArn = made.machines.mapRuns[0]?.arn;
  const describe = () => made.client.send(new DescribeMapRunCommand({ mapRunArn }));
  expect(await describe()).toMatchObject({
    status: 'RUNNING',
    startDate: new Date(START),
    maxConcurrency: 2,
    toleratedFailureCount: 1,
    itemCounts: {
      pending: 0,
      running: 2,
      succeeded: 2,
      failed: 0,
      timedOut: 0,
      aborted: 0,
      total: 4,
      resultsWritten: 0,
    },
  });
  await made.clock.runUntil(execution.ended);
  expect(await describe()).toMatchObject({
    status: 'SUCCEEDED',
    stopDate: new Date(START + 1_200_000),
    executionCounts: { running: 0, succeeded: 3, failed: 1, total: 4 },
  });
  await expect(made.client.send(new DescribeMapRunCommand({ mapRunArn: `${mapRunArn}x` }))).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
});

test('the execution is stopped: its children are aborted, the Map Run too, and what became of them is written', async () => {
  const made = world();
  made.put('work.json', ids(4));
  made.define({ Wave: map({ ...fromObject(), ...toObjects, MaxConcurrency: 2 }) });
  const execution = made.machines.start(MACHINE, { key: 'work.json', prefix: '' });
  await made.wait(60);
  execution.finish({ status: 'ABORTED' });
  await made.wait(1);
  const [mapRun] = made.machines.mapRuns;
  expect([mapRun?.status, mapRun?.counts]).toMatchObject(['ABORTED', { aborted: 2, pending: 2 }]);
  expect(made.read(`${mapRun?.arn.split(':').at(-1)}/PENDING_0.json`)).toHaveLength(2);
  await made.wait(3600);
  expect(made.seen).toHaveLength(2);
});

test('the machine is deleted: children end at their next transition, and no new one starts', async () => {
  const made = world();
  made.define({ Wave: map({ ItemsPath: '$.items', MaxConcurrency: 2 }) });
  const execution = made.machines.start(MACHINE, { items: ids(4) });
  await made.wait(60);
  made.machines.remove(MACHINE);
  await made.clock.runUntil(execution.ended);
  expect([execution.status, made.elapsed, made.seen.length]).toEqual(['ABORTED', 600, 2]);
  expect(countsOf(made, execution)).toMatchObject({ aborted: 2, pending: 2 });
});

test('a Map that is tried again: another Map Run', async () => {
  const made = world(['ws-0']);
  const Retry = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], IntervalSeconds: 60, MaxAttempts: 1 }];
  const execution = await made.run({ Wave: map({ ItemsPath: '$.items', Retry }) }, { items: ids(1) });
  expect([execution.status, made.machines.mapRunsOf(execution.arn).map(({ status }) => status)]).toEqual([
    'FAILED',
    ['FAILED', 'FAILED'],
  ]);
  expect(made.elapsed).toBe(1260);
});

test('a selector that finds nothing: the Map Run fails, and what runs of it is aborted', async () => {
  const made = world();
  const items = [...ids(1), {}];
  const execution = await made.run(
    { Wave: map({ ItemsPath: '$.items', ItemSelector: { 'id.$': '$$.Map.Item.Value.id' } }) },
    { items },
  );
  expect([execution.error, made.machines.mapRuns[0]?.status]).toEqual(['States.Runtime', 'FAILED']);
  expect(countsOf(made, execution)).toMatchObject({ aborted: 1 });
});

test('a night of three hundred desktops, a hundred at once: each looked at several times, in the order of the clock', async () => {
  const made = new MachineWorld();
  let [now, most] = [0, 0];
  made.answer('step', ({ id, looks = 0 }) => {
    if (looks === 0) now += 1;
    most = Math.max(most, now);
    if (Number(looks) < 4)
      return { id: id ?? null, looks: Number(looks) + 1, next: 'wait', seconds: looks === 0 ? 720 : 300 };
    now -= 1;
    return { next: 'done' };
  });
  made.put('work.json', ids(300));
  const execution = await made.run(
    { Wave: map({ ...fromObject(), ...toObjects, MaxConcurrency: 100 }) },
    { key: 'work.json', prefix: 'runs' },
  );
  expect([execution.status, most, made.seen.length]).toEqual(['SUCCEEDED', 100, 1500]);
  expect(made.elapsed).toBe(3 * (720 + 3 * 300));
  expect(made.seen.map(({ after }) => after)).toEqual(made.seen.map(({ after }) => after).sort((a, b) => a - b));
});
