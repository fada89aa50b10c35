import type { EmbeddedAws, EmbeddedAwsOptions } from '../../../local';
import type { JsonObject } from '../../../local/transport/json';
import { OFFICE_PROFESSIONAL_2021 as OFFICE, OFFICE_BUNDLE } from '../../../local/workspaces';
import { deployed, embedded, inlineFunction, stopAll } from '../embedded-aws';

afterEach(stopAll);

const desk = (tags: Readonly<Record<string, string>>, more: JsonObject = {}): JsonObject => ({
  Desk: {
    Type: 'AWS::WorkSpaces::Workspace',
    Properties: {
      DirectoryId: 'd-906734e325',
      UserName: 'ana',
      BundleId: OFFICE_BUNDLE,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      ...more,
    },
  },
});

const idOf = (aws: EmbeddedAws): string =>
  aws.cloudformation.describeStack('Test').resources.get('Desk')?.physicalId ?? '';

async function updated(aws: EmbeddedAws, resources: JsonObject): Promise<void> {
  aws.cloudformation.updateStack({ stackName: 'Test', templateBody: JSON.stringify({ Resources: resources }) });
  await aws.cloudformation.settled('Test');
}

test('a WorkSpace of a stack: it has the tags, the user and the applications of its bundle', async () => {
  const aws = await embedded();
  await deployed(aws, desk({ team: 'blue' }));
  const { simulator } = aws;
  expect(simulator.workspace(idOf(aws))).toMatchObject({ userName: 'ana', tags: { team: 'blue' } });
  expect(simulator.state(idOf(aws), OFFICE)).toBe('COMPLETED');
  expect(simulator.installedBy(idOf(aws), OFFICE)).toMatchObject({ by: 'bundle' });
});

const FOREIGN: readonly [EmbeddedAwsOptions['readings'], Readonly<Record<string, string>>][] = [
  [{ foreignTags: 'are kept' }, { team: 'red', foreign: 'x' }],
  [{ foreignTags: 'are removed' }, { team: 'red' }],
];

test.each(FOREIGN)('its Tags change, where others %j: in the same WorkSpace', async (readings, tags) => {
  const aws = await embedded({ readings });
  await deployed(aws, desk({ team: 'blue', gone: 'y' }));
  const id = idOf(aws);
  aws.simulator.setTags(id, { ...aws.simulator.tags(id), foreign: 'x' });
  await updated(aws, desk({ team: 'red' }));
  expect([idOf(aws), aws.simulator.tags(id)]).toEqual([id, tags]);
});

test('another property changes: the tags of others stay, whatever an update of Tags does', async () => {
  const aws = await embedded({ readings: { foreignTags: 'are removed' } });
  await deployed(aws, desk({ team: 'blue' }));
  aws.simulator.setTags(idOf(aws), { team: 'blue', foreign: 'x' });
  await updated(aws, desk({ team: 'blue' }, { UserVolumeEncryptionEnabled: false }));
  expect(aws.simulator.tags(idOf(aws))).toEqual({ team: 'blue', foreign: 'x' });
});

test('its WorkspaceProperties: the compute type and the root volume are heeded', async () => {
  const aws = await embedded();
  const properties = { ComputeTypeName: 'POWER', RootVolumeSizeGib: 175, RunningMode: 'AUTO_STOP' };
  await deployed(aws, desk({}, { WorkspaceProperties: properties }));
  expect(aws.simulator.workspace(idOf(aws))).toMatchObject({ computeType: 'POWER', rootVolumeSizeGib: 175 });
});

test.each([
  [{ Colour: 'red' }, 'the property Colour of AWS::WorkSpaces::Workspace'],
  [{ WorkspaceProperties: { ComputeTypeName: 'HUGE' } }, 'the compute type HUGE'],
  [{ WorkspaceProperties: { Colour: 'red' } }, 'the property WorkspaceProperties.Colour of AWS::WorkSpaces::Workspace'],
])('%j: fails by name', async (more, what) => {
  const aws = await embedded();
  await expect(deployed(aws, desk({}, more))).rejects.toThrow(`The embedded AWS does not support ${what}`);
});

test('a function with a property that would change how it runs: fails by name', async () => {
  const aws = await embedded();
  const limited = inlineFunction('f', '', { ReservedConcurrentExecutions: 1 });
  await expect(deployed(aws, { F: limited })).rejects.toThrow(
    'The embedded AWS does not support ReservedConcurrentExecutions other than 0',
  );
});
