import { isList, isObject, type Json, type JsonObject, ownOf } from '../transport/json';
import { unsupported, validationError } from './errors';

/** What a template may refer to. Each look-up throws if the name is unknown. */
export interface Scope {
  /** A parameter, a pseudo parameter or a resource. */
  reference(name: string): Json | typeof NO_VALUE;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json;
  imported(name: string): Json;
  readonly availabilityZones: readonly string[];
}

/** `AWS::NoValue`: the property, or the list entry, vanishes. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Resolved = Json | typeof NO_VALUE;
type Intrinsic = (argument: Json, scope: Scope) => Resolved;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.reference(literal(name, 'Ref')),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = attributeOf(argument, scope);
    return scope.attribute(logicalId, attribute);
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = pair(argument, 'Fn::Join');
    return list(parts, scope, 'Fn::Join')
      .map((part) => scalar(part, 'Fn::Join'))
      .join(text(separator, scope, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, from] = pair(argument, 'Fn::Select');
    const selected = list(from, scope, 'Fn::Select')[Number(text(index, scope, 'Fn::Select'))];
    if (selected === undefined)
      throw validationError('Template error: Fn::Select cannot select nonexistent value at that index');
    return selected;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = pair(argument, 'Fn::Split');
    return text(whole, scope, 'Fn::Split').split(text(separator, scope, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    if (!isList(argument)) throw malformed('Fn::If');
    const [condition, whenTrue, whenFalse] = argument;
    if (condition === undefined || whenTrue === undefined || whenFalse === undefined) throw malformed('Fn::If');
    return resolve(scope.condition(literal(condition, 'Fn::If')) ? whenTrue : whenFalse, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(argument, scope, 'Fn::FindInMap').map((part) => scalar(part, 'Fn::FindInMap'));
    if (map === undefined || first === undefined || second === undefined) throw malformed('Fn::FindInMap');
    return scope.mapping(map, first, second);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(argument, scope, 'Fn::Base64')).toString('base64'),
  'Fn::ImportValue': (argument, scope) => scope.imported(text(argument, scope, 'Fn::ImportValue')),
  'Fn::GetAZs': (_argument, scope) => scope.availabilityZones,
};

/** Resolves every intrinsic in `value`. Throws by name on one that is not supported. */
export function resolve(value: Json, scope: Scope): Resolved {
  if (isList(value)) return value.map((part) => resolve(part, scope)).filter((part) => part !== NO_VALUE);
  if (!isObject(value)) return value;
  const call = intrinsicOf(value);
  if (!call) return resolveObject(value, scope);
  const intrinsic = ownOf(INTRINSICS, call.name);
  if (!intrinsic) throw unsupported(`the intrinsic function ${call.name}`);
  return intrinsic(call.argument, scope);
}

export function resolveObject(value: JsonObject, scope: Scope): JsonObject {
  const resolved: Record<string, Json> = {};
  for (const [key, part] of Object.entries(value)) {
    const result = resolve(part, scope);
    if (result !== NO_VALUE) resolved[key] = result;
  }
  return resolved;
}

/** Resolves what must be one scalar, and renders it as the string that it becomes on the wire. */
export function text(value: Json, scope: Scope, where: string): string {
  return scalar(resolve(value, scope), where);
}

/** The intrinsic that an object calls, if it is one. */
export function intrinsicOf(value: JsonObject): { readonly name: string; readonly argument: Json } | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  return { name, argument: value[name] ?? '' };
}

const REFERENCE = /\$\{([^}!][^}]*)\}/g;

/** The names that an Fn::Sub text mentions, `Resource` or `Resource.Attribute`. */
export const namesIn = (template: string): string[] =>
  Array.from(template.matchAll(REFERENCE), ([, name]) => (name ?? '').trim());

function substitute(argument: Json, scope: Scope): string {
  const [template, variables] = isList(argument) ? argument : [argument, {}];
  if (template === undefined || !isObject(variables)) throw malformed('Fn::Sub');
  const replaced = literal(template, 'Fn::Sub').replace(REFERENCE, (_whole, raw: string) => {
    const name = raw.trim();
    const variable = ownOf(variables, name);
    if (variable !== undefined) return text(variable, scope, 'Fn::Sub');
    const dot = name.indexOf('.');
    if (dot < 0) return scalar(scope.reference(name), 'Fn::Sub');
    return scalar(scope.attribute(name.slice(0, dot), name.slice(dot + 1)), 'Fn::Sub');
  });
  // ${!Literal} is how a template writes ${Literal}.
  return replaced.replace(/\$\{!([^}]*)\}/g, '$${$1}');
}

function attributeOf(argument: Json, scope: Scope): [string, string] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [logicalId, attribute] = pair(argument, 'Fn::GetAtt');
  return [literal(logicalId, 'Fn::GetAtt'), text(attribute, scope, 'Fn::GetAtt')];
}

function list(value: Json, scope: Scope, where: string): readonly Json[] {
  const resolved = resolve(value, scope);
  if (resolved === NO_VALUE || !isList(resolved)) throw malformed(where);
  return resolved;
}

function pair(argument: Json, where: string): [Json, Json] {
  if (!isList(argument)) throw malformed(where);
  const [first, second] = argument;
  if (first === undefined || second === undefined) throw malformed(where);
  return [first, second];
}

function literal(value: Json, where: string): string {
  if (typeof value !== 'string') throw malformed(where);
  return value;
}

function scalar(value: Resolved, where: string): string {
  if (value === NO_VALUE) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw malformed(where);
}

const malformed = (name: string): Error =>
  validationError(`Template error: every ${name} object requires well-formed parameters`);
