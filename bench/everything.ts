import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTIONS, PRICES } from './assumptions';
import { documentOf } from './document';
import { measureFunction } from './function';
import { plotsOf } from './plots';
import { lineOf } from './report';
import type { Results } from './results';
import { simulate } from './simulate';
import { measureSynth } from './synth';

const ROOT = join(__dirname, '..');
const PLOTS = join(ROOT, 'docs', 'performance');

/** Measures everything, and writes results.json, the plots and the page. */
export async function writeEverything(print: (line: string) => void): Promise<void> {
  const simulations = await simulate((result) => print(lineOf(result)));
  const synth = measureSynth();
  for (const { kind, count, milliseconds, bytes, resources } of synth) {
    print(`synth of ${count} ${kind}: ${milliseconds} ms, ${bytes} bytes, ${resources} resources`);
  }
  const functionResults = await measureFunction();
  for (const { variant, kilobytes, gzipKilobytes, load } of functionResults) {
    print(`function, ${variant}: ${kilobytes} KB, ${gzipKilobytes} KB gzipped, loads in ${load} ms`);
  }
  const results: Results = { assumptions: ASSUMPTIONS, prices: PRICES, simulations, synth, function: functionResults };
  writeFileSync(join(__dirname, 'results.json'), `${JSON.stringify(results, undefined, 1)}\n`);
  writePage(results);
  print('wrote bench/results.json, docs/performance.md and docs/performance/*.svg');
}

/** Draws the plots and writes the page from results. */
export function writePage(results: Results): void {
  mkdirSync(PLOTS, { recursive: true });
  for (const [name, text] of Object.entries(plotsOf(results.simulations))) writeFileSync(join(PLOTS, name), text);
  writeFileSync(join(ROOT, 'docs', 'performance.md'), documentOf(results));
}
