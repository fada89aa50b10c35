import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toText, withSection } from '../../../cli/probe/result';
import { parseOptions } from '../../../local/cli/options';
import { readReadings } from '../../../local/workspaces';

const folder = mkdtempSync(join(tmpdir(), 'readings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const section = (positions: Readonly<Record<string, string | number | boolean>>) => ({
  experiments: ['install'],
  readings: {
    ...Object.fromEntries(Object.entries(positions).map(([name, position]) => [name, { position, evidence: [] }])),
    swap: { reason: 'it takes a rival', evidence: [] },
  },
  answers: { 'the connection': { position: 'UNKNOWN', evidence: [] } },
  durations: {
    'install of the application': { leastSeconds: 800, mostSeconds: 900 },
    'install of the second application': { leastSeconds: 1100, mostSeconds: 1200 },
    'removal of the application': { leastSeconds: 100, mostSeconds: 120 },
  },
  left: [],
});

function fileWith(positions: Readonly<Record<string, string | number | boolean>>): string {
  const origin = { library: '0.1.0', now: 0, region: 'eu-west-1' };
  const file = join(folder, `${Object.keys(positions).join('-')}.json`);
  writeFileSync(file, toText(withSection(origin, 'workspaces', section(positions))));
  return file;
}

test('a result of probe: its positions and its longest times; what it has not settled is left out', () => {
  const file = fileWith({ removed: 'vanishes', describeLagSeconds: 3, installsAddUp: false, throttleStatus: 429 });
  expect(readReadings(file)).toEqual({
    readings: { removed: 'vanishes', describeLagSeconds: 3, installsAddUp: false, throttleStatus: 429 },
    durations: { install: 1_200_000, uninstall: 120_000 },
  });
});

test('npm run local with a result: the embedded AWS behaves so, and what is said wins', () => {
  const file = fileWith({ stopped: 'is refused' });
  expect(parseOptions(['local', '--readings', file])).toMatchObject({
    account: { readings: { stopped: 'is refused' } },
    installMinutes: 20,
    uninstallMinutes: 2,
  });
  expect(parseOptions(['start', '--readings', file, '--install-minutes', '3'])).toMatchObject({ installMinutes: 3 });
});

test.each([
  {
    what: 'a position that there is not',
    file: () => fileWith({ removed: 'sometimes' }),
    says: /removed in position sometimes/,
  },
  { what: 'a switch that there is not', file: () => fileWith({ constructor: 'x' }), says: /has a switch constructor/ },
  { what: 'a lag before the write', file: () => fileWith({ tagLagSeconds: -1 }), says: /tagLagSeconds in position -1/ },
  { what: 'another file', file: () => join(__dirname, '../../../package.json'), says: /is no result of probe/ },
  { what: 'no file', file: () => join(folder, 'none.json'), says: /^--readings: .*ENOENT/ },
])('$what: refused', ({ file, says }) => {
  expect(() => parseOptions(['local', '--readings', file()])).toThrow(says);
});
