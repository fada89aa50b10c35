import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AccessOptions } from '../aws/access';
import { Calls } from '../aws/calls';
import { openWorkspaces, type Reader } from '../aws/reader';
import { Stacks } from '../aws/stacks';
import { Tagging } from '../aws/tagging';

/** What the subcommands of `marks` call. */
export interface MarkTools extends Reader {
  readonly stacks: Stacks;
  readonly tagging: Tagging;
  readonly taggingCalls: Calls;
}

/** @param perSecond calls to WorkSpaces a second, on average */
export async function openMarks(options: AccessOptions, perSecond: number): Promise<MarkTools> {
  const reader = await openWorkspaces(options, perSecond);
  const { config, profile } = reader.access;
  return {
    ...reader,
    stacks: new Stacks(new CloudFormationClient(config), new Calls({ service: 'cloudformation', profile })),
    tagging: new Tagging(new ResourceGroupsTaggingAPIClient(config)),
    taggingCalls: new Calls({ service: 'tag', profile }),
  };
}
