import { CfnParameter, Stack } from 'aws-cdk-lib';
import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import { LOOKUP_TYPE } from '../../lambda/contract/lookup';
import { WorkspaceApplication, WorkspaceApplicationAssociation, WorkspaceApplicationProvider } from '../../lib';
import { actionsOf, statementsOf } from './policies';
import { declareSet, newApp, newStack, OFFICE, onlyResource, resourcesOf, VISIO } from './synth';

const NAME = 'Microsoft Visio LTSC Professional 2021';

const lookupsOf = (stack: Stack) => Object.entries(resourcesOf(stack, LOOKUP_TYPE));

/** The logical id of the only look-up. */
function lookupId(stack: Stack): string {
  const [[id] = [''], ...others] = lookupsOf(stack);
  expect(others).toEqual([]);
  return id;
}

describe('an application by its name', () => {
  test('one resource: over the service token of the provider that is there anyway, with no more than the name', () => {
    const stack = newStack();
    WorkspaceApplication.fromName(stack, 'Visio', NAME);
    declareSet(stack, 'Desk', { applicationIds: [OFFICE] });
    expect(onlyResource(stack, LOOKUP_TYPE).Properties).toEqual({
      ServiceToken: onlyResource(stack, RESOURCE_TYPE).Properties.ServiceToken,
      ServiceTimeout: '900',
      Name: NAME,
    });
    expect(lookupId(stack)).toMatch(
      /^WorkspaceApplicationLookupmicrosoftvisioltscprofessional2021[0-9a-f]{8}[0-9A-F]{8}$/,
    );
  });

  test('with options: owner and flag on the wire', () => {
    const stack = newStack();
    WorkspaceApplication.fromName(stack, 'Visio', NAME, { owner: '111122223333', allowUninstallOnly: true });
    expect(onlyResource(stack, LOOKUP_TYPE).Properties).toMatchObject({
      Owner: '111122223333',
      AllowUninstallOnly: 'true',
    });
  });

  test('its id: goes wherever an id is taken, beside literal ones', () => {
    const stack = newStack();
    const visio = WorkspaceApplication.fromName(stack, 'Visio', NAME);
    const old = WorkspaceApplication.fromName(stack, 'Old', 'Office 2016', { allowUninstallOnly: true });
    declareSet(stack, 'Desk', {
      applicationIds: [visio.applicationId, OFFICE],
      absentApplicationIds: [old.applicationId],
    });
    new WorkspaceApplicationAssociation(stack, 'Other', {
      workspaceId: 'ws-1other0001',
      applicationId: visio.applicationId,
    });
    const refs = Object.fromEntries(lookupsOf(stack).map(([id, { Properties }]) => [Properties.Name, { Ref: id }]));
    expect(Object.values(resourcesOf(stack, RESOURCE_TYPE)).map(({ Properties }) => Properties)).toMatchObject([
      { ApplicationIds: [refs[NAME], OFFICE], AbsentApplicationIds: [refs['Office 2016']] },
      { ApplicationIds: [refs[NAME]] },
    ]);
  });

  test('what else is known of it: attributes of the resource, lists split when deploying', () => {
    const stack = newStack();
    const visio = WorkspaceApplication.fromName(stack, 'Visio', NAME);
    const attribute = (name: string) => ({ 'Fn::GetAtt': [lookupId(stack), name] });
    expect(stack.resolve([visio.name, visio.owner, visio.licenseType])).toEqual([
      attribute('Name'),
      attribute('Owner'),
      attribute('LicenseType'),
    ]);
    expect(stack.resolve(visio.supportedComputeTypes)).toEqual({
      'Fn::Split': [',', attribute('SupportedComputeTypes')],
    });
    expect(stack.resolve(visio.supportedOperatingSystems)).toEqual({
      'Fn::Split': [',', attribute('SupportedOperatingSystems')],
    });
  });

  test('twice in a list: refused, however it is spelled', () => {
    const stack = newStack();
    const ids = [NAME, ` ${NAME.toUpperCase()}`].map(
      (name, i) => WorkspaceApplication.fromName(stack, `${i}`, name).applicationId,
    );
    expect(() => declareSet(stack, 'Desk', { applicationIds: ids })).toThrow('twice');
  });

  test('which is a token: one resource for each parameter', () => {
    const stack = newStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    for (const id of ['A', 'B']) WorkspaceApplication.fromName(stack, id, name);
    WorkspaceApplication.fromName(stack, 'C', new CfnParameter(stack, 'Other').valueAsString);
    expect(lookupsOf(stack).map(([, { Properties }]) => Properties.Name)).toEqual([{ Ref: 'Name' }, { Ref: 'Other' }]);
  });
});

describe('how many resources', () => {
  const QUESTIONS = [
    { reason: 'the same name', options: {}, name: NAME, count: 1 },
    {
      reason: 'the name in another case and spacing',
      options: {},
      name: ` ${NAME.toLowerCase().replaceAll(' ', '  ')}`,
      count: 1,
    },
    { reason: 'the flag, which is the default', options: { allowUninstallOnly: false }, name: NAME, count: 1 },
    { reason: 'the other flag', options: { allowUninstallOnly: true }, name: NAME, count: 2 },
    { reason: 'an owner', options: { owner: 'AMAZON' }, name: NAME, count: 2 },
    { reason: 'another name', options: {}, name: 'Company VPN', count: 2 },
    { reason: 'a name of other signs alone', options: {}, name: NAME.replaceAll(' ', '/'), count: 2 },
  ];

  test.each(QUESTIONS)('asked for again with $reason: $count', ({ name, options, count }) => {
    const stack = newStack();
    const ids = [
      WorkspaceApplication.fromName(stack, 'One', NAME).applicationId,
      WorkspaceApplication.fromName(stack, 'Two', name, options).applicationId,
    ];
    expect(lookupsOf(stack)).toHaveLength(count);
    expect(new Set(ids.map((id) => JSON.stringify(stack.resolve(id)))).size).toBe(count);
  });

  test('in two stacks: one each, with the same logical id', () => {
    const app = newApp();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
    for (const stack of stacks) WorkspaceApplication.fromName(stack, 'Visio', NAME);
    expect(new Set(stacks.map(lookupId)).size).toBe(1);
  });

  test('through two providers: one each, and each provider is allowed it', () => {
    const app = newApp();
    const [home, stack] = [new Stack(app, 'Home'), new Stack(app, 'Stack')];
    const provider = new WorkspaceApplicationProvider(home, 'Shared');
    WorkspaceApplication.fromName(stack, 'One', NAME);
    WorkspaceApplication.fromName(stack, 'Two', NAME, { provider });
    expect(lookupsOf(stack)).toHaveLength(2);
    for (const one of [home, stack]) {
      expect(actionsOf(statementsOf(one, 'OnEventRole'))).toContain('workspaces:DescribeApplications');
    }
  });

  test('ten names: the policies of one, and the pace of none', () => {
    const build = (count: number) => {
      const stack = newStack();
      for (let i = 0; i < count; i++) WorkspaceApplication.fromName(stack, `${i}`, `Application ${i}`);
      declareSet(stack, 'Desk', { applicationIds: [VISIO] });
      return stack;
    };
    expect(resourcesOf(build(10), 'AWS::IAM::Policy')).toEqual(resourcesOf(build(1), 'AWS::IAM::Policy'));
    expect(resourcesOf(build(10), 'AWS::Lambda::Function')).toEqual(resourcesOf(build(0), 'AWS::Lambda::Function'));
  });

  test('none: the first function may not look at the catalogue', () => {
    const stack = newStack();
    declareSet(stack, 'Desk', { applicationIds: [VISIO] });
    expect(actionsOf(statementsOf(stack, 'OnEventRole'))).not.toContain('workspaces:DescribeApplications');
  });
});

describe('refused when constructing', () => {
  test.each(['', ' ', '\u00a0\n'])('the name "%s": says what to pass', (name) => {
    expect(() => WorkspaceApplication.fromName(newStack(), 'Visio', name)).toThrow(
      /^Stack\/Visio: name is empty, got '\s*': pass a name/,
    );
  });

  test.each(['', 'amazon', '11112222333', '1111222233334', 'SELF'])(
    'the owner "%s": says what is possible',
    (owner) => {
      expect(() => WorkspaceApplication.fromName(newStack(), 'Visio', NAME, { owner })).toThrow(
        `owner must be 'AMAZON' or the 12 digits of an account id, got '${owner}': leave it out for any owner`,
      );
    },
  );

  test.each([
    { name: VISIO, outcome: `is an id, got '${VISIO}': use the id itself, which needs no look-up` },
    { name: 'ws-0abc12345', outcome: "is not the name of an application, got 'ws-0abc12345': pass a name" },
    { name: 'arn:aws:workspaces:eu-west-1:1:workspaceapplication/x', outcome: 'is not the name of an application' },
  ])('the name $name: says what it is instead', ({ name, outcome }) => {
    expect(() => WorkspaceApplication.fromName(newStack(), 'Visio', name)).toThrow(`Stack/Visio: name ${outcome}`);
  });
});
