import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');

/** A file of the repository, as text. */
export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const pagesUnder = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .sort();

/** The pages that people read. API.md is written by the build. */
export const PAGES: readonly { readonly file: string; readonly text: string }[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...pagesUnder('docs'),
  ...pagesUnder('examples'),
].map((file) => ({ file, text: read(file) }));

/** What is wrong in any page, each with the page's name. */
export const problems = (find: (text: string, file: string) => readonly string[]): readonly string[] =>
  PAGES.flatMap(({ file, text }) => find(text, file).map((problem) => `${file}: ${problem}`));

/** Every match of the first group of a pattern, without repetition. */
export const matches = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap(([, group]) => group ?? [])),
];

/** A part of a page: from the first text to the second, or to its end. */
export function part(text: string, from: string, to?: string): string {
  const begin = text.indexOf(from);
  const end = to === undefined ? text.length : text.indexOf(to, begin);
  if (begin < 0 || end < 0) throw new Error(`the page has no part from '${from}' to '${to}'`);
  return text.slice(begin, end);
}

/** Whether a relative link leads to a file, and to a heading in it. */
export function resolves(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** The headings of a page, as the links to them spell them. */
const anchorsOf = (text: string): readonly string[] =>
  matches(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const linesOf = (block: string): readonly string[] =>
  block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
    .filter((line) => line !== '');

/**
 * The commands of a page: the lines of its shell blocks, where a line that ends with a backslash and the next one are one, and in other text blocks those
 * that call the command of this package.
 */
export const commandsIn = (text: string): readonly string[] => [
  ...matches(text, /```sh\n(.*?)```/gs).flatMap(linesOf),
  ...matches(text, /```text\n(.*?)```/gs)
    .flatMap(linesOf)
    .filter((line) => /^(npx cdk|cdk-workspaces-applications) /.test(line)),
];
