import { ASSUMPTIONS } from './assumptions';
import type { Result } from './measure';
import { type Chart, COLORS, lines, type Point, ticks } from './plot';
import { find } from './results';
import type { Simulations } from './simulate';
import { PLAIN } from './subjects';

/** The plots of the page, by file name. */
export function plotsOf(simulations: Simulations): Readonly<Record<string, string>> {
  return {
    'time.svg': lines(time(simulations)),
    'failures.svg': lines(failures(simulations)),
    'rate.svg': lines(rate(simulations)),
    'calls.svg': lines(calls(simulations)),
    'applications.svg': lines(applications(simulations)),
  };
}

const TIMEOUT = { name: '55 minutes:\nall that a resource has', y: 55 } as const;
const { mean, deviation } = ASSUMPTIONS.install;
const USUAL_INSTALLATION = `installations of ${mean / 60_000} ± ${deviation / 60_000} minutes`;
const SIMULATED = 'Simulated, never measured on a live account:';

const single = (results: readonly Result[]): readonly Result[] =>
  results.filter(({ scenario }) => scenario.shape === 'associations' && scenario.applications === 1);

const bySize = (results: readonly Result[], value: (result: Result) => number): readonly Point[] =>
  single(results).map((result) => ({ x: result.scenario.workspaces, y: value(result) }));

const sizes = (results: readonly Result[]) => ({
  label: 'WorkSpaces in the stack',
  ticks: single(results).map(({ scenario }) => scenario.workspaces),
  log: true,
});

const largest = (results: readonly Result[]): Result =>
  find(results, { workspaces: 450, applications: 1, shape: 'associations' });

function time({ ours }: Simulations): Chart {
  const { seconds, ratio, failures: failed } = largest(ours);
  const { ratePerSecond } = ASSUMPTIONS.workspacesThrottle;
  return {
    finding: ratio
      ? `450 WorkSpaces take ${Math.round(seconds / 60)} minutes in one deployment,\n${ratio.toFixed(2)} times what ${ratePerSecond} calls per second allow at best`
      : `450 WorkSpaces do not fit into one deployment:\n${failed} of them fail`,
    caption: `${SIMULATED} one application for each WorkSpace, ${USUAL_INSTALLATION}.`,
    x: sizes(ours),
    y: {
      label: 'Minutes from the start of the deployment to its end',
      ticks: ticks(10, [TIMEOUT.y, seconds / 60]),
    },
    lines: [
      { name: 'this library', color: COLORS.ours, points: bySize(ours, (result) => result.seconds / 60) },
      {
        name: 'what the limit of calls\nallows at best',
        color: COLORS.bound,
        points: bySize(
          ours.filter(({ lowerBound }) => lowerBound),
          ({ lowerBound }) => (lowerBound?.seconds ?? 0) / 60,
        ),
        dashed: true,
      },
    ],
    limit: TIMEOUT,
  };
}

function applications({ addingUp, together }: Simulations): Chart {
  const points = (results: readonly Result[]): readonly Point[] =>
    results.map(({ scenario, installMinutes, seconds, failures: failed }) => ({
      x: scenario.applications,
      y: failed > 0 ? scenario.applications * installMinutes : seconds / 60,
      failed: failed > 0,
    }));
  const [one] = addingUp;
  const most = Math.max(
    0,
    ...addingUp.filter((result) => result.failures === 0).map(({ scenario }) => scenario.applications),
  );
  return {
    finding: `If installations run one after the other, ${most} of ${one?.installMinutes} minutes fit into a deployment;\nif they run side by side, any number does`,
    caption: `${SIMULATED} one WorkSpace, with a set. AWS does not document which of the two holds. Hollow: the deployment fails, since its installations take this long.`,
    x: { label: 'Applications on the WorkSpace', ticks: addingUp.map(({ scenario }) => scenario.applications) },
    y: {
      label: 'Minutes',
      ticks: ticks(
        20,
        points(addingUp).map(({ y }) => y),
      ),
    },
    lines: [
      { name: 'one after the other', color: COLORS.other, points: points(addingUp) },
      { name: 'side by side', color: COLORS.ours, points: points(together) },
    ],
    limit: TIMEOUT,
  };
}

function failures({ ours, plain, oneCall }: Simulations): Chart {
  const share = (results: readonly Result[]) => bySize(results, (result) => (100 * result.failures) / result.resources);
  const first = Math.min(
    ...[plain, oneCall]
      .flatMap(share)
      .filter(({ y }) => y > 0)
      .map(({ x }) => x),
  );
  const most = Math.round(Math.max(...share(ours).map(({ y }) => y)));
  return {
    finding: `A plain Provider and AwsCustomResource fail from ${first} WorkSpaces on;\n${most === 0 ? 'none of this library fails' : `at most ${most} % of this library fail`}`,
    caption: `${SIMULATED} one application for each WorkSpace, ${USUAL_INSTALLATION}.`,
    x: sizes(ours),
    y: { label: 'Resources that fail, in percent', ticks: [0, 25, 50, 75, 100] },
    lines: [
      {
        name: `a plain Provider that\npolls every ${PLAIN.interval / 1000} seconds`,
        color: COLORS.other,
        points: share(plain),
      },
      { name: 'AwsCustomResource\n(and installs nothing)', color: COLORS.third, points: share(oneCall) },
      { name: 'this library', color: COLORS.ours, points: share(ours) },
    ],
  };
}

function rate({ ours }: Simulations): Chart {
  const big = largest(ours);
  const limit = ASSUMPTIONS.workspacesThrottle.ratePerSecond;
  const points = big.calls.rate.map((y, minute) => ({ x: minute + 0.5, y }));
  const busy = Math.ceil(Math.max(0, ...points.filter(({ y }) => y > 0.9 * limit).map(({ x }) => x)));
  return {
    finding: `450 WorkSpaces take nearly all calls of the account for ${busy} minutes,\nthen leave room for others`,
    caption: `${SIMULATED} answered calls to WorkSpaces, the mean of each minute; one application for each WorkSpace, ${USUAL_INSTALLATION}.`,
    x: { label: 'Minutes since the start of the deployment', ticks: ticks(10, [points.length]) },
    y: { label: 'Calls per second', ticks: ticks(0.5, [limit, ...big.calls.rate]) },
    lines: [{ name: 'this library', color: COLORS.ours, points }],
    limit: { name: `${limit} calls per second:\nthe limit of the account`, y: limit },
  };
}

function calls({ ours, unthrottled }: Simulations): Chart {
  // Unthrottled, every install of the plain one is like every other: the number does not depend on how many there are.
  const { perApplication: plain } = find(unthrottled, { workspaces: 10, applications: 1, shape: 'associations' }).calls;
  const { perApplication } = largest(ours).calls;
  return {
    finding: `At 450 WorkSpaces an installation takes ${Math.round(perApplication)} calls,\n${Math.floor(plain / perApplication)} times fewer than polling every ${PLAIN.interval / 1000} seconds`,
    caption: `${SIMULATED} refused calls counted; one application for each WorkSpace, ${USUAL_INSTALLATION}.`,
    x: sizes(ours),
    y: { label: 'Calls to WorkSpaces for each application', ticks: [1, 10, 100, 1000], log: true },
    lines: [
      { name: 'this library', color: COLORS.ours, points: bySize(ours, (result) => result.calls.perApplication) },
      {
        name: 'a plain Provider,\nif never throttled',
        color: COLORS.other,
        points: bySize(ours, () => plain),
        dashed: true,
      },
    ],
  };
}
