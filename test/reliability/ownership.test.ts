import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnWorkspace } from 'aws-cdk-lib/aws-workspaces';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { WorkspaceApplicationAssociation } from '../../lib';
import type { JsonObject } from '../../local/transport/json';
import { SERVICE_TOKEN } from '../simulation/world';
import { A, B, bomb, DESKTOP, desk, FOREIGN, OLD, OTHER, SECOND, StackWorld, templateOf } from './world';

const ADOPT = { AllowExisting: 'true' };
const adopting = desk([OLD, A], ADOPT);
const nested = (name: string): JsonObject => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: `https://t/${name}` },
});

/** Every way in which a stack can let go of an application that was on the desktop before it. */
const WAYS: readonly { readonly way: string; readonly live: (world: StackWorld) => Promise<unknown> }[] = [
  {
    way: 'the stack is deleted',
    live: async (world) => {
      await world.create({ Desk: adopting });
      await world.delete();
    },
  },
  {
    way: 'it is dropped from the list',
    live: async (world) => {
      await world.create({ Desk: adopting });
      await world.update({ Desk: desk([A], ADOPT) });
    },
  },
  {
    way: 'the resource is dropped, and cleaned up',
    live: async (world) => {
      await world.create({ Desk: adopting, Other: desk([B], { WorkspaceId: OTHER }) });
      await world.update({ Other: desk([B], { WorkspaceId: OTHER }) });
    },
  },
  {
    way: 'the resource moves to another WorkSpace',
    live: async (world) => {
      await world.create({ Desk: adopting });
      await world.update({ Desk: desk([A], { WorkspaceId: OTHER }) });
    },
  },
  {
    way: 'an update that adds it is rolled back',
    live: async (world) => {
      await world.create({ Desk: desk([A]) });
      await world.update({ Desk: adopting, Bomb: bomb(300, { DependsOn: 'Desk' }) });
    },
  },
  {
    way: 'an update that adds it is cancelled',
    live: async (world) => {
      await world.create({ Desk: desk([A]) });
      world.beginUpdate({ Desk: desk([OLD, B], ADOPT) });
      await world.clock.runUntil(world.clock.sleep(20 * SECOND));
      world.engine.cancelUpdateStack(world.stackId);
      await world.rest();
    },
  },
  {
    way: 'an update that drops it is rolled back',
    live: async (world) => {
      await world.create({ Desk: adopting });
      await world.update({ Desk: desk([A], ADOPT), Bomb: bomb(300, { DependsOn: 'Desk' }) });
    },
  },
  {
    way: 'the create fails behind it',
    live: (world) => world.create({ Desk: adopting, Bomb: bomb(300, { DependsOn: 'Desk' }) }),
  },
  { way: 'the create is cancelled', live: (world) => world.create({ Desk: adopting, Bomb: bomb(20) }) },
  {
    way: 'the create fails, OnFailure=DELETE',
    live: (world) => world.create({ Desk: adopting, Bomb: bomb(20) }, 'DELETE'),
  },
  {
    way: 'the stack is deleted while it is being created',
    live: async (world) => {
      world.begin({ Desk: adopting });
      await world.clock.runUntil(world.clock.sleep(20 * SECOND));
      await world.delete();
    },
  },
  {
    way: 'the create is refused, since allowExisting is not set',
    live: (world) => world.create({ Desk: desk([OLD, A]) }),
  },
  {
    way: 'the construct is renamed',
    live: async (world) => {
      await world.create({ Desk: adopting });
      await world.update({ Renamed: adopting });
    },
  },
  {
    way: 'it is in a nested stack, and the outer one fails',
    live: (world) => world.create({ Nested: nested('inner'), Bomb: bomb(300, { DependsOn: 'Nested' }) }),
  },
  {
    way: 'it is in a nested stack, and the outer one is deleted',
    live: async (world) => {
      await world.create({ Nested: nested('inner') });
      await world.delete();
    },
  },
];

test.each(WAYS)(
  'R31 $way: what was on the desktop before is still installed, and was never touched',
  async ({ live }) => {
    const world = new StackWorld({ templates: { inner: templateOf({ Desk: adopting }) } });
    await live(world);
    expect(world.states()[OLD]).toBe('COMPLETED');
    expect(world.simulator.state(DESKTOP, FOREIGN)).toBe('COMPLETED');
    expect(world.changes.filter(({ applicationId }) => applicationId === OLD || applicationId === FOREIGN)).toEqual([]);
  },
);

test('R31 declared absent: the one way in which it goes', async () => {
  const world = new StackWorld();
  await world.create({ Desk: desk([A], { AbsentApplicationIds: [OLD] }) });
  expect(world.states()).toEqual({ [A]: 'COMPLETED' });
});

/** The resources of the stack that have a mark for an application on the desktop, by logical id. */
function holdersOf({ engine, simulator, stackId }: StackWorld, applicationId: string): readonly string[] {
  const marks = Object.keys(simulator.tags(DESKTOP)).filter((key) => key.includes(`:${applicationId}:`));
  const resources = [...engine.describeStack(stackId).resources.values()];
  return marks.map((key) => {
    const token = key.split(':').at(-1);
    return resources.find(({ physicalId }) => physicalId === `${DESKTOP}/${token}`)?.logicalId ?? 'none of the stack';
  });
}

test.each([
  { situation: 'no flag', more: {} },
  { situation: 'allowExisting', more: ADOPT },
])(
  'R8 a renamed construct, $situation: one deployment, nothing happens on the desktop; the new one alone holds it, and a destroy uninstalls',
  async ({ more }) => {
    const world = new StackWorld();
    await world.create({ Before: desk([A], more) });
    expect(await world.update({ After: desk([A], more) })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.states()).toMatchObject({ [A]: 'COMPLETED' });
    expect(world.outages()).toBe(1);
    expect(holdersOf(world, A)).toEqual(['After']);
    await world.delete();
    expect(world.states()).not.toHaveProperty(A);
    expect(holdersOf(world, A)).toEqual([]);
  },
);

/** What a user's app synthesizes, for a provider that is there already. */
function templateWith(removalPolicy: RemovalPolicy | undefined): JsonObject {
  const stack = new Stack(new App({ context: { 'aws:cdk:disable-asset-staging': true } }), 'Stack');
  const desktop = new CfnWorkspace(stack, 'Pc', { bundleId: 'wsb-1', directoryId: 'd-1', userName: 'jane' });
  new WorkspaceApplicationAssociation(stack, 'A', { workspaceId: desktop.ref, applicationId: A, removalPolicy });
  const resources: JsonObject = Template.fromStack(stack).toJSON().Resources;
  const known = Object.entries(resources).filter(([, resource]) =>
    /"(Custom::|AWS::WorkSpaces::)/.test(JSON.stringify(resource)),
  );
  const [provider] = known.flatMap(
    ([, resource]) => JSON.stringify(resource).match(/\{"Fn::GetAtt":\["\w+","Arn"\]\}/) ?? [],
  );
  return JSON.parse(
    JSON.stringify(Object.fromEntries(known)).replaceAll(provider ?? '', JSON.stringify(SERVICE_TOKEN)),
  );
}

test.each([
  {
    policy: 'RETAIN',
    removalPolicy: RemovalPolicy.RETAIN,
    sessions: 0,
    outcome: 'no session ends before the WorkSpace goes',
  },
  {
    policy: 'no policy',
    removalPolicy: undefined,
    sessions: 1,
    outcome: 'the uninstall costs a session, as documented',
  },
])(
  'R34 a stack with a WorkSpace in it is deleted, $policy on its applications: $outcome',
  async ({ removalPolicy, sessions }) => {
    const world = new StackWorld();
    const resources = templateWith(removalPolicy);
    expect(JSON.stringify(resources)).toContain(RESOURCE_TYPE);
    expect(await world.create(resources)).toMatchObject({ status: 'CREATE_COMPLETE' });
    const desktop = 'ws-0ofthestack1';
    expect(world.states(desktop)).toEqual({ [A]: 'COMPLETED' });
    const deployments = () =>
      world.changes.filter(({ operation }) => operation === 'DeployWorkspaceApplications').length;
    const before = deployments();
    expect(await world.delete()).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(world.simulator.workspace(desktop)).toBeUndefined();
    expect(deployments() - before).toBe(sessions);
  },
);
