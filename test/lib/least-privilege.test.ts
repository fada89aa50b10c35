import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Duration, TimeZone } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import ts from 'typescript';
import { MARK_PREFIX, REBOOT_TAG } from '../../lambda/contract/marks';
import {
  FleetTargets,
  MaintenanceWindow,
  WhenUserConnected,
  WorkspaceApplication,
  WorkspaceApplicationFleet,
  WorkspaceApplicationProvider,
} from '../../lib';
import { actionsOf, listOf, type Statement, statementsOf } from './policies';
import { associate, newStack } from './synth';

/*
 * What each function can send, from the code: the commands that each method of the service classes constructs, and the
 * methods that the modules reachable from the function's own module call.
 */
const LAMBDA = join(__dirname, '../../lambda');

/** How IAM names the service of a client. */
const PREFIXES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-workspaces': 'workspaces',
  '@aws-sdk/client-cloudformation': 'cloudformation',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-ssm': 'ssm',
  '@aws-sdk/client-resource-groups-tagging-api': 'tag',
  '@aws-sdk/client-sfn': 'states',
  '@aws-sdk/client-sns': 'sns',
};

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(LAMBDA, `${file}.ts`), 'utf8'), ts.ScriptTarget.ES2022, true);

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

interface Import {
  readonly from: string;
  readonly names: readonly string[];
}

/** What a file imports for more than its types. */
function importsOf(source: ts.SourceFile): readonly Import[] {
  return source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    if (!ts.isStringLiteral(moduleSpecifier) || importClause?.isTypeOnly) return [];
    const { namedBindings } = importClause ?? {};
    const elements = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const names = elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
    return names.length > 0 ? [{ from: moduleSpecifier.text, names }] : [];
  });
}

/** A file and all that it leads to. */
function reachable(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { from } of importsOf(parse(file))) {
    if (from.startsWith('.')) reachable(join(dirname(file), from), seen);
  }
  return seen;
}

/** The last is handed to the reconcile step, which knows neither stacks nor fleets. */
const SERVICES = [
  'service/workspaces',
  'service/stacks',
  'service/parameters',
  'service/tag-index',
  'service/executions',
  'service/topic',
  'service/event-bus',
  'service/holders',
];

interface Found {
  /** The IAM actions of the commands that it constructs. */
  readonly own: readonly string[];
  /** What it calls: methods of its own class and of other services, and functions. */
  readonly through: readonly string[];
}

function foundIn(part: ts.Node, clients: ReadonlyMap<string, string>): Found {
  const [own, through]: [string[], string[]] = [[], []];
  visit(part, (node) => {
    const called =
      (ts.isCallExpression(node) && /^(?:(?:this|stacks|parameters)\.)?(\w+)$/.exec(node.expression.getText())) || [];
    if (called[1] !== undefined) through.push(called[1]);
    if (!ts.isNewExpression(node) || !node.expression.getText().endsWith('Command')) return;
    const command = node.expression.getText();
    own.push(`${PREFIXES[clients.get(command) ?? '']}:${command.slice(0, -'Command'.length)}`);
  });
  return { own, through };
}

/** By method and function of the files that call services: the IAM actions that it leads to. */
function actionsByMethod(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Found>();
  for (const file of SERVICES) {
    const source = parse(file);
    const clients = new Map(importsOf(source).flatMap(({ from, names }) => names.map((name) => [name, from] as const)));
    visit(source, (part) => {
      if (!ts.isMethodDeclaration(part) && !ts.isFunctionDeclaration(part)) return;
      found.set(part.name?.getText() ?? '', foundIn(part, clients));
    });
  }
  const actionsOfPart = (name: string, above: readonly string[] = []): readonly string[] => {
    const { own = [], through = [] } = found.get(name) ?? {};
    const below = through.filter((other) => other !== name && !above.includes(other));
    return [...own, ...below.flatMap((other) => actionsOfPart(other, [...above, name]))];
  };
  return new Map([...found.keys()].map((name) => [name, actionsOfPart(name)]));
}

/** The methods that any of the files calls on something. */
function callsOf(files: Iterable<string>): ReadonlySet<string> {
  const calls = new Set<string>();
  for (const file of files) {
    if (SERVICES.includes(file)) continue;
    visit(parse(file), (node) => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
        calls.add(node.expression.name.text);
    });
  }
  return calls;
}

/** The actions that a function can send: its own module's, and those of what both functions are wrapped in. */
function sendable(module: string, wrapping = ['stack/entry']): readonly string[] {
  const calls = callsOf([...reachable(module), ...wrapping]);
  return [...actionsByMethod()].flatMap(([method, actions]) => (calls.has(method) ? actions : [])).sort();
}

const OURS = /^(workspaces|cloudformation|events|ssm|tag|states|sns):/;

function allowed(role: string, { looksUp = false } = {}): readonly string[] {
  const stack = newStack();
  const eventBus = EventBus.fromEventBusName(stack, 'Bus', 'desktops');
  const provider = new WorkspaceApplicationProvider(stack, 'Provider', { eventBus });
  if (looksUp) WorkspaceApplication.fromName(stack, 'Visio', 'Visio', { provider });
  associate(stack, 'Everything', {
    provider,
    whenUserConnected: WhenUserConnected.WAIT,
    rebootAfterInstallation: true,
  });
  return [...new Set(actionsOf(statementsOf(stack, role)))].filter((action) => OURS.test(action)).sort();
}

test.each([
  ['stack/on-event', 'ProviderOnEventRole'],
  ['stack/is-complete', 'ProviderIsCompleteRole'],
])('lambda/%s.ts: its role may do what the code can send, and nothing else', (module, role) => {
  expect(allowed(role)).toEqual([...new Set(sendable(module))]);
});

test.each([
  ['fleet/survey', 'FleetSurveyRole'],
  ['fleet/child', 'FleetStepRole'],
])('lambda/%s.ts: its role may do what the code can send, and nothing else', (module, role) => {
  const stack = newStack();
  new WorkspaceApplicationFleet(stack, 'Fleet', {
    targets: FleetTargets.all(),
    applicationIds: ['wsa-0def67890'],
    maintenanceWindow: MaintenanceWindow.nightly({
      start: '22:00',
      duration: Duration.hours(6),
      timeZone: TimeZone.EUROPE_BERLIN,
    }),
    notificationTopic: new Topic(stack, 'Topic'),
    rebootAfterInstallation: true,
  });
  const may = [...new Set(actionsOf(statementsOf(stack, role)))].filter((action) => OURS.test(action)).sort();
  expect(may).toEqual([...new Set(sendable(module, []))]);
});

test('lambda/stack/lookup.ts: where a name is looked up, the first role may do that too, and the second no more than before', () => {
  const sent = [...sendable('stack/on-event'), ...sendable('stack/lookup')];
  expect(allowed('ProviderOnEventRole', { looksUp: true })).toEqual([...new Set(sent)].sort());
  expect(allowed('ProviderIsCompleteRole', { looksUp: true })).toEqual(allowed('ProviderIsCompleteRole'));
});

test('the derivation: sees every command of every client in the handler', () => {
  const commands = SERVICES.flatMap((file) => [
    ...readFileSync(join(LAMBDA, `${file}.ts`), 'utf8').matchAll(/new (\w+)Command\(/g),
  ]).map(([, command]) => command);
  const modules = ['stack/on-event', 'stack/is-complete', 'stack/lookup', 'fleet/survey', 'fleet/child'];
  const derived = new Set(modules.flatMap((module) => sendable(module)).map((action) => action.split(':')[1]));
  expect([...derived].sort()).toEqual([...new Set(commands)].sort());
});

describe('each remaining wildcard: one of these, for the reason that the source gives', () => {
  const wildcards = (statements: readonly Statement[]) =>
    statements.flatMap(({ Action, Resource, Effect }) =>
      Effect === 'Allow' && listOf(Resource).includes('*') ? listOf(Action) : [],
    );

  test.each(['OnEventRole', 'IsCompleteRole', 'FrameworkOnEventRole', 'FrameworkIsCompleteRole'])('%s', (role) => {
    const stack = newStack();
    new WorkspaceApplicationProvider(stack, 'Provider');
    // The only actions of ours for which AWS offers no resource level.
    const expected =
      role === 'IsCompleteRole'
        ? ['DescribeWorkspaces', 'DescribeApplications', 'DescribeTags', 'CreateTags', 'DeleteTags'].map(
            (action) => `workspaces:${action}`,
          )
        : [];
    expect(wildcards(statementsOf(stack, `Provider${role}`))).toEqual(expected);
  });

  test('OnEventRole, where names are looked up: that alone, once for all of them', () => {
    const stack = newStack();
    for (const name of ['Visio', 'Office']) WorkspaceApplication.fromName(stack, name, name);
    expect(wildcards(statementsOf(stack, 'ProviderOnEventRole'))).toEqual(['workspaces:DescribeApplications']);
  });

  test('writing tags, on any resource: narrowed to keys with our prefix, and never without a key', () => {
    const stack = newStack();
    new WorkspaceApplicationProvider(stack, 'Provider');
    const writing = statementsOf(stack, 'ProviderIsCompleteRole').filter(({ Action }) =>
      listOf(Action).some((action) => /CreateTags|DeleteTags/.test(action)),
    );
    expect(writing).toEqual([
      {
        Action: ['workspaces:CreateTags', 'workspaces:DeleteTags'],
        Effect: 'Allow',
        Resource: '*',
        Condition: {
          'ForAllValues:StringLike': { 'aws:TagKeys': [`${MARK_PREFIX}*`] },
          Null: { 'aws:TagKeys': 'false' },
        },
      },
    ]);
    expect(REBOOT_TAG.startsWith(MARK_PREFIX)).toBe(true);
  });

  test('no action holds a wildcard, in any role', () => {
    const stack = newStack();
    new WorkspaceApplicationProvider(stack, 'Provider');
    for (const role of ['OnEventRole', 'IsCompleteRole', 'FrameworkOnEventRole', 'FrameworkIsCompleteRole']) {
      expect(actionsOf(statementsOf(stack, `Provider${role}`)).filter((action) => action.includes('*'))).toEqual([]);
    }
  });
});
