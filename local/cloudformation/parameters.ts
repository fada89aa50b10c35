import { isList, type Json, type JsonObject, textAt } from '../transport/json';
import { matches } from '../transport/pattern';
import type { Context } from './context';
import { unsupported, validationError } from './errors';
import type { ParameterInput } from './inputs';
import type { Template } from './template';

const ATTRIBUTES = new Set([
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
]);

/** The value that each parameter was given: in the request, by the previous deployment, or by the template. */
export function givenParameters(
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

/** What a reference to the parameter resolves to. Throws a ValidationError if the given value breaks a constraint. */
export function parameterValue(context: Context, definition: JsonObject, name: string, value: string): Json {
  const foreign = Object.keys(definition).find((attribute) => !ATTRIBUTES.has(attribute));
  if (foreign !== undefined) throw validationError(`Invalid template parameter property '${foreign}'`);
  const broken = brokenConstraint(definition, value);
  if (broken !== undefined) {
    const description = textAt(definition, 'ConstraintDescription');
    throw validationError(
      description === undefined
        ? `Parameter '${name}' ${broken}`
        : `Parameter ${name} failed to satisfy constraint: ${description}`,
    );
  }
  const type = textAt(definition, 'Type') ?? 'String';
  if (type === 'String' || type === 'Number') return value;
  if (type === 'CommaDelimitedList' || type === 'List<Number>' || type === 'List<String>') {
    return value.split(',').map((part) => part.trim());
  }
  if (type === 'AWS::SSM::Parameter::Value<String>') return storedParameter(context, name, value);
  throw unsupported(`the parameter type ${type} of ${name}`);
}

/** The first constraint that a value breaks, in the service's words. */
function brokenConstraint(definition: JsonObject, value: string): string | undefined {
  const limit = (key: string, otherwise: number): number => Number(textAt(definition, key) ?? otherwise);
  const allowed = definition.AllowedValues;
  if (isList(allowed) && !allowed.map(String).includes(value)) return 'must be one of AllowedValues';
  const pattern = textAt(definition, 'AllowedPattern');
  if (pattern !== undefined && !matches(pattern, value)) return `must match pattern ${pattern}`;
  const [shortest, longest] = [limit('MinLength', 0), limit('MaxLength', Number.POSITIVE_INFINITY)];
  if (value.length < shortest) return `must contain at least ${shortest} characters`;
  if (value.length > longest) return `must contain at most ${longest} characters`;
  if (textAt(definition, 'Type') !== 'Number') return undefined;
  const [least, most] = [limit('MinValue', Number.NEGATIVE_INFINITY), limit('MaxValue', Number.POSITIVE_INFINITY)];
  if (value.trim() === '' || Number.isNaN(Number(value))) return 'must be a number';
  if (Number(value) < least) return `must be a number not less than ${least}`;
  return Number(value) > most ? `must be a number not greater than ${most}` : undefined;
}

function storedParameter(context: Context, name: string, key: string): string {
  const value = context.services.parameters.valueOf(key);
  if (value === undefined) {
    throw validationError(
      `Unable to fetch parameters [${key}] from parameter store for this account (parameter ${name})`,
    );
  }
  return value;
}
