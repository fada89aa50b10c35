import { Help } from 'commander';
import { counted, toJson } from '../terminal/print';
import { printable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import { type DesktopPlan, type Plan, resultOf } from './plan';
import type { Note } from './request';
import { applicationOf, callsOf, conditionOf, durationOf, sentenceOf, timeOf, verbOf } from './words';

/** Up to so many desktops are shown one by one; more in groups of those that fare alike. */
const ONE_BY_ONE = 20;
/** How many ids and notes of a group are named. */
const NAMED = 3;
const MOST_NOTES = 20;

/** The plan as text. In a terminal no line is longer than it is wide. */
export function printPlan(plan: Plan, { width, colors }: Terminal): string {
  const shown = plan.desktops.length > ONE_BY_ONE ? groupsOf(plan.desktops) : plan.desktops.map((one) => [one]);
  const blocks = shown.map((group) => blockOf(group, colors));
  const paragraphs = [
    ...blocks,
    ...notes('Refused', plan.refused),
    ...notes('Known when deploying', plan.unknown),
    ...notes('Stays although its resource goes', plan.retained),
    ...(plan.calls.total > 0 ? [[`Time: ${durationOf(plan)}`, `Calls: ${callsOf(plan)}`]] : []),
    ...months(plan),
    [colors.bold(sentenceOf(plan))],
  ];
  return `${paragraphs.map((lines) => lines.map((line) => wrapped(line, width)).join('\n')).join('\n\n')}\n`;
}

export const printPlanAsJson = (plan: Plan): string =>
  toJson({ result: resultOf(plan), summary: sentenceOf(plan), ...plan });

/** What wraps is indented as deep as its line, and by two more. */
function wrapped(line: string, width: number | undefined): string {
  if (width === undefined) return line;
  const [indent = ''] = /^ */.exec(line) ?? [];
  const inner = `${indent}  `;
  const [first = '', ...rest] = new Help().boxWrap(line.trimStart(), width - inner.length).split('\n');
  return [`${indent}${first}`, ...rest.map((part) => `${inner}${part}`)].join('\n');
}

/** Desktops on which the same happens, the largest group first. */
function groupsOf(desktops: readonly DesktopPlan[]): readonly (readonly DesktopPlan[])[] {
  const groups = new Map<string, DesktopPlan[]>();
  for (const desktop of desktops) {
    const key = JSON.stringify([
      desktop.applications,
      desktop.refused.map(({ why }) => why.replaceAll(desktop.workspaceId, '')),
      desktop.outages,
      desktop.throwsOut,
      desktop.waitsForUser,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), desktop]);
  }
  return [...groups.values()].sort((one, other) => other.length - one.length);
}

function blockOf(group: readonly DesktopPlan[], colors: Terminal['colors']): readonly string[] {
  const [desktop, ...others] = group;
  if (!desktop) return [];
  const actions = desktop.applications.map((one) => {
    const why = one.why === undefined ? '' : `: ${one.why}`;
    return printable(`  ${verbOf(one).padEnd(11)}  ${applicationOf(one)}${why}`);
  });
  const refused = desktop.refused.map(({ name, why }) => colors.red(printable(`  refused      ${name}: ${why}`)));
  const along = desktop.ridesAlong.map((id) =>
    printable(`  also         ${id}, registered by others, is deployed too`),
  );
  const head = others.length === 0 ? headOf(desktop, colors) : groupHeadOf(group, colors);
  const time = others.length === 0 ? timeOf(desktop) : timeOf(slowest(group));
  const isLate = group.some(({ fits }) => !fits.sideBySide || !fits.oneAfterTheOther);
  return [
    head,
    ...actions,
    ...along,
    ...refused,
    ...(actions.length > 0 ? [`  ${isLate ? colors.yellow(time) : time}`] : []),
  ];
}

function headOf(desktop: DesktopPlan, colors: Terminal['colors']): string {
  const who = desktop.userName === '' ? '' : ` (${desktop.userName})`;
  const condition = conditionOf(desktop);
  return `${colors.bold(printable(desktop.workspaceId + who))}  ${desktop.throwsOut ? colors.yellow(condition) : condition}`;
}

function groupHeadOf(group: readonly DesktopPlan[], colors: Terminal['colors']): string {
  const ids = group.slice(0, NAMED).map(({ workspaceId }) => workspaceId);
  const more = group.length > NAMED ? ` and ${group.length - NAMED} more` : '';
  const thrownOut = group.filter(({ throwsOut }) => throwsOut).length;
  const users = thrownOut > 0 ? colors.yellow(`, ${counted(thrownOut, 'connected user')}: the sessions end`) : '';
  return `${counted(group.length, 'desktop')}: ${ids.join(', ')}${more}${users}`;
}

const slowest = (group: readonly DesktopPlan[]): DesktopPlan =>
  group.reduce((one, other) => (other.minutes.oneAfterTheOther > one.minutes.oneAfterTheOther ? other : one));

function notes(title: string, all: readonly Note[]): readonly (readonly string[])[] {
  if (all.length === 0) return [];
  const more = all.length > MOST_NOTES ? [`  and ${all.length - MOST_NOTES} more`] : [];
  const lines = all.slice(0, MOST_NOTES).map(({ name, what }) => printable(`  ${name}: ${what}`));
  return [[`${title}:`, ...lines, ...more]];
}

function months({ newMonths }: Plan): readonly (readonly string[])[] {
  if (newMonths.length === 0) return [];
  const lines = newMonths.map((one) => printable(`  ${applicationOf(one)} on ${counted(one.desktops, 'desktop')}`));
  return [['A new billing month begins for:', ...lines]];
}
