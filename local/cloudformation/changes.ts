import { isList, isObject, type Json, sameJson } from '../transport/json';
import { references } from './dependencies';
import { intrinsicOf } from './intrinsics';
import type { Change, Desired, Stack } from './model';
import type { ResourceDefinition } from './template';
import { resourceType } from './types';

/**
 * What a change set lists. Compares templates after the parameters are put in. The value of a reference is not known yet, so
 * a resource that refers to a changed one is listed too, because it may change.
 */
export function changesBetween(stack: Stack, desired: Desired): Change[] {
  const changes = new Map<string, Change>();
  const changed = (id: string): boolean => changes.has(id);
  for (const id of desired.resources.keys()) {
    const change = changeOf(id, stack, desired);
    if (change) changes.set(id, change);
  }
  for (const id of inReferenceOrder(desired)) {
    const definition = desired.resources.get(id);
    if (!definition || changed(id) || !references(definition.properties).some(changed)) continue;
    changes.set(id, modification(id, stack, definition, ['Properties'], 'Conditional'));
  }
  for (const [id, resource] of stack.resources) {
    if (desired.resources.has(id)) continue;
    const { physicalId, type, definition } = resource;
    const policyAction = definition.deletionPolicy === 'Delete' ? 'Delete' : 'Retain';
    const removed = { physicalId, type, replacement: undefined, policyAction, scope: [] } as const;
    changes.set(id, { action: 'Remove', logicalId: id, ...removed });
  }
  return [...changes.values()];
}

/** Whether anything at all differs, outputs and tags included. */
export function isDifferent(stack: Stack, desired: Desired, changes: readonly Change[]): boolean {
  const { current } = stack;
  if (!current || stack.status === 'REVIEW_IN_PROGRESS') return true;
  // A change that is listed only because of a reference never comes alone.
  if (changes.length > 0 || stack.status.endsWith('_FAILED')) return true;
  return !sameJson(outputsOf(current), outputsOf(desired)) || !sameJson(current.tags, desired.tags);
}

const outputsOf = (desired: Desired): Json =>
  [...desired.template.outputs].map(([key, { value, exportName }]) => [
    key,
    settle(value, desired),
    settle(exportName ?? '', desired),
  ]);

function changeOf(id: string, stack: Stack, desired: Desired): Change | undefined {
  const after = desired.resources.get(id);
  const before = stack.resources.get(id);
  if (!after) return undefined;
  if (!before || !stack.current) {
    return { action: 'Add', logicalId: id, physicalId: undefined, type: after.type, replacement: undefined, scope: [] };
  }
  const was = stack.current.resources.get(id) ?? before.definition;
  const scope: Change['scope'][number][] = [];
  const old = settle(was.properties, stack.current);
  const now = settle(after.properties, desired);
  if (!sameJson(old, now) || before.status.endsWith('_FAILED')) scope.push('Properties');
  if (!sameJson(was.metadata, after.metadata)) scope.push('Metadata');
  if (was.deletionPolicy !== after.deletionPolicy) scope.push('DeletionPolicy');
  if (was.updateReplacePolicy !== after.updateReplacePolicy) scope.push('UpdateReplacePolicy');
  if (scope.length === 0) return undefined;
  const replaces = isObject(old) && isObject(now) && resourceType(after.type).replaces(old, now);
  return modification(id, stack, after, scope, replaces ? 'True' : 'False');
}

const REPLACED = { Delete: 'ReplaceAndDelete', Retain: 'ReplaceAndRetain' } as const;

const modification = (
  logicalId: string,
  stack: Stack,
  { type, updateReplacePolicy }: ResourceDefinition,
  scope: Change['scope'],
  replacement: Change['replacement'],
): Change => ({
  action: 'Modify',
  logicalId,
  physicalId: stack.resources.get(logicalId)?.physicalId,
  type,
  replacement,
  ...(replacement === 'True' && { policyAction: REPLACED[updateReplacePolicy] }),
  scope,
});

/** Puts parameters, mappings and conditions in, and leaves references to resources as they are written. */
function settle(value: Json, desired: Desired): Json {
  if (isList(value)) return value.map((part) => settle(part, desired));
  if (!isObject(value)) return value;
  const call = intrinsicOf(value);
  if (call?.name === 'Ref' && typeof call.argument === 'string') return desired.parameters[call.argument] ?? value;
  if (call?.name === 'Fn::If' && isList(call.argument)) {
    const [condition, whenTrue, whenFalse] = call.argument;
    return settle((desired.conditions.get(String(condition)) ? whenTrue : whenFalse) ?? '', desired);
  }
  if (call?.name === 'Fn::FindInMap') return { ...value, mappings: desired.template.mappings };
  if (call?.name === 'Fn::Sub') return { ...value, parameters: desired.parameters };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, settle(part, desired)]));
}

function inReferenceOrder(desired: Desired): string[] {
  const order = new Set<string>();
  const visit = (id: string): void => {
    if (order.has(id)) return;
    for (const before of desired.graph.get(id) ?? []) visit(before);
    order.add(id);
  };
  for (const id of desired.resources.keys()) visit(id);
  return [...order];
}
