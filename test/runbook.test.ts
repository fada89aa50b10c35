import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (...path: readonly string[]): string => readFileSync(join(__dirname, ...path), 'utf8');

const RUNBOOKS = ['runbook', 'desktop-runbook'].map((name) => ({ name, text: read('..', 'docs', `${name}.md`) }));
const WALKED = readdirSync(join(__dirname, 'e2e'))
  .filter((name) => /^(runbook|lives).*\.test\.ts$/.test(name))
  .map((name) => read('e2e', name))
  .join();
const TITLES = [...WALKED.matchAll(/test\.concurrent\('(.*)', async/g)].map(([, title]) => title ?? '');

const triedOf = (text: string) =>
  [...text.matchAll(/\*Tried:\*([^.]*)/g)].flatMap(([, names = '']) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''),
  );

describe.each(RUNBOOKS)('docs/$name.md', ({ text }) => {
  test.each(triedOf(text))('"%s", which it calls tried: a test walks it', (name) => {
    expect(TITLES.filter((title) => title.includes(name))).not.toEqual([]);
  });
});
