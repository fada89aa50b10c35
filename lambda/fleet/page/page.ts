import { createHash } from 'node:crypto';
import type { Class } from '../classify';
import type { WaveProgress } from '../progress';
import type { Line, Report } from '../report';
import { Html, html } from './html';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** What needs somebody's attention comes first. */
const MEANINGS: readonly (readonly [Class, string])[] = [
  ['FAILED', 'was tried, and failed'],
  ['CLAIMED', 'must be uninstalled, and another stack or fleet declares it'],
  ['UNMANAGEABLE', 'nothing can be installed on the WorkSpace as it is'],
  ['IN_USE', 'the user is connected'],
  ['IN_PROGRESS', 'something runs on the WorkSpace'],
  ['TODO', 'not done yet'],
  ['NOT_APPLICABLE', 'the application does not support the WorkSpace'],
  ['COMPLIANT', 'as declared'],
];

const rank = new Map(MEANINGS.map(([one], index) => [one, index]));

const COLUMNS = ['Class', 'User', 'Computer', 'WorkSpace', 'Wave', 'Why', 'What next', 'Code', 'Since', 'Expected'];

/** A report as one page of HTML that needs nothing beside itself. Times are in the time zone of the maintenance window. */
export function toPage(report: Report): string {
  const when = timeIn(report.window.timeZone);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<title>Fleet ${report.fleet}: ${outcomeOf(report)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#list">To the WorkSpaces</a>
<header>
<h1>Fleet ${report.fleet}</h1>
<p class="outcome ${report.ended === undefined ? '' : report.ended.ok ? 'good' : 'bad'}" id="outcome">${outcomeOf(report)}</p>
${factsOf(report, when)}
</header>
<main>
${countsList(report)}
${wavesTable(report.waves, when)}
${unmatchedList(report.unmatched)}
${desktopsTable(report, when)}
</main>
<footer><p>Times are in ${report.window.timeZone}. The same as JSON, version ${report.version}, and as CSV stands beside this page.</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** What the policy of the page allows, and nothing else. */
const hashOf = (text: string): Html => new Html(`sha256-${createHash('sha256').update(text).digest('base64')}`);

type When = (time: string | undefined) => Html;

function timeIn(timeZone: string): When {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (time) =>
    time === undefined ? html`` : html`<time datetime="${time}">${format.format(Date.parse(time))}</time>`;
}

export function outcomeOf({ ended, dryRun }: Pick<Report, 'ended' | 'dryRun'>): string {
  const prefix = dryRun ? 'Only looked, nothing was touched: ' : '';
  if (!ended) return `${prefix}The run goes on.`;
  return `${prefix}${ended.ok ? 'Ended' : 'Stopped'}: ${ended.why}`;
}

function factsOf(report: Report, when: When): Html {
  const { window, windowsLeft, left, expectedEnd } = report;
  const windows = `${windowsLeft} window${windowsLeft === 1 ? '' : 's'}`;
  const rows: (readonly [string, Html])[] = [
    ['Run', html`${report.run}, began ${when(report.startedAt)}, report of ${when(report.writtenAt)}`],
    ...(window.cutoff === undefined ? [] : [['Nothing starts after', when(window.cutoff)] as const]),
    ['Next window', window.nextOpensAt === undefined ? html`none` : when(window.nextOpensAt)],
    [
      'Left',
      expectedEnd === undefined
        ? html`${left}`
        : html`${left}, expected to be done ${when(expectedEnd)}, in ${windows}`,
    ],
    ['Must be installed', html`${report.applicationIds.join(', ') || 'nothing'}`],
    ['Must be gone', html`${report.absentApplicationIds.join(', ') || 'nothing'}`],
    ['Connected users', html`${report.whenUserConnected === 'WAIT' ? 'are waited for' : 'are disconnected'}`],
    ...(report.listVersion === undefined ? [] : [['List of WorkSpaces', html`version ${report.listVersion}`] as const]),
  ];
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

const countsList = ({ counts }: Report): Html =>
  html`<ul class="counts" aria-label="How many WorkSpaces there are of each class">${MEANINGS.filter(
    ([one]) => counts[one] > 0,
  ).map(([one, meaning]) => html`<li><b>${counts[one]}</b>${one}: ${meaning}</li>`)}</ul>`;

const number = (value: number): Html => html`<td class="number">${value}</td>`;

function wavesTable(waves: readonly WaveProgress[], when: When): Html {
  const head = ['Wave', 'WorkSpaces', 'State', 'All', 'Done', 'In progress', 'Failed', 'Tolerated', 'In use', 'To do'];
  const rows = waves.map(
    (
      wave,
    ) => html`<tr><th scope="row">${wave.wave}</th><td>${wave.what}</td><td>${wave.state} ${when(wave.passedAt)}</td>${[
      wave.desktops,
      wave.done,
      wave.inProgress,
      wave.failed,
      wave.tolerated,
      wave.inUse,
      wave.todo,
    ].map(number)}</tr>
`,
  );
  return html`<h2>Waves</h2><div class="scroll" tabindex="0" role="region" aria-label="Waves"><table id="waves"><thead><tr>${head.map(
    (name) => html`<th scope="col">${name}</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const unmatchedList = (unmatched: readonly string[]): Html =>
  unmatched.length === 0
    ? html``
    : html`<h2>Rows of the list that match no WorkSpace</h2><ul>${unmatched.map((row) => html`<li>${row}</li>`)}</ul>`;

function desktopsTable({ desktops, counts }: Report, when: When): Html {
  const sorted = [...desktops].sort(
    (a, b) => (rank.get(a.class) ?? 0) - (rank.get(b.class) ?? 0) || (a.userName < b.userName ? -1 : 1),
  );
  const options = MEANINGS.filter(([one]) => counts[one] > 0).map(([one]) => html`<option>${one}</option>`);
  return html`<h2 id="list" tabindex="-1">WorkSpaces</h2>
<form id="filter" hidden role="search" aria-label="WorkSpaces">
<p><label for="words">Contains</label><input id="words" name="words" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="class">Class</label><select id="class" name="class"><option value="">all</option>${options}</select></p>
</form>
<div class="scroll" tabindex="0" role="region" aria-label="WorkSpaces"><table id="desktops">
<caption><span id="shown" role="status">${desktops.length} WorkSpaces</span></caption>
<thead><tr>${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${sorted.map((line) => rowOf(line, when))}</tbody>
</table></div>`;
}

const rowOf = (line: Line, when: When): Html =>
  html`<tr data-class="${line.class}"><td class="class" data-value="${rank.get(line.class)}">${line.class}</td><th scope="row">${line.userName}</th><td>${line.computerName}</td><td>${line.workspaceId}</td><td>${line.wave}</td><td class="words">${line.reason}</td><td class="words">${line.remedy}</td><td class="code">${line.code}</td><td data-value="${line.since}">${when(line.since)}</td><td data-value="${line.expectedAt}">${when(line.expectedAt)}${line.connected ? ' (connected)' : ''}</td></tr>
`;
