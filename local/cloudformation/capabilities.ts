import { ServiceError } from './errors';
import type { ResourceDefinition } from './template';

export type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND';

export const ALL_CAPABILITIES: readonly Capability[] = [
  'CAPABILITY_IAM',
  'CAPABILITY_NAMED_IAM',
  'CAPABILITY_AUTO_EXPAND',
];

/** The types that may grant permissions, each with the property that names the resource. */
const IAM: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

export interface Required {
  readonly capability: Capability;
  /** The types that require it. */
  readonly types: readonly string[];
}

/** What has to be acknowledged before resources like these are deployed, if anything has. */
export function requiredCapability(resources: Iterable<ResourceDefinition>): Required | undefined {
  const sensitive = [...resources].filter(({ type }) => Object.hasOwn(IAM, type));
  if (sensitive.length === 0) return undefined;
  const isNamed = sensitive.some(({ type, properties }) => properties[IAM[type] ?? ''] !== undefined);
  const types = [...new Set(sensitive.map(({ type }) => type))];
  return { capability: isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM', types };
}

/** @throws ServiceError InsufficientCapabilities */
export function refuseUnacknowledged(resources: Iterable<ResourceDefinition>, capabilities: readonly string[]): void {
  const required = requiredCapability(resources);
  // To acknowledge names is to acknowledge the rest as well.
  if (!required || capabilities.includes(required.capability) || capabilities.includes('CAPABILITY_NAMED_IAM')) return;
  throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${required.capability}]`);
}
