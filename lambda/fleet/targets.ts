import type { Targets } from '../contract/fleet';
import type { Desktop } from '../service/workspaces';
import type { Row } from './csv';

type Tags = ReadonlyMap<string, string>;

/** Whether a WorkSpace with these tags belongs to the fleet, as far as ids and tags say. */
export function isTargeted(
  desktop: Pick<Desktop, 'workspaceId' | 'directoryId'>,
  tags: Tags,
  targets: Targets,
): boolean {
  const { directoryId, workspaceIds, withTags, excludedIds, excludedTags } = targets;
  const { workspaceId } = desktop;
  if (directoryId !== undefined && desktop.directoryId !== directoryId) return false;
  if (workspaceIds && !workspaceIds.includes(workspaceId)) return false;
  if (excludedIds.includes(workspaceId)) return false;
  const has = ([key, value]: [string, string]): boolean => tags.get(key) === value;
  return Object.entries(withTags).every(has) && !Object.entries(excludedTags).some(has);
}

/** Whether a row of a list is about the WorkSpace: by its id, or by directory and user, which a migration does not change. */
export function isAbout(row: Row, desktop: Pick<Desktop, 'workspaceId' | 'directoryId' | 'userName'>): boolean {
  if ('workspaceId' in row) return row.workspaceId === desktop.workspaceId;
  return row.directoryId === desktop.directoryId && row.userName.toLowerCase() === desktop.userName.toLowerCase();
}
