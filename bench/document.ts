import { FRAMEWORK } from '../lib/private/framework-settings';
import { MOST_CALLS } from '../lib/private/load-warnings';
import type { FunctionResult } from './function';
import type { Result } from './measure';
import type { Removal } from './removal';
import { find, type Results } from './results';
import type { Simulations } from './simulate';
import { bytesEach, type SynthResult } from './synth';

/** The page for an administrator. Every figure in it is from the results. */
export function documentOf({ simulations, removals, synth, function: functions }: Results): string {
  return [
    title(simulations),
    howLong(simulations),
    outages(simulations),
    calls(simulations),
    cost(simulations),
    ends(simulations),
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
const cell = ({ scenario }: Result): string =>
  scenario.applications === 1
    ? `${scenario.workspaces} × 1`
    : `${scenario.workspaces} × ${scenario.applications}, as ${scenario.shape}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function title({ ours, seeds }: Simulations): string {
  const big = at450(ours, seeds);
  const longest = Math.max(...big.map(({ seconds }) => seconds));
  const worst = Math.max(...big.map(({ ratio = 0 }) => ratio));
  return `# Performance

<!-- Written by \`npm run bench\`. Do not edit: change bench/document.ts. -->

How long a deployment takes, what it costs, and where it ends. The service allows **two API calls per second** for the whole account and CloudFormation
gives each resource **one hour**: these two set the pace, not the functions. In short, for installations of about 25 minutes: one WorkSpace is
done within a minute of its installation, 450 WorkSpaces take ${minutes(longest)} minutes (at most ${worst.toFixed(2)} times what the limit allows at best), and a WorkSpace has
one outage, however many applications it gets in one deployment.
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

"At best" is for a caller that wastes no call: one look at a WorkSpace before it is changed, one call for each application, one to deploy, one WorkSpace
after the other at two calls per second. "Reported after" is from the moment an installation is complete to the answer to CloudFormation.

![share of resources that fail](performance/failures.svg)

The same deployment as it is often written today: one \`AwsCustomResource\` call each fails for ${call.failures} of 100 resources and installs ${call.installed} applications (it
registers, and nothing deploys); a plain \`Provider\` that polls every 5 seconds fails for ${theirs.failures} of 100, and already for ${ten.failures} of 10, because a throttled call is
final there.
`;
}

function outages({ ours, unthrottled, uncounted }: Simulations): string {
  const eight = find(unthrottled, { workspaces: 10, applications: 8, shape: 'associations' });
  const most = Math.max(...[...ours, ...uncounted].map((result) => result.outages.most));
  return `## How many outages

Each deployment of a WorkSpace ends its user's session. We measured at most ${most} per WorkSpace in any run: with sets, with separate associations, and where WorkSpaces
get different numbers of applications. With the plain Provider, even if it is not throttled, ${eight.failures} of ${eight.resources} separate associations (8 on each of 10 WorkSpaces) fail: the first one deploys,
and the WorkSpace is busy for the others. A set (\`WorkspaceApplicationSet\`) *guarantees* a single outage; separate associations find together as long as CloudFormation
asks for them in the same few minutes.
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
  const later = lateRates.reduce((sum, rate) => sum + rate, 0) / lateRates.length / 2;
  const times = Math.floor(plain.calls.perApplication / big.calls.perApplication);
  return `## How many calls, and what is left for others

![calls per second](performance/rate.svg)
![calls per application](performance/calls.svg)

At 450 WorkSpaces each application takes ${big.calls.perApplication} calls, ${times} times fewer than the ${Math.round(plain.calls.perApplication)} that the plain Provider would need if it were never throttled:

${table(['operation', 'answered, per application', 'refused for the rate'], operations)}

The deployment takes ${percent(big.calls.share.mean)} of the account's two calls per second on average and ${percent(big.calls.share.most)} in its busiest five minutes, while the first calls are made; from minute 15 on, ${percent(later)}. Scripts
and consoles that use the same API at that time should retry when throttled. Run large deployments when nothing else needs the API.
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

List prices without free tier. Between deployments nothing runs and nothing is billed but the logs. The applications themselves are billed by the month.
`;
}

function ends({ limits, ours }: Simulations): string {
  const rows = [...limits, find(ours, { workspaces: 450, applications: 8, shape: 'sets' })].map((result) => [
    cell(result),
    String(result.installMinutes),
    result.scenario.waits === false ? 'no' : 'yes',
    result.failures === 0 ? `${minutes(result.seconds)} minutes` : `**${result.failures} of ${result.resources} fail**`,
  ]);
  return `## Where it ends

${table(['WorkSpaces × applications', 'installation, minutes', 'waits for it', 'outcome'], rows)}

A stack holds 500 resources, the provider some 20 of them: about 480 associations or sets. The other end is the hour: two calls per second are 7,200 calls, and each
WorkSpace takes two calls and one for each application before its installation even begins. When the calls and the installation together exceed the 55 minutes that a resource
waits, its deployment fails and the stack rolls back. Synthesis warns of more than ${MOST_CALLS.toLocaleString('en')} such calls. Beyond that:

- Declare the applications of a WorkSpace as one set: a look and a deployment for all of them instead of a look for each.
- Split into several stacks and deploy them one after the other, not at once: the limit is the account's.
- If installations themselves take too long, set \`waitForInstallation: false\`: a resource is then done once its application is being installed.
- Ask AWS Support for a higher rate for the WorkSpaces API.
- To change a single desktop of a large stack takes its turn too: its first call comes up to as late as in a deployment of all (the time is spread by a hash).
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

AWS does not document whether the applications of one deployment are installed one after the other. If they are, at 20 minutes each, ${most} fit into the 55 minutes that a resource has:

![minutes by number of applications](performance/applications.svg)

${table(['applications of one WorkSpace', 'if one is installed after the other', 'if a deployment takes as long, whatever it carries'], rows)}

Synthesis warns of more than that (\`installationsMayNotFit\`, see [warnings](warnings.md)). Add them in several deployments, or set \`waitForInstallation: false\`. The rest of this page assumes that they do not add up.
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

An update that drops resources uninstalls their applications, at the pace of what goes. Resources of one WorkSpace that go together share one outage.

${table(['dropped', 'minutes', 'calls answered, each', 'refused for the rate, each', 'outages'], rows)}
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

The quota *Concurrent executions* of Lambda is 1,000 by default, but can be 10 in a new account. Each request holds two places for moments: a function of the CDK's framework
calls one of ours and waits for it. As the framework comes, it fails a request whose call is refused three times ("Rate Exceeded"). If it only tried more often, ten of its functions could hold all ten places while each waits for
ours. So here it tries ${FRAMEWORK.maxAttempts} times, and Lambda ends its first function after ${FRAMEWORK.onEventSeconds / 60} minutes and the others after ${FRAMEWORK.isCompleteSeconds / 60}: both come again by themselves. With ten places for this stack alone:

${table(['WorkSpaces', 'framework as it comes', 'more tries alone', 'shipped', 'minutes', 'refused by Lambda', 'ended by Lambda'], rows)}

A quota of 10 is enough for ${Math.max(...survived)} WorkSpaces in one deployment, if nothing else runs in the account at that time. It costs some minutes. To raise it: Service Quotas, AWS Lambda, *Concurrent executions*. No function reserves concurrency.
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

One resource and ${association} bytes for each further association, ${set} for a set of three; an \`AwsCustomResource\` adds ${other} bytes and two resources (one is its policy).
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

Fresh processes on the machine of the bench, not Lambda: compare the rows, not the milliseconds with a bill. Each row has one saving more than the row above, up to "shipped".
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

\`npm run bench\` runs the real handler and the real runtime of CDK's Provider framework in one process, on a clock that jumps, against the simulator of WorkSpaces with its
documented throttle (2 calls/s, burst 5), and writes this page, the plots and \`bench/results.json\`; \`npm run bench -- --quick\` takes seconds and writes nothing. All assumptions
are in \`bench/assumptions.ts\`. Those that AWS does not document: an installation takes 25 ± 3 minutes, however many applications it carries; CloudFormation asks for 5 resources per second
and allows 10 of its own describing calls per second; an API call takes 120 ms; Lambda uses a warm instance again, the latest first. Nothing else uses the API in these runs.

450 WorkSpaces were run with ${seeds.length + 1} different sets of ids and installation times. Measured against a bound without any look before a change, which the handler
never does, their ratios are ${withoutLook.map((value) => value.toFixed(2)).join(', ')}. Where WorkSpaces get different numbers of separate associations: ${found.join('; ')}.
`;
}
