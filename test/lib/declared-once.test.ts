import { CfnCondition, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { associate, declareSet, newApp, OFFICE, OFFICE_2016, VISIO } from './synth';

type Declare = (stack: Stack) => unknown;

function synthesizing(declare: Declare): () => unknown {
  const app = newApp();
  declare(new Stack(app, 'Stack'));
  return () => app.synth();
}

function under(condition: CfnCondition, construct: Construct): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error('no L1');
  resource.cfnOptions.condition = condition;
}

describe('refused when synthesizing', () => {
  const REFUSED: [situation: string, declare: Declare, outcome: RegExp][] = [
    [
      'two associations of one application on one WorkSpace: both are named',
      (stack) => [associate(stack, 'First'), associate(stack, 'Second')],
      /Stack\/Second: application 'wsa-0office2021' on WorkSpace 'ws-0abc12345' is already declared by Stack\/First: remove one/,
    ],
    [
      'an association beside a set',
      (stack) => [declareSet(stack, 'Desk', { applicationIds: [VISIO, OFFICE] }), associate(stack, 'Office')],
      /Stack\/Office: application 'wsa-0office2021' .* by Stack\/Desk/,
    ],
    [
      'one set wants it, another wants it gone',
      (stack) => [
        declareSet(stack, 'Wanted', { applicationIds: [OFFICE] }),
        declareSet(stack, 'Gone', { absentApplicationIds: [OFFICE] }),
      ],
      /Stack\/Gone: .* by Stack\/Wanted/,
    ],
    [
      'the same parameter twice',
      (stack) => {
        const workspaceId = new CfnParameter(stack, 'P').valueAsString;
        return [associate(stack, 'First', { workspaceId }), associate(stack, 'Second', { workspaceId })];
      },
      /on WorkSpace \{"Ref":"P"\} is already declared/,
    ],
    [
      'the same list parameter twice',
      (stack) => {
        const applicationIds = new CfnParameter(stack, 'L', { type: 'CommaDelimitedList' }).valueAsList;
        return [declareSet(stack, 'First', { applicationIds }), declareSet(stack, 'Second', { applicationIds })];
      },
      /application \{"Ref":"L"\} .* is already declared by Stack\/First/,
    ],
    [
      'a token that turns out to be the same literal',
      (stack) => [
        associate(stack, 'First'),
        associate(stack, 'Second', { applicationId: Lazy.string({ produce: () => OFFICE }) }),
      ],
      /Stack\/Second: application 'wsa-0office2021'/,
    ],
  ];

  test.each(REFUSED)('%s', (_situation, declare, outcome) => {
    expect(synthesizing(declare)).toThrow(outcome);
  });

  test('several at once: all are named', () => {
    const both = { applicationIds: [OFFICE, VISIO] };
    const synth = synthesizing((stack) => [declareSet(stack, 'First', both), declareSet(stack, 'Second', both)]);
    expect(synth).toThrow(/wsa-0office2021.*\n.*wsa-0visio2021/);
  });
});

test('the second names the application in both of its lists: that the first declares it is said once', () => {
  const lists = { applicationIds: [OFFICE], absentApplicationIds: Lazy.list({ produce: () => [OFFICE] }) };
  const synth = synthesizing((stack) => [associate(stack, 'First'), declareSet(stack, 'Second', lists)]);
  expect(synth).toThrow(/^(?!.*declared by.*declared by).*declared by/s);
});

describe('accepted', () => {
  const ACCEPTED: [situation: string, declare: Declare][] = [
    [
      'two applications on one WorkSpace',
      (stack) => [associate(stack, 'A'), associate(stack, 'B', { applicationId: VISIO })],
    ],
    [
      'one application on two WorkSpaces',
      (stack) => [associate(stack, 'A'), associate(stack, 'B', { workspaceId: 'ws-0abc12346' })],
    ],
    [
      'sets of one WorkSpace that do not meet',
      (stack) => [
        declareSet(stack, 'A', { applicationIds: [OFFICE], absentApplicationIds: [OFFICE_2016] }),
        declareSet(stack, 'B', { applicationIds: [VISIO] }),
      ],
    ],
    [
      'different parameters, whose values are not known yet',
      (stack) =>
        ['A', 'B'].map((id) => associate(stack, id, { workspaceId: new CfnParameter(stack, `P${id}`).valueAsString })),
    ],
    [
      'opposite conditions, under which only one of two exists',
      (stack) => {
        const first = new CfnCondition(stack, 'Is', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'x') });
        under(first, associate(stack, 'A'));
        under(new CfnCondition(stack, 'IsNot', { expression: Fn.conditionNot(first) }), associate(stack, 'B'));
      },
    ],
    [
      'the same in two stacks',
      (stack) => [associate(stack, 'A'), associate(new Stack(stack.node.scope ?? stack, 'Other'), 'A')],
    ],
    [
      'the same in a nested stack',
      (stack) => [associate(stack, 'A'), associate(new NestedStack(stack, 'Nested'), 'A')],
    ],
  ];

  test.each(ACCEPTED)('%s', (_situation, declare) => {
    expect(synthesizing(declare)).not.toThrow();
  });
});
