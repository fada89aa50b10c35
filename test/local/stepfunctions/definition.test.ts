import type { JsonObject } from '../../../local/transport/json';
import { invoke, MachineWorld } from './world';

const end: JsonObject = { Type: 'Succeed' };
const pass = (more: JsonObject): JsonObject => ({ S: { Type: 'Pass', End: true, ...more } });
const task = (more: JsonObject): JsonObject => ({ S: invoke('f', { End: true, ...more }), T: end });

const map = (more: JsonObject, processor: JsonObject = {}): JsonObject => ({
  S: {
    Type: 'Map',
    End: true,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'A',
      States: { A: end },
      ...processor,
    },
    ...more,
  },
  T: end,
});

const reader = (more: JsonObject): JsonObject =>
  map({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: 'b', Key: 'k' },
      ...more,
    },
  });

/** What the interpreter would ignore, or do otherwise. */
test.each<[what: string, states: JsonObject, words: string]>([
  ['JSONata in a state', pass({ QueryLanguage: 'JSONata' }), 'QueryLanguage JSONata of S'],
  ['variables', pass({ Assign: { a: 1 } }), 'Assign of S'],
  ['an Output', pass({ Output: '{% 1 %}' }), 'Output of S'],
  ['a variable in a path', pass({ Parameters: { 'a.$': '$b' } }), '$b in Parameters of S'],
  ['a Result that is false', pass({ Result: false }), 'the Result false of S'],
  ['the whole as ResultPath', pass({ ResultPath: '$' }), 'ResultPath $ of S'],
  ['an unknown field', pass({ Frequency: 1 }), 'Frequency of S'],
  ['branches', { S: { Type: 'Parallel', Branches: [], End: true } }, 'the state type Parallel of S'],
  [
    'an unknown function',
    pass({ Parameters: { 'a.$': 'States.UUID()' } }),
    'the function States.UUID in Parameters of S',
  ],
  ['a function in a function', pass({ Parameters: { 'a.$': 'States.Array(States.Hash($.a, 1))' } }), 'States.Hash in'],
  ['a function as a path', { S: { Type: 'Fail', CausePath: "States.Format('x')" } }, 'in CausePath of S'],
  ['the state in the context', pass({ Parameters: { 'a.$': '$$.State.Name' } }), '$$.State.Name in Parameters of S'],
  ['the whole context', pass({ InputPath: '$$' }), '$$ in InputPath of S'],
  ['the item outside of a selector', pass({ Parameters: { 'a.$': '$$.Map.Item.Value' } }), '$$.Map.Item.Value in'],
  ['a heartbeat', task({ HeartbeatSeconds: 5 }), 'HeartbeatSeconds of S'],
  ['a path to a timeout', task({ TimeoutSecondsPath: '$.t' }), 'TimeoutSecondsPath of S'],
  ['credentials', task({ Credentials: { RoleArn: 'r' } }), 'Credentials of S'],
  [
    'another integration',
    task({ Resource: 'arn:aws:states:::sns:publish' }),
    'the Resource arn:aws:states:::sns:publish of S',
  ],
  ['a task token', task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }), 'waitForTaskToken of S'],
  ['a qualifier', task({ Parameters: { FunctionName: 'f', Qualifier: '1' } }), 'Qualifier of Parameters of S'],
  ['an unknown retry', task({ Retry: [{ ErrorEquals: ['A'], Output: 1 }] }), 'Output of Retry of S'],
  ['an unknown catch', task({ Catch: [{ ErrorEquals: ['A'], Next: 'T', Assign: {} }] }), 'Assign of Catch of S'],
  [
    'the whole as ResultPath of a catch',
    task({ Catch: [{ ErrorEquals: ['A'], Next: 'T', ResultPath: '$' }] }),
    'ResultPath $ of Catch of S',
  ],
  [
    'a catch that would take a timeout for a failure',
    task({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'T' }] }),
    'States.TaskFailed in Catch of S, beside a timeout',
  ],
  [
    'an unknown comparison',
    { S: { Type: 'Choice', Choices: [{ Variable: '$.a', Equals: 1, Next: 'T' }] }, T: end },
    'Equals in a Choice of S',
  ],
  [
    'an unknown comparison inside another',
    { S: { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', Condition: 'x' }, Next: 'T' }] }, T: end },
    'Condition in a Choice of S',
  ],
  ['an inline map', map({}, { ProcessorConfig: {} }), 'Mode INLINE of the Map S'],
  [
    'express children',
    map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }),
    'ExecutionType EXPRESS',
  ],
  ['a batcher', map({ ItemBatcher: { MaxItemsPerBatch: 25 } }), 'ItemBatcher of S'],
  ['a path to the percentage', map({ ToleratedFailurePercentagePath: '$.p' }), 'ToleratedFailurePercentagePath of S'],
  ['the old words', map({ Iterator: {} }), 'Iterator of S'],
  ['something unknown in a child', map({}, { States: { A: { Type: 'Succeed', Assign: {} } } }), 'Assign of A'],
  ['a map that failed as a task', map({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'T' }] }), 'beside a Map'],
  [
    'a list of objects',
    reader({ Resource: 'arn:aws:states:::s3:listObjectsV2' }),
    'the ItemReader arn:aws:states:::s3:listObjectsV2',
  ],
  ['a manifest', reader({ ReaderConfig: { InputType: 'MANIFEST' } }), 'InputType MANIFEST of S'],
  [
    'a path to the number of items',
    reader({ ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.m' } }),
    'MaxItemsPath of ItemReader.ReaderConfig',
  ],
  [
    'another bucket owner',
    reader({ Parameters: { ExpectedBucketOwner: '1' } }),
    'ExpectedBucketOwner of ItemReader.Parameters',
  ],
  [
    'another form of results',
    map({ ResultWriter: { WriterConfig: { Transformation: 'COMPACT' } } }),
    'WriterConfig of ResultWriter of S',
  ],
])('%s: refused by name and place', (_what, states, words) => {
  expect(() => new MachineWorld().define(states)).toThrow(words);
});

test.each<[what: string, define: (world: MachineWorld) => void, words: string]>([
  [
    'JSONata for all',
    (world) => world.define({ T: end }, 'T', { QueryLanguage: 'JSONata' }),
    'QueryLanguage JSONata of the state machine',
  ],
  [
    'an unknown field of the machine',
    (world) => world.define({ T: end }, 'T', { Processor: {} }),
    'Processor of the state machine',
  ],
  ['a state that is not there', (world) => world.define({ S: { Type: 'Pass', Next: 'None' }, T: end }), 'None'],
  ['no JSON', (world) => world.machines.define('arn:x:stateMachine:m', '{'), 'JSON'],
  ['no object', (world) => world.machines.define('arn:x:stateMachine:m', '[]'), 'it must be an object'],
  [
    'a substitution that was not made',
    (world) => world.machines.define('arn:x:stateMachine:m', `{"StartAt":"${'$'}{Start}"}`),
    '{Start} is still in it',
  ],
])('%s: refused by name', (_what, define, words) => {
  expect(() => define(new MachineWorld())).toThrow(words);
});

test('data that look like paths: they are data', async () => {
  const world = new MachineWorld();
  const Result = { Variable: 'x', SomePath: 'States.Nothing' };
  const execution = await world.run({
    S: { Type: 'Pass', Result, Next: 'T' },
    T: { Type: 'Pass', Parameters: { APath: '$b', 'r.$': '$' }, End: true },
  });
  expect(execution.output).toEqual({ APath: '$b', r: Result });
});
