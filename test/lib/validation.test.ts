import {
  CfnDynamicReference,
  CfnDynamicReferenceService,
  CfnParameter,
  Duration,
  Fn,
  Lazy,
  RemovalPolicy,
  type Stack,
} from 'aws-cdk-lib';
import { parseProperties, RESOURCE_TYPE } from '../../lambda/contract/applications';
import { LOOKUP_TYPE } from '../../lambda/contract/lookup';
import { WorkspaceApplication, WorkspaceApplicationProvider } from '../../lib';
import { associate, declareSet, newStack, OFFICE, onlyResource, resourcesOf, VISIO, WORKSPACE } from './synth';

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `wsa-${String(i).padStart(9, '0')}`);

type Declare = (stack: Stack) => unknown;

/** A lazy value, which stands for `value` at synthesis. */
const lazily = (value: string): string => Lazy.string({ produce: () => value });
const lazyList = (value: string[] | undefined): string[] => Lazy.list({ produce: () => value });

const REFUSED: [situation: string, declare: Declare, outcome: RegExp][] = [
  [
    'a WorkSpace by its user name',
    (stack) => associate(stack, 'A', { workspaceId: 'jane' }),
    /^Stack\/A: workspaceId must look like 'ws-0abc12345', got 'jane': pass the id, not a user or computer name/,
  ],
  [
    'an application by its name',
    (stack) => associate(stack, 'A', { applicationId: 'Visio' }),
    /^Stack\/A: applicationId must look like 'wsa-0def67890', got 'Visio': pass the id, or look a name up with WorkspaceApplication.fromName/,
  ],
  [
    'a malformed id within a set',
    (stack) => declareSet(stack, 'A', { applicationIds: [OFFICE, 'wsa-1'] }),
    /^Stack\/A: applicationIds\[1\] must look like .* got 'wsa-1': after 'wsa-' an id has 8 to 63/,
  ],
  [
    'a malformed id that must be absent',
    (stack) => declareSet(stack, 'A', { absentApplicationIds: ['Office 2016'] }),
    /^Stack\/A: absentApplicationIds\[0\] must look like .* got 'Office 2016'/,
  ],
  [
    'no lists at all',
    (stack) => declareSet(stack, 'A'),
    /^Stack\/A: applicationIds is empty, got \[\].*: name at least one/,
  ],
  [
    'two empty lists',
    (stack) => declareSet(stack, 'A', { applicationIds: [], absentApplicationIds: [] }),
    /applicationIds is empty/,
  ],
  [
    'an application named twice',
    (stack) => declareSet(stack, 'A', { applicationIds: [OFFICE, VISIO, OFFICE] }),
    /^Stack\/A: applicationIds holds 'wsa-0office2021' twice: leave it/,
  ],
  [
    'an absent application named twice',
    (stack) => declareSet(stack, 'A', { absentApplicationIds: [OFFICE, OFFICE] }),
    /absentApplicationIds holds 'wsa-0office2021' twice/,
  ],
  [
    'an application both present and absent',
    (stack) => declareSet(stack, 'A', { applicationIds: [OFFICE], absentApplicationIds: [VISIO, OFFICE] }),
    /^Stack\/A: applicationIds and absentApplicationIds both hold 'wsa-0office2021': leave it in one/,
  ],
  [
    '21 applications',
    (stack) => declareSet(stack, 'A', { applicationIds: ids(21) }),
    /applicationIds and absentApplicationIds hold 21 applications, at most 20 are possible: declare fewer/,
  ],
  [
    '21 applications, some of them absent',
    (stack) =>
      declareSet(stack, 'A', { applicationIds: ids(21).slice(0, 11), absentApplicationIds: ids(21).slice(11) }),
    /hold 21 applications, at most 20/,
  ],
  [
    'R10 a timeout over 55 minutes',
    (stack) => associate(stack, 'A', { timeout: Duration.seconds(3301) }),
    /^Stack\/A: timeout must be at most 55 minutes .*, got 3301 seconds: .* waitForInstallation: false/,
  ],
  [
    'no time at all',
    (stack) => associate(stack, 'A', { timeout: Duration.seconds(0) }),
    /timeout must be a positive .* got 0 seconds/,
  ],
  [
    'a fraction of seconds',
    (stack) => associate(stack, 'A', { timeout: Duration.millis(1500) }),
    /timeout .* got 1.5 seconds/,
  ],
  [
    'a snapshot of an application',
    (stack) => associate(stack, 'A', { removalPolicy: RemovalPolicy.SNAPSHOT }),
    /^Stack\/A: removalPolicy must be DESTROY, RETAIN .* got 'snapshot': .* use RETAIN/,
  ],
];

describe('refused when constructing, naming path, prop, value and remedy', () => {
  test.each(REFUSED)('%s', (_situation, declare, outcome) => {
    const stack = newStack();
    expect(() => declare(stack)).toThrow(outcome);
  });
});

describe('each kind of wrong id: what it is, or how to write it', () => {
  const SHARED = [
    { id: '', hint: 'pass the id' },
    { id: 'wspool-0abc12345', hint: 'this is a pool' },
    { id: 'wsinst-0abc12345', hint: 'this is a managed instance of WorkSpaces Core' },
    { id: 'wsb-0abc12345', hint: 'this is the id of a bundle' },
    { id: 'wsi-0abc12345', hint: 'this is the id of an image' },
    { id: 'd-9067012345', hint: 'this is the id of a directory' },
    { id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', hint: 'this is the ARN of another kind of resource' },
    { id: '{{resolve:ssm-secure:/desk}}', hint: 'a secure string' },
  ];

  test.each([
    ...SHARED,
    { id: VISIO, hint: 'the two ids are swapped' },
    { id: 'WS-0ABC12345', hint: "write it as 'ws-0abc12345', in lower case" },
    { id: ' ws-0abc12345\n', hint: "write it as 'ws-0abc12345', in lower case and without spaces" },
    { id: 'ws-1', hint: "after 'ws-' an id has 8 to 63" },
    { id: 'ws-0abc12345/x', hint: "after 'ws-' an id has 8 to 63" },
    { id: 'x ws-0abc12345', hint: 'not a user or computer name' },
    { id: 'ws-0abc12345,ws-1abc12345', hint: 'pass each id on its own' },
    { id: 'arn:aws:workspaces:eu-west-1:1:workspace/ws-0abc12345', hint: "pass its last part, 'ws-0abc12345'" },
  ])('workspaceId $id: $hint', ({ id, hint }) => {
    expect(() => associate(newStack(), 'A', { workspaceId: id })).toThrow(hint);
  });

  test.each([
    ...SHARED,
    { id: WORKSPACE, hint: 'the two ids are swapped' },
    { id: 'WSA-0DEF67890', hint: "write it as 'wsa-0def67890', in lower case" },
    { id: `${OFFICE},${VISIO}`, hint: 'pass each id on its own' },
    { id: 'arn:aws:workspaces:eu-west-1:1:workspaceapplication/wsa-0def67890', hint: "last part, 'wsa-0def67890'" },
  ])('applicationId $id: $hint', ({ id, hint }) => {
    expect(() => associate(newStack(), 'A', { applicationId: id })).toThrow(hint);
  });
});

describe('a token that lost what it stands for: says what to use', () => {
  const list = (stack: Stack) => new CfnParameter(stack, 'L', { type: 'CommaDelimitedList' }).valueAsList;
  const element = (stack: Stack) => list(stack)[0] ?? '';

  test.each<[string, Declare, RegExp]>([
    [
      'a list that is spread into another',
      (stack) => declareSet(stack, 'A', { applicationIds: [...list(stack), OFFICE] }),
      /applicationIds\[0\] holds a piece of a list token, .* Fn\.select\(0, list\).*Fn\.split\(',', Fn\.join/,
    ],
    [
      'the first element of a list',
      (stack) => associate(stack, 'A', { workspaceId: element(stack) }),
      /workspaceId holds a piece of a list token.* Fn\.select\(0, list\)/,
    ],
    [
      'the same for an application',
      (stack) => associate(stack, 'A', { applicationId: element(stack) }),
      /applicationId holds/,
    ],
    [
      'a list within a text',
      (stack) => associate(stack, 'A', { revision: `${list(stack)}` }),
      /revision holds a piece/,
    ],
    [
      'a name',
      (stack) => WorkspaceApplication.fromName(stack, 'A', element(stack)),
      /name holds a piece of a list token/,
    ],
    [
      'an owner',
      (stack) => WorkspaceApplication.fromName(stack, 'A', 'Visio', { owner: element(stack) }),
      /owner holds a piece of a list token/,
    ],
    [
      'a tag',
      (stack) => new WorkspaceApplicationProvider(stack, 'A', { workspaceTags: { Team: element(stack) } }),
      /workspaceTags\['Team'\] holds a piece of a list token/,
    ],
  ])('%s', (_situation, declare, outcome) => {
    expect(() => declare(newStack())).toThrow(outcome);
  });

  test('what the message advises: is one list of all', () => {
    const stack = newStack();
    const all = Fn.split(',', Fn.join(',', [Fn.join(',', list(stack)), OFFICE]));
    declareSet(stack, 'A', { applicationIds: all });
    expect(onlyResource(stack, RESOURCE_TYPE).Properties.ApplicationIds).toEqual({
      'Fn::Split': [',', { 'Fn::Join': [',', [{ 'Fn::Join': [',', { Ref: 'L' }] }, OFFICE]] }],
    });
  });
});

describe('lazy values: refused when synthesizing, in the same words', () => {
  test.each<[string, Declare, RegExp]>([
    [
      'a WorkSpace by its user name',
      (stack) => associate(stack, 'A', { workspaceId: lazily('jane') }),
      /\[Stack\/A\] workspaceId must look like 'ws-0abc12345', got 'jane': pass the id/,
    ],
    [
      'an application by its name',
      (stack) => associate(stack, 'A', { applicationId: lazily('Visio') }),
      /\[Stack\/A\] applicationId must look like .* got 'Visio'/,
    ],
    [
      'a malformed id in a list',
      (stack) => declareSet(stack, 'A', { applicationIds: lazyList([OFFICE, 'visio']) }),
      /\[Stack\/A\] applicationIds\[1\] must look like .* got 'visio'/,
    ],
    [
      'a malformed lazy id beside a good one',
      (stack) => declareSet(stack, 'A', { applicationIds: [OFFICE, lazily('visio')] }),
      /applicationIds\[1\] must look like/,
    ],
    ['an empty list', (stack) => declareSet(stack, 'A', { applicationIds: lazyList([]) }), /applicationIds is empty/],
    ['no list', (stack) => declareSet(stack, 'A', { applicationIds: lazyList(undefined) }), /applicationIds is empty/],
    [
      '21 ids',
      (stack) => declareSet(stack, 'A', { absentApplicationIds: lazyList(ids(21)) }),
      /hold 21 applications, at most 20/,
    ],
    [
      'an id twice',
      (stack) => declareSet(stack, 'A', { applicationIds: lazyList([OFFICE, OFFICE]) }),
      /applicationIds holds 'wsa-0office2021' twice/,
    ],
    [
      'present and absent',
      (stack) => declareSet(stack, 'A', { applicationIds: lazyList([OFFICE]), absentApplicationIds: [OFFICE] }),
      /both hold 'wsa-0office2021'/,
    ],
    [
      'a timeout over 55 minutes',
      (stack) => associate(stack, 'A', { timeout: Duration.seconds(Lazy.number({ produce: () => 3301 })) }),
      /timeout must be at most 55 minutes/,
    ],
    ['an empty name', (stack) => WorkspaceApplication.fromName(stack, 'A', lazily(' ')), /\[Stack\/A\] name is empty/],
    [
      'an owner',
      (stack) => WorkspaceApplication.fromName(stack, 'A', 'Visio', { owner: lazily('amazon') }),
      /owner must be 'AMAZON'/,
    ],
  ])('%s', (_situation, declare, outcome) => {
    const stack = newStack();
    declare(stack);
    expect(() => resourcesOf(stack)).toThrow(outcome);
  });
});

describe('accepted', () => {
  const ACCEPTED: [situation: string, declare: Declare, outcome: object][] = [
    [
      'the longest timeout: left out',
      (stack) => associate(stack, 'A', { timeout: Duration.minutes(55) }),
      { timeoutSeconds: 3300 },
    ],
    ['one second', (stack) => associate(stack, 'A', { timeout: Duration.seconds(1) }), { timeoutSeconds: 1 }],
    [
      'whole seconds in milliseconds',
      (stack) => associate(stack, 'A', { timeout: Duration.millis(2000) }),
      { timeoutSeconds: 2 },
    ],
    ['20 applications', (stack) => declareSet(stack, 'A', { applicationIds: ids(20) }), { applicationIds: ids(20) }],
    [
      'only absent ones, the other list left out',
      (stack) => declareSet(stack, 'A', { absentApplicationIds: [OFFICE] }),
      { applicationIds: [], absentApplicationIds: [OFFICE] },
    ],
    [
      'only absent ones, the other list empty',
      (stack) => declareSet(stack, 'A', { applicationIds: [], absentApplicationIds: [OFFICE] }),
      { applicationIds: [], absentApplicationIds: [OFFICE] },
    ],
  ];

  test.each(ACCEPTED)('%s', (_situation, declare, outcome) => {
    const stack = newStack();
    declare(stack);
    expect(parseProperties(onlyResource(stack, RESOURCE_TYPE).Properties)).toMatchObject(outcome);
  });
});

describe('tokens pass', () => {
  const parameter = (stack: Stack): CfnParameter => new CfnParameter(stack, 'P');
  const listParameter = (stack: Stack): CfnParameter => new CfnParameter(stack, 'L', { type: 'CommaDelimitedList' });

  const TOKENS: [situation: string, declare: Declare, outcome: object][] = [
    [
      'a WorkSpace id from a parameter',
      (stack) => associate(stack, 'A', { workspaceId: parameter(stack).valueAsString }),
      { WorkspaceId: { Ref: 'P' } },
    ],
    [
      'a WorkSpace id with a token within',
      (stack) => associate(stack, 'A', { workspaceId: `ws-${parameter(stack).valueAsString}` }),
      { WorkspaceId: { 'Fn::Join': ['', ['ws-', { Ref: 'P' }]] } },
    ],
    [
      'an application id from a parameter',
      (stack) => associate(stack, 'A', { applicationId: parameter(stack).valueAsString }),
      { ApplicationIds: [{ Ref: 'P' }] },
    ],
    [
      'a token beside a literal',
      (stack) => declareSet(stack, 'A', { applicationIds: [OFFICE, parameter(stack).valueAsString] }),
      { ApplicationIds: [OFFICE, { Ref: 'P' }] },
    ],
    [
      'a list parameter',
      (stack) => declareSet(stack, 'A', { applicationIds: listParameter(stack).valueAsList }),
      { ApplicationIds: { Ref: 'L' } },
    ],
    [
      'an absent list parameter',
      (stack) => declareSet(stack, 'A', { absentApplicationIds: listParameter(stack).valueAsList }),
      { AbsentApplicationIds: { Ref: 'L' } },
    ],
    [
      'a list split from a text',
      (stack) => declareSet(stack, 'A', { applicationIds: Fn.split(',', parameter(stack).valueAsString) }),
      { ApplicationIds: { 'Fn::Split': [',', { Ref: 'P' }] } },
    ],
    [
      'a list that is complete only when synthesizing',
      (stack) => declareSet(stack, 'A', { applicationIds: Lazy.list({ produce: () => [OFFICE, VISIO] }) }),
      { ApplicationIds: [OFFICE, VISIO] },
    ],
    [
      'a dynamic reference for each text',
      (stack) =>
        declareSet(stack, 'A', {
          workspaceId: '{{resolve:ssm:/desk}}',
          applicationIds: [OFFICE, '{{resolve:ssm:/visio:3}}'],
          absentApplicationIds: ['{{resolve:secretsmanager:old:SecretString:id}}'],
          revision: '{{resolve:ssm:/revision}}',
        }),
      {
        WorkspaceId: '{{resolve:ssm:/desk}}',
        ApplicationIds: [OFFICE, '{{resolve:ssm:/visio:3}}'],
        AbsentApplicationIds: ['{{resolve:secretsmanager:old:SecretString:id}}'],
        Revision: '{{resolve:ssm:/revision}}',
      },
    ],
    [
      'a dynamic reference that CDK makes',
      (stack) =>
        associate(stack, 'A', {
          workspaceId: new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/desk').toString(),
        }),
      { WorkspaceId: '{{resolve:ssm:/desk}}' },
    ],
    [
      'a revision that is a number parameter within text',
      (stack) =>
        associate(stack, 'A', { revision: `${new CfnParameter(stack, 'N', { type: 'Number' }).valueAsNumber}` }),
      { Revision: { Ref: 'N' } },
    ],
    [
      'a timeout from a number parameter',
      (stack) =>
        associate(stack, 'A', {
          timeout: Duration.seconds(new CfnParameter(stack, 'N', { type: 'Number' }).valueAsNumber),
        }),
      { TimeoutSeconds: { Ref: 'N' } },
    ],
    [
      'a timeout known only when synthesizing: a text, as the handler will get it',
      (stack) => associate(stack, 'A', { timeout: Duration.seconds(Lazy.number({ produce: () => 600 })) }),
      { TimeoutSeconds: '600' },
    ],
    [
      'a revision from a parameter',
      (stack) => associate(stack, 'A', { revision: parameter(stack).valueAsString }),
      { Revision: { Ref: 'P' } },
    ],
  ];

  test.each(TOKENS)('%s', (_situation, declare, outcome) => {
    const stack = newStack();
    declare(stack);
    expect(onlyResource(stack, RESOURCE_TYPE).Properties).toMatchObject(outcome);
  });
});

describe('a look-up by name whose texts are dynamic references', () => {
  test('passes, with a resource for each reference, whatever their case', () => {
    const stack = newStack();
    for (const [id, name] of Object.entries({ A: '{{resolve:ssm:/Name}}', B: '{{resolve:ssm:/name}}' })) {
      WorkspaceApplication.fromName(stack, id, name, { owner: '{{resolve:ssm:/owner}}' });
    }
    expect(Object.values(resourcesOf(stack, LOOKUP_TYPE)).map(({ Properties }) => Properties.Name)).toEqual([
      '{{resolve:ssm:/Name}}',
      '{{resolve:ssm:/name}}',
    ]);
  });
});
