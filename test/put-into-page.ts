import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const END = '<!-- end -->';

/** Puts text between its mark and the end of it; makes the page if there is none. */
export function putIntoPage(path: string, mark: string, text: string): void {
  const page = existsSync(path) ? readFileSync(path, 'utf8') : `${mark}\n${END}\n`;
  const begin = page.indexOf(mark);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0)
    throw new Error(`${path} has no place for the text: put ${mark} and ${END} where it belongs`);
  writeFileSync(path, `${page.slice(0, begin + mark.length)}\n${text}\n${page.slice(end)}`);
}
