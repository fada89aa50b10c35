import type { Stack } from 'aws-cdk-lib';
import { resourcesOf } from './synth';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The statements of the policies of the role whose logical id has this part; a reference is its target in braces. */
export function statementsOf(stack: Stack, role: string): readonly Statement[] {
  const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(role),
  );
  if (policies.length === 0) throw new Error(`no policy of ${role}`);
  return policies.flatMap(({ Properties }) => readable(Object(Properties.PolicyDocument).Statement));
}

/** Joins and references as one text each. */
function readable(value: unknown): Statement[] {
  return JSON.parse(JSON.stringify(value), (_key, part) => {
    if (typeof part !== 'object' || part === null) return part;
    if (typeof part.Ref === 'string') return `{${part.Ref}}`;
    if (Array.isArray(part['Fn::GetAtt'])) return `{${part['Fn::GetAtt'].join('.')}}`;
    return Array.isArray(part['Fn::Join']) ? part['Fn::Join'][1].join(part['Fn::Join'][0]) : part;
  });
}

export const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

export const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => listOf(Action));
