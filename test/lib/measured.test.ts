import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { Result } from '../../bench/measure';
import type { Results } from '../../bench/results';
import { resourcesOf, type Scenario } from '../../bench/scenario';
import { firstCallsOf } from '../../lambda/contract/load';
import { MOST_WITHOUT_WARNING } from '../../lib/private/fleet-checks';
import { INSTALL_SECONDS, MOST_CALLS, UNINSTALL_SECONDS } from '../../lib/private/load-warnings';
import { declareSet, newStack } from './synth';

const read = (file: string): string => readFileSync(join(__dirname, '../..', file), 'utf8');
const { simulations }: Results = JSON.parse(read('bench/results.json'));

/** The time that the page about performance takes for an installation. Where it takes longer, less fits. */
const USUAL_MINUTES = 25;

/** The ids of the warnings of an app that declares what a scenario of the bench deploys. */
function warningsFor(scenario: Scenario): readonly string[] {
  const stack = newStack();
  for (const { logicalId, workspaceId, applicationIds } of resourcesOf(scenario, 1))
    declareSet(stack, logicalId, { workspaceId, applicationIds: [...applicationIds] });
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('cdk-workspaces-applications:'))
    .map(({ entry }) => /applications:(\w+)\]/.exec(String(entry.data))?.[1] ?? '');
}

const calls = ({ resources, applications }: Result): number => firstCallsOf({ resources, applications });
const nameOf = ({ scenario: { workspaces, applications, shape } }: Result): string =>
  `${workspaces} × ${applications} as ${shape}`;

describe('tooManyCalls: the bound is one that was measured', () => {
  const measured = [...simulations.ours, ...simulations.seeds, ...simulations.uncounted, ...simulations.limits].filter(
    ({ scenario, installMinutes }) => scenario.waits !== false && installMinutes <= USUAL_MINUTES,
  );

  test('what failed: all of it needs more calls', () => {
    const unwarned = measured.filter((result) => result.failures > 0 && calls(result) <= MOST_CALLS);
    expect(unwarned.map(nameOf)).toEqual([]);
  });

  test('some of what needs more calls failed', () => {
    const warned = measured.filter((result) => calls(result) > MOST_CALLS);
    expect(warned.some(({ failures }) => failures > 0)).toBe(true);
  });

  test.each([
    { workspaces: 100, applications: 8 },
    { workspaces: 250, applications: 8 },
    { workspaces: 450, applications: 1 },
  ])('$workspaces sets of $applications: synthesis warns if the bench says that some fail', (size) => {
    const [result] = measured.filter(
      ({ scenario }) => scenario.workspaces === size.workspaces && scenario.applications === size.applications,
    );
    expect(result).toBeDefined();
    const isWarned = warningsFor({ ...size, shape: 'sets' }).includes('tooManyCalls');
    expect(isWarned).toBe((result?.failures ?? 0) > 0);
  });
});

describe('installationsMayNotFit: as measured where applications are installed one after the other', () => {
  test.each(simulations.addingUp.map((result) => [result.applications, result] as const))(
    '%d applications of one WorkSpace',
    (_count, { scenario, failures, installMinutes }) => {
      expect(installMinutes * 60).toBe(INSTALL_SECONDS);
      expect(warningsFor(scenario)).toEqual(failures > 0 ? ['installationsMayNotFit'] : []);
    },
  );
});

test('the figures of the warnings: the same in the pages', () => {
  const pages = `${read('docs/warnings.md')}\n${read('docs/performance.md')}`;
  const bound = MOST_CALLS.toLocaleString('en');
  expect(pages.match(new RegExp(`more than ${bound} (such )?calls`, 'g'))).toHaveLength(2);
  expect(pages).toContain(`at ${INSTALL_SECONDS / 60} minutes each (${UNINSTALL_SECONDS / 60} to uninstall)`);
  expect(pages).toContain(`more than ${MOST_WITHOUT_WARNING} desktops at once`);
});
