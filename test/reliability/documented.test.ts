import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
/** What no test proves yet. Its number goes from here with the first test whose title begins with it, and gets a row in the table. */
const NOT_YET = ['R36', 'R37', 'R38', 'R39'];
/** What no test of `npm test` proves, with the reason. */
const PROVEN_ELSEWHERE: Readonly<Record<string, string>> = {};
const NUMBERS = Array.from({ length: 39 }, (_, index) => `R${index + 1}`).filter((number) => !NOT_YET.includes(number));

/** The rows of the table by their number. */
const ROWS = new Map(
  DOCUMENT.split('\n').flatMap((line) => {
    const [, number] = /^\| (R\d+) \|/.exec(line) ?? [];
    return number ? [[number, line.split('|').map((cell) => cell.trim())] as const] : [];
  }),
);

const FILES = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name));

/** The titles of a file's tests and groups; of a title with a value in it, what stands before the value. */
function titlesOf(file: string): readonly string[] {
  const titles: string[] = [];
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|it|describe)\b/.test(node.expression.getText(source))) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
      if (title && ts.isTemplateExpression(title)) titles.push(title.head.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

const TITLES = new Map(FILES.map((file) => [file, titlesOf(file)]));

/** The numbers with which a title begins. */
const namedBy = (title: string): readonly string[] => /^(?:R\d+ )+/.exec(title)?.[0].trim().split(' ') ?? [];

test('the table: holds each number that is proven, once and in order', () => {
  expect([...ROWS.keys()]).toEqual(NUMBERS);
  expect(DOCUMENT.match(/^\| R\d+ \|/gm)).toHaveLength(NUMBERS.length);
});

test.each(NUMBERS)(
  'the row of %s: says what could happen, how it is prevented, and tests whose titles name it',
  (number) => {
    const [, , could, prevented, tests = ''] = ROWS.get(number) ?? [];
    expect(could).toMatch(/\w{3}/);
    expect(prevented).toMatch(/\w{3}/);
    const files = [...tests.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const named = (TITLES.get(file) ?? []).filter((title) => namedBy(title).includes(number));
      expect({ file, named: named.length > 0 }).toEqual({ file, named: true });
    }
  },
);

test.each(NUMBERS.filter((number) => !(number in PROVEN_ELSEWHERE)))(
  '%s: npm test has a test whose title begins with it',
  (number) => {
    const files = [...TITLES].filter(([file]) => !file.endsWith('.long.test.ts'));
    expect(files.filter(([, titles]) => titles.flatMap(namedBy).includes(number))).not.toEqual([]);
  },
);

test('a number in a title: is one of the table, and no longer counts as not proven', () => {
  const named = [...TITLES.values()].flat().flatMap(namedBy);
  expect([...new Set(named)].filter((number) => !ROWS.has(number))).toEqual([]);
});
