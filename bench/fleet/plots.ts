import { type Chart, COLORS, lines, ticks } from '../plot';
import { type Fleets, findResult } from './fleets';
import { type FleetResult, LIMIT } from './measure';

/** The plots of the page about fleets, by file name. */
export const fleetPlotsOf = (fleets: Fleets): Readonly<Record<string, string>> => ({
  'fleet-nights.svg': lines(nights(fleets)),
  'fleet-rate.svg': lines(rate(fleets)),
  'fleet-pace.svg': lines(pace(fleets)),
});

const SIMULATED = 'Simulated, never measured on a live account:';
const USUAL = 'installations of 25 ± 3 minutes, windows of six hours, one application';
const SIZES = [500, 1000, 5000];
const IN_FLIGHT = [50, 100, 200];
const COLOR_OF = [COLORS.third, COLORS.ours, COLORS.other];

/** One point for each x that was measured. */
const measured = (
  fleets: Fleets,
  at: readonly number[],
  nameAt: (x: number) => string,
  y: (one: FleetResult) => number,
) =>
  at.flatMap((x) => {
    const found = findResult(fleets, nameAt(x));
    return found ? [{ x, y: y(found) }] : [];
  });

function nights(fleets: Fleets): Chart {
  const all = IN_FLIGHT.map((inFlight) =>
    measured(
      fleets,
      SIZES,
      (size) => `${size}x${inFlight}x1`,
      (one) => one.nights,
    ),
  );
  const found = IN_FLIGHT.flatMap((inFlight, index) => {
    const last = all[index]?.find(({ x }) => x === 5000);
    return last ? [`${last.y} with ${inFlight}`] : [];
  });
  return {
    finding: `Nights that 5,000 desktops take:\n${found.join(', ')} at once`,
    caption: `${SIMULATED} ${USUAL}.`,
    x: { label: 'Desktops of the fleet', ticks: SIZES, log: true },
    y: {
      label: 'Nights until everything is installed',
      ticks: ticks(
        1,
        all.flat().map(({ y }) => y),
      ),
    },
    lines: IN_FLIGHT.map((inFlight, index) => ({
      name: `${inFlight} at once`,
      color: COLOR_OF[index] ?? COLORS.ours,
      points: all[index] ?? [],
    })),
  };
}

function rate(fleets: Fleets): Chart {
  // What was not measured is left out.
  const found = [200, 100].flatMap((inFlight) => findResult(fleets, `5000x${inFlight}x1`) ?? []);
  const all = found.map(({ calls }) => calls.rate);
  const each = found.map(
    ({ scenario, calls }) => `${scenario.inFlight} desktops at once: ${calls.average} calls a second on average`,
  );
  return {
    finding: each.reverse().join(',\n'),
    caption: `${SIMULATED} answered calls to WorkSpaces, the mean of five minutes, in one night of 5,000 desktops; ${USUAL}.`,
    x: { label: 'Hours since the window opened', ticks: ticks(1, [Math.max(...all.map(({ length }) => length)) / 12]) },
    y: { label: 'Calls per second', ticks: ticks(0.5, [LIMIT, ...all.flat()]) },
    lines: found.map(({ scenario, calls }) => ({
      name: `${scenario.inFlight} at once`,
      color: scenario.inFlight === 100 ? COLORS.ours : COLORS.other,
      points: calls.rate.map((y, bin) => ({ x: (bin + 0.5) / 12, y })),
    })),
    limit: { name: `${LIMIT} calls per second:\nthe limit of the account`, y: LIMIT },
  };
}

function pace(fleets: Fleets): Chart {
  const points = measured(
    fleets,
    IN_FLIGHT,
    (inFlight) => `5000x${inFlight}x1`,
    ({ done }) => Math.max(...done),
  );
  const best = points.find(({ x }) => x === 100)?.y ?? Number.NaN;
  return {
    finding: `A night does ${best.toLocaleString('en-US')} desktops with 100 at once,\nabout ${Math.round(best / 100)} for each place`,
    caption: `${SIMULATED} the best night of 5,000 desktops; ${USUAL}.`,
    x: { label: 'Desktops at once (maxConcurrency)', ticks: IN_FLIGHT },
    y: {
      label: 'Desktops that are done in a night',
      ticks: ticks(
        500,
        points.map(({ y }) => y),
      ),
    },
    lines: [{ name: 'this library', color: COLORS.ours, points }],
  };
}
