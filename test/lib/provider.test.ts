import { CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { determineLatestNodeRuntime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { loadFrom } from '../../lambda/contract/load';
import { WorkspaceApplication, WorkspaceApplicationProvider } from '../../lib';
import {
  associate,
  associateMany,
  declareSet,
  newApp,
  newStack,
  OFFICE,
  onlyResource,
  type Resource,
  resourcesOf,
  VISIO,
} from './synth';

const FUNCTION = 'AWS::Lambda::Function';

const handlersOf = (stack: Stack): readonly Resource[] =>
  Object.values(resourcesOf(stack, FUNCTION)).filter(({ Properties }) =>
    String(Properties.Handler).startsWith('index.'),
  );

const frameworkOf = (stack: Stack): readonly Resource[] =>
  Object.values(resourcesOf(stack, FUNCTION)).filter(({ Properties }) =>
    String(Properties.Handler).startsWith('framework.'),
  );

const countsOf = (stack: Stack): readonly unknown[] =>
  handlersOf(stack).map(({ Properties: { Environment } }) => loadFrom(Object(Environment).Variables).resources);

/** A provider and one association, for everything that does not depend on how many there are. */
function smallStack(): Stack {
  const stack = newStack();
  associate(stack, 'Visio', { applicationId: VISIO });
  return stack;
}

describe('one provider per stack', () => {
  test('R23 its logical ids: pinned, for a moved provider cannot be deployed', () => {
    const stack = newStack();
    associate(stack, 'Visio', { applicationId: VISIO });
    declareSet(stack, 'Desk', { applicationIds: [OFFICE] });
    const types = Object.fromEntries(Object.entries(resourcesOf(stack)).map(([id, { Type }]) => [id, Type]));
    expect(types).toMatchSnapshot();
  });

  test('R23 50 associations: 50 resources and a constant, the same as beside one', () => {
    const [one, fifty] = [newStack(), newStack()];
    associateMany(one, 1);
    associateMany(fifty, 50);
    expect(Object.keys(resourcesOf(fifty, RESOURCE_TYPE))).toHaveLength(50);
    expect(Object.keys(resourcesOf(fifty)).length - 50).toBe(Object.keys(resourcesOf(one)).length - 1);
  });

  test('constructs deep in the tree: find the same one', () => {
    const stack = newStack();
    associate(new Construct(stack, 'Outer'), 'Office');
    associate(stack, 'Visio', { applicationId: VISIO });
    expect(Object.keys(resourcesOf(stack, 'AWS::StepFunctions::StateMachine'))).toHaveLength(1);
  });

  test('a nested stack: its own, as it is a stack', () => {
    const stack = smallStack();
    const nested = new NestedStack(stack, 'Nested');
    associate(nested, 'Visio');
    expect(WorkspaceApplicationProvider.of(nested)).not.toBe(WorkspaceApplicationProvider.of(stack));
  });

  test('asked for: the one that the constructs use', () => {
    const stack = smallStack();
    const token = stack.resolve(WorkspaceApplicationProvider.of(stack).serviceToken);
    expect(onlyResource(stack, RESOURCE_TYPE).Properties.ServiceToken).toEqual(token);
  });

  test('something else at its id: refused, with the ways out', () => {
    const stack = newStack();
    new CfnResource(stack, 'WorkspaceApplicationProvider', { type: 'Test::Other' });
    expect(() => associate(stack, 'Visio')).toThrow(
      /^Stack\/WorkspaceApplicationProvider: .* choose another id .* pass provider/,
    );
  });
});

describe('a provider passed to constructs of several stacks', () => {
  function shared() {
    const app = newApp();
    const home = new Stack(app, 'Home');
    const provider = new WorkspaceApplicationProvider(home, 'Provider');
    const away = ['First', 'Second'].map((id) => new Stack(app, id));
    for (const stack of away) associateMany(stack, 3, { provider });
    associate(home, 'Visio', { provider });
    return { home, away };
  }

  test('they hold no functions of their own', () => {
    const { away } = shared();
    expect(away.map((stack) => Object.keys(resourcesOf(stack)).length)).toEqual([3, 3]);
  });

  test('the service token is a cross-stack reference', () => {
    const { away } = shared();
    const tokens = away.flatMap((stack) =>
      Object.values(resourcesOf(stack)).map(({ Properties }) => Properties.ServiceToken),
    );
    for (const token of tokens) expect(token).toHaveProperty('Fn::ImportValue', expect.stringMatching(/^Home:/));
  });

  test('it counts the resources of all of them', () => {
    expect(countsOf(shared().home)).toEqual([7, 7]);
  });
});

describe('the number of resources', () => {
  test.each([1, 50])('%d of them: both handlers know the number', (count) => {
    const stack = newStack();
    associateMany(stack, count);
    expect(countsOf(stack)).toEqual([count, count]);
  });

  test('one more: changes no other resource', () => {
    const [two, three] = [newStack(), newStack()];
    associateMany(two, 2);
    associateMany(three, 3);
    expect(resourcesOf(three, RESOURCE_TYPE)).toMatchObject(resourcesOf(two, RESOURCE_TYPE));
  });
});

describe('functions and waiter', () => {
  test('the two handlers: one asset, five minutes each, ARM, JSON lines at the default level', () => {
    const stack = smallStack();
    const handlers = handlersOf(stack).map(({ Properties }) => Properties);
    expect(handlers.map(({ Handler }) => Handler)).toEqual(['index.onEvent', 'index.isComplete']);
    expect(new Set(handlers.map(({ Code }) => JSON.stringify(Code))).size).toBe(1);
    for (const handler of handlers) {
      expect(handler).toMatchObject({ Timeout: 300, Architectures: ['arm64'], MemorySize: 256 });
      expect(handler.LoggingConfig).toEqual({
        LogFormat: 'JSON',
        LogGroup: { Ref: expect.stringContaining('LogGroup') },
      });
    }
  });

  test('R26 the runtime: the newest of the region, the same as the framework’s', () => {
    const stack = smallStack();
    const newest = stack.resolve(determineLatestNodeRuntime(stack).name);
    const functions = [...handlersOf(stack), ...frameworkOf(stack)];
    expect(functions.map(({ Properties }) => Properties.Runtime)).toEqual(functions.map(() => newest));
  });

  test('R25 no function reserves concurrency, which a new account may not have', () => {
    for (const { Properties } of Object.values(resourcesOf(smallStack(), FUNCTION))) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  test('R20 the framework: its log level not raised, so that no response URL is logged', () => {
    const framework = frameworkOf(smallStack());
    expect(framework).toHaveLength(3);
    for (const { Properties } of framework)
      expect(Properties.LoggingConfig).toMatchObject({ ApplicationLogLevel: 'FATAL' });
  });

  test('R25 the framework: waits where Lambda throttles, and is ended before it gives up', () => {
    const framework = frameworkOf(smallStack()).map(({ Properties }) => Properties);
    expect(framework.map(({ Handler, Timeout }) => [Handler, Timeout])).toEqual([
      ['framework.onEvent', 180],
      ['framework.isComplete', 300],
      ['framework.onTimeout', 300],
    ]);
    for (const { Environment } of framework)
      expect(Environment).toMatchObject({ Variables: { AWS_MAX_ATTEMPTS: '100' } });
  });

  test('R10 R20 the waiter: every 30 s for 57 minutes, keeping no execution data', () => {
    const { Properties } = onlyResource(smallStack(), 'AWS::StepFunctions::StateMachine');
    const definition = JSON.stringify(Properties.DefinitionString);
    expect(definition).toMatch(/IntervalSeconds\\*":30,\\*"MaxAttempts\\*":114,\\*"BackoffRate\\*":1}/);
    expect(Properties).not.toHaveProperty('LoggingConfiguration');
  });

  test('R17 the log group: the only one, kept a month, gone with the stack, used by every function', () => {
    const stack = smallStack();
    const group = onlyResource(stack, 'AWS::Logs::LogGroup');
    expect(group).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
    const [id] = Object.keys(resourcesOf(stack, 'AWS::Logs::LogGroup'));
    for (const { Properties } of Object.values(resourcesOf(stack, FUNCTION))) {
      expect(Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: id } });
    }
  });
});

describe('a provider of another account or Region', () => {
  const HERE = { account: '111122223333', region: 'eu-west-1' };

  const useFrom = (env: object): (() => unknown) => {
    const app = newApp();
    const provider = new WorkspaceApplicationProvider(new Stack(app, 'Shared', { env: HERE }), 'Provider');
    return () => associate(new Stack(app, 'Desktops', { env }), 'A', { provider });
  };

  test.each([
    ['another Region', { ...HERE, region: 'us-east-1' }, /region eu-west-1, got a construct in us-east-1: .* create a/],
    ['another account', { ...HERE, account: '444455556666' }, /account 111122223333, got a construct in 444455556666/],
  ])('%s: refused when constructing', (_, env, message) => {
    expect(useFrom(env)).toThrow(message);
  });

  test.each([
    ['the same', HERE],
    ['one that is not known yet', {}],
  ])('%s: passes', (_, env) => {
    expect(useFrom(env)).not.toThrow();
  });

  test('a look-up by name: refused too', () => {
    const app = newApp();
    const provider = new WorkspaceApplicationProvider(new Stack(app, 'Shared', { env: HERE }), 'Provider');
    const stack = new Stack(app, 'Desktops', { env: { ...HERE, region: 'us-east-1' } });
    expect(() => WorkspaceApplication.fromName(stack, 'Visio', 'Visio', { provider })).toThrow(/region eu-west-1/);
  });
});
