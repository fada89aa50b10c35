import { isObject, type Json, type JsonObject } from './json';

/** A value that is only known when deploying, such as the id of what is yet to be created. */
export class Unknown {
  /** @param what the value, for a person */
  constructor(readonly what: string) {}
}

/** A value of a template, as far as it is known. */
export type Resolved =
  | null
  | boolean
  | number
  | string
  | Unknown
  | readonly Resolved[]
  | { readonly [name: string]: Resolved };

/** What the expressions of a template can refer to. */
export interface Scope {
  /** Parameters, pseudo parameters, and the physical ids of resources, by name. */
  readonly refs: ReadonlyMap<string, Resolved>;
  readonly conditions: JsonObject;
  readonly mappings: JsonObject;
}

/** Left out of a list or an object. */
const NO_VALUE = 'AWS::NoValue';

type Evaluate = (argument: Json, scope: Scope) => Resolved;

const EXPRESSIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, { refs }) => refs.get(String(name)) ?? new Unknown(String(name)),
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': substitute,
  'Fn::If': (argument, scope) => {
    const [name, yes = null, no = null] = Array.isArray(argument) ? argument : [];
    const holds = conditionHolds(String(name), scope);
    return holds instanceof Unknown ? holds : resolve(holds ? yes : no, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const keys = asList(resolve(argument, scope));
    const found = keys.reduce<Json | undefined>(
      (at, key) => (isObject(at) && typeof key === 'string' ? at[key] : undefined),
      scope.mappings,
    );
    return found === undefined ? new Unknown('a mapping') : resolve(found, scope);
  },
};

/** Replaces the expressions of a template by their values. What is not known before deploying becomes {@link Unknown}. */
export function resolve(value: Json, scope: Scope): Resolved {
  if (typeof value === 'string') return value.includes('{{resolve:') ? new Unknown(value) : value;
  if (Array.isArray(value)) return value.filter((item) => !isNoValue(item)).map((item) => resolve(item, scope));
  if (!isObject(value)) return value;
  const [name = '', ...others] = Object.keys(value);
  const argument = value[name];
  if (others.length === 0 && argument !== undefined && (name === 'Ref' || name.startsWith('Fn::')))
    return evaluate(name, argument, scope);
  const members = Object.entries(value).filter(([, member]) => !isNoValue(member));
  return Object.fromEntries(members.map(([key, member]) => [key, resolve(member, scope)]));
}

function evaluate(name: string, argument: Json, scope: Scope): Resolved {
  const expression = EXPRESSIONS[name];
  if (expression) return expression(argument, scope);
  // An attribute, an import, or a function that is not known here.
  return new Unknown(Array.isArray(argument) ? argument.join('.') : String(argument));
}

const isNoValue = (value: Json): boolean => isObject(value) && value.Ref === NO_VALUE;

/** The first part that is not known, or undefined. */
export function unknownIn(value: Resolved): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const part of Object.values(value)) {
    const found = unknownIn(part);
    if (found) return found;
  }
  return undefined;
}

const asList = (value: Resolved): readonly Resolved[] => (Array.isArray(value) ? value : []);

function join(argument: Json, scope: Scope): Resolved {
  const [separator = '', list] = Array.isArray(argument) ? argument : [];
  const parts = resolve(list ?? [], scope);
  const unknown = unknownIn(parts);
  return unknown ?? asList(parts).map(String).join(String(separator));
}

function select(argument: Json, scope: Scope): Resolved {
  const [index, list] = asList(resolve(argument, scope));
  if (list instanceof Unknown) return list;
  return asList(list ?? null)[Number(index)] ?? new Unknown('an element of a list');
}

function split(argument: Json, scope: Scope): Resolved {
  const [separator, text] = asList(resolve(argument, scope));
  return typeof text === 'string' ? text.split(String(separator)) : (unknownIn(text ?? null) ?? []);
}

function substitute(argument: Json, scope: Scope): Resolved {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isObject(variables) ? variables : {};
  let unknown: Unknown | undefined;
  const result = String(text).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    const variable = own[name];
    const value = variable === undefined ? (scope.refs.get(name) ?? new Unknown(name)) : resolve(variable, scope);
    unknown ??= unknownIn(value);
    return String(value);
  });
  return unknown ?? result.replace(/\$\{!/g, '${');
}

/** Whether a condition of the template holds. */
export function conditionHolds(name: string, scope: Scope): boolean | Unknown {
  const condition = scope.conditions[name];
  return condition === undefined ? new Unknown(`the condition ${name}`) : holds(condition, scope);
}

function holds(condition: Json, scope: Scope): boolean | Unknown {
  if (!isObject(condition)) return new Unknown('a condition');
  const [operator = '', argument = null] = Object.entries(condition)[0] ?? [];
  if (operator === 'Condition') return conditionHolds(String(argument), scope);
  const parts = Array.isArray(argument) ? argument : [];
  if (operator === 'Fn::Equals') return areEqual(resolve(parts, scope));
  const results = parts.map((part) => holds(part, scope));
  const unknown = results.find((result) => result instanceof Unknown);
  if (operator === 'Fn::And') return results.includes(false) ? false : (unknown ?? true);
  if (operator === 'Fn::Or') return results.includes(true) ? true : (unknown ?? false);
  if (operator === 'Fn::Not') return unknown ?? results[0] === false;
  return new Unknown('a condition');
}

function areEqual(parts: Resolved): boolean | Unknown {
  const [one = null, other = null] = asList(parts);
  return unknownIn(parts) ?? String(one) === String(other);
}
