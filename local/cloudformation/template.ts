import { isList, isObject, type Json, type JsonObject, objectAt, parseJson, textAt } from '../transport/json';
import { unsupported, validationError } from './errors';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';
export type UpdateReplacePolicy = 'Delete' | 'Retain';

export interface ResourceDefinition {
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: UpdateReplacePolicy;
  readonly metadata: JsonObject;
}

export interface OutputDefinition {
  readonly value: Json;
  readonly description: string | undefined;
  readonly exportName: Json | undefined;
  readonly condition: string | undefined;
}

export interface Template {
  /** As it was given: GetTemplate returns it unchanged. */
  readonly text: string;
  readonly description: string | undefined;
  readonly parameters: ReadonlyMap<string, JsonObject>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly rules: JsonObject;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Resources',
  'Outputs',
]);

const ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
]);

/** Reads a JSON template. Throws a ValidationError on what the service refuses, and by name on what we do not support. */
export function parseTemplate(text: string): Template {
  const root = parseObject(text);
  for (const section of Object.keys(root)) {
    if (!SECTIONS.has(section)) throw unsupported(`the template section '${section}'`);
  }
  refuseNulls(root, '');
  const resources = new Map(entries(root, 'Resources').map(([id, body]) => [id, parseResource(id, body)]));
  if (resources.size === 0)
    throw validationError('Template format error: At least one Resources member must be defined.');
  if (resources.size > 500) {
    throw validationError(
      `Template format error: Number of resources, ${resources.size}, is greater than maximum allowed, 500`,
    );
  }
  return {
    text,
    description: textAt(root, 'Description'),
    parameters: new Map(entries(root, 'Parameters')),
    mappings: objectAt(root, 'Mappings'),
    conditions: objectAt(root, 'Conditions'),
    rules: objectAt(root, 'Rules'),
    resources,
    outputs: new Map(entries(root, 'Outputs').map(([id, body]) => [id, parseOutput(body)])),
  };
}

function parseObject(text: string): JsonObject {
  let root: Json;
  try {
    root = parseJson(text);
  } catch {
    throw unsupported('templates in YAML: pass JSON');
  }
  if (!isObject(root)) throw validationError('Template format error: unsupported structure.');
  return root;
}

function entries(root: JsonObject, section: string): [string, JsonObject][] {
  return Object.entries(objectAt(root, section)).map(([id, body]) => {
    if (!isObject(body)) throw validationError(`Template format error: [/${section}/${id}] must be an object.`);
    return [id, body];
  });
}

function parseResource(id: string, body: JsonObject): ResourceDefinition {
  const type = textAt(body, 'Type');
  if (!type)
    throw validationError(
      `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`,
    );
  for (const attribute of Object.keys(body)) {
    if (!ATTRIBUTES.has(attribute)) throw unsupported(`the attribute '${attribute}' of resource ${id}`);
  }
  const dependsOn = body.DependsOn;
  return {
    type,
    properties: objectAt(body, 'Properties'),
    dependsOn: isList(dependsOn) ? dependsOn.map(String) : dependsOn === undefined ? [] : [String(dependsOn)],
    condition: textAt(body, 'Condition'),
    deletionPolicy: deletionPolicy(id, textAt(body, 'DeletionPolicy')),
    updateReplacePolicy: updateReplacePolicy(id, textAt(body, 'UpdateReplacePolicy')),
    metadata: objectAt(body, 'Metadata'),
  };
}

function deletionPolicy(id: string, policy = 'Delete'): DeletionPolicy {
  if (policy === 'Delete' || policy === 'Retain' || policy === 'RetainExceptOnCreate') return policy;
  throw unsupported(`DeletionPolicy '${policy}' of resource ${id}`);
}

function updateReplacePolicy(id: string, policy = 'Delete'): UpdateReplacePolicy {
  if (policy === 'Delete' || policy === 'Retain') return policy;
  throw unsupported(`UpdateReplacePolicy '${policy}' of resource ${id}`);
}

function parseOutput(body: JsonObject): OutputDefinition {
  return {
    value: body.Value ?? '',
    description: textAt(body, 'Description'),
    exportName: objectAt(body, 'Export').Name,
    condition: textAt(body, 'Condition'),
  };
}

/** How deep values can be in one another: what resolves them goes as deep. */
const DEEPEST = 500;

function refuseNulls(value: Json, path: string, depth = 0): void {
  if (depth > DEEPEST)
    throw validationError(`Template format error: values are nested in one another more than ${DEEPEST} times`);
  if (value === null)
    throw validationError(`Template format error: [${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, part] of Object.entries(value)) refuseNulls(part, `${path}/${key}`, depth + 1);
}
