import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

const ROOT = join(__dirname, '..');

interface Import {
  readonly file: string;
  readonly target: string;
}

/** Every import of every file in a room, relative ones as paths from the root. */
function importsOf(room: string): readonly Import[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => /\.(ts|mjs|cjs)$/.test(name) && !name.includes('node_modules') && !name.includes('cdk.out'))
    .flatMap((name) => {
      const file = join(room, name);
      const text = readFileSync(join(ROOT, file), 'utf8');
      return preProcessFile(text).importedFiles.map(({ fileName: target }) => ({
        file,
        target: target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target,
      }));
    });
}

const isBuiltin = (target: string): boolean => target.startsWith('node:') || builtinModules.includes(target);

/** The arrows between the rooms: what each may import beside itself, Node's own modules apart. */
const ARROWS = [
  {
    room: 'lib',
    may: /^(lib\/|lambda\/contract\/[a-z]+$|aws-cdk-lib(\/|$)|constructs$)/,
    reason: 'a consumer has nothing else',
  },
  { room: 'lambda/contract', may: /^lambda\/contract\//, reason: 'the constructs may import all of it' },
  {
    room: 'lambda/service',
    may: /^(lambda\/(service|contract)\/|@aws-sdk\/|@smithy\/core\/retry$)/,
    reason: 'it calls AWS and decides nothing',
  },
  {
    room: 'lambda/reconcile',
    may: /^(lambda\/(reconcile|service)\/|@aws-sdk\/)/,
    reason: 'it knows no caller, and no stack',
  },
  {
    room: 'lambda/stack',
    may: /^(lambda\/(stack|reconcile|service|contract)\/|@aws-sdk\/)/,
    reason: 'it is one caller of several',
  },
  {
    room: 'lambda/fleet',
    may: /^(lambda\/(fleet|reconcile|service|contract)\/|@aws-sdk\/|csv-(parse|stringify)\/sync$|croner$)/,
    reason: 'it is one caller of several',
  },
  {
    room: 'lambda',
    may: /^(lambda\/|@aws-sdk\/|@smithy\/|csv-(parse|stringify)\/sync$|croner$)/,
    reason: 'the bundles hold the SDK, and what reads lists and times',
  },
  {
    room: 'cli',
    may: /^(cli\/|lambda\/(contract|service|reconcile)\/|lambda\/fleet\/(classify|forecast|hashes|opening|report|run)$|lambda\/stack\/(choose-application|goals|operation|pace|request)$|package\.json$|@aws-sdk\/|@smithy\/|(cli-table3|cli-truncate|commander|csv-stringify|http-proxy-agent|https-proxy-agent|log-update|picocolors|string-width)(\/|$))/,
    reason: 'it uses the core, what of fleets is pure, and to plan what a stack decides before it calls anything',
  },
  {
    room: 'local',
    may: /^(local(\/|$)|@aws-sdk\/|@smithy\/signature-v4$|aws-local-stepfunctions$|croner$|csv-parse\/sync$)/,
    reason: 'it runs what was synthesized',
  },
  {
    room: 'examples',
    may: /^(examples\/|lib$|lib\/index$|aws-cdk-lib(\/|$)|constructs$)/,
    reason: 'an example shows what a user writes',
  },
  {
    room: 'testkit',
    may: /^(?!test\/|bench\/)/,
    reason: 'tests and bench share it, and it is part of neither',
  },
  { room: 'bench', may: /^(?!test\/)/, reason: 'what it shares with the tests is in testkit' },
] as const;

test.each(ARROWS)('$room imports what lies below it alone: $reason', ({ room, may }) => {
  const offending = importsOf(room).filter(({ target }) => !may.test(target) && !isBuiltin(target));
  expect(offending).toEqual([]);
});

test('CONTRIBUTING: its table has a row for each of these rooms', () => {
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  expect(ARROWS.map(({ room }) => room).filter((room) => !text.includes(`\n| \`${room}/\` |`))).toEqual([]);
});

const ROOMS_WITHOUT_CIRCLES = ['lib', 'lambda', 'cli', 'local', 'bench', 'testkit'];

test('no file imports itself through others, types included', () => {
  const imports = ROOMS_WITHOUT_CIRCLES.flatMap(importsOf);
  const files = new Set(imports.map(({ file }) => file));
  const graph = new Map([...files].map((file): [string, string[]] => [file, []]));
  for (const { file, target } of imports) {
    const found = ['', '.ts', '/index.ts'].map((ending) => target + ending).find((path) => files.has(path));
    if (found) graph.get(file)?.push(found);
  }
  expect(graph.size).toBeGreaterThan(100);
  expect(circlesOf(graph)).toEqual([]);
});

test('two circles in a graph: both are found, and what only leads to them is not part of them', () => {
  const graph = new Map([
    ['a', ['b', 'x']],
    ['b', ['c']],
    ['c', ['a']],
    ['leads', ['a']],
    ['x', ['y']],
    ['y', ['x']],
    ['self', ['self']],
    ['alone', []],
  ]);
  expect(circlesOf(graph)).toEqual([['a', 'b', 'c'], ['self'], ['x', 'y']]);
});

test('the command calls WorkSpaces through the file of the handler: of its own it has only what the handler never calls', () => {
  const own = importsOf('cli').filter(
    ({ file, target }) =>
      target === '@aws-sdk/client-workspaces' && /new \w+Command\(/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(own.map(({ file }) => file)).toEqual(['cli/aws/power.ts']);
});

test('one file alone calls each service: every other one goes through it', () => {
  const users = importsOf('lambda').filter(({ file, target }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return target.startsWith('@aws-sdk/client-') && /new \w+Command\(/.test(text);
  });
  expect(users.map(({ file, target }) => `${file} ${target}`)).toEqual([
    'lambda/service/event-bus.ts @aws-sdk/client-eventbridge',
    'lambda/service/executions.ts @aws-sdk/client-sfn',
    'lambda/service/objects.ts @aws-sdk/client-s3',
    'lambda/service/parameters.ts @aws-sdk/client-ssm',
    'lambda/service/stacks.ts @aws-sdk/client-cloudformation',
    'lambda/service/tag-index.ts @aws-sdk/client-resource-groups-tagging-api',
    'lambda/service/topic.ts @aws-sdk/client-sns',
    'lambda/service/workspaces.ts @aws-sdk/client-workspaces',
  ]);
});

type Graph = ReadonlyMap<string, readonly string[]>;

/** The sets of nodes that all lead to each other, by Tarjan's algorithm, each sorted. */
function circlesOf(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const found: string[][] = [];
  const lower = (node: string, to = Number.POSITIVE_INFINITY): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? Number.POSITIVE_INFINITY, to));
  };
  const visit = (node: string): void => {
    order.set(node, order.size);
    lower(node, order.get(node));
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (path.includes(next)) lower(node, lowest.get(next));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const component = path.splice(path.indexOf(node));
    if (component.length > 1 || graph.get(node)?.includes(node)) found.push(component.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found.sort();
}
