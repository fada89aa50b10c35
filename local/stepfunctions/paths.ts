import { ServiceError } from '../cloudformation/errors';
import { isList, isObject, type Json, type JsonObject } from '../transport/json';

/** Intrinsic functions that the interpreter computes as Step Functions does. */
const INTRINSICS = ['States.Array', 'States.ArrayLength', 'States.Format', 'States.MathAdd', 'States.StringToJson'];

/** Of the context object what is known here. Of Map there is something in an ItemSelector alone. */
const CONTEXT =
  /^\$\$\.(Execution\.(Id|Name|RoleArn|StartTime|Input\b.*)|StateMachine\.(Id|Name)|Map\.Item\.(Index|Value\b.*))$/;

/** Throws if a state has a path or an intrinsic function that would find nothing here, or something else. */
export function refusePaths(name: string, state: JsonObject): void {
  for (const { expression, field } of expressionsIn(state)) {
    const problem = problemOf(expression, field);
    if (problem === undefined) continue;
    const message = `Invalid State Machine Definition: the embedded AWS does not support ${problem} in ${field} of ${name}`;
    throw new ServiceError('InvalidDefinition', message);
  }
}

function problemOf(expression: string, field: string): string | undefined {
  const functions = expression.match(/States\.\w+/g) ?? [];
  const isFunction = expression.startsWith('States.');
  if (isFunction && field.endsWith('Path')) return `the function ${expression}`;
  const unknown = isFunction ? functions.find((one) => !INTRINSICS.includes(one)) : undefined;
  if (unknown !== undefined) return `the function ${unknown}`;
  const paths = isFunction ? (expression.match(/\$[^\s,)']*/g) ?? []) : [expression];
  return paths.find((path) => !isSupported(path, field));
}

function isSupported(path: string, field: string): boolean {
  if (path.startsWith('$$')) return CONTEXT.test(path) && (field === 'ItemSelector' || !path.startsWith('$$.Map'));
  // `$name` would be a variable.
  return /^\$(\.|\[|$)/.test(path);
}

interface Expression {
  readonly expression: string;
  /** The field of the state in which it stands. */
  readonly field: string;
}

const TEMPLATES = ['ItemReader', 'ItemSelector', 'Parameters', 'ResultSelector', 'ResultWriter'];

function expressionsIn(state: JsonObject): Expression[] {
  return Object.entries(state).flatMap(([field, value]) => {
    // A result is data, and the states inside have their own turn.
    if (field === 'Result' || field === 'ItemProcessor') return [];
    const isPath = TEMPLATES.includes(field) ? isTemplateKey : isPathKey;
    return pathsIn(field, value, isPath).map((expression) => ({ expression, field }));
  });
}

const isTemplateKey = (key: string): boolean => key.endsWith('.$');
const isPathKey = (key: string): boolean => key.endsWith('Path') || key === 'Variable';

function pathsIn(key: string, value: Json, isPath: (key: string) => boolean): string[] {
  if (isList(value)) return value.flatMap((one) => pathsIn('', one, isPath));
  if (isObject(value)) return Object.entries(value).flatMap(([inner, one]) => pathsIn(inner, one, isPath));
  return isPath(key) && typeof value === 'string' ? [value] : [];
}
