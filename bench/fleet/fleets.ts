import { type FleetResult, measureFleet, type QuietNight } from './measure';
import { type MemoryResult, measureMemory } from './memory';
import { measurePlain, type PlainResult } from './plain';
import type { FleetScenario } from './scenario';

const of = (desktops: number, inFlight: number, more: Partial<FleetScenario> = {}): FleetScenario => ({
  desktops,
  inFlight,
  applications: 1,
  addsUp: false,
  nights: 9,
  ...more,
});

/**
 * What is simulated. Of 5,000 desktops all nights are lived at 100 in flight with one application; elsewhere one or two nights show the pace, because
 * the second and later ones are alike.
 */
export const GRID: readonly FleetScenario[] = [
  of(50, 50),
  of(50, 100),
  of(500, 50),
  of(500, 100),
  of(500, 200),
  of(500, 100, { applications: 3 }),
  of(500, 100, { applications: 3, addsUp: true }),
  of(1000, 50, { nights: 2 }),
  of(1000, 100),
  of(1000, 200),
  of(5000, 50, { nights: 2 }),
  of(5000, 100),
  of(5000, 200, { nights: 1 }),
  of(5000, 100, { applications: 3, nights: 1 }),
  of(5000, 100, { applications: 3, addsUp: true, nights: 1 }),
];

/** Where it ends. */
export const ENDS: readonly FleetScenario[] = [
  of(500, 100, { windowHours: 2, nights: 2 }),
  of(200, 100, { fleets: 2, nights: 1 }),
  of(200, 200, { fleets: 2, nights: 1 }),
  // Few at once, because it is about the survey.
  of(20_000, 5, { nights: 1 }),
];

export const QUICK = of(12, 3);

/** Everything that the bench finds out about fleets, as it is in results.json. */
export interface Fleets {
  readonly grid: readonly FleetResult[];
  readonly ends: readonly FleetResult[];
  readonly quiet: readonly QuietNight[];
  readonly plain: readonly PlainResult[];
  readonly memory: readonly MemoryResult[];
}

export const NO_FLEETS: Fleets = { grid: [], ends: [], quiet: [], plain: [], memory: [] };

type Print = (line: string) => void;

/**
 * Measures all of it, or what is named alone, and keeps what was known of the rest: a scenario by its name, such as `5000x100x1`, `plain`, `memory`, or
 * `fleets` for everything. Calls `keep` whenever something is new.
 */
export async function measureFleets(
  known: Fleets,
  print: Print,
  keep: (fleets: Fleets) => void,
  only?: readonly string[],
): Promise<void> {
  let fleets = known;
  const add = (more: Partial<Fleets>): void => {
    fleets = { ...fleets, ...more };
    keep(fleets);
  };
  const isWanted = (name: string): boolean => only === undefined || only.includes('fleets') || only.includes(name);
  for (const [kind, scenarios] of [['grid', GRID] as const, ['ends', ENDS] as const])
    for (const scenario of scenarios.filter((one) => isWanted(nameOf(one)))) {
      const { result, quiet } = await measureFleet(scenario);
      print(lineOf(result));
      const others = fleets[kind].filter((one) => nameOf(one.scenario) !== nameOf(scenario));
      add({ [kind]: inOrder([...others, result], scenarios) });
      if (quiet && scenarios === GRID && scenario.applications === 1)
        add({ quiet: [...fleets.quiet.filter(({ desktops }) => desktops !== quiet.desktops), quiet] });
    }
  if (isWanted('plain')) add({ plain: [await measurePlain(of(500, 0)), await measurePlain(of(5000, 0))] });
  if (isWanted('memory')) await measureMemory(print, (memory) => add({ memory }));
}

const inOrder = (results: readonly FleetResult[], scenarios: readonly FleetScenario[]): readonly FleetResult[] =>
  scenarios.flatMap((scenario) => results.find((one) => nameOf(one.scenario) === nameOf(scenario)) ?? []);

export const findResult = ({ grid, ends }: Fleets, name: string): FleetResult | undefined =>
  [...grid, ...ends].find(({ scenario }) => nameOf(scenario) === name);

/** The result of one scenario; there must be one. */
export function resultOf(fleets: Fleets, name: string): FleetResult {
  const found = findResult(fleets, name);
  if (!found) throw new Error(`no result for ${name}: npm run bench -- --only ${name}`);
  return found;
}

/** Such as `5000x100x1`, of two fleets `500x100x1-2-fleets`. */
export const nameOf = ({ desktops, inFlight, applications, addsUp, windowHours, fleets }: FleetScenario): string =>
  [
    `${desktops}x${inFlight}x${applications}`,
    ...(addsUp ? ['adding-up'] : []),
    ...(windowHours === undefined ? [] : [`${windowHours}h`]),
    ...(fleets === 2 ? ['2-fleets'] : []),
  ].join('-');

const lineOf = ({
  scenario,
  nights,
  isReckoned,
  done,
  hours,
  surveyMinutes,
  calls,
  survey,
  cost,
}: FleetResult): string =>
  [
    nameOf(scenario).padEnd(26),
    `${isReckoned ? 'about ' : ''}${nights} nights (${done.join(', ')} done in ${hours} h, survey ${surveyMinutes} min)`,
    `${calls.perDesktop} calls each and ${calls.refusedPerDesktop} refused, ${calls.average}/s, busiest ${calls.busiest}/s`,
    `longest survey ${survey.longest} s, $${cost.perDesktop} each`,
  ].join('  ');
