import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { EmbeddedAws } from '../../../local';
import { clientOptions, deployed, embedded, inlineFunction, stopAll } from '../embedded-aws';

afterEach(stopAll);

async function invoke(aws: EmbeddedAws, name: string, payload: unknown = {}) {
  const client = new LambdaClient(clientOptions(aws));
  const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
  return { error: answer.FunctionError, payload: JSON.parse(answer.Payload?.transformToString() ?? '') };
}

test('a function that answers: its value, its variables, its context', async () => {
  const aws = await embedded();
  const code = `exports.handler = async (event, context) => ({
    event, mine: process.env.MINE, name: process.env.AWS_LAMBDA_FUNCTION_NAME, arn: context.invokedFunctionArn,
    endpoint: process.env.AWS_ENDPOINT_URL, pid: process.pid,
  });`;
  await deployed(aws, { F: inlineFunction('f', code, { Environment: { Variables: { MINE: 'yes' } } }) });
  const { payload } = await invoke(aws, 'f', { x: 1 });
  expect(payload).toMatchObject({
    event: { x: 1 },
    mine: 'yes',
    name: 'f',
    arn: 'arn:aws:lambda:us-east-1:111122223333:function:f',
    endpoint: aws.url,
  });
  expect(payload.pid).not.toBe(process.pid);
});

test('a warm container: used again, and beside it another for what comes at the same time', async () => {
  const aws = await embedded();
  const code =
    'let n = 0; exports.handler = async () => { await new Promise((r) => setTimeout(r, 60000)); return ++n; };';
  await deployed(aws, { F: inlineFunction('f', code, { Timeout: 600 }) });
  const together = await Promise.all([invoke(aws, 'f'), invoke(aws, 'f')]);
  expect(together.map(({ payload }) => payload)).toEqual([1, 1]);
  expect((await invoke(aws, 'f')).payload).toBe(2);
});

test.each([
  [
    'throws',
    'exports.handler = async () => { throw new RangeError("too far"); };',
    { errorType: 'RangeError', errorMessage: 'too far', trace: expect.arrayContaining(['RangeError: too far']) },
  ],
  ['throws no error', 'exports.handler = () => { throw "text"; };', { errorType: 'string', errorMessage: 'text' }],
  [
    'hangs',
    'exports.handler = () => new Promise(() => {});',
    { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('Task timed out after 30.00 seconds') },
  ],
  ['exits', 'exports.handler = () => process.exit(3);', { errorType: 'Runtime.ExitError' }],
  ['has no such handler', 'exports.other = 1;', { errorType: 'Runtime.HandlerNotFound' }],
])('a function that %s: an error as Lambda shapes it', async (_what, code, expected) => {
  const aws = await embedded();
  await deployed(aws, { F: inlineFunction('f', code, { Timeout: 30 }) });
  const { error, payload } = await invoke(aws, 'f');
  expect(error).toBe('Unhandled');
  expect(payload).toMatchObject(expected);
});

test('a function without concurrency: refused if it is waited for; an event waits, and comes once the function may run', async () => {
  const aws = await embedded();
  const code = 'exports.handler = async ({ x }) => console.log("came", x);';
  await deployed(aws, { F: inlineFunction('f', code, { ReservedConcurrentExecutions: 0 }) });
  const client = new LambdaClient({ ...clientOptions(aws), maxAttempts: 1 });
  const send = (InvocationType: 'Event' | 'RequestResponse') =>
    client.send(new InvokeCommand({ FunctionName: 'f', InvocationType, Payload: '{"x":1}' }));
  await expect(send('RequestResponse')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect((await send('Event')).StatusCode).toBe(202);
  const came = () => aws.logs.allGroups().flatMap((group) => aws.logs.linesOf(group).map(({ text }) => text));
  await aws.clock.sleep(120_000);
  expect(came()).toEqual([]);
  const released = JSON.stringify({ Resources: { F: inlineFunction('f', code) } });
  aws.cloudformation.updateStack({ stackName: 'Test', templateBody: released });
  await aws.clock.sleep(300_000);
  expect(came()).toEqual([expect.stringContaining('came 1')]);
});

test('time in a function: as fast as around it', async () => {
  const aws = await embedded();
  const code = `exports.handler = async () => {
    const before = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    await require('node:timers/promises').setTimeout(60_000);
    return { took: Date.now() - before, now: new Date().toISOString() };
  };`;
  await deployed(aws, { F: inlineFunction('f', code, { Timeout: 900 }) });
  const { payload } = await invoke(aws, 'f');
  expect(payload.took).toBeGreaterThanOrEqual(119_000);
  expect(Math.abs(Date.parse(payload.now) - aws.clock.now())).toBeLessThan(600_000);
});

test('an asynchronous event whose function fails: tried twice more, with the same event', async () => {
  const aws = await embedded({ speed: 6000 });
  await deployed(aws, {
    F: inlineFunction('f', 'exports.handler = (e) => { console.log("got", e.x); throw new Error(); };', {
      Timeout: 900,
    }),
  });
  const client = new LambdaClient(clientOptions(aws));
  const { StatusCode } = await client.send(
    new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Payload: JSON.stringify({ x: 1 }) }),
  );
  expect(StatusCode).toBe(202);
  await new Promise<void>((resolve) => {
    aws.logs.onLine(() => {
      if (aws.logs.of('/aws/lambda/f').filter(({ text }) => text === 'got 1').length === 3) resolve();
    });
  });
});

test('the runtime: has the SDK, and nothing of this repository', async () => {
  const aws = await embedded();
  const code = `const has = (name) => { try { require(name); return true; } catch { return false; } };
    exports.handler = async () => ['@aws-sdk/client-lambda', '@aws-sdk/client-sfn', 'constructs', 'aws-cdk-lib'].map(has);`;
  await deployed(aws, { F: inlineFunction('f', code, { Timeout: 900 }) });
  expect((await invoke(aws, 'f')).payload).toEqual([true, true, false, false]);
});

test('a function that was never deployed, or that is deleted: ResourceNotFoundException', async () => {
  const aws = await embedded();
  await deployed(aws, { F: inlineFunction('f', 'exports.handler = async () => 1;') });
  const client = new LambdaClient(clientOptions(aws));
  expect((await client.send(new GetFunctionCommand({ FunctionName: 'f' }))).Configuration?.State).toBe('Active');
  aws.cloudformation.deleteStack('Test');
  await aws.cloudformation.settled(aws.cloudformation.allStacks()[0]?.id ?? '');
  await expect(client.send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toThrow('Function not found: f');
  await expect(invoke(aws, 'g')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a clock whose speed changes while a function lives: the function sees the same time as everything else', async () => {
  const aws = await embedded();
  await deployed(aws, { F: inlineFunction('f', 'exports.handler = async () => Date.now();') });
  await invoke(aws, 'f');
  aws.clock.speed = 1;
  const { payload } = await invoke(aws, 'f');
  // At the old speed it would be an hour ahead after six seconds.
  expect(Math.abs(payload - aws.clock.now())).toBeLessThan(5_000);
});
