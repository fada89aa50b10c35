import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Execution } from '../../../local/stepfunctions/execution';
import type { JsonObject } from '../../../local/transport/json';
import { EXECUTION, invoke, MACHINE, MachineWorld, START, typesOf } from './world';

const hour: JsonObject = { Wait: { Type: 'Wait', Seconds: 3600, End: true } };

describe('the name of an execution', () => {
  const start = (world: MachineWorld, input = '{"a":1}') =>
    world.client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'night', input }));

  test('used again with the same input while it runs: that execution', async () => {
    const world = new MachineWorld();
    world.define(hour);
    const first = await start(world);
    await world.wait(60);
    expect(await start(world, '{ "a": 1 }')).toMatchObject({
      executionArn: `${EXECUTION}:night`,
      startDate: first.startDate,
    });
    expect(world.machines.executions).toHaveLength(1);
  });

  test.each([
    ['with another input', 60, '{"a":2}'],
    ['once it is over', 7200, '{"a":1}'],
  ])('used again %s: refused', async (_what, seconds, input) => {
    const world = new MachineWorld();
    world.define(hour);
    await start(world);
    await world.wait(seconds);
    await expect(start(world, input)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('none: a name of its own for each', () => {
    const world = new MachineWorld();
    world.define(hour);
    const names = [1, 2].map(() => world.machines.start(MACHINE).about.name);
    expect(new Set(names).size).toBe(2);
  });
});

test.each<[what: string, input: Partial<StartExecutionCommand['input']>, name: string]>([
  ['a machine that is not there', { stateMachineArn: `${MACHINE}-2` }, 'StateMachineDoesNotExist'],
  ['a name with a slash', { name: 'a/b' }, 'InvalidName'],
  ['an input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
  ['an input of more than 256 KB', { input: `"${'x'.repeat(262_144)}"` }, 'InvalidExecutionInput'],
])('%s: refused', async (_what, more, name) => {
  const world = new MachineWorld();
  world.define(hour);
  const start = world.client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, ...more }));
  await expect(start).rejects.toMatchObject({ name });
});

test('an execution is described: running, then with its output', async () => {
  const world = new MachineWorld();
  world.define(hour);
  const { arn } = world.machines.start(MACHINE, { a: 1 }, 'night');
  const describe = () => world.client.send(new DescribeExecutionCommand({ executionArn: arn }));
  await world.wait(60);
  const running = await describe();
  expect(running).toMatchObject({
    executionArn: `${EXECUTION}:night`,
    stateMachineArn: MACHINE,
    name: 'night',
    status: 'RUNNING',
    startDate: new Date(START),
    input: '{"a":1}',
  });
  expect(running.stopDate).toBeUndefined();
  await world.wait(3600);
  expect(await describe()).toMatchObject({
    status: 'SUCCEEDED',
    stopDate: new Date(START + 3_600_000),
    output: '{"a":1}',
  });
  const none = world.client.send(new DescribeExecutionCommand({ executionArn: `${arn}-2` }));
  await expect(none).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
});

test('an execution that is stopped: aborted at once, with the words of who stopped it; what it waited for does nothing', async () => {
  const world = new MachineWorld();
  world.answer('step', () => ({}));
  world.define({ Wait: { Type: 'Wait', Seconds: 3600, Next: 'Step' }, Step: invoke('step') });
  const { arn } = world.machines.start(MACHINE, {}, 'night');
  await world.wait(60);
  await world.client.send(new StopExecutionCommand({ executionArn: arn, error: 'Enough', cause: 'a person' }));
  expect(await world.client.send(new DescribeExecutionCommand({ executionArn: arn }))).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'a person',
    stopDate: new Date(START + 60_000),
  });
  await world.wait(7200);
  expect(world.seen).toEqual([]);
  expect(typesOf(world.machines.execution(arn)).slice(-2)).toEqual(['WaitStateEntered', 'ExecutionAborted']);
});

describe('executions are listed', () => {
  async function listed(world: MachineWorld, more: Partial<ListExecutionsCommand['input']> = {}) {
    const input = { stateMachineArn: MACHINE, ...more };
    const { executions = [], nextToken } = await world.client.send(new ListExecutionsCommand(input));
    return { names: executions.map(({ name, status }) => `${name} ${status}`), nextToken };
  }

  async function three(world: MachineWorld) {
    world.define(hour);
    for (const name of ['one', 'two', 'three']) {
      world.machines.start(MACHINE, {}, name);
      await world.wait(1800);
    }
  }

  test('newest first, by status, in pages', async () => {
    const world = new MachineWorld();
    await three(world);
    expect((await listed(world)).names).toEqual(['three RUNNING', 'two SUCCEEDED', 'one SUCCEEDED']);
    expect((await listed(world, { statusFilter: 'RUNNING' })).names).toEqual(['three RUNNING']);
    const first = await listed(world, { maxResults: 2 });
    expect((await listed(world, { nextToken: first.nextToken })).names).toEqual(['one SUCCEEDED']);
  });

  test('behind the truth, if that is how it is read: neither a new one nor an end is seen yet', async () => {
    const world = new MachineWorld({ listLagSeconds: 60 });
    await three(world);
    world.machines.start(MACHINE, {}, 'four');
    await world.wait(59);
    expect((await listed(world)).names).toEqual(['three RUNNING', 'two RUNNING', 'one SUCCEEDED']);
    await world.wait(1);
    expect((await listed(world)).names).toEqual(['four RUNNING', 'three RUNNING', 'two SUCCEEDED', 'one SUCCEEDED']);
  });
});

test('the history of an execution: what happened, in order, with what it was about', async () => {
  const world = new MachineWorld();
  world.answer('step', (_event, call) => {
    if (call === 1) throw new Error('once');
    return { ok: true };
  });
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }];
  const { arn } = await world.run(
    { Step: invoke('step', { Retry, Next: 'Done' }), Done: { Type: 'Succeed' } },
    { a: 1 },
  );
  const { events = [] } = await world.client.send(new GetExecutionHistoryCommand({ executionArn: arn }));
  expect(events.map(({ type, timestamp }) => `${(Number(timestamp) - START) / 1000} ${type}`)).toEqual([
    '0 ExecutionStarted',
    '0 TaskStateEntered',
    '0 TaskScheduled',
    '0 TaskStarted',
    '0 TaskFailed',
    '60 TaskScheduled',
    '60 TaskStarted',
    '60 TaskSucceeded',
    '60 TaskStateExited',
    '60 SucceedStateEntered',
    '60 SucceedStateExited',
    '60 ExecutionSucceeded',
  ]);
  expect(events[0]?.executionStartedEventDetails).toMatchObject({
    input: '{"a":1}',
    inputDetails: { truncated: false },
  });
  expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Step', input: '{"a":1}' });
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'us-east-1',
    parameters: '{"FunctionName":"step","Payload":{"a":1}}',
  });
  expect(events[4]?.taskFailedEventDetails).toMatchObject({ error: 'Error' });
  expect(events[8]?.stateExitedEventDetails).toMatchObject({ name: 'Step', output: '{"ok":true}' });
  const last = await world.client.send(
    new GetExecutionHistoryCommand({ executionArn: arn, reverseOrder: true, maxResults: 1 }),
  );
  expect(last.events).toMatchObject([{ type: 'ExecutionSucceeded', id: 12, previousEventId: 11 }]);
});

test('a machine that is changed while an execution runs: that goes on as it began, the next is new', async () => {
  const world = new MachineWorld();
  const result = (Result: string): JsonObject => ({
    Wait: { Type: 'Wait', Seconds: 60, Next: 'End' },
    End: { Type: 'Pass', Result, End: true },
  });
  world.define(result('old'));
  const old = world.machines.start(MACHINE);
  world.define(result('new'));
  const next = world.machines.start(MACHINE);
  await world.clock.runUntil(Promise.all([old.ended, next.ended]));
  expect([old.output, next.output]).toEqual(['old', 'new']);
});

describe('a machine that is deleted', () => {
  const states: JsonObject = { Wait: { Type: 'Wait', Seconds: 3600, Next: 'Step' }, Step: invoke('step') };

  async function deletedAfter(seconds: number): Promise<{ world: MachineWorld; execution: Execution }> {
    const world = new MachineWorld();
    world.answer('step', () => world.clock.sleep(600_000));
    world.define(states);
    const execution = world.machines.start(MACHINE);
    await world.wait(seconds);
    world.machines.remove(MACHINE);
    return { world, execution };
  }

  test('while an execution waits: the execution ends when it would go on, and nothing more is called', async () => {
    const { world, execution } = await deletedAfter(60);
    await world.wait(60);
    expect(execution.status).toBe('RUNNING');
    await world.clock.runUntil(execution.ended);
    expect([execution.status, world.elapsed, world.seen]).toEqual(['ABORTED', 3600, []]);
  });

  test('while a function runs: its work is done, the execution ends after it', async () => {
    const { world, execution } = await deletedAfter(3700);
    await world.clock.runUntil(execution.ended);
    expect([execution.status, world.elapsed, world.seen.length]).toEqual(['ABORTED', 4200, 1]);
  });

  test('starts nothing and cannot be made again until its executions are over; then it is gone', async () => {
    const { world, execution } = await deletedAfter(60);
    const describe = () => world.client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
    expect(await describe()).toMatchObject({ status: 'DELETING' });
    expect(() => world.machines.start(MACHINE)).toThrow('is being deleted');
    expect(() => world.define(states)).toThrow('is being deleted');
    await world.clock.runUntil(execution.ended);
    await world.wait(1);
    await expect(describe()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    world.define(states);
    expect(await describe()).toMatchObject({ status: 'ACTIVE' });
  });
});

test('a machine is described: its definition as it was given', async () => {
  const world = new MachineWorld();
  world.define(hour);
  expect(await world.client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))).toMatchObject({
    name: 'fleet',
    status: 'ACTIVE',
    type: 'STANDARD',
    definition: JSON.stringify({ StartAt: 'Wait', States: hour }),
    roleArn: 'arn:aws:iam::111122223333:role/fleet',
    creationDate: new Date(START),
  });
});

test('those who listen: shown every execution when it begins and when it ends', async () => {
  const world = new MachineWorld();
  const seen: string[] = [];
  world.machines.onExecution(({ about, status }) => seen.push(`${about.name} ${status}`));
  await world.run({ Done: { Type: 'Succeed' } });
  expect(seen).toEqual(['run RUNNING', 'run SUCCEEDED']);
});

test('everything is stopped: what runs is aborted', async () => {
  const world = new MachineWorld();
  world.define(hour);
  const execution = world.machines.start(MACHINE);
  world.machines.stop();
  await execution.ended;
  expect(execution.status).toBe('ABORTED');
});

test('a call that is not supported: refused by name', async () => {
  await expect(new MachineWorld().client.send(new ListStateMachinesCommand({}))).rejects.toThrow(
    'does not support AWSStepFunctions.ListStateMachines',
  );
});
