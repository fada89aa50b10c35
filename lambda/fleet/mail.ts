import { apart, type Line, type Report } from './report';

export interface Mail {
  readonly subject: string;
  readonly message: string;
}

/** How many of the failed a mail names. */
const MOST = 5;

/** How a run ended, in words that fit the screen of a phone. */
export function mailOf(report: Report, url: string): Mail {
  const { fleet, ended, desktops, unmatched } = report;
  const failed = desktops.filter((line) => line.class === 'FAILED');
  const { reason, remedy } = apart(ended?.why ?? '');
  const paragraphs = [
    `${fleet}: ${ended?.ok === false ? 'stopped' : 'ended'}. ${reason}.`,
    countsOf(report),
    ...(remedy === undefined ? [] : [`What next: ${remedy}.`]),
    ...(failed.length === 0 ? [] : [failedOf(failed)]),
    ...(unmatched.length === 0 ? [] : [`${unmatched.length} rows of the list match no WorkSpace.`]),
    [...nextOf(report), `Report: ${url}.html`].join('\n'),
  ];
  return { subject: subjectOf(report, failed.length), message: paragraphs.join('\n\n') };
}

/** SNS takes no other characters than these in a subject. */
const subjectOf = ({ fleet, ended, left }: Report, failed: number): string => {
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  const outcome = ended?.ok === false ? 'STOPPED' : left === 0 ? 'done' : `${left} left`;
  return `${fleet}: ${outcome}${failures}`.replace(/[^ -~]/g, '?');
};

function countsOf({ counts, left }: Report): string {
  const outside = counts.NOT_APPLICABLE + counts.UNMANAGEABLE + counts.CLAIMED;
  const parts = [
    `${counts.COMPLIANT} done`,
    `${counts.FAILED} failed`,
    `${left} left${counts.IN_USE === 0 ? '' : `, ${counts.IN_USE} of them in use`}`,
    ...(outside === 0 ? [] : [`${outside} cannot be tried`]),
  ];
  return `${parts.join('\n')}`;
}

function failedOf(failed: readonly Line[]): string {
  const lines = failed
    .slice(0, MOST)
    .map(
      ({ userName, workspaceId, code = '', remedy }) =>
        `- ${userName} (${workspaceId}): ${code}${remedy === undefined ? '' : `. ${remedy}`}`,
    );
  const more = failed.length > MOST ? [`- and ${failed.length - MOST} more`] : [];
  return ['Failed:', ...lines, ...more].join('\n');
}

function nextOf({ window: { timeZone, nextOpensAt }, expectedEnd }: Report): readonly string[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return [
    ...(nextOpensAt === undefined ? [] : [`Next window: ${format.format(Date.parse(nextOpensAt))} (${timeZone})`]),
    ...(expectedEnd === undefined ? [] : [`All done, if nothing fails: ${format.format(Date.parse(expectedEnd))}`]),
  ];
}
