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

/** The table, as Markdown. */
export function table(results: readonly Result[], { runs, seed }: Lives): string {
  const survivors = results.filter(survives).length;
  const [byTests, asked] = [results.filter(({ tests }) => tests.caught), results.filter((result) => result.simulation)];
  const bySimulation = asked.filter(({ simulation }) => simulation?.caught);
  const lives =
    asked.length > 0
      ? `, ${bySimulation.length} of the ${asked.length} that met it by the simulation alone (${runs} lives at most, seed ${seed})`
      : '';
  const row = (...cells: readonly string[]) => `| ${cells.slice(0, asked.length > 0 ? 4 : 3).join(' | ')} |`;
  return [
    `${results.length} defects, planted one at a time: ${byTests.length} are caught by the tests of the handler${lives}; ` +
      `${survivors === 0 ? 'none survives' : `${survivors} survive`}.`,
    '',
    row('Defect', 'In', 'The test that fails first', 'The simulation alone'),
    row('---', '---', '---', '---'),
    ...results.map(({ mutation, tests, simulation }) =>
      row(cell(mutation.name), `\`${mutation.file}\``, tests.caught ? cell(tests.by) : '**none**', lived(simulation)),
    ),
  ].join('\n');
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
