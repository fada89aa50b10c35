import { ALL_CAPABILITIES, refuseUnacknowledged } from './capabilities';
import { checkRules } from './conditions';
import type { Context } from './context';
import { dependencies } from './dependencies';
import { checkReferences } from './dynamic-references';
import { validationError } from './errors';
import type { DeployInput } from './inputs';
import type { Desired, Stack } from './model';
import { givenParameters, parameterValue } from './parameters';
import { evaluateConditions, isPseudoParameter, parameterScope } from './scope';
import { parseTemplate } from './template';
import { resourceType } from './types';

/**
 * Checks a template with its parameters for everything that can be known before anything is deployed. Throws a
 * ServiceError.
 */
export function desire(context: Context, stack: Stack, input: DeployInput): Desired {
  const { tags = {}, capabilities = ALL_CAPABILITIES } = input;
  const template = parseTemplate(input.templateBody);
  const given = givenParameters(template, input.parameters ?? [], stack.current?.given ?? {});
  const parameters = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      parameterValue(context, template.parameters.get(name) ?? {}, name, value),
    ]),
  );
  refuseUnacknowledged(template.resources.values(), capabilities);
  const conditions = evaluateConditions(context, stack, template, parameters);
  checkRules(template.rules, parameterScope(context, stack, template, parameters, conditions));
  const resources = new Map(
    [...template.resources].filter(
      ([, { condition }]) => condition === undefined || conditions.get(condition) === true,
    ),
  );
  for (const { type } of resources.values()) resourceType(type);
  checkReferences(resources.values(), (key) => context.services.parameters.valueOf(key));
  refuseNewTypes(stack, resources);
  const known = (name: string): boolean =>
    Object.hasOwn(parameters, name) ||
    isPseudoParameter(name) ||
    template.resources.has(name) ||
    Object.hasOwn(template.conditions, name);
  const graph = dependencies(resources, known);
  return { template, parameters, given, conditions, resources, graph, tags, capabilities };
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
