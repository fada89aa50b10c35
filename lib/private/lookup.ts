import { createHash } from 'node:crypto';
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LOOKUP_TYPE, type Lookup, normalizeName, toLookupProperties } from '../../lambda/contract/lookup';
import { WorkspaceApplicationProvider } from '../workspace-application-provider';

/** Far above what a look-up takes, and far below the hour that CloudFormation would wait for a dead one. */
const SERVICE_TIMEOUT_SECONDS = '900';

/** The resource that looks the name up: one for each stack, provider and question, however often it is asked. */
export function lookupIn(scope: Construct, lookup: Lookup, given?: WorkspaceApplicationProvider): CfnResource {
  const stack = Stack.of(scope);
  const provider = given ?? WorkspaceApplicationProvider.of(scope);
  const id = idOf(stack, lookup, provider);
  const existing = stack.node.tryFindChild(id)?.node.defaultChild;
  if (CfnResource.isCfnResource(existing)) return existing;
  provider._serveLookup();
  return new CfnResource(new Construct(stack, id), 'Resource', {
    type: LOOKUP_TYPE,
    properties: {
      ServiceToken: provider.serviceToken,
      ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
      ...toLookupProperties(lookup),
    },
  });
}

/** Part of the logical id: the name for whoever reads the stack's events, and a digest of all that makes the question. */
function idOf(stack: Stack, { name, ...more }: Lookup, provider: WorkspaceApplicationProvider): string {
  const wanted = Token.isUnresolved(name) ? name : normalizeName(name);
  const isOwn = Stack.of(provider) === stack;
  const path = isOwn ? provider.node.path.slice(stack.node.path.length) : provider.node.path;
  const question = JSON.stringify(stack.resolve([wanted, more.owner ?? '', more.allowUninstallOnly, isOwn, path]));
  const digest = createHash('sha256').update(question).digest('hex').slice(0, 8);
  return `WorkspaceApplicationLookup ${Token.isUnresolved(name) ? '' : wanted} ${digest}`;
}
