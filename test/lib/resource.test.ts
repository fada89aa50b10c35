import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Declaration, parseProperties, RESOURCE_TYPE } from '../../lambda/contract/applications';
import type { WorkspaceApplicationOptions } from '../../lib';
import {
  associate,
  associateMany,
  declareSet,
  newStack,
  OFFICE,
  OFFICE_2016,
  onlyResource,
  resourcesOf,
  VISIO,
  WORKSPACE,
} from './synth';

const DEFAULTS: Declaration = {
  workspaceId: WORKSPACE,
  applicationIds: [OFFICE],
  absentApplicationIds: [],
  allowExisting: false,
  waitForInstallation: true,
  timeoutSeconds: 3300,
  revision: '',
  waitForUser: false,
  rebootAfterInstallation: false,
};

describe('what the handler reads is what was declared', () => {
  const SAME: [situation: string, options: WorkspaceApplicationOptions, outcome: Partial<Declaration>][] = [
    ['nothing but ids: the defaults', {}, {}],
    [
      'defaults spelled out: the same',
      { timeout: Duration.minutes(55), allowExisting: false, waitForInstallation: true },
      {},
    ],
    ['a timeout', { timeout: Duration.minutes(20) }, { timeoutSeconds: 1200 }],
    ['allowExisting', { allowExisting: true }, { allowExisting: true }],
    ['not waiting', { waitForInstallation: false }, { waitForInstallation: false }],
    ['a revision', { revision: '7' }, { revision: '7' }],
    ['a removal policy: not the handler’s business', { removalPolicy: RemovalPolicy.RETAIN }, {}],
  ];

  test.each(SAME)('an association with %s', (_situation, options, outcome) => {
    const stack = newStack();
    associate(stack, 'A', options);
    expect(parseProperties(onlyResource(stack, RESOURCE_TYPE).Properties)).toEqual({ ...DEFAULTS, ...outcome });
  });

  test('a set: both lists, in the order given', () => {
    const stack = newStack();
    declareSet(stack, 'A', { applicationIds: [VISIO, OFFICE], absentApplicationIds: [OFFICE_2016] });
    expect(parseProperties(onlyResource(stack, RESOURCE_TYPE).Properties)).toEqual({
      ...DEFAULTS,
      applicationIds: [VISIO, OFFICE],
      absentApplicationIds: [OFFICE_2016],
    });
  });

  test('an association and a set of one: the same resource', () => {
    const [single, set] = [newStack(), newStack()];
    associate(single, 'A');
    declareSet(set, 'A', { applicationIds: [OFFICE] });
    expect(resourcesOf(set)).toEqual(resourcesOf(single));
  });

  test('every scalar is a text already, as CloudFormation would make it', () => {
    const stack = newStack();
    associate(stack, 'A', {
      timeout: Duration.minutes(1),
      allowExisting: true,
      waitForInstallation: false,
      revision: '1',
    });
    const { ServiceToken, ...properties } = onlyResource(stack, RESOURCE_TYPE).Properties;
    expect(
      Object.values(properties)
        .flat()
        .map((value) => typeof value),
    ).toEqual(Object.values(properties).map(() => 'string'));
    expect(ServiceToken).toHaveProperty('Fn::GetAtt');
  });
});

test.each<[string, WorkspaceApplicationOptions]>([
  ['the default timeout', {}],
  ['a short timeout', { timeout: Duration.minutes(1) }],
  ['not waiting', { waitForInstallation: false }],
])('R12 %s: ServiceTimeout is an hour, so that a dead waiter cannot hang the stack', (_situation, options) => {
  const stack = newStack();
  associate(stack, 'A', options);
  expect(onlyResource(stack, RESOURCE_TYPE).Properties.ServiceTimeout).toBe('3600');
});

describe('removal policies', () => {
  const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const POLICIES: [situation: string, policy: RemovalPolicy | undefined, outcome: object][] = [
    ['none: CloudFormation’s own default, which deletes', undefined, {}],
    ['DESTROY: deleted', RemovalPolicy.DESTROY, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }],
    ['RETAIN: kept, but a failed create is cleaned up', RemovalPolicy.RETAIN, KEPT],
    ['RETAIN_ON_UPDATE_OR_DELETE: the same', RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, KEPT],
  ];

  test.each(POLICIES)('%s', (_situation, removalPolicy, outcome) => {
    const stack = newStack();
    associate(stack, 'A', { removalPolicy });
    const { DeletionPolicy, UpdateReplacePolicy } = onlyResource(stack, RESOURCE_TYPE);
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
      DeletionPolicy: undefined,
      UpdateReplacePolicy: undefined,
      ...outcome,
    });
  });
});

describe('as other constructs see it', () => {
  test('attributes: read from the deployed resource', () => {
    const stack = newStack();
    const association = associate(stack, 'Visio');
    const logicalId = stack.getLogicalId(l1Of(association));
    expect(stack.resolve(association.state)).toEqual({ 'Fn::GetAtt': [logicalId, 'State'] });
    expect(stack.resolve(association.created)).toEqual({ 'Fn::GetAtt': [logicalId, 'Created'] });
    expect([association.workspaceId, association.applicationId]).toEqual([WORKSPACE, OFFICE]);
  });

  test('a construct that depends on it: waits for the resource', () => {
    const stack = newStack();
    const after = new CfnResource(stack, 'After', { type: 'Test::After' });
    after.node.addDependency(associate(stack, 'Visio'));
    expect(onlyResource(stack, 'Test::After').DependsOn).toEqual(Object.keys(resourcesOf(stack, RESOURCE_TYPE)));
  });

  test('a construct that it depends on: the resource waits, the provider does not', () => {
    const stack = newStack();
    associate(stack, 'Visio').node.addDependency(new CfnResource(stack, 'Before', { type: 'Test::Before' }));
    const waiting = Object.values(resourcesOf(stack)).filter(({ DependsOn }) => DependsOn?.includes('Before'));
    expect(waiting.map(({ Type }) => Type)).toEqual([RESOURCE_TYPE]);
  });

  test('renamed with overrideLogicalId on its default child: keeps the logical id', () => {
    const stack = newStack();
    l1Of(associate(stack, 'NewName')).overrideLogicalId('OldName');
    expect(Object.keys(resourcesOf(stack, RESOURCE_TYPE))).toEqual(['OldName']);
  });
});

test('one more association: at most 400 bytes more', () => {
  const bytes = (count: number): number => {
    const stack = newStack();
    associateMany(stack, count);
    return JSON.stringify(resourcesOf(stack), undefined, 1).length;
  };
  // Indented as the CDK writes templates; without the path metadata, which is the user's choice.
  expect((bytes(51) - bytes(1)) / 50).toBeLessThanOrEqual(400);
});

function l1Of(construct: ReturnType<typeof associate>): CfnResource {
  const child = construct.node.defaultChild;
  if (CfnResource.isCfnResource(child)) return child;
  throw new Error(`${construct.node.path} has no CfnResource as its default child`);
}
