import { type App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import {
  FleetTargets,
  FleetWave,
  MaintenanceWindow,
  WorkspaceApplication,
  WorkspaceApplicationProvider,
} from '../../lib';
import { associate, declareFleet, declareSet, NIGHT, newApp, OFFICE, resourcesOf, VISIO, WORKSPACE } from './synth';

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

const hours = (stack: Stack, name: string): Duration => Duration.hours(Number(lookUp(stack, name)));

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
  {
    situation: 'the WorkSpaces of a fleet',
    declare: (stack) =>
      declareFleet(stack, { targets: FleetTargets.workspaces([lookUp(stack, '/a')]).excluding([lookUp(stack, '/b')]) }),
    good: { '/a': WORKSPACE, '/b': WORKSPACE },
    bad: { '/a': WORKSPACE, '/b': 'jane' },
    refusal: /FleetTargets\.excluding\[0\] must look like .* got 'jane'/,
  },
  {
    situation: 'a list of WorkSpaces of a fleet that a dummy value leaves empty',
    declare: (stack) =>
      declareFleet(stack, { targets: FleetTargets.workspaces(lookUp(stack, '/desks').match(/ws-\w+/g) ?? []) }),
    good: { '/desks': WORKSPACE },
    bad: { '/desks': 'none' },
    refusal: /FleetTargets\.workspaces is empty/,
  },
  {
    situation: 'the directory of a fleet',
    declare: (stack) => declareFleet(stack, { targets: FleetTargets.directory(lookUp(stack, '/directory')) }),
    good: { '/directory': 'd-906734e325' },
    bad: { '/directory': 'corp.example.com' },
    refusal: /FleetTargets\.directory must look like 'd-906734e325', got 'corp\.example\.com'/,
  },
  {
    situation: 'an application of a fleet',
    declare: (stack) => declareFleet(stack, { applicationIds: [lookUp(stack, '/app')] }),
    good: { '/app': OFFICE },
    bad: { '/app': 'Office' },
    refusal: /applicationIds\[0\] must look like .* got 'Office'/,
  },
  {
    situation: 'the texts of a maintenance window',
    declare: (stack) =>
      declareFleet(stack, {
        maintenanceWindow: MaintenanceWindow.nightly({
          ...NIGHT,
          start: lookUp(stack, '/start'),
          skipDates: [lookUp(stack, '/skip')],
        }),
        announceBefore: Duration.hours(1),
      }),
    good: { '/start': '22:00', '/skip': '2026-12-24' },
    bad: { '/start': '10 pm', '/skip': '2026-12-24' },
    refusal: /start of a MaintenanceWindow must be a time of day .* got '10 pm'/,
  },
  {
    situation: 'the lengths of a maintenance window',
    declare: (stack) =>
      declareFleet(stack, {
        maintenanceWindow: MaintenanceWindow.nightly({
          ...NIGHT,
          duration: hours(stack, '/duration'),
          cutoff: hours(stack, '/cutoff'),
        }),
      }),
    good: { '/duration': '6', '/cutoff': '1' },
    bad: { '/duration': '1', '/cutoff': '1' },
    refusal: /duration of a MaintenanceWindow must be longer than its cutoff/,
  },
  {
    situation: 'the other times of a fleet',
    declare: (stack) =>
      declareFleet(stack, {
        bakeTime: hours(stack, '/bake'),
        installationTimeout: hours(stack, '/timeout'),
        announceBefore: hours(stack, '/announce'),
      }),
    good: { '/bake': '1', '/timeout': '2', '/announce': '4' },
    bad: { '/bake': '1', '/timeout': '2', '/announce': '48' },
    refusal: /announceBefore must be from 1 minute to 24 hours/,
  },
  {
    situation: 'the numbers of a fleet',
    declare: (stack) =>
      declareFleet(stack, {
        waves: [
          FleetWave.count(Number(lookUp(stack, '/count'))),
          FleetWave.percentage(Number(lookUp(stack, '/percentage'))),
          FleetWave.rest(),
        ],
        toleratedFailurePercentage: Number(lookUp(stack, '/tolerated')),
        maxConcurrency: Number(lookUp(stack, '/most')),
      }),
    good: { '/count': '5', '/percentage': '25', '/tolerated': '5', '/most': '10' },
    bad: { '/count': '5', '/percentage': '250', '/tolerated': '5', '/most': '10' },
    refusal: /FleetWave\.percentage must be from 1 to 100, got 250/,
  },
  {
    situation: 'the name of a fleet',
    declare: (stack) => declareFleet(stack, { fleetName: lookUp(stack, '/name') }),
    good: { '/name': 'Visio' },
    bad: { '/name': 'Visio, Berlin' },
    refusal: /fleetName must be 1 to 64 letters/,
  },
  {
    situation: 'two fleets of two directories with the same default',
    declare: (stack) => {
      for (const id of ['A', 'B']) {
        const lists = id === 'A' ? {} : { applicationIds: [], absentApplicationIds: [VISIO] };
        const targets = FleetTargets.directory(lookUp(stack, `/${id}`, 'd-906734e325'));
        declareFleet(stack, { targets, ...lists }, id);
      }
    },
    good: { '/A': 'd-906734e325', '/B': 'd-906734e326' },
    bad: { '/A': 'd-906734e325', '/B': 'd-906734e325' },
    refusal: /have the same targets, and one declares/,
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
