import type { Json, JsonObject } from '../../../local/transport/json';
import { call, textsOf } from './call';
import { custom, propertiesOf, TestWorld, template } from './world';

/** Creates a stack whose parameter `P` has this definition and value. */
function given(definition: JsonObject, value: string): TestWorld {
  const world = new TestWorld();
  const templateBody = template({ A: custom({ P: { Ref: 'P' } }) }, { Parameters: { P: definition } });
  const parameters = [{ key: 'P', value, usePreviousValue: false }];
  world.engine.createStack({ stackName: 'Test', templateBody, parameters });
  return world;
}

test.each([
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', "Parameter 'P' must be one of AllowedValues"],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'a1', "Parameter 'P' must match pattern [a-z]+"],
  [{ Type: 'String', MinLength: 2 }, 'a', "Parameter 'P' must contain at least 2 characters"],
  [{ Type: 'String', MaxLength: 2 }, 'abc', "Parameter 'P' must contain at most 2 characters"],
  [{ Type: 'Number' }, 'abc', "Parameter 'P' must be a number"],
  [{ Type: 'Number', MinValue: 2 }, '1', "Parameter 'P' must be a number not less than 2"],
  [{ Type: 'Number', MaxValue: 2 }, '3', "Parameter 'P' must be a number not greater than 2"],
  [
    { Type: 'String', MaxLength: 2, ConstraintDescription: 'short' },
    'abc',
    'Parameter P failed to satisfy constraint: short',
  ],
  [{ Type: 'String', Colour: 'red' }, 'a', "Invalid template parameter property 'Colour'"],
  [
    { Type: 'AWS::EC2::VPC::Id' },
    'vpc-1',
    'The embedded AWS does not support the parameter type AWS::EC2::VPC::Id of P',
  ],
] as const)('%j with the value %s: refused', (definition, value, message) => {
  expect(() => given(definition, value)).toThrow(message);
});

test.each([
  [{ Type: 'String', AllowedPattern: '[a-z]+', MinLength: 1, MaxLength: 3 }, 'abc', 'abc'],
  [{ Type: 'Number', MinValue: 1, MaxValue: 3 }, '2', '2'],
  [{ Type: 'CommaDelimitedList' }, 'a, b', ['a', 'b']],
] as const)('%j with the value %s: taken', async (definition, value, seen) => {
  const world = given(definition, value);
  await world.rest();
  const { P } = propertiesOf(world.requestOf('Create', 'A'));
  expect(P).toEqual<Json | undefined>(seen);
});

test('a parameter that is not to be echoed: four asterisks, and its value to the resource', async () => {
  const world = given({ Type: 'String', NoEcho: true }, 'hidden');
  await world.rest();
  const described = call(world, 'DescribeStacks', { StackName: 'Test' });
  expect([textsOf(described, 'ParameterValue'), described.includes('hidden')]).toEqual([['****'], false]);
  expect(propertiesOf(world.requestOf('Create', 'A'))).toMatchObject({ P: 'hidden' });
});
