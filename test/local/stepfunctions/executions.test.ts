import type { JsonObject } from '../../../local/transport/json';
import { invoke, MACHINE, MachineWorld, START, thrown, typesOf } from './world';

test('a machine that polls for hours: done in no time, each wait as long as its input says', async () => {
  const world = new MachineWorld();
  world.answer('step', (_event, call) => ({ call, done: call === 3, wait: call * 3600 }));
  const execution = await world.run({
    Step: invoke('step', { Next: 'Look' }),
    Look: { Type: 'Choice', Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'Done' }], Default: 'Wait' },
    Wait: { Type: 'Wait', SecondsPath: '$.wait', Next: 'Step' },
    Done: { Type: 'Pass', Result: { all: 'well' }, ResultPath: '$.result', End: true },
  });
  expect([execution.status, execution.output]).toEqual([
    'SUCCEEDED',
    { call: 3, done: true, wait: 10_800, result: { all: 'well' } },
  ]);
  expect(world.seen.map(({ after }) => after)).toEqual([0, 3600, 10_800]);
  expect([execution.startDate, execution.stopDate]).toEqual([START, START + 10_800_000]);
});

test.each([
  ['seconds', { Seconds: 90 }, 90],
  ['no seconds', { Seconds: 0 }, 0],
  ['a timestamp', { Timestamp: '2026-01-05T22:00:00Z' }, 3600],
  ['a timestamp in the past', { Timestamp: '2026-01-01T00:00:00Z' }, 0],
  ['a path to a timestamp', { TimestampPath: '$.until' }, 7200],
])('a wait for %s: %j takes %d s, and hands its input on', async (_what, wait, seconds) => {
  const world = new MachineWorld();
  const input = { until: '2026-01-05T23:00:00Z' };
  const execution = await world.run({ Wait: { Type: 'Wait', ...wait, End: true } }, input);
  expect([execution.status, execution.output, world.elapsed]).toEqual(['SUCCEEDED', input, seconds]);
});

test('a wait for something that is no time: the execution fails', async () => {
  const execution = await new MachineWorld().run(
    { Wait: { Type: 'Wait', SecondsPath: '$.s', End: true } },
    { s: 'soon' },
  );
  expect([execution.status, execution.error, execution.cause]).toEqual([
    'FAILED',
    'States.Runtime',
    expect.stringContaining('cannot wait for soon'),
  ]);
});

test('the context object: the execution by its own name and time, and what it was given', async () => {
  const world = new MachineWorld();
  const execution = await world.run(
    {
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Lose' },
      Lose: { Type: 'Pass', Result: 'nothing', Next: 'Show' },
      Show: {
        Type: 'Pass',
        Parameters: {
          'id.$': '$$.Execution.Id',
          'name.$': '$$.Execution.Name',
          'start.$': '$$.Execution.StartTime',
          'given.$': '$$.Execution.Input.a',
          'machine.$': '$$.StateMachine.Name',
          'text.$': "States.Format('{} at {}', $$.Execution.Name, $$.Execution.StartTime)",
        },
        End: true,
      },
    },
    { a: 1 },
  );
  expect(execution.output).toEqual({
    id: execution.arn,
    name: 'run',
    start: '2026-01-05T21:00:00.000Z',
    given: 1,
    machine: 'fleet',
    text: 'run at 2026-01-05T21:00:00.000Z',
  });
});

describe('a task', () => {
  test('through lambda:invoke: the answer is its Payload, beside what the service says', async () => {
    const world = new MachineWorld();
    world.answer('step', () => ({ a: 1 }));
    const execution = await world.run({ Step: invoke('step', { OutputPath: '$', End: true }) });
    expect(execution.output).toEqual({ ExecutedVersion: '$LATEST', Payload: { a: 1 }, StatusCode: 200 });
  });

  test('by the ARN of a function: the answer is its output', async () => {
    const world = new MachineWorld();
    world.answer('step', ({ a }) => [a]);
    const Resource = 'arn:aws:lambda:us-east-1:111122223333:function:step';
    expect((await world.run({ Step: { Type: 'Task', Resource, End: true } }, { a: 2 })).output).toEqual([2]);
  });

  test('whose function throws: its type is the error, its whole answer the cause', async () => {
    const world = new MachineWorld();
    world.answer('step', () => {
      throw thrown('TooManyFailures', 'five of five');
    });
    const execution = await world.run({ Step: invoke('step') });
    expect([execution.status, execution.error]).toEqual(['FAILED', 'TooManyFailures']);
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({ errorMessage: 'five of five' });
  });

  test('whose function is not there: the error of Lambda', async () => {
    const execution = await new MachineWorld().run({ Step: invoke('step') });
    expect(execution.error).toBe('Lambda.ResourceNotFoundException');
  });

  test('whose function answers more than 256 KB: fails, and nothing catches it', async () => {
    const world = new MachineWorld();
    world.answer('step', () => 'x'.repeat(262_143));
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Never' }];
    const Never = { Type: 'Succeed' };
    const execution = await world.run({ Step: invoke('step', { Catch, End: true }), Never });
    expect(execution.error).toBe('States.DataLimitExceeded');
  });

  test('that runs longer than its timeout: States.Timeout after just that time', async () => {
    const world = new MachineWorld();
    world.answer('step', () => world.clock.sleep(600_000));
    const execution = await world.run({ Step: invoke('step', { TimeoutSeconds: 300, End: true }) });
    expect([execution.error, world.elapsed]).toEqual(['States.Timeout', 300]);
  });
});

describe('a retry', () => {
  const failing = (world: MachineWorld, error = 'Throttled') =>
    world.answer('step', () => {
      throw thrown(error);
    });
  const times = ({ seen }: MachineWorld) => seen.map((call) => call.after);

  test('longer apart each time, up to a delay, as often as it says', async () => {
    const world = new MachineWorld();
    failing(world);
    const retrier = {
      ErrorEquals: ['Throttled'],
      IntervalSeconds: 10,
      BackoffRate: 3,
      MaxAttempts: 4,
      MaxDelaySeconds: 60,
    };
    const execution = await world.run({ Step: invoke('step', { Retry: [retrier], End: true }) });
    expect([times(world), execution.error]).toEqual([[0, 10, 40, 100, 160], 'Throttled']);
  });

  test('with full jitter: somewhere within the delay', async () => {
    const world = new MachineWorld();
    failing(world);
    const retrier = { ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' };
    await world.run({ Step: invoke('step', { Retry: [retrier], End: true }) });
    expect(times(world)[1]).toBeGreaterThan(0);
    expect(times(world)[1]).toBeLessThan(100);
  });

  test('as many as are left of the first that names the error', async () => {
    const world = new MachineWorld();
    failing(world);
    const Retry: JsonObject[] = [
      { ErrorEquals: ['Other'], IntervalSeconds: 1000 },
      { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 5, MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 2000 },
    ];
    await world.run({ Step: invoke('step', { Retry, End: true }) });
    expect(times(world)).toEqual([0, 5]);
  });

  test('of a task that failed: not after its timeout, which States.ALL names alone', async () => {
    const world = new MachineWorld();
    world.answer('step', () => world.clock.sleep(600_000));
    const Retry: JsonObject[] = [
      { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1000 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 7, MaxAttempts: 1 },
    ];
    await world.run({ Step: invoke('step', { Retry, TimeoutSeconds: 60, End: true }) });
    expect(times(world)).toEqual([0, 67]);
  });

  test('that is exhausted: caught, with error and cause beside the input', async () => {
    const world = new MachineWorld();
    failing(world);
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }];
    const Catch = [{ ErrorEquals: ['Throttled'], Next: 'Caught', ResultPath: '$.failure' }];
    const execution = await world.run(
      { Step: invoke('step', { Retry, Catch, End: true }), Caught: { Type: 'Succeed' } },
      { a: 1 },
    );
    expect([times(world), execution.status]).toEqual([[0, 1, 3], 'SUCCEEDED']);
    expect(execution.output).toEqual({ a: 1, failure: { Error: 'Throttled', Cause: expect.any(String) } });
  });
});

test.each([
  ['by its own words', { Error: 'A', Cause: 'B' }, ['A', 'B']],
  ['by paths', { ErrorPath: '$.e', CausePath: '$.c' }, ['E', 'C']],
  ['without words', {}, [undefined, undefined]],
])('a Fail state %s: %j', async (_what, words, expected) => {
  const execution = await new MachineWorld().run({ Fail: { Type: 'Fail', ...words } }, { e: 'E', c: 'C' });
  expect([execution.status, execution.error, execution.cause]).toEqual(['FAILED', ...expected]);
});

test('a path that finds nothing: States.Runtime, which nothing catches', async () => {
  const world = new MachineWorld();
  world.answer('step', () => ({}));
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Never' }];
  const Parameters = { FunctionName: 'step', 'Payload.$': '$.none' };
  const execution = await world.run({
    Step: invoke('step', { Parameters, Catch, End: true }),
    Never: { Type: 'Succeed' },
  });
  expect([execution.status, execution.error]).toEqual(['FAILED', 'States.Runtime']);
});

test('a machine with a timeout: TIMED_OUT at that time, whatever it is doing', async () => {
  const world = new MachineWorld();
  world.define({ Wait: { Type: 'Wait', Seconds: 3600, End: true } }, 'Wait', { TimeoutSeconds: 60 });
  const execution = world.machines.start(MACHINE);
  await world.clock.runUntil(execution.ended);
  expect([execution.status, world.elapsed]).toEqual(['TIMED_OUT', 60]);
  expect(typesOf(execution).at(-1)).toBe('ExecutionTimedOut');
});

test('a machine that goes round without an end: fails at 25,000 events', async () => {
  const execution = await new MachineWorld().run({
    Wait: { Type: 'Wait', Seconds: 1, Next: 'Again' },
    Again: { Type: 'Choice', Choices: [{ Variable: '$.end', IsPresent: true, Next: 'End' }], Default: 'Wait' },
    End: { Type: 'Succeed' },
  });
  expect([execution.status, execution.error, execution.cause]).toEqual([
    'FAILED',
    'States.Runtime',
    'The execution reached the maximum number of history events (25000).',
  ]);
});

test('what is no failure of a state: shown, and the execution fails', async () => {
  const world = new MachineWorld();
  const bug = new TypeError('a bug of the embedded AWS');
  jest.spyOn(world.buckets, 'get').mockImplementation(() => {
    throw bug;
  });
  const execution = await world.run(
    {
      Map: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'A',
          States: { A: { Type: 'Succeed' } },
        },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'reports' } },
        End: true,
      },
    },
    { items: [1] },
  );
  expect([execution.error, world.bugs]).toEqual(['States.Runtime', [bug]]);
});
