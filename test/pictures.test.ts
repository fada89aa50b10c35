import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const PICTURES = join(ROOT, 'docs/pictures');

/** The pictures that a page shows, as paths from the root. */
function picturesOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/!\[[^\]]+\]\(([^)#]+)\)/g)]
    .map(([, target = '']) => relative(ROOT, join(ROOT, dirname(page), target)))
    .filter((target) => target.startsWith('docs/pictures/'));
}

test('every picture that a page shows exists, has words for those who do not see it, and every page finds its own', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ];
  const shown = new Set(pages.flatMap(picturesOf));
  const there = readdirSync(PICTURES).map((name) => `docs/pictures/${name}`);
  expect([...shown].filter((name) => !there.includes(name))).toEqual([]);
  expect(shown).toContain('docs/pictures/embedded-aws-light.png');
});

test.each([
  { file: 'plan.svg', ends: /^1 desktop, 1 outage, 1 connected user would be thrown out$/m },
  { file: 'watch.svg', ends: /^ws-0abc12345 .* min/m },
  { file: 'fleet.svg', ends: /^WAVE .*^2 +25 % +\d+ +\d+ +1 .*^Failed:$.*^Report: s3:/ms },
])('$file: what the command printed, as text, and nothing that runs', ({ file, ends }) => {
  const picture = readFileSync(join(PICTURES, file), 'utf8');
  const [, words = ''] = /<desc>(.*?)<\/desc>/s.exec(picture) ?? [];
  expect(words).toMatch(ends);
  expect(picture).not.toMatch(/<script|<foreignObject|\son\w+=|href=/i);
});
