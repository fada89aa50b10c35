import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { launch } from './chromium';

const PLOTS = join(__dirname, '../../docs/performance');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

interface Text {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const meet = (a: Text, b: Text): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

test.each(readdirSync(PLOTS))('%s: no text is cut off, and none covers another', async (name) => {
  const page = await browser.newPage({ viewport: { width: 760, height: 460 } });
  await page.goto(pathToFileURL(join(PLOTS, name)).href);
  const texts = await page.locator('svg text').evaluateAll((elements) =>
    elements.map((element): Text => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { text: element.textContent ?? '', left, right, top, bottom };
    }),
  );
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter(({ left, right, top, bottom }) => left < 0 || right > 760 || top < 0 || bottom > 460)).toEqual(
    [],
  );
  const covered = texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter((other) => meet(one, other))
      .map(({ text }) => [one.text, text]),
  );
  expect(covered).toEqual([]);
  await page.close();
});
