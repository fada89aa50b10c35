import { CfnParameter, Duration, Fn, Lazy, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { parseProperties, RESOURCE_TYPE } from '../../lambda/contract/applications';
import { associate, declareSet, newStack, OFFICE, onlyResource, VISIO } from './synth';

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `wsa-${String(i).padStart(9, '0')}`);

type Declare = (stack: Stack) => unknown;

describe('refused when constructing, naming path, prop, value and remedy', () => {
  const REFUSED: [situation: string, declare: Declare, outcome: RegExp][] = [
    [
      'a WorkSpace by its user name',
      (stack) => associate(stack, 'A', { workspaceId: 'jane' }),
      /^Stack\/A: workspaceId must look like 'ws-0abc12345', got 'jane': pass the id/,
    ],
    [
      'a WorkSpace id with text before it',
      (stack) => associate(stack, 'A', { workspaceId: 'x ws-0abc12345' }),
      /workspaceId/,
    ],
    [
      'a WorkSpace id with text after it',
      (stack) => associate(stack, 'A', { workspaceId: 'ws-0abc12345/x' }),
      /workspaceId/,
    ],
    [
      'a WorkSpace id with a line break at its end',
      (stack) => associate(stack, 'A', { workspaceId: 'ws-0abc12345\n' }),
      /workspaceId/,
    ],
    ['a WorkSpace id in capitals', (stack) => associate(stack, 'A', { workspaceId: 'WS-0ABC12345' }), /workspaceId/],
    ['an empty WorkSpace id', (stack) => associate(stack, 'A', { workspaceId: '' }), /workspaceId .* got ''/],
    [
      'an application by its name',
      (stack) => associate(stack, 'A', { applicationId: 'Visio' }),
      /^Stack\/A: applicationId must look like 'wsa-0def67890', got 'Visio': pass an id/,
    ],
    ['the two ids swapped', (stack) => associate(stack, 'A', { applicationId: 'ws-0abc12345' }), /applicationId/],
    [
      'a malformed id within a set',
      (stack) => declareSet(stack, 'A', { applicationIds: [OFFICE, 'wsa-1'] }),
      /^Stack\/A: applicationIds\[1\] must look like .* got 'wsa-1'/,
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
      '51 applications',
      (stack) => declareSet(stack, 'A', { applicationIds: ids(51) }),
      /applicationIds holds 51 ids, at most 50/,
    ],
    [
      '51 absent ones',
      (stack) => declareSet(stack, 'A', { absentApplicationIds: ids(51) }),
      /absentApplicationIds holds 51 ids/,
    ],
    [
      'R10 a timeout over 55 minutes',
      (stack) => associate(stack, 'A', { timeout: Duration.seconds(3301) }),
      /^Stack\/A: timeout must be at most 55 minutes, got 55 minutes 1 second: .* waitForInstallation: false/,
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

  test.each(REFUSED)('%s', (_situation, declare, outcome) => {
    const stack = newStack();
    expect(() => declare(stack)).toThrow(outcome);
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
    ['50 applications', (stack) => declareSet(stack, 'A', { applicationIds: ids(50) }), { applicationIds: ids(50) }],
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
