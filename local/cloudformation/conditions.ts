import { isList, isObject, type Json, type JsonObject, objectAt, ownOf, sameJson, textAt } from '../transport/json';
import { unsupported, validationError } from './errors';
import { NO_VALUE, resolve, type Scope } from './intrinsics';

type Predicate = (argument: readonly Json[], scope: Scope) => boolean;

const PREDICATES: Readonly<Record<string, Predicate>> = {
  'Fn::Equals': ([left, right], scope) => sameJson(operand(left, scope), operand(right, scope)),
  'Fn::Not': ([inner], scope) => !evaluate(inner, scope),
  'Fn::And': (inner, scope) => inner.every((part) => evaluate(part, scope)),
  'Fn::Or': (inner, scope) => inner.some((part) => evaluate(part, scope)),
  'Fn::Contains': ([list, value], scope) => {
    const wanted = operand(value, scope);
    return isList(list) && list.some((part) => sameJson(operand(part, scope), wanted));
  },
};

/** Evaluates a condition or a rule's assertion. Throws by name on a function that is not supported. */
export function evaluate(value: Json | undefined, scope: Scope): boolean {
  if (!isObject(value)) throw validationError('Template format error: a condition must be an object');
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0)
    throw validationError('Template format error: a condition has one function');
  if (name === 'Condition') return scope.condition(textAt(value, name) ?? '');
  const predicate = ownOf(PREDICATES, name);
  if (!predicate) throw unsupported(`the condition function ${name}`);
  const argument = value[name];
  return predicate(isList(argument) ? argument : [], scope);
}

function operand(value: Json | undefined, scope: Scope): Json {
  const resolved = resolve(value ?? '', scope);
  // Parameters are strings, so a number is compared with one as it is written.
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  return resolved === NO_VALUE ? '' : resolved;
}

/** Throws the message of the first assertion that does not hold. */
export function checkRules(rules: JsonObject, scope: Scope): void {
  for (const [name, rule] of Object.entries(rules)) {
    if (!isObject(rule)) continue;
    if (rule.RuleCondition !== undefined && !evaluate(rule.RuleCondition, scope)) continue;
    const assertions = isList(rule.Assertions) ? rule.Assertions : [];
    for (const assertion of assertions.filter(isObject)) {
      if (evaluate(objectAt(assertion, 'Assert'), scope)) continue;
      throw validationError(
        `Template validation error: Rule ${name}: ${textAt(assertion, 'AssertDescription') ?? 'assertion failed'}`,
      );
    }
  }
}
