import type { ResourceView, Stacks } from '../aws/stacks';

/** How the framework's function that a service token names is called in its stack, behind the name of the provider. */
const FUNCTION = /^(.*?)(Default)?frameworkonEvent[0-9A-F]{8}$/;

/**
 * The log group of the provider that a service token belongs to, which may be in another stack than the resource.
 * Undefined if the provider was given a log group that is not in its stack.
 */
export async function findLogGroup(stacks: Stacks, serviceToken: string, stackId: string): Promise<string | undefined> {
  const name = serviceToken.replace(/^.*:function:/, '');
  const here = await stacks.findResources(stackId);
  const own = logGroupIn(here, name);
  if (own !== undefined) return own;
  const owner = await stacks.findOwner(name);
  return owner === undefined || owner === stackId ? undefined : logGroupIn(await stacks.findResources(owner), name);
}

function logGroupIn(resources: readonly ResourceView[], functionName: string): string | undefined {
  const token = resources.find(({ physicalId }) => physicalId === functionName);
  if (!token) return undefined;
  const groups = resources.filter(({ type, physicalId }) => type === 'AWS::Logs::LogGroup' && physicalId !== '');
  const [, provider = ''] = FUNCTION.exec(token.logicalId) ?? [];
  const named = groups.find(({ logicalId }) => provider !== '' && logicalId.startsWith(`${provider}LogGroup`));
  return (named ?? (groups.length === 1 ? groups[0] : undefined))?.physicalId;
}
