import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Page } from '../../lambda/service/workspaces';

export type Tags = Readonly<Record<string, string>>;

/** A WorkSpace that has tags, or had some. */
export interface TaggedWorkspace {
  readonly workspaceId: string;
  readonly tags: Tags;
}

/** A tag that a WorkSpace must have. */
export interface TagFilter {
  readonly key: string;
  /** @default any value */
  readonly value?: string;
}

/** The tagging API, which reads the tags of 100 resources a page and may lag behind. */
export class Tagging {
  constructor(private readonly client: ResourceGroupsTaggingAPIClient) {}

  /** One page of the WorkSpaces that have all of the tags. */
  async findTagged(filters: readonly TagFilter[], token?: string): Promise<Page<TaggedWorkspace>> {
    const command = new GetResourcesCommand({
      ResourceTypeFilters: ['workspaces:workspace'],
      ResourcesPerPage: 100,
      TagFilters: filters.map(({ key, value }) => ({ Key: key, ...(value !== undefined && { Values: [value] }) })),
      PaginationToken: token,
    });
    const page = await this.client.send(command);
    const items = (page.ResourceTagMappingList ?? []).map(({ ResourceARN: arn = '', Tags: tags = [] }) => ({
      workspaceId: arn.replace(/^.*\//, ''),
      tags: Object.fromEntries(tags.map(({ Key: key = '', Value: value = '' }) => [key, value])),
    }));
    return { items, ...(page.PaginationToken && { next: page.PaginationToken }) };
  }
}
