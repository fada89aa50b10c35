import { type App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { WorkspaceApplication, WorkspaceApplicationProvider } from '../../lib';
import { associate, declareSet, newApp, OFFICE, resourcesOf, VISIO, WORKSPACE } from './synth';

/** The values of the look-ups in Systems Manager, by name; a name that is left out is still to be looked up. */
type Context = Readonly<Record<string, string>>;

const ENV = { account: '111122223333', region: 'eu-west-1' };

const appWith = (context: Context): App =>
  newApp(
    Object.fromEntries(
      Object.entries(context).map(([name, value]) => [
        `ssm:account=${ENV.account}:parameterName=${name}:region=${ENV.region}`,
        value,
      ]),
    ),
  );

const lookUp = (stack: Stack, name: string, otherwise?: string): string =>
  StringParameter.valueFromLookup(stack, name, otherwise);

interface Row {
  readonly situation: string;
  readonly declare: (stack: Stack) => unknown;
  readonly good: Context;
  readonly bad: Context;
  readonly refusal: RegExp;
}

const ROWS: readonly Row[] = [
  {
    situation: 'a WorkSpace',
    declare: (stack) => associate(stack, 'A', { workspaceId: lookUp(stack, '/desk') }),
    good: { '/desk': WORKSPACE },
    bad: { '/desk': 'jane' },
    refusal: /workspaceId must look like .* got 'jane'/,
  },
  {
    situation: 'a WorkSpace with a default',
    declare: (stack) => associate(stack, 'A', { workspaceId: lookUp(stack, '/desk', 'none') }),
    good: { '/desk': WORKSPACE },
    bad: { '/desk': 'none' },
    refusal: /workspaceId must look like .* got 'none'/,
  },
  {
    situation: 'an application',
    declare: (stack) => associate(stack, 'A', { applicationId: lookUp(stack, '/app') }),
    good: { '/app': OFFICE },
    bad: { '/app': 'Office' },
    refusal: /applicationId must look like .* got 'Office'/,
  },
  {
    situation: 'the parts of a text',
    declare: (stack) => {
      const [one = '', two = ''] = lookUp(stack, '/apps').split(',');
      declareSet(stack, 'A', { applicationIds: [one], absentApplicationIds: [two] });
    },
    good: { '/apps': `${OFFICE},${VISIO}` },
    bad: { '/apps': OFFICE },
    refusal: /absentApplicationIds\[0\] must look like .* got ''/,
  },
  {
    situation: 'a list that a dummy value leaves empty',
    declare: (stack) => declareSet(stack, 'A', { applicationIds: lookUp(stack, '/apps').match(/wsa-\w+/g) ?? [] }),
    good: { '/apps': `${OFFICE} ${VISIO}` },
    bad: { '/apps': 'none' },
    refusal: /applicationIds is empty/,
  },
  {
    situation: 'a timeout',
    declare: (stack) => associate(stack, 'A', { timeout: Duration.minutes(Number(lookUp(stack, '/minutes'))) }),
    good: { '/minutes': '30' },
    bad: { '/minutes': '90' },
    refusal: /timeout must be at most 55 minutes/,
  },
  {
    situation: 'a name and its owner',
    declare: (stack) =>
      WorkspaceApplication.fromName(stack, 'A', lookUp(stack, '/name', ' '), { owner: lookUp(stack, '/owner') }),
    good: { '/name': 'Visio', '/owner': 'AMAZON' },
    bad: { '/name': 'Visio', '/owner': 'amazon' },
    refusal: /owner must be 'AMAZON'/,
  },
  {
    situation: 'a tag',
    declare: (stack) => {
      const workspaceTags = Object.fromEntries([[lookUp(stack, '/tag', ''), 'yes']]);
      new WorkspaceApplicationProvider(stack, 'WorkspaceApplicationProvider', { workspaceTags });
    },
    good: { '/tag': 'Managed' },
    bad: { '/tag': '' },
    refusal: /workspaceTags names no tag/,
  },
  {
    situation: 'two WorkSpaces with the same default',
    declare: (stack) => {
      for (const id of ['A', 'B']) associate(stack, id, { workspaceId: lookUp(stack, `/${id}`, WORKSPACE) });
    },
    good: { '/A': WORKSPACE, '/B': 'ws-1other0001' },
    bad: { '/A': WORKSPACE, '/B': WORKSPACE },
    refusal: /is already declared by/,
  },
];

describe('a value that the CLI has yet to look up', () => {
  test.each(ROWS)('$situation: passes, and the assembly says what is missing', ({ declare, good }) => {
    const app = appWith({});
    declare(new Stack(app, 'Stack', { env: ENV }));
    const missing = app.synth().manifest.missing?.map(({ props }) => Reflect.get(props, 'parameterName'));
    expect(missing).toEqual(Object.keys(good));
  });

  test.each(ROWS)('$situation, looked up and good: passes', ({ declare, good }) => {
    const app = appWith(good);
    declare(new Stack(app, 'Stack', { env: ENV }));
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test.each(ROWS)('$situation, looked up and bad: refused', ({ declare, bad, refusal }) => {
    const app = appWith(bad);
    expect(() => {
      declare(new Stack(app, 'Stack', { env: ENV }));
      app.synth();
    }).toThrow(refusal);
  });

  test('in another stack, or in a stage: passes too', () => {
    const app = appWith({});
    const other = new Stack(new Stage(app, 'Stage'), 'Other', { env: ENV });
    const stack = new Stack(app, 'Stack');
    associate(stack, 'A', { workspaceId: lookUp(other, '/desk') });
    expect(Object.keys(resourcesOf(stack, RESOURCE_TYPE))).toHaveLength(1);
  });

  test('nothing is missing: a dummy value of another origin is refused', () => {
    const stack = new Stack(appWith({}), 'Stack', { env: ENV });
    expect(() => associate(stack, 'A', { workspaceId: 'dummy-value-for-/desk' })).toThrow(/workspaceId must look like/);
  });
});
