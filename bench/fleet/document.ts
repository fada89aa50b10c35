import { table } from '../document';
import { find, type Results } from '../results';
import { type Fleets, findResult, nameOf, resultOf } from './fleets';
import { type FleetResult, LIMIT } from './measure';
import { targetsOf } from './targets';

/** The page about fleets for an administrator. Every figure in it is from the results. */
export const fleetDocumentOf = (results: Results): string =>
  [
    title(results.fleets),
    nights(results.fleets),
    calls(results.fleets),
    beside(results),
    ends(results.fleets),
    cost(results.fleets),
    memory(results.fleets),
    targets(results.fleets),
    pages(results.fleets),
    METHOD,
  ].join('\n');

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const number = (value: number): string => value.toLocaleString('en-US');
const most = ({ done }: FleetResult): number => Math.max(...done);
const nightsOf = ({ nights: count, isReckoned, hours }: FleetResult): string => {
  if (isReckoned) return `about ${count}`;
  return count === 1 ? `1 (${hours} h)` : String(count);
};

const sizeOf = ({ scenario }: FleetResult): string => {
  const { desktops, fleets, applications, addsUp } = scenario;
  const what = addsUp ? `${applications}, one after the other` : String(applications);
  return `${fleets === 2 ? '2 × ' : ''}${number(desktops)} × ${what}`;
};

function title(fleets: Fleets): string {
  const big = resultOf(fleets, '5000x100x1');
  const wide = findResult(fleets, '5000x200x1');
  return `# How fast is a fleet, and how large can it be?

<!-- Written by \`npm run bench\`. Do not edit: change bench/fleet/document.ts. -->

In short, for one application whose installation takes about 25 minutes, and a window of six hours: **500 desktops take one night, 5,000 take ${big.nights} nights** with 100 at once${
    wide
      ? `,
about ${wide.nights} with 200, which uses up the rate of the account and costs ${(wide.calls.perDesktop / big.calls.perDesktop).toFixed(1)} times as many calls: 100 is the better choice`
      : ''
  }. A night does up to ${number(most(big))} desktops with 100 at once. The fleet takes ${big.calls.average} of the ${LIMIT} calls a second that the account has, on average. All of this is simulated: see
[how it was measured](#how-it-was-measured).
`;
}

function nights(fleets: Fleets): string {
  const rows = fleets.grid.map((result) => [
    sizeOf(result),
    String(result.scenario.inFlight),
    nightsOf(result),
    result.done.map(number).join(', '),
    String(result.calls.perDesktop),
    `${result.calls.average}, ${result.calls.busiest}`,
    percent(result.calls.refusedShare),
    number(result.step.invocations + result.survey.invocations),
    number(result.transitions),
    `$${result.cost.perDesktop.toFixed(5)}`,
  ]);
  const head = [
    'desktops × applications',
    'at once',
    'nights',
    'done in each night',
    'calls, each',
    'calls/s: average, busiest five minutes',
    'refused',
    'invocations',
    'transitions',
    'cost, each',
  ];
  return `## How many nights

![nights by desktops and concurrency](performance/fleet-nights.svg)
![desktops a night by concurrency](performance/fleet-pace.svg)

${table(head, rows)}

"About": the nights in the table were simulated, and the rest is estimated at the pace of the last one, because later nights are alike. Invocations, transitions and cost are those of the simulated nights. "One after the other": if the installations of one deployment add up,
each application takes 25 minutes; AWS does not document whether they do. Otherwise all applications of a desktop take 25 minutes together.
`;
}

function calls(fleets: Fleets): string {
  const big = resultOf(fleets, '5000x100x1');
  const rows = Object.entries(big.calls.byOperation).map(([name, each]) => [`\`${name}\``, String(each)]);
  return `## How many calls, and what is left for others

![calls a second over a night](performance/fleet-rate.svg)

WorkSpaces allows ${LIMIT} calls a second for all callers of an account. \`maxConcurrency\` is the rate control. With 100 at once a run takes ${percent(big.calls.average / LIMIT)} of the rate on average, and ${percent(big.calls.busiest / LIMIT)} in its
busiest five minutes. ${percent(big.calls.refusedShare)} of its calls are refused and made again. Other callers meet refusals too at such moments, and should retry. For each desktop, surveys included:

${table(['operation', 'answered calls, each'], rows)}
`;
}

function beside({ fleets, simulations }: Results): string {
  const { ours } = simulations;
  const stack = (workspaces: number) => find(ours, { workspaces, applications: 1, shape: 'associations' });
  const rows = [
    ...[500, 5000].flatMap((desktops) => {
      const floor = floorOf(desktops, 1);
      const plain = fleets.plain.find((one) => one.desktops === desktops);
      const fleet = resultOf(fleets, `${desktops}x100x1`);
      return [
        [number(desktops), 'the floor of the API', (floor / desktops).toFixed(2), hours(floor / LIMIT), '', ''],
        ...(plain
          ? [
              [
                number(desktops),
                'a plain script, until Lambda ends it',
                '',
                '0.25 h',
                `${number(plain.deployedInLambda)} are deployed, ${number(desktops - plain.deployedInLambda)} untouched`,
                '',
              ],
              [
                number(desktops),
                'the same, with nothing to end it',
                plain.callsPerDesktop.toFixed(2),
                `${plain.hours.toFixed(1)} h`,
                'nothing is waited for, checked or reported',
                `${number(plain.mostAtOnce)}, in use or not`,
              ],
            ]
          : []),
        [
          number(desktops),
          'a fleet, 100 at once',
          String(fleet.calls.perDesktop),
          nightsOf(fleet).includes('h') ? `${fleet.hours} h` : `${fleet.nights} nights`,
          'all are installed',
          '100, while their users are away',
        ],
      ];
    }),
    ...[50, 450].map((size) => {
      const { calls: made, seconds, failures } = stack(size);
      const outcome = failures === 0 ? 'all are installed' : `${failures} fail`;
      return [number(size), 'a stack of associations', String(made.perApplication), hours(seconds), outcome, `${size}`];
    }),
  ];
  return `## Beside other ways

${table(['desktops', 'way', 'calls, each', 'time', 'outcome', 'most out of service at once'], rows)}

The floor is what every caller needs: a page of 25 WorkSpaces, a page of 25 associations, one call to register and one to deploy for each desktop, at ${LIMIT} calls a second, without waiting for anything. The plain script is
written as AWS's own sample is: it pages, looks, registers and deploys. A stack holds about 480 associations ([performance.md](performance.md)).
`;
}

const hours = (seconds: number): string => `${(seconds / 3600).toFixed(1)} h`;

/** Calls: pages of desktops and associations, one to register each application, and one to deploy. */
const floorOf = (desktops: number, applications: number): number =>
  (1 + applications) * Math.ceil(desktops / 25) + desktops * (applications + 1);

function ends(fleets: Fleets): string {
  const rows = fleets.ends.map((result) => [
    sizeOf(result),
    String(result.scenario.inFlight),
    `${result.scenario.windowHours ?? 6} h`,
    nightsOf(result),
    result.done.map(number).join(', '),
    `${result.calls.average}, ${result.calls.busiest}`,
    percent(result.calls.refusedShare),
    `${result.surveyMinutes} min, ${result.survey.longest} s`,
  ]);
  const head = [
    'desktops × applications',
    'at once',
    'window',
    'nights',
    'done in each night',
    'calls/s: average, busiest',
    'refused',
    'first survey, its longest invocation',
  ];
  return `## Where it ends

${table(head, rows)}

${endsWords(fleets)}
`;
}

function endsWords(fleets: Fleets): string {
  const known = new Map(fleets.ends.map((result) => [nameOf(result.scenario), result]));
  const [short, two, twice, huge] = ['500x100x1-2h', '200x100x1-2-fleets', '200x200x1-2-fleets', '20000x5x1'].map(
    (name) => known.get(name),
  );
  const large = fleets.memory.find(({ desktops }) => desktops === 20_000);
  const big = resultOf(fleets, '5000x100x1');
  return [
    short &&
      `- **A window of two hours** has one hour for starts: the window gives first. It does ${most(short)} desktops a night. In the first night the wave of five takes half of it. Take a shorter \`cutoff\`, if installations may run beyond the window.`,
    two &&
      `- **Two fleets in one window** share the rate, and can starve each other: with 100 at once each, 200 desktops of each took ${two.hours} hours, with ${two.calls.perDesktop} calls for each desktop, because a child reads everything again after a refusal.${twice ? ` With 200 each, so that all begin in one pass, it was ${twice.hours} hours and ${twice.calls.perDesktop} calls.` : ''} Let windows follow each other. A warning at synthesis says when the fleets of an app have more than 200 at once together.`,
    !two &&
      '- **Two fleets in one window** share the rate. Estimated, not simulated: two with 100 at once ask for as much as one with 200 in the tables above. Let windows follow each other, or divide 200 among the fleets of an account.',
    `- **20,000 desktops**: the nights give first. At the pace of 5,000 with 100 at once they take about ${Math.ceil(20_000 / most(big))}. ${huge ? `A run reads ${huge.surveyMinutes} minutes before its first desktop, in invocations of at most ${huge.survey.longest} of 900 seconds.` : `Estimated, not simulated: a run reads about ${Math.round(4 * big.surveyMinutes)} minutes before its first desktop, four times as long as with 5,000.`}${large ? ` Its survey takes ${large.peakMb} MB of 1,024 (three applications, all installed).` : ''} Divide such a fleet by directory, or ask AWS Support for a higher rate.`,
  ]
    .filter(Boolean)
    .join('\n');
}

function cost(fleets: Fleets): string {
  const rows = fleets.grid
    .filter(({ scenario }) => scenario.inFlight === 100)
    .map((result) => [
      sizeOf(result),
      number(most(result)),
      `$${result.cost.lambda.toFixed(4)}`,
      `$${result.cost.transitions.toFixed(4)}`,
      `$${result.cost.perDesktop.toFixed(5)}`,
    ]);
  const quiet = fleets.quiet.map(
    ({ desktops, calls: made, minutes, cost: price }) =>
      `${number(desktops)} desktops: ${number(made)} calls, ${minutes} minutes, $${price.toFixed(4)}`,
  );
  return `## What it costs

With 100 at once, for the simulated nights, list prices of us-east-1 without free tier:

${table(['desktops × applications', 'most in a night', 'Lambda', 'Step Functions', 'each desktop'], rows)}

A night in which there is nothing to do: ${quiet.join('; ')}. S3, Systems Manager and the Scheduler are below a cent.
`;
}

function memory({ memory: results }: Fleets): string {
  const rows = results.map(({ name, desktops, applications, installed, peakMb }) => [
    name,
    name === 'step'
      ? `1 × ${applications}`
      : `${number(desktops)} × ${applications}${installed ? ', all installed' : ''}`,
    `${peakMb} MB`,
    name === 'step' ? '256 MB' : '1,024 MB',
  ]);
  return `## Memory of the functions

${table(['function', 'desktops × applications', 'peak', 'configured'], rows)}

Each in a fresh Node.js process with the bundle that is shipped. A survey keeps what it has read as an object after eight minutes and goes on in the next invocation, so that no survey has to fit the 15 minutes of Lambda.
`;
}

function targets(fleets: Fleets): string {
  const rows = targetsOf(fleets).map(({ what, target, measured, isMet, why }) => [
    what,
    target,
    measured,
    isMet ? 'met' : `missed: ${why}`,
  ]);
  return `## Targets

From the design, whose model knew no waves and no tags. Met: not more than 10 % worse.

${table(['what', 'target', 'measured', ''], rows)}
`;
}

function pages(fleets: Fleets): string {
  const big = resultOf(fleets, '5000x100x1');
  const { desktops } = big.scenario;
  const looks = ((big.calls.byOperation.DescribeWorkspaceAssociations ?? 0) - 1) * desktops;
  // Half of the pages, because the application is on no desktop in the beginning and on all in the end.
  const pagesIn = (time: number): number => Math.round((time * 12 * desktops) / 25 / 2);
  return `## Pages instead of looks: not built

A child looks at its desktop until the installation has ended. For ${number(desktops)} desktops that is ${number(Math.round(looks))} calls. A poller of our own could read pages of 25 associations instead, but the service lists all desktops of the application, installed
ones too: a look every five minutes would cost ${number(pagesIn(big.hours))} calls with 100 at once. So it brings nothing there. It would only with more than twice as many at once, which need fewer hours, or with a filter that the API does not have.
Instead, children look less often: first after 80 % of the time that the desktops before took, and then every tenth of it.
`;
}

const METHOD = `## How it was measured

\`npm run bench -- --only fleets\` runs the real functions of a fleet, behind the simulator of WorkSpaces with its documented throttle (2 calls/s, burst 5), in the real state machine on the embedded AWS, on a clock that jumps. \`-- --only 500x100x1\` runs one row. It takes
about 15 minutes of a core. Assumptions are in \`bench/assumptions.ts\`: an installation takes 25 ± 3 minutes, a call to WorkSpaces 120 ms, one to another service 30 ms. No user is connected, nothing fails, and nothing else calls the API. The window opens at 22:00 for six
hours with a cutoff of one; the first wave has five desktops, the second the rest.
`;
