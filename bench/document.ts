import { firstCallsOf } from '../lambda/contract/load';
import { MINUTE } from '../lambda/service/time';
import { FRAMEWORK } from '../lib/private/framework-settings';
import { MOST_CALLS } from '../lib/private/load-warnings';
import { ASSUMPTIONS } from './assumptions';
import type { FunctionResult } from './function';
import type { Result } from './measure';
import type { Removal } from './removal';
import { find, type Results } from './results';
import type { Simulations } from './simulate';
import { PLAIN } from './subjects';
import { bytesEach, ownResources, type SynthResult } from './synth';

/** The page for an administrator. Every figure in it is from the results. */
export function documentOf({ simulations, removals, synth, function: functions }: Results): string {
  return [
    title(simulations),
    howLong(simulations),
    outages(simulations),
    calls(simulations),
    cost(simulations),
    ends(simulations, synth),
    applications(simulations),
    removalsOf(removals),
    tenSlots(simulations),
    synthesis(synth),
    asset(functions),
    method(simulations),
  ].join('\n');
}

const minutes = (seconds: number): string => String(Math.round(seconds / 60));
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const dollars = (amount: number): string => `$${amount < 0.1 ? amount.toFixed(4) : amount.toFixed(2)}`;
const number = (value: number): string => value.toLocaleString('en-US');
const outagesOf = (most: number): string => (most === 1 ? 'one outage' : `at most ${most} outages`);
const { workspacesThrottle: throttle, cloudFormationThrottle, install } = ASSUMPTIONS;
const HOUR_OF_CALLS = 3600 * throttle.ratePerSecond;

const cell = ({ scenario }: Result): string =>
  scenario.applications === 1
    ? `${scenario.workspaces} × 1`
    : `${scenario.workspaces} × ${scenario.applications}, as ${scenario.shape}`;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function title({ ours, seeds }: Simulations): string {
  const big = at450(ours, seeds);
  const longest = Math.max(...big.map(({ seconds }) => seconds));
  const worst = Math.max(...big.map(({ ratio = 0 }) => ratio));
  const alone = find(ours, { workspaces: 1, applications: 1, shape: 'associations' });
  return `# Performance

<!-- Written by \`npm run bench\`. Do not edit: change bench/document.ts. -->

How long a deployment takes, what it costs, and how many desktops fit. Two limits set the pace, not the functions: WorkSpaces allows an account **${throttle.ratePerSecond} API calls per second**, and CloudFormation
gives each resource **one hour**. In short, if an installation takes about ${install.mean / MINUTE} minutes:

- one WorkSpace is done ${Math.round(alone.latency.most)} seconds after its installation has ended;
- 450 WorkSpaces take ${minutes(longest)} minutes, at most ${worst.toFixed(2)} times the best that the limits allow;
- a WorkSpace has ${outagesOf(Math.max(...ours.map((result) => result.outages.most)))}, however many applications it gets in one deployment.
`;
}

const at450 = (ours: readonly Result[], seeds: readonly Result[]): readonly Result[] => [
  find(ours, { workspaces: 450, applications: 1, shape: 'associations' }),
  ...seeds,
];

function howLong({ ours, plain, oneCall }: Simulations): string {
  const rows = ours.map((result) => {
    const { seconds, lowerBound, ratio, failures, latency, outages } = result;
    return [
      cell(result),
      failures === 0 ? minutes(seconds) : `**${failures} of ${result.resources} fail**`,
      lowerBound ? minutes(lowerBound.seconds) : '',
      ratio?.toFixed(2) ?? '',
      `${Math.round(latency.median)} s, ${Math.round(latency.p99)} s`,
      String(outages.most),
    ];
  });
  const many = { workspaces: 100, applications: 1, shape: 'associations' } as const;
  const [theirs, call] = [find(plain, many), find(oneCall, many)];
  const ten = find(plain, { workspaces: 10, applications: 1, shape: 'associations' });
  return `## How long

![minutes by number of WorkSpaces](performance/time.svg)

${table(['WorkSpaces × applications', 'minutes', 'at best', 'ratio', 'reported after (median, 99 %)', 'outages'], rows)}

"At best" is the time of a caller that makes only the calls it needs, at ${throttle.ratePerSecond} calls per second, one WorkSpace after the other: one to look at the WorkSpace, one for each application, and one to deploy.
"Reported after" is the time from the end of an installation to the answer to CloudFormation.

![share of resources that fail](performance/failures.svg)

The same deployment as it is often written today:

- With one \`AwsCustomResource\` call for each, ${call.failures} of 100 resources fail, and ${call.installed} applications are installed: the call registers them, and nothing deploys them.
- With a plain \`Provider\` that polls every ${PLAIN.interval / 1000} seconds, ${theirs.failures} of 100 fail, and ${ten.failures} of 10, because its first throttled call is final.
`;
}

function outages({ ours, unthrottled, uncounted }: Simulations): string {
  const eight = find(unthrottled, { workspaces: 10, applications: 8, shape: 'associations' });
  const most = Math.max(...[...ours, ...uncounted].map((result) => result.outages.most));
  return `## How many outages

Each deployment of a WorkSpace ends its user's session. The most outages that a WorkSpace had in any run was ${most}: with sets, with separate associations, and if WorkSpaces
get different numbers of applications. With the plain Provider, even if it is not throttled, ${eight.failures} of ${eight.resources} separate associations (8 on each of 10 WorkSpaces) fail: the first one deploys,
and the WorkSpace is busy for the others. A set (\`WorkspaceApplicationSet\`) *guarantees* a single outage. Separate associations share one if CloudFormation
sends their requests within the same few minutes.
`;
}

function calls({ ours, unthrottled }: Simulations): string {
  const big = find(ours, { workspaces: 450, applications: 1, shape: 'associations' });
  const plain = find(unthrottled, { workspaces: 10, applications: 1, shape: 'associations' });
  const operations = Object.entries(big.calls.byOperation).map(([name, { answered, throttled }]) => [
    name,
    (answered / big.applications).toFixed(2),
    (throttled / big.applications).toFixed(2),
  ]);
  const lateRates = big.calls.rate.slice(15);
  const later = lateRates.reduce((sum, rate) => sum + rate, 0) / lateRates.length / throttle.ratePerSecond;
  const times = Math.floor(plain.calls.perApplication / big.calls.perApplication);
  return `## How many calls, and what is left for others

![calls per second](performance/rate.svg)
![calls per application](performance/calls.svg)

With 450 WorkSpaces, each application takes ${big.calls.perApplication} calls. The plain Provider would make ${Math.round(plain.calls.perApplication)} if it were never throttled, ${times} times as many:

${table(['operation', 'answered, per application', 'throttled, per application'], operations)}

The deployment uses ${percent(big.calls.share.mean)} of the account's ${throttle.ratePerSecond} calls per second on average, ${percent(big.calls.share.most)} in its busiest five minutes, when the first calls are made, and ${percent(later)} from minute 15 on. Scripts
and consoles that use the same API at that time should retry when they are throttled. Run large deployments when nothing else needs the API.
`;
}

function cost({ ours }: Simulations): string {
  const rows = [1, 10, 100, 450].map((workspaces) => {
    const result = find(ours, { workspaces, applications: 1, shape: 'associations' });
    return [
      String(workspaces),
      String(result.lambda.ours + result.lambda.framework),
      String(result.transitions),
      dollars(result.cost.lambda),
      dollars(result.cost.transitions),
      dollars(result.cost.perApplication),
    ];
  });
  return `## What it costs

${table(['WorkSpaces', 'Lambda invocations', 'waiter transitions', 'Lambda', 'Step Functions', 'per application'], rows)}

List prices, without free tier. Between deployments nothing runs, and AWS bills only the logs and, by the month, the applications themselves.
`;
}

function ends({ limits, ours }: Simulations, synth: readonly SynthResult[]): string {
  const rows = [...limits, find(ours, { workspaces: 450, applications: 8, shape: 'sets' })].map((result) => [
    cell(result),
    String(result.installMinutes),
    result.scenario.waits === false ? 'no' : 'yes',
    result.failures === 0 ? `${minutes(result.seconds)} minutes` : `**${result.failures} of ${result.resources} fail**`,
  ]);
  return `## Where it ends

${table(['WorkSpaces × applications', 'installation, minutes', 'waits for it', 'outcome'], rows)}

One limit is the template: a stack has at most 500 resources, of which the provider takes ${ownResources(synth)}. The other limit is the hour: ${throttle.ratePerSecond} calls per second are ${number(HOUR_OF_CALLS)} calls, and each
WorkSpace takes ${firstCallsOf({ resources: 1, applications: 0 })} calls and one for each application before its installation begins. If the calls and the installation together exceed the 55 minutes that a resource
waits, its deployment fails and the stack rolls back. Synthesis warns of more than ${number(MOST_CALLS)} such calls. Then:

- Use a [fleet](fleets.md), which has more than one hour.
- Declare the applications of a WorkSpace as one set, which looks and deploys once for all of them.
- Split the desktops into several stacks, and deploy one stack after the other: the rate is that of the account.
- If the installations themselves take too long, set \`waitForInstallation: false\`: a resource then succeeds when its installation has begun.
- Ask AWS Support for a higher rate for the WorkSpaces API.

A change of a single desktop in a large stack waits too: its first call can come as late as in a deployment of all desktops, because a hash spreads the calls.
`;
}

function applications({ addingUp, together }: Simulations): string {
  const rows = addingUp.map((result, index) => [
    String(result.scenario.applications),
    result.failures === 0 ? `${minutes(result.seconds)} minutes` : '**not within 55 minutes**',
    `${minutes(together[index]?.seconds ?? 0)} minutes`,
  ]);
  const most = Math.max(...addingUp.filter(({ failures }) => failures === 0).map(({ applications: count }) => count));
  return `## Do installations add up?

AWS does not document whether the applications of one deployment are installed one after the other. If they are, at ${addingUp[0]?.installMinutes} minutes each, ${most} fit into the 55 minutes that a resource has:

![minutes by number of applications](performance/applications.svg)

${table(['applications of one WorkSpace', 'if one is installed after the other', 'if a deployment takes as long, whatever it carries'], rows)}

If there are more, synthesis warns (\`installationsMayNotFit\`, see [warnings](warnings.md)). Add them in several deployments, or set \`waitForInstallation: false\`. The rest of this page assumes that they do not add up.
`;
}

function removalsOf(removals: readonly Removal[]): string {
  const rows = removals.map(({ scenario, dropped, failures, seconds, answered, throttled, outages: most }) => [
    `${dropped} of ${scenario.workspaces} × ${scenario.applications}`,
    failures === 0 ? minutes(seconds) : `**${failures} of ${dropped} fail**`,
    (answered / dropped).toFixed(1),
    (throttled / dropped).toFixed(1),
    String(most),
  ]);
  return `## Dropping resources

An update that drops resources uninstalls their applications. The number of dropped resources sets the pace. Dropped resources of one WorkSpace share one outage.

${table(['dropped', 'minutes', 'calls answered, each', 'throttled, each', 'outages'], rows)}
`;
}

function tenSlots({ tenSlots: shipped, tenSlotsPlain, tenSlotsMoreTries }: Simulations): string {
  const rows = shipped.map((result) => {
    const { workspaces } = result.scenario;
    const others = [tenSlotsPlain, tenSlotsMoreTries].map((results) => find(results, { workspaces }).failures);
    return [
      String(workspaces),
      ...others.map((failures) => `${failures} fail`),
      result.failures === 0 ? 'none fails' : `**${result.failures} fail**`,
      minutes(result.seconds),
      String(result.slots?.refused),
      String(result.slots?.ended),
    ];
  });
  const survived = shipped.filter(({ failures }) => failures === 0).map(({ resources }) => resources);
  return `## In a new account

The Lambda quota *Concurrent executions* is 1,000 by default, but can be 10 in a new account. Each request uses two executions at a time: a function of the CDK's framework
invokes a function of the handler, and waits for it. By default, the framework fails a request if Lambda refuses the invocation three times ("Rate Exceeded"). More tries alone do not help: ten functions of the
framework could use all ten executions, while each waits for the handler. So in this library the framework tries ${FRAMEWORK.maxAttempts} times, and Lambda ends its first function after ${FRAMEWORK.onEventSeconds / 60} minutes and the others after ${FRAMEWORK.isCompleteSeconds / 60}; both are
invoked again. With a quota of ten, and nothing else in the account:

${table(['WorkSpaces', 'framework with its defaults', 'with more tries alone', 'as in this library', 'minutes', 'refused by Lambda', 'ended by Lambda'], rows)}

A quota of 10 is enough for ${Math.max(...survived)} WorkSpaces in one deployment, if nothing else runs in the account at that time. The deployment then takes some minutes longer. To raise the quota: Service Quotas, AWS Lambda, *Concurrent executions*. No function reserves concurrency.
`;
}

function synthesis(synth: readonly SynthResult[]): string {
  const rows = synth.map(({ kind, count, milliseconds, bytes, resources }) => [
    kind,
    String(count),
    `${milliseconds} ms`,
    String(bytes),
    resources > 500 ? `${resources}: more than a stack may hold` : String(resources),
  ]);
  const [association, set, other] = [
    bytesEach(synth, 'association'),
    bytesEach(synth, 'set'),
    bytesEach(synth, 'AwsCustomResource'),
  ];
  return `## Synth

${table(['construct', 'number', 'synth', 'template bytes', 'resources'], rows)}

Each further association adds one resource and ${association} bytes, a set of three ${set} bytes. An \`AwsCustomResource\` adds ${other} bytes and two resources (one is its policy).
`;
}

function asset(functions: readonly FunctionResult[]): string {
  const call = (start: FunctionResult['onEvent']): string => (start ? `${start.firstCall} ms, ${start.peakMb} MB` : '');
  const rows = functions.map((one) => [
    one.variant,
    `${one.kilobytes} KB`,
    `${one.gzipKilobytes} KB`,
    `${one.load} ms`,
    call(one.isComplete),
    call(one.onEvent),
  ]);
  return `## The functions

${table(['bundle', 'size', 'gzipped', 'load', 'isComplete: first call, peak memory', 'onEvent: first call, peak memory'], rows)}

These are new processes on the machine of the bench, not Lambda functions: compare the rows with each other, not with a bill. Up to "shipped", each row has one saving more than the row above.
`;
}

function method({ ours, seeds, uncounted }: Simulations): string {
  const withoutLook = at450(ours, seeds).map(({ seconds, lowerBound }) =>
    lowerBound ? seconds / lowerBound.withoutLook : 0,
  );
  const found = uncounted.map(
    (result) =>
      `${cell(result)}: ${result.failures} failures, ${result.outages.most} outage, ${minutes(result.seconds)} minutes`,
  );
  return `## How it was measured

\`npm run bench\` runs the real handler and the real code of the CDK's Provider framework in one process, on a clock that jumps. WorkSpaces is the simulator, with the
documented limit (${throttle.ratePerSecond} calls per second, burst ${throttle.burst}). The bench writes this page, the plots and \`bench/results.json\`. \`npm run bench -- --draw\` writes the page and the plots again from that file. \`npm run bench -- --quick\` takes seconds and writes nothing. All assumptions
are in \`bench/assumptions.ts\`. AWS does not document these: an installation takes ${install.mean / MINUTE} ± ${install.deviation / MINUTE} minutes, however many applications it has; CloudFormation sends requests for ${ASSUMPTIONS.requestsPerSecond} resources per second
and allows ${cloudFormationThrottle.ratePerSecond} of its own describing calls per second; an API call takes ${ASSUMPTIONS.callTime} ms; Lambda uses a warm instance again, the latest first. Nothing else uses the API in these runs.

450 WorkSpaces were run with ${seeds.length + 1} different sets of ids and installation times. Compared with a caller that does not even look before a change, their ratios are
${withoutLook.map((value) => value.toFixed(2)).join(', ')}. If WorkSpaces get different numbers of separate associations: ${found.join('; ')}.
`;
}
