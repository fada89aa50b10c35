import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Class } from '../../lambda/fleet/classify';
import { toPage } from '../../lambda/fleet/page/page';
import { reportOf } from '../lambda/fleet/reports';
import { launch } from './chromium';

const EVIL = '<img src=x onerror=document.title="broken">';
const CLASSES: readonly Class[] = ['COMPLIANT', 'COMPLIANT', 'TODO', 'FAILED', 'IN_USE', 'UNMANAGEABLE', 'FAILED'];

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const file = join(folder, 'report.html');
const address = pathToFileURL(file).href;
let browser: Browser;
let page: Page;
let loaded: string[];
let problems: string[];

beforeAll(async () => {
  browser = await launch();
  const report = reportOf(
    CLASSES.map((one, index) => ({ class: one, code: `C${index}`, reason: `${EVIL}. What next: free disk space` })),
    { unmatched: ['line 7: ws-0nowhere00'] },
  );
  writeFileSync(file, toPage({ ...report, ended: { ok: false, why: `too many: ${EVIL}`, code: 'TooManyFailures' } }));
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const opened = await browser.newPage(options);
  [loaded, problems] = [[], []];
  opened.on('request', (request) => loaded.push(request.url()));
  opened.on('console', (message) => problems.push(message.text()));
  opened.on('pageerror', (error) => problems.push(error.message));
  await opened.goto(address);
  return opened;
}
beforeEach(async () => {
  page = await open();
});
afterEach(() => page.close());

const shown = (column: number): Promise<string[]> =>
  page.locator(`#desktops tbody tr:visible > :nth-child(${column})`).allTextContents();
const [CLASS, USER] = [1, 2];

test('opened from disk: nothing else is loaded, nothing is refused, and no text of the report becomes an element', async () => {
  expect([loaded, problems]).toEqual([[address], []]);
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).toContain('<img');
  expect(await page.locator('#outcome').textContent()).toContain('Stopped: too many');
});

test('what needs attention comes first', async () => {
  expect(await shown(CLASS)).toEqual(['FAILED', 'FAILED', 'UNMANAGEABLE', 'IN_USE', 'TODO', 'COMPLIANT', 'COMPLIANT']);
});

test('filtered by words, then by class: the rows that fit, and how many', async () => {
  const status = page.getByRole('status');
  await page.getByLabel('Contains').fill('USER3');
  expect([await shown(USER), await status.textContent()]).toEqual([['user3'], '1 of 7 WorkSpaces are shown']);
  await page.getByLabel('Contains').fill('');
  await page.getByRole('combobox', { name: 'Class' }).selectOption('FAILED');
  expect([await shown(USER), await status.textContent()]).toEqual([['user3', 'user6'], '2 of 7 WorkSpaces are shown']);
});

test('sorted with the keyboard alone, twice: ascending, then descending, and a screen reader knows', async () => {
  const header = page.getByRole('columnheader', { name: 'User' });
  for (let tabs = 0; tabs < 20; tabs += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.textContent')) === 'User') break;
  }
  await page.keyboard.press('Enter');
  expect((await shown(USER))[0]).toBe('user0');
  expect(await header.getAttribute('aria-sort')).toBe('ascending');
  await page.keyboard.press('Enter');
  expect((await shown(USER))[0]).toBe('user6');
  expect(await header.getAttribute('aria-sort')).toBe('descending');
});

test('sorted by a column that some rows leave empty: those come last, either way', async () => {
  const button = page.getByRole('button', { name: 'Expected' });
  for (let clicks = 0; clicks < 2; clicks += 1) {
    await button.click();
    expect((await shown(CLASS)).slice(0, 2).sort()).toEqual(['IN_USE', 'TODO']);
  }
});

test('what a screen reader says: headings, a search, tables with headers and names', async () => {
  const said = await page.locator('body').ariaSnapshot();
  for (const part of [
    'link "To the WorkSpaces"',
    'heading "Fleet Visio" [level=1]',
    'heading "Waves" [level=2]',
    'search "WorkSpaces"',
    'searchbox "Contains"',
    'combobox "Class"',
    'columnheader "What next"',
    'rowheader "user3"',
    'status: 7 of 7 WorkSpaces are shown',
  ])
    expect(said).toContain(part);
});

const RATIO = `(() => {
  const parts = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
  const light = (color) => parts(color).map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const back = light(getComputedStyle(document.body).backgroundColor);
  const texts = ['body', 'tr[data-class=FAILED] .class', 'tr[data-class=COMPLIANT] .class', 'time'];
  return { back, least: Math.min(...texts.map((one) => light(getComputedStyle(document.querySelector(one)).color))
    .map((ink) => (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05))) };
})()`;

test('light and dark: as the system prefers, and every text is easy to read', async () => {
  const found: { back: number; least: number }[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(await page.evaluate(RATIO));
  }
  const [light, dark] = found;
  expect(light?.back).toBeGreaterThan(0.8);
  expect(dark?.back).toBeLessThan(0.1);
  for (const { least } of found) expect(least).toBeGreaterThan(4.5);
});

test('printed: the rows that are shown, without what is for the screen, on paper that is light', async () => {
  await page.getByRole('combobox', { name: 'Class' }).selectOption('FAILED');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('form').isVisible()).toBe(false);
  expect(await shown(USER)).toEqual(['user3', 'user6']);
  expect((await page.evaluate<{ back: number }>(RATIO)).back).toBeGreaterThan(0.8);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a phone: the page is not wider than its screen', async () => {
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});

test('without scripts: all rows, and no controls that do nothing', async () => {
  await page.close();
  page = await open({ javaScriptEnabled: false });
  expect(await page.locator('#desktops tbody tr').count()).toBe(7);
  expect(await page.locator('form').isVisible()).toBe(false);
});
