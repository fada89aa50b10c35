import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What a check reads a value with: as it is when constructing, resolved at synthesis. */
export type Read = (value: unknown) => unknown;

/** The problems of a construct's props, each as "what is wrong: what to do". */
export type Check = (read: Read) => Iterable<string>;

/**
 * Checks props when constructing, where an error points to the line of the caller, and again at synthesis, when lazy values
 * are known. Tokens pass; so does everything while the CLI has yet to look a value of the app up.
 *
 * A plain Error, because ValidationError of aws-cdk-lib is internal to it and changed its signature between the versions
 * of our peer range. So the message begins with the path of the construct.
 */
export function validate(scope: IConstruct, check: Check): void {
  const [problem] = check((value) => value);
  if (problem !== undefined && !isContextMissing(scope)) throw new Error(`${scope.node.path}: ${problem}`);
  scope.node.addValidation({
    validate: () => unlessContextIsMissing(scope, [...check((value) => Stack.of(scope).resolve(value))]),
  });
}

/** The problems found at synthesis; none while the CLI has yet to look a value of the app up. */
export const unlessContextIsMissing = (scope: IConstruct, problems: string[]): string[] =>
  problems.length > 0 && isContextMissing(scope) ? [] : problems;

/**
 * Whether a value of the app is missing in cdk.context.json. The app then sees a dummy value, of any form; the CLI looks the
 * value up and runs the app again. aws-cdk-lib offers no public way to ask.
 */
function isContextMissing(scope: IConstruct): boolean {
  return scope.node.root.node.findAll().some((construct) => {
    const missing: unknown = Stack.isStack(construct) ? Reflect.get(construct, '_missingContext') : undefined;
    return Array.isArray(missing) && missing.length > 0;
  });
}

/** What CloudFormation replaces when deploying: a parameter of Systems Manager, or a secret. */
const DYNAMIC_REFERENCE = /\{\{resolve:(ssm|secretsmanager):[^{}]+\}\}/;

export const isDynamicReference = (text: string): boolean => DYNAMIC_REFERENCE.test(text);

/** Whether only a deployment knows the value: a token, an intrinsic function, a dynamic reference. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return true;
  return Token.isUnresolved(value) || (typeof value === 'string' && isDynamicReference(value));
}

/** Problems of a text: those of every text, then those that `problemOf` finds. */
export function* textProblems(
  prop: string,
  value: unknown,
  problemOf: (text: string) => string | undefined = () => undefined,
): Generator<string> {
  if (isUnknown(value)) return;
  const text = typeof value === 'string' ? value : '';
  const problem = brokenToken(text) ?? problemOf(text);
  if (problem !== undefined) yield `${prop} ${problem}`;
}

/** Problems of the values of tags. */
export function* tagProblems(prop: string, tags: Readonly<Record<string, string>>, read: Read): Generator<string> {
  for (const [key, value] of Object.entries(tags)) yield* textProblems(`${prop}['${key}']`, read(value));
}

/** A token that was taken apart, or a reference that CloudFormation leaves as it is. */
function brokenToken(text: string): string | undefined {
  if (text.includes('#{Token[')) {
    return (
      `holds a piece of a list token, got '${text}': a list that only a deployment knows cannot be indexed or spread. Take an ` +
      "element with Fn.select(0, list); add one with Fn.split(',', Fn.join(',', [Fn.join(',', list), 'wsa-0def67890']))"
    );
  }
  if (!text.includes('{{resolve:ssm-secure:')) return undefined;
  return (
    `refers to a secure string, got '${text}', which CloudFormation does not resolve for custom resources: store the value as ` +
    'a plain String and refer to it with {{resolve:ssm:…}}'
  );
}
