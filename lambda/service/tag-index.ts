import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Tag } from './marks';
import type { Page } from './workspaces';

/** A WorkSpace and its tags, as the index knows them: it lags behind CreateTags. */
export interface Tagged {
  readonly workspaceId: string;
  readonly tags: readonly Tag[];
}

/** The calls of the Resource Groups Tagging API. */
export class TagIndex {
  constructor(private readonly client: ResourceGroupsTaggingAPIClient) {}

  /** One page of the WorkSpaces that have tags, or had some. */
  async findWorkspaces(token?: string): Promise<Page<Tagged>> {
    const page = await this.client.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ['workspaces:workspace'],
        ResourcesPerPage: 100,
        PaginationToken: token,
      }),
    );
    const items = (page.ResourceTagMappingList ?? []).map(({ ResourceARN: arn = '', Tags: tags = [] }) => ({
      workspaceId: arn.slice(arn.lastIndexOf('/') + 1),
      tags: tags.map(({ Key: key = '', Value: value = '' }) => ({ key, value })),
    }));
    return { items, ...(page.PaginationToken && { next: page.PaginationToken }) };
  }
}
