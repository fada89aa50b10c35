import { AcceleratedClock } from '../../../local/clock';
import type { FunctionHost, Invocation } from '../../../local/cloudformation/function-host';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { Buckets } from '../../../local/s3/buckets';
import type { Execution } from '../../../local/stepfunctions/execution';
import { StateMachines } from '../../../local/stepfunctions/state-machines';
import type { Json } from '../../../local/transport/json';

const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:waiter';
const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;

/** As the Provider framework renders it. */
const definition = (maxAttempts: number): string =>
  JSON.stringify({
    StartAt: 'poll',
    States: {
      poll: {
        Type: 'Task',
        Resource: functionArn('isComplete'),
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 30, MaxAttempts: maxAttempts, BackoffRate: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'late' }],
        End: true,
      },
      late: { Type: 'Task', Resource: functionArn('onTimeout'), End: true },
    },
  });

/** A host whose functions answer as they are set to, and which shows when the last expected call has come. */
class Calls implements FunctionHost {
  readonly seen: { readonly name: string; readonly input: Json }[] = [];
  private finish: () => void = () => {};
  readonly done = new Promise<void>((resolve) => {
    this.finish = resolve;
  });

  constructor(
    private readonly expected: number,
    private readonly answer: (call: number) => Invocation,
  ) {}

  async invoke(name: string, input: Json): Promise<Invocation> {
    this.seen.push({ name: name.split(':').at(-1) ?? '', input });
    if (this.seen.length === this.expected) this.finish();
    return this.answer(this.seen.length);
  }

  deliver(): Promise<void> {
    throw new Error('a waiter invokes synchronously');
  }
}

const failed: Invocation = {
  payload: JSON.stringify({ errorType: 'Retry', errorMessage: '{"the":"event"}' }),
  functionError: 'Unhandled',
};

function machines(calls: Calls, speed: number): StateMachines {
  const clock = new AcceleratedClock(speed);
  const buckets = new Buckets(() => clock.now());
  return new StateMachines({ clock, random: Math.random, environment: DEFAULT_ENVIRONMENT, functions: calls, buckets });
}

function started(
  calls: Calls,
  maxAttempts: number,
  speed: number,
): { readonly execution: Execution; readonly took: () => number } {
  const waiter = machines(calls, speed);
  waiter.define(MACHINE, definition(maxAttempts));
  const begin = Date.now();
  return { execution: waiter.start(MACHINE, { a: 1 }), took: () => Date.now() - begin };
}

test('not complete twice, then complete: polled three times with the same input, an interval apart', async () => {
  const calls = new Calls(3, (call) => (call < 3 ? failed : { payload: '{}' }));
  const { execution, took } = started(calls, 10, 600);
  await execution.ended;
  expect(calls.seen).toEqual(Array(3).fill({ name: 'isComplete', input: { a: 1 } }));
  // Two waits of 30 s, 600 times as fast.
  expect(took()).toBeGreaterThanOrEqual(90);
  expect(execution.arn).toMatch(/^arn:aws:states:us-east-1:111122223333:execution:waiter:/);
});

test('never complete: after the last attempt the timeout function gets the error as Step Functions shapes it', async () => {
  const calls = new Calls(4, () => failed);
  const { execution } = started(calls, 2, 6000);
  await execution.ended;
  expect(calls.seen.map(({ name }) => name)).toEqual(['isComplete', 'isComplete', 'isComplete', 'onTimeout']);
  expect(calls.seen.at(-1)?.input).toEqual({ Error: 'Retry', Cause: failed.payload });
});

test('a machine that is not there: refused by name', () => {
  expect(() => machines(new Calls(0, () => failed), 1).start(MACHINE, {})).toThrow('State Machine Does Not Exist');
});
