import { ServiceError } from '../cloudformation/errors';
import { arn, type Environment } from '../environment';
import { answerJson, type JsonCall, refuseOthers } from '../transport/calls';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { isList, isObject, type JsonObject, textAt } from '../transport/json';
import { nextPage } from '../transport/pages';
import {
  PARAMETER_TYPES,
  type Parameter,
  type ParameterStore,
  type ParameterType,
  type PutParameter,
  TIERS,
} from './parameters';

/** Reads and writes parameters. What is encrypted, shared or under a policy is refused by name. */
export function handleSsm(
  parameters: ParameterStore,
  environment: Environment,
  now: () => number,
  request: HttpRequest,
): Promise<HttpResponse> {
  return answerJson(request, callsOf(parameters, environment, now));
}

function callsOf(
  parameters: ParameterStore,
  environment: Environment,
  now: () => number,
): Readonly<Record<string, JsonCall>> {
  const shown = (parameter: Parameter) => viewOf(parameter, environment);
  return {
    GetParameter(input) {
      refuseOthers('GetParameter', input, ['Name', 'WithDecryption']);
      return { Parameter: shown(parameters.get(nameIn(input))) };
    },
    GetParameters(input) {
      refuseOthers('GetParameters', input, ['Names', 'WithDecryption']);
      const names = namesIn(input, 'Names', 10);
      return {
        Parameters: names.filter((name) => parameters.find(name)).map((name) => shown(parameters.get(name))),
        InvalidParameters: names.filter((name) => !parameters.find(name)),
      };
    },
    GetParameterHistory(input) {
      refuseOthers('GetParameterHistory', input, ['Name', 'WithDecryption', 'MaxResults', 'NextToken']);
      const { items, token } = nextPage(parameters.history(nameIn(input)), input, 50);
      return {
        Parameters: items.map((version) => ({ ...described(version, environment), Value: version.value })),
        NextToken: token,
      };
    },
    DescribeParameters(input) {
      refuseOthers('DescribeParameters', input, ['MaxResults', 'NextToken', 'ParameterFilters']);
      const found = parameters.all().filter((parameter) => fits(parameter, input));
      const { items, token } = nextPage(found, input, 50);
      return { Parameters: items.map((parameter) => described(parameter, environment)), NextToken: token };
    },
    PutParameter(input) {
      const { version, tier } = parameters.put(putIn(input), now());
      return { Version: version, Tier: tier };
    },
    DeleteParameter: (input) => parameters.delete(nameIn(input)),
  };
}

const PUT = ['Name', 'Value', 'Type', 'Tier', 'Description', 'Overwrite', 'AllowedPattern', 'DataType'];

function putIn(input: JsonObject): PutParameter {
  refuseOthers('PutParameter', input, PUT);
  return {
    name: nameIn(input),
    value: textAt(input, 'Value') ?? '',
    type: typeIn(input),
    tier: tierIn(input),
    description: textAt(input, 'Description'),
    allowedPattern: textAt(input, 'AllowedPattern'),
    overwrite: input.Overwrite === true,
  };
}

/** Of a request or of a resource: both name the members alike. */
export function typeIn(input: JsonObject): ParameterType | undefined {
  refuseDataType(input);
  const type = textAt(input, 'Type');
  const found = PARAMETER_TYPES.find((known) => known === type);
  if (type !== undefined && !found) throw unsupportedValue('Type', type);
  return found;
}

export function tierIn(input: JsonObject): PutParameter['tier'] {
  const tier = textAt(input, 'Tier');
  if (tier === undefined || tier === 'Intelligent-Tiering') return tier;
  const found = TIERS.find((known) => known === tier);
  if (!found) throw unsupportedValue('Tier', tier);
  return found;
}

function refuseDataType(input: JsonObject): void {
  const dataType = textAt(input, 'DataType') ?? 'text';
  if (dataType !== 'text') throw unsupportedValue('DataType', dataType);
}

const unsupportedValue = (member: string, value: string): ServiceError =>
  new ServiceError('ValidationException', `The embedded AWS does not support parameters with ${member} ${value}`);

const nameIn = (input: JsonObject): string => textAt(input, 'Name') ?? '';

function namesIn(input: JsonObject, member: string, most: number): string[] {
  const names = isList(input[member]) ? input[member].map(String) : [];
  if (names.length > 0 && names.length <= most) return names;
  throw new ServiceError('ValidationException', `${member} must have 1 to ${most} entries, not ${names.length}`);
}

/** `ParameterFilters` by Name alone, which is how a prefix is listed. */
function fits({ name }: Parameter, input: JsonObject): boolean {
  const filters = isList(input.ParameterFilters) ? input.ParameterFilters.filter(isObject) : [];
  return filters.every((filter) => {
    const option = textAt(filter, 'Option') ?? 'Equals';
    if (filter.Key !== 'Name' || (option !== 'Equals' && option !== 'BeginsWith')) {
      throw new ServiceError(
        'InvalidFilterKey',
        `The embedded AWS does not support the filter ${JSON.stringify(filter)}`,
      );
    }
    const values = isList(filter.Values) ? filter.Values.map(String) : [];
    return values.some((value) => (option === 'Equals' ? name === value : name.startsWith(value)));
  });
}

const viewOf = (parameter: Parameter, environment: Environment) => ({
  Name: parameter.name,
  Type: parameter.type,
  Value: parameter.value,
  Version: parameter.version,
  LastModifiedDate: parameter.lastModified / 1000,
  ARN: arn(environment, 'ssm', `parameter/${parameter.name.replace(/^\//, '')}`),
  DataType: 'text',
});

function described(parameter: Parameter, environment: Environment) {
  const { Value: _value, ...view } = viewOf(parameter, environment);
  const { description, allowedPattern, tier } = parameter;
  return { ...view, Description: description, AllowedPattern: allowedPattern, Tier: tier, Policies: [] };
}
