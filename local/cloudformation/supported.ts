import { unsupported } from './errors';
import type { Query } from './query';

const PREPARED = [
  'Capabilities',
  'Parameters',
  'RoleARN',
  'Tags',
  'TemplateBody',
  'TemplateURL',
  'UsePreviousTemplate',
];
const STARTED = ['ClientRequestToken', 'DisableRollback', 'RetainExceptOnCreate'];
const OPTIONS = ['ClientRequestToken', 'RoleARN'];

/**
 * What each call may say, apart from StackName. `IncludePropertyValues` and `IncludeNestedStacks` only ask a change set for more
 * detail than it has here; a `ClientToken` only matters to a call that is sent twice, and `ImportExistingResources` to
 * resources outside of stacks, of which there are none.
 */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  CancelUpdateStack: ['ClientRequestToken'],
  ContinueUpdateRollback: [...OPTIONS, 'ResourcesToSkip'],
  CreateChangeSet: [
    ...PREPARED,
    'ChangeSetName',
    'ChangeSetType',
    'ClientToken',
    'DeploymentConfig',
    'Description',
    'ImportExistingResources',
    'IncludeNestedStacks',
    'OnStackFailure',
  ],
  CreateStack: [...PREPARED, ...STARTED, 'DeploymentConfig', 'EnableTerminationProtection', 'OnFailure'],
  DeleteChangeSet: ['ChangeSetName'],
  DeleteStack: [...OPTIONS, 'DeletionMode', 'DeploymentConfig', 'RetainResources'],
  DescribeChangeSet: ['ChangeSetName', 'IncludePropertyValues'],
  DescribeStackEvents: ['NextToken'],
  DescribeStackResource: ['LogicalResourceId'],
  DescribeStackResources: ['LogicalResourceId', 'PhysicalResourceId'],
  ExecuteChangeSet: [...STARTED, 'ChangeSetName'],
  GetTemplate: ['ChangeSetName', 'TemplateStage'],
  GetTemplateSummary: ['TemplateBody', 'TemplateURL'],
  ListStackResources: ['NextToken'],
  ListStacks: ['StackStatusFilter'],
  RollbackStack: [...OPTIONS, 'RetainExceptOnCreate'],
  UpdateStack: [...PREPARED, ...STARTED, 'DeploymentConfig'],
  UpdateTerminationProtection: ['EnableTerminationProtection'],
};

/** Members that are supported for one value alone, which is the default. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'DeploymentConfig.Mode': 'STANDARD',
  'DeploymentConfig.DisableRollback': 'false',
  DeletionMode: 'STANDARD',
};

/** Refuses by name a member that would be ignored here. A member that says no more than the default is accepted. */
export function refuseUnsupported(action: string, query: Query): void {
  const known = new Set(['Action', 'Version', 'StackName', ...(MEMBERS[action] ?? [])]);
  for (const member of query.members) {
    if (known.has(member) || query.text(member) === 'false') continue;
    throw unsupported(`${member} in ${action}`);
  }
  for (const [member, only] of Object.entries(DEFAULTS)) {
    const value = query.text(member) ?? only;
    if (value !== only) throw unsupported(`${member} '${value}'`);
  }
}
