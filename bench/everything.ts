import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTIONS, PRICES } from './assumptions';
import { documentOf } from './document';
import { fleetDocumentOf } from './fleet/document';
import { measureFleets } from './fleet/fleets';
import { fleetPlotsOf } from './fleet/plots';
import { type FunctionResult, measureFunction } from './function';
import { plotsOf } from './plots';
import { removeAll } from './removal';
import { lineOf } from './report';
import type { Results } from './results';
import { simulate } from './simulate';
import { measureSynth, type SynthResult } from './synth';

const ROOT = join(__dirname, '..');
const DOCS = join(ROOT, 'docs');
const RESULTS = join(__dirname, 'results.json');

type Print = (line: string) => void;

/**
 * Measures everything, or only what is named, and writes results.json, the plots and the page. What is not measured stays as
 * it was in results.json.
 */
export async function writeEverything(print: Print, only?: readonly string[]): Promise<void> {
  const known = readResults();
  const isWanted = (name: string) => only === undefined || only.includes(name);
  const results: Results = {
    assumptions: ASSUMPTIONS,
    prices: PRICES,
    simulations: { ...known.simulations, ...(await simulate((result) => print(lineOf(result)), only)) },
    removals: isWanted('removals') ? await removeAll() : known.removals,
    synth: isWanted('synth') ? synthesize(print) : known.synth,
    function: isWanted('function') ? await functions(print) : known.function,
    fleets: known.fleets,
  };
  write(results);
  // What takes long is kept as soon as it is known.
  await measureFleets(results.fleets, print, (fleets) => write({ ...results, fleets }), only);
  redraw();
  print('wrote bench/results.json, docs/performance.md, docs/performance-fleets.md and docs/performance/*.svg');
}

function synthesize(print: Print): readonly SynthResult[] {
  const results = measureSynth();
  for (const { kind, count, milliseconds, bytes, resources } of results) {
    print(`synth of ${count} ${kind}: ${milliseconds} ms, ${bytes} bytes, ${resources} resources`);
  }
  return results;
}

async function functions(print: Print): Promise<readonly FunctionResult[]> {
  const results = await measureFunction();
  for (const { variant, kilobytes, gzipKilobytes, load } of results) {
    print(`function, ${variant}: ${kilobytes} KB, ${gzipKilobytes} KB gzipped, loads in ${load} ms`);
  }
  return results;
}

const write = (results: Results): void => writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 1)}\n`);

const readResults = (): Results => JSON.parse(readFileSync(RESULTS, 'utf8'));

/** Draws the plots and writes the page anew from results.json, into a folder. Measures nothing. */
export const redraw = (folder?: string): void => writePage(readResults(), folder);

function writePage(results: Results, folder = DOCS): void {
  const plots = join(folder, 'performance');
  mkdirSync(plots, { recursive: true });
  const all = { ...plotsOf(results.simulations), ...fleetPlotsOf(results.fleets) };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(plots, name), text);
  writeFileSync(join(folder, 'performance.md'), documentOf(results));
  writeFileSync(join(folder, 'performance-fleets.md'), fleetDocumentOf(results));
}
