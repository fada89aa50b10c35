import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../bench/measure';
import { find, type Results } from '../bench/results';
import type { Scenario } from '../bench/scenario';
import { ownResources } from '../bench/synth';
import { matches, part, read } from './pages';

/** What pages claim from measurements, beside docs/performance.md, which the bench writes: each is true of what it measured last. */
const RESULTS: Results = JSON.parse(readFileSync(join(__dirname, '../bench/results.json'), 'utf8'));
const { simulations } = RESULTS;

/** The number in a sentence that a page has once. */
function figure(page: string, sentence: RegExp): number {
  const [found, ...more] = matches(read(page), sentence);
  if (found === undefined || more.length > 0) throw new Error(`${page} does not say once: ${sentence}`);
  return Number(found.replaceAll(',', ''));
}

const failures = (results: readonly Result[], scenario: Partial<Scenario>): number => find(results, scenario).failures;

test('README, half a cent: more than any measured deployment costs for one WorkSpace', () => {
  expect(read('README.md')).toContain('less than half a cent for each WorkSpace');
  const table = part(read('docs/performance.md'), '## What it costs', 'List prices');
  const costs = matches(table, /^\| \d+ .*\| \$([\d.]+) \|$/gm).map(Number);
  expect(costs.length).toBeGreaterThan(2);
  expect(Math.max(...costs)).toBeLessThan(0.005);
});

test.each([
  ['README.md', /room for about \[(\d+) desktops\]/g],
  ['docs/limits.md', /(\d+) desktops with one application each fit into one stack/g],
])('%s, how many desktops fit: as many were installed without a failure', (page, sentence) => {
  const workspaces = figure(page, sentence);
  expect(failures(simulations.ours, { workspaces, applications: 1, shape: 'associations' })).toBe(0);
});

test('docs/limits.md, with eight applications each they do not fit: some failed', () => {
  expect(read('docs/limits.md')).toContain('with eight each they do not');
  expect(failures(simulations.ours, { workspaces: 450, applications: 8, shape: 'sets' })).toBeGreaterThan(0);
});

test.each([
  ['docs/account.md', /for the (\d+) resources of a provider/g],
  ['docs/getting-started.md', /(\d+) resources however many desktops/g],
])('%s, the resources of a provider: as many were synthesized', (page, sentence) => {
  expect(figure(page, sentence)).toBe(ownResources(RESULTS.synth));
});

test('docs/account.md, ten concurrent executions: enough for as many desktops as the page says', () => {
  const workspaces = figure('docs/account.md', /10 are \[enough for (\d+) desktops\]/g);
  expect(failures(simulations.tenSlots, { workspaces })).toBe(0);
});
