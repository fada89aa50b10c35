import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (...path: readonly string[]): string => readFileSync(join(__dirname, ...path), 'utf8');

const RUNBOOK = read('..', 'docs', 'runbook.md');
const WALKED = readdirSync(join(__dirname, 'e2e'))
  .filter((name) => /^(runbook|lives).*\.test\.ts$/.test(name))
  .map((name) => read('e2e', name))
  .join();
const TITLES = [...WALKED.matchAll(/test\.concurrent\('(.*)', async/g)].map(([, title]) => title ?? '');

const tried = [...RUNBOOK.matchAll(/\*Tried:\*([^.]*)/g)].flatMap(([, names = '']) =>
  [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''),
);
const sections = [...RUNBOOK.matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);

describe('the runbook', () => {
  test.each(tried)('"%s", which it calls tried: a test walks it', (name) => {
    expect(TITLES.filter((title) => title.includes(name))).not.toEqual([]);
  });

  test.each([...RUNBOOK.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor))(
    'the way to #%s: leads there',
    (anchor) => {
      expect(sections).toContain(anchor);
    },
  );
});
