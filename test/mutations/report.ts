import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Lives, Verdict } from './gates';
import type { Mutation } from './mutation';

/** What became of one planted defect. */
export interface Result {
  readonly mutation: Mutation;
  readonly tests: Verdict;
  /** Absent if the simulation was not asked. */
  readonly simulation?: Verdict;
}

export const survives = ({ tests, simulation }: Result): boolean => !tests.caught && !simulation?.caught;

const BEGIN = '<!-- mutations -->';
const END = '<!-- end -->';

/** The table, as Markdown. */
export function table(results: readonly Result[], { runs, seed }: Lives): string {
  const survivors = results.filter(survives).length;
  const [byTests, asked] = [results.filter(({ tests }) => tests.caught), results.filter((result) => result.simulation)];
  const bySimulation = asked.filter(({ simulation }) => simulation?.caught);
  return [
    `${results.length} defects, planted one at a time: ${byTests.length} are caught by the tests of the handler, ` +
      `${bySimulation.length} of the ${asked.length} tried there by the simulation alone (${runs} lives at most, seed ${seed}); ` +
      `${survivors === 0 ? 'none survives' : `${survivors} survive`}. \`npm run mutations -- --simulation\` writes this.`,
    '',
    '| Defect | In | The test that fails first | The simulation alone |',
    '|---|---|---|---|',
    ...results.map(
      ({ mutation, tests, simulation }) =>
        `| ${cell(mutation.name)} | \`${mutation.file}\` | ${tests.caught ? cell(tests.by) : '**none**'} | ${lived(simulation)} |`,
    ),
  ].join('\n');
}

/** Puts the table between its marks; makes the file if there is none. */
export function write(path: string, text: string): void {
  const page = existsSync(path) ? readFileSync(path, 'utf8') : `${BEGIN}\n${END}\n`;
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < 0)
    throw new Error(`${path} has no place for the table: put ${BEGIN} and ${END} where it belongs`);
  writeFileSync(path, `${page.slice(0, begin + BEGIN.length)}\n${text}\n${page.slice(end)}`);
}

function lived(verdict: Verdict | undefined): string {
  if (!verdict) return 'not tried';
  if (!verdict.caught) return 'not seen';
  return verdict.lives === undefined ? cell(verdict.by) : `life ${verdict.lives}: ${cell(verdict.by)}`;
}

const LONGEST = 150;

const cell = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};
