import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { WorkspaceApplicationProviderProps } from '../workspace-application-provider-props';
import { type Read, tagProblems } from './validation';

/** Problems of a provider's props: contradictions, and props without effect. */
export function* providerProblems(props: WorkspaceApplicationProviderProps, read: Read): Generator<string> {
  const { workspaceTags, logGroup, vpc, subnets, securityGroups } = props;
  if (workspaceTags && !Object.keys(workspaceTags).some((key) => key !== '')) {
    yield `workspaceTags names no tag, got ${JSON.stringify(workspaceTags)}: name one, or leave it out`;
  }
  if (workspaceTags) yield* tagProblems('workspaceTags', workspaceTags, read);
  const about = (['logRetention', 'logRemovalPolicy', 'logEncryptionKey'] as const).find(
    (prop) => props[prop] !== undefined,
  );
  if (logGroup && about) yield `logGroup was given, and so was ${about}: configure the log group where it is made`;
  if (vpc && securityGroups?.length === 0) yield 'securityGroups is empty, got []: name one, or leave it out';
  const part = subnets ? 'subnets' : securityGroups && 'securityGroups';
  if (!vpc && part) yield `${part} was given without vpc: pass the vpc too`;
}

/**
 * Problems of a construct whose provider belongs to another stack: another account or Region, or a permission that the
 * provider would lose before the last resource that needs it is deleted, because that stack is deployed first.
 */
export function* servingProblems(scope: IConstruct, provider: IConstruct, losesPermission: boolean): Generator<string> {
  const [own, its] = [Stack.of(scope), Stack.of(provider)];
  for (const place of ['account', 'region'] as const) {
    const [mine, other] = [own[place], its[place]];
    if (mine === other || Token.isUnresolved(mine) || Token.isUnresolved(other)) continue;
    yield `provider belongs to ${place} ${other}, got a construct in ${mine}: CloudFormation calls functions of the same account and Region alone; create a provider there`;
  }
  if (losesPermission && own !== its) {
    yield 'whenUserConnected is WAIT, and the provider belongs to another stack: give the provider whenUserConnected too, DISCONNECT or WAIT, so that it keeps the permission to look at connections';
  }
}
