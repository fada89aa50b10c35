import { isList, isObject, type Json, type JsonObject } from '../transport/json';
import { ResourceFailure, unsupported, validationError } from './errors';
import type { ResourceDefinition } from './template';

/** `{{resolve:<service>:<reference>}}` */
const REFERENCE = /\{\{resolve:([^:{}]*):?([^{}]*)\}\}/g;

/** The value of a parameter, `name` or `name:version`. */
type LookUp = (key: string) => string | undefined;

/** Refuses what CloudFormation refuses before it deploys anything, as far as the references are written out in the template. */
export function checkReferences(resources: Iterable<ResourceDefinition>, lookUp: LookUp): void {
  const secure: string[] = [];
  for (const { type, properties } of resources) {
    for (const { path, service, key, whole } of referencesIn(properties, `${type}/Properties`)) {
      if (service === 'ssm-secure') secure.push(path);
      else if (service !== 'ssm') throw unsupported(`dynamic references ({{resolve:${service}:...}})`);
      else if (!/^[\w./-]+(:\d+)?$/.test(key)) {
        throw validationError(`Incorrect format is used in the following SSM reference: [${whole}]`);
      } else if (lookUp(key) === undefined) throw validationError(`Parameters: [ssm:${key}] cannot be found.`);
    }
  }
  if (secure.length > 0) throw validationError(`SSM Secure reference is not supported in: [${secure.join(',')}]`);
}

/** Puts the values of parameters in. Throws if a reference that only came about by other functions cannot be resolved. */
export function resolveReferences(value: JsonObject, lookUp: LookUp): JsonObject;
export function resolveReferences(value: Json, lookUp: LookUp): Json;
export function resolveReferences(value: Json, lookUp: LookUp): Json {
  if (isList(value)) return value.map((part) => resolveReferences(part, lookUp));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolveReferences(part, lookUp)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(REFERENCE, (_whole, service: string, key: string) => {
    if (service !== 'ssm') throw unsupported(`dynamic references ({{resolve:${service}:...}}) here`);
    const found = lookUp(key);
    if (found === undefined) throw new ResourceFailure(`Parameters: [ssm:${key}] cannot be found.`, undefined, false);
    return found;
  });
}

interface Found {
  readonly path: string;
  readonly service: string;
  readonly key: string;
  readonly whole: string;
}

function referencesIn(value: Json, path: string): Found[] {
  if (isList(value)) return value.flatMap((part) => referencesIn(part, path));
  if (isObject(value)) return Object.entries(value).flatMap(([key, part]) => referencesIn(part, `${path}/${key}`));
  if (typeof value !== 'string') return [];
  // What Fn::Sub has yet to fill in has no closing braces of its own.
  return Array.from(value.matchAll(REFERENCE), ([whole, service = '', key = '']) => ({ path, service, key, whole }));
}
