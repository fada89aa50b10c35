import type { Mark } from '../../lambda/service/marks';
import { isoOf, type Print, toJson } from '../terminal/print';
import { tableOf } from '../terminal/table';
import type { MarkView } from './find';

const DECLARES = new Map<boolean | undefined, string>([
  [true, 'yes'],
  [false, 'no'],
  [undefined, 'unknown'],
]);

/** Marks as a table, or as JSON. */
export function printMarks(marks: readonly (Mark & Partial<MarkView>)[], { json, width }: Print): string {
  if (json) return toJson(marks.map(jsonOf));
  if (marks.length === 0) return 'No marks.\n';
  const rows = marks.map((mark) => [
    mark.workspaceId,
    mark.applicationId,
    mark.holder || '(a later version of this library)',
    mark.kind,
    ...('isLiving' in mark ? [DECLARES.get(mark.isLiving)] : []),
    isoOf(mark.writtenAt)?.slice(0, 16),
    mark.token,
  ]);
  const declares = marks.some((mark) => 'isLiving' in mark) ? ['EXISTS'] : [];
  return tableOf(['WORKSPACE', 'APPLICATION', 'HOLDER', 'SAYS', ...declares, 'SINCE (UTC)', 'TOKEN'], rows, width);
}

const jsonOf = ({
  workspaceId,
  applicationId,
  holder,
  kind,
  token,
  writtenAt,
  isLiving,
}: Mark & Partial<MarkView>) => ({
  workspaceId,
  applicationId,
  holder,
  kind,
  token,
  since: isoOf(writtenAt),
  ...(isLiving !== undefined && { exists: isLiving }),
});
