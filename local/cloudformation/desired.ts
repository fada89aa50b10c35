import { isList, type Json, type JsonObject, textAt } from '../transport/json';
import { checkRules } from './conditions';
import type { Context } from './context';
import { dependencies } from './dependencies';
import { unsupported, validationError } from './errors';
import type { ParameterInput } from './inputs';
import type { Desired, Stack } from './model';
import { evaluateConditions, isPseudoParameter, parameterScope } from './scope';
import type { Template } from './template';
import { resourceType } from './types';

/** Checks a template with its parameters for everything that can be known before anything is deployed. Throws a ValidationError. */
export function desire(
  context: Context,
  stack: Stack,
  template: Template,
  inputs: readonly ParameterInput[],
  tags: Readonly<Record<string, string>>,
): Desired {
  const given = givenParameters(template, inputs, stack.current?.given ?? {});
  const parameters = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      parameterValue(context, template.parameters.get(name) ?? {}, name, value),
    ]),
  );
  const conditions = evaluateConditions(context, stack, template, parameters);
  checkRules(template.rules, parameterScope(context, stack, template, parameters, conditions));
  const resources = new Map(
    [...template.resources].filter(
      ([, { condition }]) => condition === undefined || conditions.get(condition) === true,
    ),
  );
  for (const { type } of resources.values()) resourceType(type);
  refuseNewTypes(stack, resources);
  const known = (name: string): boolean =>
    name in parameters || isPseudoParameter(name) || template.resources.has(name) || name in template.conditions;
  return { template, parameters, given, conditions, resources, graph: dependencies(resources, known), tags };
}

function givenParameters(
  template: Template,
  inputs: readonly ParameterInput[],
  previous: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = inputs.filter(({ key }) => !template.parameters.has(key)).map(({ key }) => key);
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const given: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, definition] of template.parameters) {
    const input = inputs.find(({ key }) => key === name);
    const value = input?.usePreviousValue ? previous[name] : (input?.value ?? textAt(definition, 'Default'));
    if (value === undefined) missing.push(name);
    else given[name] = value;
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return given;
}

function parameterValue(context: Context, definition: JsonObject, name: string, value: string): Json {
  const allowed = definition.AllowedValues;
  if (isList(allowed) && !allowed.map(String).includes(value)) {
    throw validationError(`Parameter ${name} failed to satisfy constraint: must be one of [${allowed.join(', ')}]`);
  }
  const type = textAt(definition, 'Type') ?? 'String';
  if (type === 'String' || type === 'Number') return value;
  if (type === 'CommaDelimitedList' || type === 'List<Number>' || type === 'List<String>') {
    return value.split(',').map((part) => part.trim());
  }
  if (type === 'AWS::SSM::Parameter::Value<String>') return storedParameter(context, name, value);
  throw unsupported(`the parameter type ${type} of ${name}`);
}

function storedParameter(context: Context, name: string, key: string): string {
  const value = context.services.parameter(key);
  if (value === undefined) {
    throw validationError(
      `Unable to fetch parameters [${key}] from parameter store for this account (parameter ${name})`,
    );
  }
  return value;
}

function refuseNewTypes(stack: Stack, resources: Desired['resources']): void {
  const changed = [...resources]
    .filter(([id, { type }]) => (stack.resources.get(id)?.type ?? type) !== type)
    .map(([id]) => id);
  if (changed.length === 0) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
  );
}
