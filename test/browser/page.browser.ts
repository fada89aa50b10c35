import { createServer } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type EmbeddedAws, startEmbeddedAws } from '../../local';
import {
  CATALOGUE,
  companyApplication,
  DESKTOP,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { launch } from './chromium';

const EVIL = '<img src=x onerror=document.title="broken">';
const HOSTILE = 'wsa-9hostile1';
const MINUTE = 60_000;

let browser: Browser;
let aws: EmbeddedAws;
let context: BrowserContext;
let page: Page;
let problems: string[];
let foreign: string[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  const world = {
    ...SEED_WORLD,
    applications: [...CATALOGUE, companyApplication(HOSTILE, EVIL)],
    workspaces: [...SEED_WORLD.workspaces, { workspaceId: 'ws-9hostile1', userName: EVIL }],
  };
  aws = await startEmbeddedAws({
    speed: 60,
    simulator: { world, durations: { install: 2 * MINUTE, uninstall: MINUTE } },
  });
  context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1280, height: 900 } });
  page = await open(context);
});
afterEach(async () => {
  await context.close();
  await aws.stop();
});

async function open(where: BrowserContext): Promise<Page> {
  const opened = await where.newPage();
  [problems, foreign] = [[], []];
  opened.on('console', (message) => problems.push(message.text()));
  opened.on('pageerror', (error) => problems.push(error.message));
  opened.on('request', (request) => {
    if (!request.url().startsWith(`${aws.url}/_embedded/page`)) foreign.push(request.url());
  });
  await opened.goto(aws.pageAddress);
  await opened.getByRole('heading', { name: 'WorkSpaces', exact: true }).waitFor();
  await opened.getByText('Live', { exact: true }).waitFor();
  return opened;
}

const card = (id: string) => page.getByRole('article', { name: id });

/** Deploys an application as a colleague would. */
function deploy(applicationId: string): void {
  aws.simulator.associate(DESKTOP, applicationId);
  aws.simulator.deploy(DESKTOP);
}

test('opened: every WorkSpace, its user and its applications; nothing is loaded from elsewhere, and nothing is refused', async () => {
  expect(await page.getByRole('article').count()).toBe(10);
  await card(DESKTOP).getByText('User not connected').waitFor();
  await card('ws-2standrd1').getByText('Microsoft Office LTSC Standard 2021: installed').waitFor();
  expect([problems, foreign]).toEqual([[], []]);
});

test('a user who is connected, and thrown out by a deployment: seen as it happens, until the application is installed', async () => {
  await card(DESKTOP).getByRole('button', { name: 'Connect user' }).click();
  await card(DESKTOP).getByText('User connected', { exact: true }).waitFor();
  deploy(VISIO);
  await card(DESKTOP).getByText('User thrown out').waitFor();
  await card(DESKTOP)
    .getByText(/^Cannot be used for /)
    .waitFor();
  await card(DESKTOP).getByText('Microsoft Visio LTSC Professional 2021: installed', { exact: true }).waitFor();
  await card(DESKTOP).getByText('1 outage, 1 session ended').waitFor();
  expect(await page.getByRole('log').textContent()).toContain(
    'Microsoft Visio LTSC Professional 2021 of ana installed',
  );
});

test('the next install fails, as asked: once', async () => {
  const button = card(DESKTOP).getByRole('button', { name: 'Fail next install' });
  await button.click();
  await page.locator('[aria-pressed="true"]').waitFor();
  deploy(VISIO);
  await card(DESKTOP)
    .getByText(/^Microsoft Visio .* failed \(ValidationError.InsufficientDiskSpace: /)
    .waitFor();
});

test('stopped, started, rebuilt: the WorkSpace of the button', async () => {
  aws.simulator.installNow(DESKTOP, VISIO);
  await card(DESKTOP).getByRole('button', { name: 'Stop' }).click();
  await card(DESKTOP).getByText('STOPPED', { exact: true }).waitFor();
  await card(DESKTOP).getByRole('button', { name: 'Start' }).click();
  await card(DESKTOP).getByText('AVAILABLE', { exact: true }).waitFor();
  await card(DESKTOP).getByRole('button', { name: 'Rebuild' }).click();
  await card(DESKTOP)
    .getByText(/^Microsoft Visio/)
    .waitFor({ state: 'detached' });
});

test('the clock: runs as fast as chosen, with the keyboard alone', async () => {
  await page.getByLabel('Speed').focus();
  await page.keyboard.press('End');
  await card(DESKTOP).getByRole('button', { name: 'Connect user' }).focus();
  await page.keyboard.press('Enter');
  await card(DESKTOP).getByText('User connected', { exact: true }).waitFor();
  expect(aws.clock.speed).toBe(240);
  // What is drawn anew does not take the focus away.
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^Disconnect user: ana/);
});

test('a refusal: said in words', async () => {
  deploy(VISIO);
  await card(DESKTOP).getByText('UPDATING', { exact: true }).waitFor();
  await card(DESKTOP).getByRole('button', { name: 'Rebuild' }).click();
  await page.getByRole('alert').getByText('The WorkSpace is being deployed: wait until it is over').waitFor();
});

test('hostile names: shown as they are, and none becomes an element', async () => {
  aws.simulator.installNow(DESKTOP, HOSTILE);
  await card(DESKTOP).getByText(`${EVIL}: installed`).waitFor();
  await page.getByRole('heading', { name: EVIL }).waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).toBe('Embedded AWS');
});

test('calls: per second against the limit, and each with what came of it', async () => {
  await aws.simulator.handle({ target: 'WorkspacesService.DescribeWorkspaces', body: '{}' });
  await page.getByText(/^\d\d:\d\d:\d\d DescribeWorkspaces ok$/).waitFor();
  expect(await page.getByRole('img', { name: /a second, at most 2; 1 in all/ }).count()).toBe(1);
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
] as const)('%s, %i wide: every text has contrast, and nothing sticks out', async (colorScheme, width) => {
  const other = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  const opened = await open(other);
  aws.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
  await opened
    .getByRole('article')
    .getByText(/^Microsoft Visio .* failed/)
    .waitFor();
  expect(await opened.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  expect(await opened.evaluate(LEAST_CONTRAST)).toBeGreaterThanOrEqual(4.5);
  await other.close();
});

/** The smallest contrast of a text with what is behind it, by WCAG. */
const LEAST_CONTRAST = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  return Math.min(...texts.map((element) => {
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }));
})()`;

describe('who may', () => {
  test('the address works once; the browser that has opened it goes on, another one does not get in', async () => {
    const used = aws.pageAddress;
    const other = await browser.newContext();
    const first = await other.newPage();
    await first.goto(used);
    await first.getByText('Live', { exact: true }).waitFor();
    await first.reload();
    await first.getByText('Live', { exact: true }).waitFor();
    const third = await (await browser.newContext()).newPage();
    expect((await third.goto(used))?.status()).toBe(403);
    expect(await third.locator('body').textContent()).toMatch(/^This page opens with the address/);
    await other.close();
  });

  test('a page of another origin on this machine: its requests, with the cookie of the browser, do nothing', async () => {
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>evil</h1>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port }: { port: number } = Object(server.address());
    const evil = await context.newPage();
    await evil.goto(`http://127.0.0.1:${port}/`);
    await evil.evaluate(
      (url) =>
        fetch(`${url}/_embedded/page/do`, {
          method: 'POST',
          mode: 'no-cors',
          credentials: 'include',
          body: JSON.stringify({ action: 'connect', workspaceId: 'ws-0abc12345' }),
        }).catch(() => {}),
      aws.url,
    );
    expect(aws.simulator.workspace(DESKTOP)?.connection).toBe('DISCONNECTED');
    server.close();
    server.closeAllConnections();
  });
});
