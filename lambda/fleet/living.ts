import { stageOf } from '../reconcile/states';
import { existenceOf, isHold, type Mark } from '../service/marks';
import type { Surveyed } from './classify';
import type { FleetTools } from './tools';

type Subject = Pick<Surveyed, 'marks' | 'seen'>;

/**
 * Finds out which holders still exist, where a verdict depends on it: of an application that is there and must be gone, and
 * of one in ERROR. What cannot be found out counts as living.
 */
export async function livingOf(
  surveyed: readonly Subject[],
  absentApplicationIds: readonly string[],
  { holders, holder }: Pick<FleetTools, 'holders' | 'holder'>,
): Promise<(mark: Mark) => boolean> {
  const dead = new Map<string, boolean>();
  const marks = surveyed.flatMap((one) => one.marks.filter((mark) => isAskedAbout(mark, one, absentApplicationIds)));
  for (const mark of marks) {
    const id = idOf(mark);
    if (mark.token === holder.token || dead.has(id)) continue;
    const found = await holders.isLiving(mark);
    dead.set(id, found.ok && !found.value);
  }
  return (mark) => dead.get(idOf(mark)) !== true;
}

function isAskedAbout(mark: Mark, { seen }: Subject, absentApplicationIds: readonly string[]): boolean {
  const association = seen.get(mark.applicationId);
  if (!association || !isHold(mark)) return false;
  const stage = stageOf(association.state);
  return stage === 'error' || (stage !== 'absent' && absentApplicationIds.includes(mark.applicationId));
}

/** A stack's resource is on one WorkSpace. */
const idOf = (mark: Mark): string =>
  mark.holder.startsWith('stack/') ? `${mark.workspaceId} ${existenceOf(mark)}` : existenceOf(mark);
