import type { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { WhenUserConnected } from '../when-user-connected';

/** What one construct declares, for comparison with the others. */
export interface Declaration {
  readonly scope: IConstruct;
  readonly resource: CfnResource;
  readonly workspaceId: string;
  readonly applicationIds: string[];
  readonly absentApplicationIds: string[];
  readonly allowExisting?: boolean;
  readonly whenUserConnected: WhenUserConnected;
}

/** A value as a template says it: the same text for the same value. */
export function shown(stack: Stack, value: unknown): string {
  const resolved: unknown = stack.resolve(value);
  return typeof resolved === 'string' ? `'${resolved}'` : JSON.stringify(resolved);
}
