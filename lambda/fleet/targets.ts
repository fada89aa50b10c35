import type { Targets } from '../contract/fleet';
import type { Tag } from '../service/marks';
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
  return hasAll(tags, withTags) && !Object.entries(excludedTags).some(([key, value]) => tags.get(key) === value);
}

export const hasAll = (tags: Tags, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => tags.get(key) === value);

/** Tags by their keys. */
export const valuesOf = (tags: readonly Tag[] = []): Tags => new Map(tags.map(({ key, value }) => [key, value]));

/** Whether a row of a list is about the WorkSpace: by its id, or by directory and user, which a migration does not change. */
export function isAbout(row: Row, desktop: Pick<Desktop, 'workspaceId' | 'directoryId' | 'userName'>): boolean {
  if ('workspaceId' in row) return row.workspaceId === desktop.workspaceId;
  return row.directoryId === desktop.directoryId && row.userName.toLowerCase() === desktop.userName.toLowerCase();
}
