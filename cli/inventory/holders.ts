import { isHold, marksOf } from '../../lambda/service/marks';
import type { Tags } from '../aws/tagging';

/** Who holds each application of a WorkSpace, by its marks: `stack/<name>` or `fleet/<name>`. */
export function holdersOf(tags: Tags, workspaceId: string): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  const all = Object.entries(tags).map(([key, value]) => ({ key, value }));
  for (const { applicationId, holder, token } of marksOf(all, workspaceId).filter(isHold)) {
    holders.set(applicationId, [...(holders.get(applicationId) ?? []), holder || token]);
  }
  return holders;
}
