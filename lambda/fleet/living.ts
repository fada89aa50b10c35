import { isHold, type Mark } from '../service/marks';
import type { FleetTools } from './tools';

/** Finds out which holders of applications that must be gone still exist. What cannot be found out counts as living. */
export async function livingOf(
  marks: readonly Mark[],
  absentApplicationIds: readonly string[],
  { holders }: Pick<FleetTools, 'holders'>,
): Promise<(mark: Mark) => boolean> {
  const dead = new Set<string>();
  const asked = new Set<string>();
  for (const mark of marks.filter((one) => isHold(one) && absentApplicationIds.includes(one.applicationId))) {
    const key = `${mark.holder} ${mark.applicationId}`;
    if (asked.has(key)) continue;
    asked.add(key);
    const found = await holders.isLiving(mark);
    if (found.ok && !found.value) dead.add(key);
  }
  return ({ holder, applicationId }) => !dead.has(`${holder} ${applicationId}`);
}
