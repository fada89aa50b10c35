import { createHash } from 'node:crypto';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LOOKUP_TYPE, type Lookup, normalizeName, toLookupProperties } from '../../lambda/contract/lookup';
import type { WorkspaceApplicationProvider } from '../workspace-application-provider';
import { isUnknown } from './validation';

/** Far above what a look-up takes, and far below the hour that CloudFormation would wait for a function without an answer. */
const SERVICE_TIMEOUT_SECONDS = '900';

/** The resource that looks the name up: one for each stack, provider and question, however often it is asked. */
export function lookupIn(stack: Stack, lookup: Lookup, provider: WorkspaceApplicationProvider): CfnResource {
  const id = idOf(stack, lookup, provider);
  const existing = stack.node.tryFindChild(id)?.node.defaultChild;
  if (CfnResource.isCfnResource(existing)) return existing;
  provider._serveLookup(stack);
  return new CfnResource(new Construct(stack, id), 'Resource', {
    type: LOOKUP_TYPE,
    properties: {
      ServiceToken: provider.serviceToken,
      ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
      ...toLookupProperties(lookup),
    },
  });
}

/** Part of the logical id: the name, for a reader of the stack's events, and a digest of the whole question. */
function idOf(stack: Stack, { name, ...more }: Lookup, provider: WorkspaceApplicationProvider): string {
  const wanted = isUnknown(name) ? name : normalizeName(name);
  const isOwn = Stack.of(provider) === stack;
  const path = isOwn ? provider.node.path.slice(stack.node.path.length) : provider.node.path;
  const question = JSON.stringify(stack.resolve([wanted, more.owner ?? '', more.allowUninstallOnly, isOwn, path]));
  const digest = createHash('sha256').update(question).digest('hex').slice(0, 8);
  return `WorkspaceApplicationLookup ${isUnknown(name) ? '' : wanted} ${digest}`;
}
