import { ASSUMPTIONS } from './assumptions';
import type { Result } from './measure';
import { find } from './results';
import type { Simulations } from './simulate';
import { bars, COLORS, lines } from './svg';

/** The plots of the page, by file name. */
export function plotsOf(simulations: Simulations): Readonly<Record<string, string>> {
  return {
    'time.svg': time(simulations),
    'failures.svg': failures(simulations),
    'rate.svg': rate(simulations),
    'calls.svg': calls(simulations),
    'applications.svg': applications(simulations),
  };
}

const single = (results: readonly Result[]): readonly Result[] =>
  results.filter(({ scenario }) => scenario.shape === 'associations' && scenario.applications === 1);

function time({ ours }: Simulations): string {
  const points = (value: (result: Result) => number) =>
    single(ours).map((result) => [result.scenario.workspaces, Math.round(value(result) / 6) / 10] as const);
  return lines({
    title: 'From the start of the deployment to the last answer, one application each',
    x: { label: 'WorkSpaces in the stack', ticks: [1, 10, 50, 100, 450], log: true },
    y: { label: 'minutes', ticks: [0, 10, 20, 30, 40, 50, 60] },
    series: [
      { name: 'this library', color: COLORS.ours, points: points(({ seconds }) => seconds) },
      {
        name: 'what the limit of calls allows at best',
        color: COLORS.bound,
        points: points(({ lowerBound }) => lowerBound?.seconds ?? 0),
        dashed: true,
      },
    ],
  });
}

function applications({ addingUp, together }: Simulations): string {
  const points = (results: readonly Result[]) =>
    results.map(
      ({ scenario, installMinutes, seconds, failures: failed }) =>
        [scenario.applications, failed > 0 ? scenario.applications * installMinutes : seconds / 60] as const,
    );
  const counts = addingUp.map(({ scenario }) => scenario.applications);
  return lines({
    title: 'One WorkSpace: time by number of applications, 20 minutes each',
    x: { label: 'applications on the WorkSpace', ticks: counts },
    y: { label: 'minutes', ticks: [0, 20, 40, 60, 80, 100, 120, 140, 160] },
    series: [
      { name: 'if one is installed after the other', color: COLORS.plain, points: points(addingUp) },
      { name: 'if a deployment takes as long, whatever it carries', color: COLORS.ours, points: points(together) },
      {
        name: '55 minutes',
        color: COLORS.limit,
        points: [
          [counts[0] ?? 1, 55],
          [counts.at(-1) ?? 1, 55],
        ],
        dashed: true,
      },
    ],
  });
}

function failures({ ours, plain, oneCall }: Simulations): string {
  const sizes = single(ours).map(({ scenario }) => scenario.workspaces);
  const shares = (results: readonly Result[]) =>
    single(results).map((result) => Math.round((100 * result.failures) / result.resources));
  return bars({
    title: 'Resources that fail, in percent, when a stack is created',
    y: { label: 'percent', ticks: [0, 25, 50, 75, 100] },
    groups: sizes.map((size) => `${size} WorkSpace${size > 1 ? 's' : ''}`),
    series: [
      { name: 'this library', color: COLORS.ours, values: shares(ours) },
      { name: 'plain Provider', color: COLORS.plain, values: shares(plain) },
      { name: 'AwsCustomResource', color: COLORS.limit, values: shares(oneCall) },
    ],
  });
}

function rate({ ours }: Simulations): string {
  const { calls } = find(ours, { workspaces: 450, applications: 1, shape: 'associations' });
  const limit = ASSUMPTIONS.workspacesThrottle.ratePerSecond;
  return lines({
    title: 'WorkSpaces API calls a second while 450 WorkSpaces are installed',
    x: { label: 'minutes since the start', ticks: [0, 10, 20, 30, 40, 50, 60] },
    y: { label: 'calls per second', ticks: [0, 0.5, 1, 1.5, 2, 2.5] },
    series: [
      {
        name: 'this library',
        color: COLORS.ours,
        points: calls.rate.map((value, minute) => [minute + 0.5, value] as const),
      },
      {
        name: 'limit of the account',
        color: COLORS.limit,
        points: [
          [0, limit],
          [60, limit],
        ],
        dashed: true,
      },
    ],
  });
}

function calls({ ours, unthrottled }: Simulations): string {
  const sizes = single(ours).map(({ scenario }) => scenario.workspaces);
  // Unthrottled, every install of the plain one is like every other: the number does not depend on how many there are.
  const plain = Math.round(
    find(unthrottled, { workspaces: 10, applications: 1, shape: 'associations' }).calls.perApplication,
  );
  return bars({
    title: 'WorkSpaces API calls for each application, refused ones counted',
    y: { label: 'calls', ticks: [0, 100, 200, 300, 400] },
    groups: sizes.map((size) => `${size} WorkSpace${size > 1 ? 's' : ''}`),
    series: [
      {
        name: 'this library',
        color: COLORS.ours,
        values: single(ours).map((result) => Math.round(result.calls.perApplication)),
      },
      { name: 'what the plain Provider would need', color: COLORS.plain, values: sizes.map(() => plain) },
    ],
  });
}
