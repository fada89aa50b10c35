import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUICK } from '../bench/fleet/fleets';
import { measureFleet } from '../bench/fleet/measure';
import { targetsOf } from '../bench/fleet/targets';
import { simulateQuickly } from '../bench/simulate';
import { matches, PAGES, read } from './pages';

const ROOT = join(__dirname, '..');

test('the bench, on its small scenarios: every one of ours succeeds with one outage; the plain provider fails where it is throttled, and the framework as it comes where Lambda is', async () => {
  const results = await simulateQuickly(() => {});
  const ours = results.filter(({ subject, slots }) => subject === 'ours' && slots?.attempts !== 3);
  expect(ours.map(({ failures, outages }) => ({ failures, outages }))).toEqual(
    ours.map(() => ({ failures: 0, outages: { mean: 1, most: 1 } })),
  );
  expect(ours.map(({ applications, installed }) => installed - applications)).toEqual(ours.map(() => 0));
  const [plain] = results.filter(({ subject }) => subject === 'plain Provider');
  expect(plain?.failures).toBeGreaterThan(0);
  // Ten executions at the same time: ours survive them, and not because there was no need.
  const small = ours.flatMap(({ slots }) => slots ?? []);
  expect(small).toHaveLength(2);
  for (const { refused } of small) expect(refused).toBeGreaterThan(0);
  expect(results.find(({ slots }) => slots?.attempts === 3)?.failures).toBeGreaterThan(0);
}, 60_000);

test('the bench of fleets, on a small one: a night does all of it, with so many calls and transitions for each; a quiet night costs less than a desktop', async () => {
  const { result, quiet } = await measureFleet(QUICK);
  expect(result).toMatchObject({ nights: 1, isReckoned: false, done: [QUICK.desktops] });
  expect(Object.keys(result.calls.byOperation)).toContain('DeployWorkspaceApplications');
  expect(result.calls.byOperation.DeployWorkspaceApplications).toBe(1);
  expect(result.calls.perDesktop).toBeLessThan(14);
  expect(result.transitions).toBeGreaterThan(QUICK.desktops * 10);
  expect(quiet).toMatchObject({ desktops: QUICK.desktops });
  expect(quiet?.cost).toBeLessThan(result.cost.perDesktop);
}, 60_000);

test('the targets of fleets: each has a figure, and one that is missed has its reason', () => {
  const targets = targetsOf(JSON.parse(read('bench/results.json')).fleets);
  expect(targets.length).toBeGreaterThan(10);
  for (const { measured, isMet, why } of targets) {
    expect(measured).not.toContain('NaN');
    expect(isMet || why !== '').toBe(true);
  }
});

test('page and plots, written again from results.json: the same bytes, so that no figure in them comes from anywhere else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const written = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(md|svg)$/.test(name));
  try {
    const args = ['--import', 'tsx', '--import', './testkit/setup.ts', 'bench/index.ts', '--draw', '--to', folder];
    execFileSync(process.execPath, args, { cwd: ROOT });
    expect(written().length).toBeGreaterThan(5);
    expect(written().filter((name) => readFileSync(join(folder, name), 'utf8') !== read(`docs/${name}`))).toEqual([]);
    const shown = PAGES.flatMap(({ text }) => matches(text, /!\[[^\]]+\]\((performance\/.*?)\)/g));
    expect(
      written()
        .filter((name) => name.endsWith('.svg'))
        .sort(),
    ).toEqual(shown.sort());
    expect(readdirSync(join(ROOT, 'docs/performance')).sort()).toEqual(readdirSync(join(folder, 'performance')).sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
