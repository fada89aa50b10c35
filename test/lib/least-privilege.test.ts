import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EventBus } from 'aws-cdk-lib/aws-events';
import ts from 'typescript';
import { MARK_PREFIX, REBOOT_TAG } from '../../lambda/contract/marks';
import { WhenUserConnected, WorkspaceApplication, WorkspaceApplicationProvider } from '../../lib';
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

/** The last is handed to the reconcile step, which does not know what a stack is. */
const SERVICES = ['service/workspaces', 'stack/stacks', 'service/event-bus', 'stack/holders'];

/** By method of the classes that call services: the IAM actions of the commands that it constructs, itself or through another. */
function actionsByMethod(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const through: (readonly [string, string])[] = [];
  for (const file of SERVICES) {
    const source = parse(file);
    const clients = new Map(importsOf(source).flatMap(({ from, names }) => names.map((name) => [name, from] as const)));
    visit(source, (method) => {
      if (!ts.isMethodDeclaration(method)) return;
      const actions: string[] = [];
      visit(method, (node) => {
        const [, other] =
          (ts.isCallExpression(node) && /^(?:this|stacks)\.(\w+)$/.exec(node.expression.getText())) || [];
        if (other !== undefined) through.push([method.name.getText(), other]);
        if (!ts.isNewExpression(node) || !node.expression.getText().endsWith('Command')) return;
        const command = node.expression.getText();
        actions.push(`${PREFIXES[clients.get(command) ?? '']}:${command.slice(0, -'Command'.length)}`);
      });
      found.set(method.name.getText(), actions);
    });
  }
  for (const [method, other] of through) found.get(method)?.push(...(found.get(other) ?? []));
  return found;
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
function sendable(module: string): readonly string[] {
  const calls = callsOf([...reachable(module), 'stack/entry']);
  return [...actionsByMethod()].flatMap(([method, actions]) => (calls.has(method) ? actions : [])).sort();
}

const OURS = /^(workspaces|cloudformation|events):/;

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

test('lambda/stack/lookup.ts: where a name is looked up, the first role may do that too, and the second no more than before', () => {
  const sent = [...sendable('stack/on-event'), ...sendable('stack/lookup')];
  expect(allowed('ProviderOnEventRole', { looksUp: true })).toEqual([...new Set(sent)].sort());
  expect(allowed('ProviderIsCompleteRole', { looksUp: true })).toEqual(allowed('ProviderIsCompleteRole'));
});

/** What the command sends through the same file, and no function does. */
const OF_OTHERS = ['DescribeApplicationAssociations'];

test('the derivation: sees every command of every client in the handler', () => {
  const commands = SERVICES.flatMap((file) => [
    ...readFileSync(join(LAMBDA, `${file}.ts`), 'utf8').matchAll(/new (\w+)Command\(/g),
  ]).map(([, command]) => command);
  const sent = ['stack/on-event', 'stack/is-complete', 'stack/lookup'].flatMap(sendable);
  const derived = new Set([...sent.map((action) => action.split(':')[1]), ...OF_OTHERS]);
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
