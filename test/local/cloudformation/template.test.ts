// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub is written
import { conditionally, outputOf } from './resolution';
import { custom, TestWorld } from './world';

const PARAMETERS = { Name: { Type: 'String', Default: 'n' }, Zones: { Type: 'CommaDelimitedList', Default: 'a, b' } };
const MAPPINGS = { Sizes: { small: { disk: '10' } } };

describe('an intrinsic function', () => {
  test.each([
    ['Ref of a parameter', { Ref: 'Name' }, 'n'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref of a resource', { Ref: 'P' }, 'p'],
    ['GetAtt in two parts', { 'Fn::GetAtt': ['P', 'Value'] }, 'v'],
    ['GetAtt in one', { 'Fn::GetAtt': 'P.Value' }, 'v'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 3]] }, 'a-n-3'],
    ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b'],
    ['Join without what is NoValue', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }]] }, 'a'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'x/y'] }] }, 'y'],
    ['Sub', { 'Fn::Sub': '${Name}:${P.Value}:${AWS::AccountId}:${!Raw}' }, 'n:v:111122223333:${Raw}'],
    ['Sub with variables', { 'Fn::Sub': ['${V}', { V: { Ref: 'Name' } }] }, 'n'],
    ['If', { 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'disk'] }, '10'],
    ['Base64', { 'Fn::Base64': 'x' }, 'eA=='],
    ['GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
  ])('%s: resolved', async (_what, value, expected) => {
    expect(await outputOf(value, { Parameters: PARAMETERS, Mappings: MAPPINGS, Conditions: { Yes: YES } })).toBe(
      expected,
    );
  });

  test.each([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/8', 1, 1] }, 'does not support the intrinsic function Fn::Cidr'],
    [
      'a dynamic reference in an output',
      '{{resolve:ssm:x}}',
      'does not support dynamic references in outputs, as in Out',
    ],
    [
      'a missing map entry',
      { 'Fn::FindInMap': ['Sizes', 'huge', 'disk'] },
      'Unable to get mapping for Sizes::huge::disk',
    ],
    ['an import without an export', { 'Fn::ImportValue': 'none' }, 'No export named none found.'],
    ['an unknown attribute', { 'Fn::GetAtt': ['P', 'Nope'] }, "Attribute 'Nope' does not exist"],
  ])('%s: fails by name', async (_what, value, reason) => {
    await expect(outputOf(value, { Mappings: MAPPINGS })).rejects.toThrow(reason);
  });
});

const YES = { 'Fn::Equals': ['1', '1'] };
const NO = { 'Fn::Not': [YES] };

test.each([
  ['Equals', YES, true],
  ['Not', NO, false],
  ['And', { 'Fn::And': [YES, NO] }, false],
  ['Or', { 'Fn::Or': [YES, NO] }, true],
  ['another condition', { Condition: 'Other' }, true],
  ['a parameter beside a number', { 'Fn::Equals': [{ Ref: 'Count' }, 2] }, true],
])('a condition by %s: decides whether the resource is there', async (_what, condition, expected) => {
  const stack = await conditionally({
    Parameters: { Count: { Type: 'Number', Default: 2 } },
    Conditions: { It: condition, Other: YES },
  });
  expect(stack.resources.has('A')).toBe(expected);
});

describe('a template that is refused at once', () => {
  test.each([
    [
      'a section',
      { Resources: { A: custom() }, Transform: 'AWS::Serverless' },
      "does not support the template section 'Transform'",
    ],
    [
      'a resource type',
      { Resources: { A: { Type: 'AWS::DynamoDB::Table' } } },
      'does not support the resource type AWS::DynamoDB::Table',
    ],
    [
      'a resource attribute',
      { Resources: { A: custom({}, { CreationPolicy: {} }) } },
      "does not support the attribute 'CreationPolicy'",
    ],
    [
      'a policy',
      { Resources: { A: custom({}, { DeletionPolicy: 'Snapshot' }) } },
      "does not support DeletionPolicy 'Snapshot'",
    ],
    ['no resources', {}, 'At least one Resources member must be defined'],
    ['a null', { Resources: { A: custom({ X: null }) } }, "[/Resources/A/Properties/X] 'null' values are not allowed"],
    [
      'a circle',
      { Resources: { A: custom({}, { DependsOn: 'B' }), B: custom({}, { DependsOn: 'A' }) } },
      'Circular dependency',
    ],
    [
      'a reference to nothing',
      { Resources: { A: custom({ X: { Ref: 'Nobody' } }) } },
      'Unresolved resource dependencies [Nobody]',
    ],
    [
      'a reference to a name that every object has',
      { Resources: { A: custom({ X: { Ref: 'constructor' } }) } },
      'Unresolved resource dependencies [constructor]',
    ],
    [
      'a condition that is not declared, of such a name',
      { Resources: { A: custom() }, Conditions: { C: { Condition: 'toString' } } },
      'Unresolved condition toString',
    ],
    [
      'a condition function of such a name',
      { Resources: { A: custom() }, Conditions: { C: { constructor: [] } } },
      'does not support the condition function constructor',
    ],
    [
      'conditions in a circle',
      { Resources: { A: custom() }, Conditions: { C: { 'Fn::Not': [{ Condition: 'D' }] }, D: { Condition: 'C' } } },
      'Circular dependency between conditions: C, D',
    ],
    [
      'values in one another without end',
      { Resources: { A: custom({ X: JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) }) } },
      'values are nested in one another more than',
    ],
    [
      'a pattern that does not end',
      {
        Resources: { A: custom() },
        Parameters: { P: { Type: 'String', AllowedPattern: '(a+)+', Default: `${'a'.repeat(40)}!` } },
      },
      "Parameter 'P' must match pattern (a+)+",
    ],
    [
      'a pattern that is none',
      { Resources: { A: custom() }, Parameters: { P: { Type: 'String', AllowedPattern: '(', Default: 'a' } } },
      "Parameter 'P' must match pattern (",
    ],
    [
      'a parameter without value',
      { Resources: { A: custom() }, Parameters: { P: { Type: 'String' } } },
      'Parameters: [P] must have values',
    ],
    [
      'a rule that does not hold',
      {
        Resources: { A: custom() },
        Parameters: { V: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' } },
        Rules: {
          R: {
            Assertions: [
              { Assert: { 'Fn::Not': [{ 'Fn::Contains': [['30'], { Ref: 'V' }] }] }, AssertDescription: 'too old' },
            ],
          },
        },
      },
      'too old',
    ],
  ])('%s: says which', (_what, body, reason) => {
    const world = new TestWorld();
    expect(() => world.engine.createStack({ stackName: 'Test', templateBody: JSON.stringify(body) })).toThrow(reason);
    expect(world.engine.allStacks()).toEqual([]);
  });

  test('YAML: says that it wants JSON', () => {
    expect(() => new TestWorld().engine.createStack({ stackName: 'Test', templateBody: 'Resources:' })).toThrow(
      'templates in YAML',
    );
  });
});
