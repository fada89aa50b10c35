import { Stack } from 'aws-cdk-lib';
import { parseProperties, RESOURCE_TYPE } from '../../lambda/contract/applications';
import { WhenUserConnected, WorkspaceApplicationProvider, type WorkspaceApplicationProviderProps } from '../../lib';
import { listOf, statementsOf } from './policies';
import { associate, newApp, newStack, OFFICE, onlyResource, resourcesOf, VISIO } from './synth';

const { WAIT, DISCONNECT } = WhenUserConnected;
const STATUS = 'workspaces:DescribeWorkspacesConnectionStatus';

/** The actions of isComplete's role that not every provider has. */
const extraActions = (stack: Stack): readonly string[] =>
  statementsOf(stack, 'IsCompleteRole')
    .flatMap(({ Action }) => listOf(Action))
    .filter((action) => /Connection|Reboot/.test(action));

const providerOf = (stack: Stack, props: WorkspaceApplicationProviderProps) =>
  new WorkspaceApplicationProvider(stack, 'WorkspaceApplicationProvider', props);

describe('what the handler knows', () => {
  test.each([
    ['nothing said', undefined, undefined, false],
    ['the resource waits', undefined, WAIT, true],
    ['the provider waits', WAIT, undefined, true],
    ['the provider waits, and the resource does not', WAIT, DISCONNECT, false],
    ['the resource waits, and the provider does not', DISCONNECT, WAIT, true],
  ])('%s', (_, ofProvider, whenUserConnected, waitForUser) => {
    const stack = newStack();
    if (ofProvider) providerOf(stack, { whenUserConnected: ofProvider });
    associate(stack, 'A', { whenUserConnected });
    expect(parseProperties(onlyResource(stack, RESOURCE_TYPE).Properties)).toMatchObject({ waitForUser });
  });

  test('defaults, or the same spelled out: the same resource', () => {
    const [silent, spelled] = [newStack(), newStack()];
    associate(silent, 'A');
    associate(spelled, 'A', { whenUserConnected: DISCONNECT, rebootAfterInstallation: false });
    expect(resourcesOf(spelled)).toEqual(resourcesOf(silent));
  });
});

describe('permissions grow with what is used', () => {
  test('neither waits nor reboots: none', () => {
    const stack = newStack();
    associate(stack, 'A');
    expect(extraActions(stack)).toEqual([]);
  });

  test('one resource or two that wait: may look at connections, and loses it only after they are deleted', () => {
    const stack = newStack();
    associate(stack, 'A', { whenUserConnected: WAIT });
    associate(stack, 'B', { whenUserConnected: WAIT, applicationId: VISIO });
    associate(stack, 'C', { whenUserConnected: WAIT, workspaceId: 'ws-1other0001' });
    expect(extraActions(stack)).toEqual([STATUS]);
    const [policy] = Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')).filter((id) => id.includes('SessionPolicy'));
    const depends = Object.values(resourcesOf(stack, RESOURCE_TYPE)).map(({ DependsOn }) => DependsOn);
    expect(depends).toEqual([[policy], [policy], [policy]]);
  });

  test.each([WAIT, DISCONNECT])(
    'the provider has %s: may look at connections, whichever resource waits',
    (whenUserConnected) => {
      const stack = newStack();
      providerOf(stack, { whenUserConnected });
      associate(stack, 'A', { whenUserConnected: DISCONNECT });
      expect(extraActions(stack)).toEqual([STATUS]);
    },
  );

  test('a resource that reboots: may reboot tagged WorkSpaces alone', () => {
    const stack = newStack();
    providerOf(stack, { workspaceTags: { Managed: 'cdk' } });
    associate(stack, 'A', { rebootAfterInstallation: true });
    expect(extraActions(stack)).toEqual(['workspaces:RebootWorkspaces']);
    expect(statementsOf(stack, 'IsCompleteRole').at(-1)).toEqual({
      Action: 'workspaces:RebootWorkspaces',
      Effect: 'Allow',
      Resource: 'arn:{AWS::Partition}:workspaces:{AWS::Region}:{AWS::AccountId}:workspace/*',
      Condition: { StringEquals: { 'aws:ResourceTag/Managed': 'cdk' } },
    });
  });
});

describe('refused', () => {
  test('a reboot without waiting for the installation', () => {
    expect(() => associate(newStack(), 'A', { rebootAfterInstallation: true, waitForInstallation: false })).toThrow(
      /^Stack\/A: rebootAfterInstallation is true, and waitForInstallation is false: leave one/,
    );
  });

  test('one resource of a WorkSpace waits and another does not', () => {
    const stack = newStack();
    associate(stack, 'A', { whenUserConnected: WAIT });
    associate(stack, 'B', { applicationId: VISIO });
    expect(() => resourcesOf(stack)).toThrow(
      /Stack\/B: whenUserConnected of WorkSpace 'ws-0abc12345' is DISCONNECT, and WAIT in Stack\/A: use the same value in both/,
    );
  });

  test('of different WorkSpaces: as each says', () => {
    const stack = newStack();
    associate(stack, 'A', { whenUserConnected: WAIT });
    associate(stack, 'B', { workspaceId: 'ws-1other0001' });
    expect(() => resourcesOf(stack)).not.toThrow();
  });

  test.each([
    [
      'says nothing: it would lose the permission before the last resource is deleted',
      undefined,
      /give the provider whenUserConnected too/,
    ],
    ['has one too: keeps the permission', DISCONNECT, undefined],
  ])('a resource waits, and the provider of another stack %s', (_, ofProvider, refusal) => {
    const app = newApp();
    const provider = providerOf(new Stack(app, 'Shared'), { whenUserConnected: ofProvider });
    const declare = () =>
      associate(new Stack(app, 'Desktops'), 'A', { provider, whenUserConnected: WAIT, applicationId: OFFICE });
    if (refusal) expect(declare).toThrow(refusal);
    else expect(declare).not.toThrow();
  });
});
