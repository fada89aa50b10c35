import type { Environment } from '../environment';
import { isObject, type Json, ownOf } from '../transport/json';
import { evaluate } from './conditions';
import type { Context } from './context';
import { ResourceFailure, unsupported, validationError } from './errors';
import { NO_VALUE, type Scope } from './intrinsics';
import type { Desired, Stack } from './model';
import type { Template } from './template';
import { resourceType } from './types';

const PSEUDO: Readonly<Record<string, (environment: Environment, stack: Stack) => Json | typeof NO_VALUE>> = {
  'AWS::AccountId': ({ account }) => account,
  'AWS::Region': ({ region }) => region,
  'AWS::Partition': ({ partition }) => partition,
  'AWS::URLSuffix': ({ urlSuffix }) => urlSuffix,
  'AWS::StackId': (_environment, { id }) => id,
  'AWS::StackName': (_environment, { name }) => name,
  'AWS::NotificationARNs': () => [],
  'AWS::NoValue': () => NO_VALUE,
};

export const isPseudoParameter = (name: string): boolean => Object.hasOwn(PSEUDO, name);

/** What conditions and rules may refer to: parameters and mappings, but no resource. */
export function parameterScope(
  context: Context,
  stack: Stack,
  template: Template,
  parameters: Readonly<Record<string, Json>>,
  conditions: ReadonlyMap<string, boolean>,
): Scope {
  return {
    availabilityZones: ['a', 'b', 'c'].map((zone) => context.environment.region + zone),
    reference(name) {
      const pseudo = ownOf(PSEUDO, name);
      const value = pseudo ? pseudo(context.environment, stack) : ownOf(parameters, name);
      if (value === undefined) throw validationError(`Template format error: Unresolved reference ${name}`);
      return value;
    },
    attribute: (logicalId) => {
      throw validationError(`Template error: resource ${logicalId} does not support attributes here`);
    },
    condition: (name) => conditionOf(name, conditions),
    mapping(map, first, second) {
      const table = ownOf(template.mappings, map);
      const row = isObject(table) ? ownOf(table, first) : undefined;
      const value = isObject(row) ? ownOf(row, second) : undefined;
      if (value === undefined)
        throw validationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
      return value;
    },
    imported: (name) => {
      throw unsupported(`Fn::ImportValue of ${name} in a condition`);
    },
  };
}

function conditionOf(name: string, conditions: ReadonlyMap<string, boolean>): boolean {
  const value = conditions.get(name);
  if (value === undefined) throw validationError(`Template format error: Unresolved condition ${name}`);
  return value;
}

/** Evaluates the conditions of a template, those that others need first. */
export function evaluateConditions(
  context: Context,
  stack: Stack,
  template: Template,
  parameters: Readonly<Record<string, Json>>,
): Map<string, boolean> {
  const values = new Map<string, boolean>();
  const begun = new Set<string>();
  const scope: Scope = {
    ...parameterScope(context, stack, template, parameters, values),
    condition(name) {
      const declared = ownOf(template.conditions, name);
      if (declared === undefined || values.has(name)) return conditionOf(name, values);
      if (begun.has(name))
        throw validationError(
          `Template format error: Circular dependency between conditions: ${[...begun].join(', ')}`,
        );
      begun.add(name);
      values.set(name, evaluate(declared, scope));
      begun.delete(name);
      return conditionOf(name, values);
    },
  };
  for (const name of Object.keys(template.conditions)) scope.condition(name);
  return values;
}

/** What resources and outputs may refer to while a stack is being deployed: also its resources, as they are by then. */
export function resourceScope(context: Context, stack: Stack, desired: Desired): Scope {
  const scope = parameterScope(context, stack, desired.template, desired.parameters, desired.conditions);
  const provided = (logicalId: string) => {
    const resource = stack.resources.get(logicalId);
    if (resource?.physicalId === undefined) {
      throw new ResourceFailure(`Resource ${logicalId} does not exist`, undefined, false);
    }
    return { type: resource.type, physicalId: resource.physicalId, attributes: resource.attributes };
  };
  return {
    ...scope,
    reference: (name) => (desired.resources.has(name) ? provided(name).physicalId : scope.reference(name)),
    attribute(logicalId, attribute) {
      const found = provided(logicalId);
      return resourceType(found.type).attribute(found, attribute);
    },
    imported(name) {
      const value = context.exported(name);
      if (!value) throw new ResourceFailure(`No export named ${name} found.`, undefined, false);
      stack.imports.add(name);
      return value.value;
    },
  };
}
