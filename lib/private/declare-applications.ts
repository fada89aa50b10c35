import { CfnResource, RemovalPolicy, Token, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RESOURCE_TYPE, toProperties } from '../../lambda/contract/applications';
import { MAX_TIMEOUT_SECONDS } from '../../lambda/contract/properties';
import { WhenUserConnected } from '../when-user-connected';
import type { WorkspaceApplicationOptions } from '../workspace-application-options';
import { WorkspaceApplicationProvider } from '../workspace-application-provider';
import { optionProblems, secondsOf } from './checks';
import { register } from './declarations';
import { validate } from './validation';

/**
 * CloudFormation's own limit, always set: if a waiter ends without an answer, the stack fails after an hour instead of
 * hanging. Our deadline is earlier. Unlike a property, it must not follow `timeout`: a change would be an update.
 */
const SERVICE_TIMEOUT_SECONDS = '3600';

interface Declared extends WorkspaceApplicationOptions {
  readonly workspaceId: string;
  readonly applicationIds: string[];
  readonly absentApplicationIds: string[];
}

/** Declares the one CloudFormation resource of an association or a set; it becomes the default child of `scope`. */
export function declareApplications(scope: Construct, declared: Declared): CfnResource {
  validate(scope, (read) => optionProblems(declared, read));
  const provider = declared.provider ?? WorkspaceApplicationProvider.of(scope);
  const complete = {
    scope,
    workspaceId: declared.workspaceId,
    applicationIds: declared.applicationIds,
    absentApplicationIds: declared.absentApplicationIds,
    allowExisting: declared.allowExisting ?? false,
    waitForInstallation: declared.waitForInstallation ?? true,
    timeoutSeconds: declared.timeout ? secondsOf(declared.timeout) : MAX_TIMEOUT_SECONDS,
    revision: declared.revision ?? '',
    whenUserConnected: declared.whenUserConnected ?? provider._whenUserConnected,
    rebootAfterInstallation: declared.rebootAfterInstallation ?? false,
  };
  const permissions = provider._serve(complete);
  // Not CustomResource: with 450 WorkSpaces in a stack, its explicit default policies are a sixth of the template.
  const resource = new CfnResource(scope, 'Resource', {
    type: RESOURCE_TYPE,
    properties: {
      ServiceToken: provider.serviceToken,
      ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
      ...toProperties({ ...complete, waitForUser: complete.whenUserConnected === WhenUserConnected.WAIT }),
      // The contract would turn a token into an ordinary text, which no longer stands for the value.
      ...(Token.isUnresolved(complete.timeoutSeconds) && {
        TimeoutSeconds: Tokenization.stringifyNumber(complete.timeoutSeconds),
      }),
    },
  });
  resource.node.addDependency(...permissions);
  applyRemovalPolicy(resource, declared.removalPolicy);
  register({ ...complete, resource });
  return resource;
}

/**
 * Both retaining policies clean up after a creation that failed, because half an installation is of no use. They also hold
 * when a change of WorkSpace replaces the resource: the applications on the old WorkSpace are as much in use as before.
 */
function applyRemovalPolicy(resource: CfnResource, removalPolicy: RemovalPolicy | undefined): void {
  if (removalPolicy === undefined) return;
  const retain = removalPolicy !== RemovalPolicy.DESTROY;
  resource.applyRemovalPolicy(retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY);
}
