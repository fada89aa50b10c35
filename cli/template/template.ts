import { EXIT, Failure } from '../exit';
import { isObject, type Json, type JsonObject, objectAt, textAt } from './json';
import { conditionHolds, type Resolved, resolve, type Scope, Unknown } from './resolve';

/** What is known of a stack beside its template. */
export interface StackFacts {
  readonly stackName: string;
  /** Absent if the stack is yet to be created. */
  readonly stackId?: string;
  readonly region: string;
  /** Absent if it is not known before deploying. */
  readonly account?: string;
  /** The values that the stack has now, or is given. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The physical ids of its resources now, by logical id. */
  readonly physicalIds: ReadonlyMap<string, string>;
}

/** A resource of a template, with its properties as far as they are known. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Resolved;
  readonly metadata: JsonObject;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
}

/** @throws Failure for what is no template of the CDK, which are JSON */
export function parseTemplate(text: string, where: string): JsonObject {
  try {
    const template: unknown = JSON.parse(text);
    if (isObject(template)) return template;
  } catch {
    // Such as YAML.
  }
  throw new Failure(
    `the template of ${where} is no JSON: it was not made by the CDK. What next: name a stack of a CDK app`,
    EXIT.failed,
  );
}

/** The resources of a type that exist under the conditions of the template. */
export function resourcesOf(
  template: JsonObject,
  facts: StackFacts,
  types: readonly string[],
): readonly TemplateResource[] {
  const scope = scopeOf(template, facts);
  return Object.entries(objectAt(template, 'Resources')).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || !types.includes(textAt(resource, 'Type') ?? '')) return [];
    const condition = textAt(resource, 'Condition');
    const exists = condition === undefined || conditionHolds(condition, scope);
    if (exists === false) return [];
    return [
      {
        logicalId,
        type: textAt(resource, 'Type') ?? '',
        properties: exists instanceof Unknown ? exists : resolve(objectAt(resource, 'Properties'), scope),
        metadata: objectAt(resource, 'Metadata'),
        deletionPolicy: textAt(resource, 'DeletionPolicy') ?? 'Delete',
        updateReplacePolicy: textAt(resource, 'UpdateReplacePolicy') ?? 'Delete',
      },
    ];
  });
}

export function scopeOf(template: JsonObject, facts: StackFacts): Scope {
  const partition = partitionOf(facts.region);
  const unknown = (name: string, value: string | undefined): Resolved => value ?? new Unknown(name);
  const refs = new Map<string, Resolved>([
    ...facts.physicalIds,
    ...Object.entries(objectAt(template, 'Parameters')).map(
      ([name, definition]) => [name, parameterValue(name, definition, facts)] as const,
    ),
    ['AWS::Region', facts.region],
    ['AWS::Partition', partition],
    ['AWS::URLSuffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
    ['AWS::StackName', facts.stackName],
    ['AWS::StackId', unknown('AWS::StackId', facts.stackId)],
    ['AWS::AccountId', unknown('AWS::AccountId', facts.account)],
  ]);
  return { refs, conditions: objectAt(template, 'Conditions'), mappings: objectAt(template, 'Mappings') };
}

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** The value that the stack has; else the default, which for a parameter of Systems Manager is a name and no value. */
function parameterValue(name: string, definition: Json, { parameters }: StackFacts): Resolved {
  const [type = 'String', initial] = isObject(definition) ? [textAt(definition, 'Type'), definition.Default] : [];
  const isStored = type.startsWith('AWS::SSM::');
  const value =
    parameters.get(name) ?? (isStored || initial === undefined || initial === null ? undefined : String(initial));
  if (value === undefined) return new Unknown(`the parameter ${name}`);
  return /List/.test(type) ? value.split(',').map((item) => item.trim()) : value;
}
