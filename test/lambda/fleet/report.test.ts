import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type JSONSchemaType, type SchemaObject } from 'ajv';
import { forecast } from '../../../lambda/fleet/forecast';
import { nextOpening } from '../../../lambda/fleet/opening';
import { toPage } from '../../../lambda/fleet/page/page';
import { apart, type Report, toCsv } from '../../../lambda/fleet/report';
import { BUCKET, FleetWorld } from '../../../testkit/fleet-world';
import { declared, NOW } from './builders';
import { reportOf } from './reports';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);

const schema: SchemaObject = JSON.parse(
  readFileSync(join(__dirname, '../../../docs/fleet-report.schema.json'), 'utf8'),
);
const ajv = new Ajv({ allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ } });
const validate = ajv.compile(schema as JSONSchemaType<Report>);
const problemsOf = (report: unknown): unknown => (validate(report) ? [] : validate.errors);

describe('when the window opens next', () => {
  const nightly = declared().window;
  test.each([
    ['every night, before the start', {}, '2026-01-05T12:00Z', '2026-01-05T21:00'],
    ['at the start itself: the next one', {}, '2026-01-05T21:00Z', '2026-01-06T21:00'],
    ['on some days of the week', { days: ['SAT', 'TUE'] }, '2026-01-06T21:00Z', '2026-01-10T21:00'],
    ['dates are left out', { skipDates: ['2026-01-05', '2026-01-06'] }, '2026-01-05T12:00Z', '2026-01-07T21:00'],
    ['in summer', {}, '2026-07-01T12:00Z', '2026-07-01T20:00'],
    ['a start that the clocks skip', { start: '02:30' }, '2026-03-28T12:00Z', '2026-03-30T00:30'],
  ])('%s', (_situation, more, after, expected) => {
    expect(iso(nextOpening({ ...nightly, ...more }, Date.parse(after)))).toBe(expected);
  });
});

describe('when what is left is done', () => {
  const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `ws-${from + index}`);
  const inWindow = (waves: readonly (readonly string[])[], more: Partial<Parameters<typeof forecast>[0]> = {}) =>
    forecast({
      waves,
      maxConcurrency: 10,
      took: 40 * MINUTE,
      bake: 0,
      now: 0,
      cutoff: 5 * HOUR,
      openSpan: 5 * HOUR,
      nextOpening: (after) => (Math.floor(after / (24 * HOUR)) + 1) * 24 * HOUR,
      ...more,
    });

  test.each([
    ['nothing', [[]], {}, 0, undefined],
    ['one batch', [ids(10)], {}, 1, 40],
    ['one more than a batch', [ids(11)], {}, 1, 80],
    ['two waves', [ids(5), ids(5, 5)], {}, 1, 80],
    ['two waves with a time to bake between them', [ids(5), ids(5, 5)], { bake: HOUR }, 1, 140],
    ['a time to bake after the last wave does not count', [ids(5), []], { bake: HOUR }, 1, 40],
    ['no window is open', [ids(5)], { cutoff: 0 }, 1, 24 * 60 + 40],
    ['more than a window takes', [ids(90)], {}, 2, 24 * 60 + 40],
    ['the window does not open again', [ids(5)], { cutoff: 0, nextOpening: () => undefined }, 0, undefined],
  ])('%s', (_situation, waves, more, windows, minutes) => {
    const { end, ...found } = inWindow(waves, more);
    expect(found.windows).toBe(windows);
    expect(end).toBe(minutes === undefined ? undefined : minutes * MINUTE);
  });

  test('each desktop: begins with its batch', () => {
    const { begins } = inWindow([ids(2), ids(11, 2)]);
    expect([begins.get('ws-0'), begins.get('ws-2'), begins.get('ws-12')]).toEqual([0, 40 * MINUTE, 80 * MINUTE]);
  });
});

describe('the report', () => {
  test('counts, waves, what is left and when', () => {
    const report = reportOf([
      { class: 'COMPLIANT' },
      { class: 'FAILED', code: 'Timeout', reason: 'it took too long. What next: look at it. It is slow' },
      { class: 'TODO' },
      { class: 'IN_USE' },
      { class: 'UNMANAGEABLE' },
    ]);
    expect(report).toMatchObject({ left: 2, windowsLeft: 1, expectedEnd: '2026-01-05T23:40:00Z' });
    expect(report.window).toEqual({
      timeZone: 'Europe/Berlin',
      cutoff: '2026-01-06T03:00:00Z',
      nextOpensAt: '2026-01-06T21:00:00Z',
    });
    expect(report.waves).toEqual([
      expect.objectContaining({ wave: 1, what: '2 WorkSpaces', state: 'on', desktops: 2, done: 1, failed: 1 }),
      expect.objectContaining({ wave: 2, what: 'the rest', state: 'later', desktops: 2, todo: 1, inUse: 1 }),
    ]);
    expect(report.desktops[1]).toMatchObject({ reason: 'it took too long', remedy: 'look at it. It is slow', wave: 1 });
    expect(report.desktops[2]).toMatchObject({ expectedAt: '2026-01-05T23:00:00Z', connected: false });
    expect(report.desktops[4]?.wave).toBeUndefined();
    expect(problemsOf(report)).toEqual([]);
  });

  test('stopped until a person acts: nothing is expected', () => {
    const report = reportOf([{ class: 'TODO' }], { isStopped: true });
    expect(report).toMatchObject({ left: 1, windowsLeft: 0 });
    expect([report.expectedEnd, report.desktops[0]?.expectedAt]).toEqual([undefined, undefined]);
  });

  test('the last wave has passed if nothing is left and few enough have failed', () => {
    const memory = { division: '', members: {}, passed: { 0: { at: NOW, failed: [] } } };
    const [first, last] = reportOf([{ class: 'COMPLIANT' }], { memory }).waves;
    expect([first?.state, first?.passedAt, last?.state]).toEqual(['passed', '2026-01-05T22:00:00Z', 'passed']);
  });

  test('a message without a remedy stays whole', () => {
    expect(apart('the user is connected')).toEqual({ reason: 'the user is connected' });
  });

  test('the CSV: a formula in a name is none', () => {
    const [line] = reportOf([{ class: 'TODO' }]).desktops;
    expect(toCsv({ desktops: line ? [{ ...line, userName: '=cmd()' }] : [] })).toContain(",'=cmd(),");
  });
});

describe('the schema of the report', () => {
  test('a whole night, all that a report can hold: fits', async () => {
    const desktops = Array.from({ length: 6 }, (_, index) => ({
      workspaceId: `ws-0000000${index}`,
      userName: `user${index}`,
      ...(index === 3 && { computeType: 'VALUE' as const }),
    }));
    const declaration = declared({ targets: { ...declared().targets, csv: { bucket: 'lists', key: 'desks.csv' } } });
    const world = new FleetWorld({ opening: NOW, desktops, declaration });
    const rows = ['WorkspaceId', ...desktops.map(({ workspaceId }) => workspaceId), 'ws-0nowhere00'];
    world.aws.buckets.create('lists').put('desks.csv', Buffer.from(rows.join('\n')));
    world.simulator.setConnection('ws-00000001', 'CONNECTED');
    world.simulator.failApplication(declaration.applicationIds[0] ?? '', 'ValidationError.InsufficientDiskSpace', {
      workspaceId: 'ws-00000002',
    });
    const run = await world.open();
    // What reads a list takes turns of its own: time passes in small steps meanwhile.
    while (!world.aws.buckets.get(BUCKET).find('Visio/latest/report.json')) await world.wait(MINUTE);
    const during = world.report;
    await world.clock.runUntil(run.ended);
    const after = world.report;
    expect([problemsOf(during), problemsOf(after), during.ended, after.ended?.ok]).toEqual([[], [], undefined, true]);
    expect(after.counts).toMatchObject({ COMPLIANT: 3, FAILED: 1, IN_USE: 1, NOT_APPLICABLE: 1 });
    const shown = new Set([during, after].flatMap((one) => membersIn(one)));
    const described = membersDescribed(schema).filter((name) => !ELSEWHERE.includes(name));
    expect(described.filter((name) => !shown.has(name))).toEqual([]);
  });

  /** Only runs that fail have a code. */
  const ELSEWHERE = ['ended.code'];

  test('a member that the schema does not describe: does not fit', () => {
    expect(problemsOf({ ...reportOf([]), more: 1 })).toEqual([
      expect.objectContaining({ keyword: 'additionalProperties' }),
    ]);
  });
});

/** The paths of all members, without the indexes of lists. */
function membersIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one) => membersIn(one, path))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => membersIn(one, path ? `${path}.${name}` : name))];
}

function membersDescribed(one: SchemaObject, path = ''): string[] {
  if (one.items) return membersDescribed(one.items, path);
  const members = Object.entries<SchemaObject>(one.properties ?? {});
  return [path, ...members.flatMap(([name, member]) => membersDescribed(member, path ? `${path}.${name}` : name))];
}

describe('the page', () => {
  const evil = `<img src=x onerror="alert('1')">&`;

  test('text is escaped, wherever it stands', () => {
    const report = reportOf([{ class: 'FAILED', code: evil, reason: `${evil}. What next: ${evil}` }]);
    const [line] = report.desktops;
    const page = toPage({
      ...report,
      fleet: evil,
      run: evil,
      ended: { ok: false, why: evil },
      unmatched: [evil],
      listVersion: evil,
      desktops: line ? [{ ...line, userName: evil, computerName: evil, workspaceId: evil }] : [],
    });
    expect(page).not.toContain('<img');
    expect(
      page.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/g)?.length,
    ).toBeGreaterThanOrEqual(10);
  });

  test('nothing is loaded from elsewhere', () => {
    const page = toPage(reportOf([{ class: 'TODO' }]));
    expect(page.match(/(?:src|href|url)\s*[=(]\s*["']?[^\s"'>)]*/g)).toEqual(['href="#list']);
    expect(page).toContain("default-src 'none'");
  });
});
