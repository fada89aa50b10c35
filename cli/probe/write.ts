import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { canAsk, confirm } from '../terminal/ask';
import { fromText, type Origin, type Section, type SectionName, toMarkdown, toText, withSection } from './result';

/** Where a result goes, and whether it is asked before it is written. */
export interface Target {
  readonly file: string;
  readonly isAgreed: boolean;
}

/**
 * Shows the result on stdout, then writes it: the JSON, and beside it the Markdown summary. A section of the other kind that the file
 * has is kept. Returns whether it was written. @throws Failure if the file is something else
 */
export async function writeResult(
  origin: Origin,
  name: SectionName,
  section: Section,
  { file, isAgreed }: Target,
): Promise<boolean> {
  const former = existsSync(file) ? fromText(readFileSync(file, 'utf8'), file) : undefined;
  const result = withSection(origin, name, section, former);
  const [json, markdown] = [toText(result), toMarkdown(result)];
  process.stdout.write(json);
  const summary = `${file.replace(/\.json$/, '')}.md`;
  const question = `Above is all that is written. Write it to ${file}, and a summary of it to ${summary}?`;
  if (!isAgreed && !(canAsk() && (await confirm(question)))) return false;
  writeFileSync(file, json);
  writeFileSync(summary, markdown);
  process.stderr.write(`Written: ${file}, and ${summary} for an issue.\n`);
  return true;
}
