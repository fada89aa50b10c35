import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { WorkspaceApplicationProvider } from '../../lib';
import { associate, declareSet, newApp, newStack, OFFICE, VISIO, WORKSPACE } from './synth';

/** The warnings of ours in a stack, as "path text [id]". */
const warningsOf = (stack: Stack): readonly string[] =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('cdk-workspaces-applications:'))
    .map(({ id, entry }) => `${id} ${String(entry.data)}`);

describe('the same application on the same WorkSpace in two stacks', () => {
  function twoStacks(first: object, second: object, env: readonly [object, object] = [{}, {}]): readonly string[] {
    const app = newApp();
    const [one, two] = [new Stack(app, 'One', env[0]), new Stack(app, 'Two', env[1])];
    declareSet(one, 'Desk', first);
    declareSet(two, 'Desk', second);
    expect(warningsOf(one)).toEqual([]);
    return warningsOf(two);
  }

  const BOTH = { applicationIds: [OFFICE, VISIO] };
  const HERE = { env: { account: '111122223333', region: 'eu-west-1' } };
  const THERE = { env: { account: '111122223333', region: 'us-east-1' } };

  test.each([
    {
      situation: 'neither allows it',
      first: { applicationIds: [OFFICE] },
      second: BOTH,
      warning:
        /^\/Two\/Desk One\/Desk in another stack declares wsa-0office2021 on WorkSpace ws-0abc12345 too\. Without allowExisting, the stack that is deployed second fails\. With it: both hold it, and the last of the two that drops it uninstalls it\. What next: .* \[ack: cdk-workspaces-applications:declaredInTwoStacks\]$/,
    },
    {
      situation: 'both allow it',
      first: { ...BOTH, allowExisting: true },
      second: { ...BOTH, allowExisting: true },
      warning:
        /declares wsa-0office2021, wsa-0visio2021 on .* too\. Both hold it, and the last of the two that drops it/,
    },
    {
      situation: 'one wants it absent',
      first: { applicationIds: [OFFICE] },
      second: { absentApplicationIds: [OFFICE] },
      warning: /One of the two wants it installed and the other wants it absent/,
    },
  ])('$situation: a warning that says what will happen', ({ first, second, warning }) => {
    expect(twoStacks(first, second)).toEqual([expect.stringMatching(warning)]);
  });

  test.each([
    {
      situation: 'both want it absent',
      second: { absentApplicationIds: [OFFICE] },
      first: { absentApplicationIds: [OFFICE] },
    },
    { situation: 'another application', first: { applicationIds: [OFFICE] }, second: { applicationIds: [VISIO] } },
    { situation: 'another WorkSpace', first: BOTH, second: { ...BOTH, workspaceId: 'ws-1other0001' } },
    { situation: 'another Region', first: BOTH, second: BOTH, env: [HERE, THERE] as const },
  ])('$situation: none', ({ first, second, env }) => {
    expect(twoStacks(first, second, env)).toEqual([]);
  });

  test('a stack and its nested stack: they share it without allowExisting', () => {
    const stack = newStack();
    associate(stack, 'A');
    const nested = new NestedStack(stack, 'Nested');
    associate(nested, 'A');
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^\/Stack\/Nested\/A .* too\. Both hold it/)]);
  });
});

describe('dependencies that cost a second outage', () => {
  const OTHER = 'ws-1other0001';
  const between = (stack: Stack) => new CfnResource(stack, 'Between', { type: 'Test::Other' });

  test.each([
    {
      situation: 'one depends on the other',
      declare: (stack: Stack) => {
        associate(stack, 'A').node.addDependency(associate(stack, 'B', { applicationId: VISIO }));
      },
      paths: ['/Stack/A'],
    },
    {
      situation: 'through another resource',
      declare: (stack: Stack) => {
        const resource = between(stack);
        associate(stack, 'A').node.addDependency(resource);
        resource.node.addDependency(associate(stack, 'B', { applicationId: VISIO }));
      },
      paths: ['/Stack/A'],
    },
    {
      situation: 'two WorkSpaces, each before the other',
      declare: (stack: Stack) => {
        const [a, b] = [associate(stack, 'A'), associate(stack, 'B', { applicationId: VISIO })];
        associate(stack, 'C', { workspaceId: OTHER }).node.addDependency(a);
        b.node.addDependency(associate(stack, 'D', { workspaceId: OTHER, applicationId: VISIO }));
      },
      paths: ['/Stack/B', '/Stack/C'],
    },
  ])('$situation: a warning', ({ declare, paths }) => {
    const stack = newStack();
    declare(stack);
    const warnings = warningsOf(stack);
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual(paths);
    for (const warning of warnings) {
      expect(warning).toMatch(/of the same WorkSpace .*two outages instead of one\. What next: .*twoOutages\]$/);
    }
  });

  test('one WorkSpace after another, siblings beside each other: none', () => {
    const stack = newStack();
    const first = [associate(stack, 'A'), associate(stack, 'B', { applicationId: VISIO })];
    for (const id of ['C', 'D']) {
      associate(stack, id, { workspaceId: OTHER, applicationId: id === 'C' ? OFFICE : VISIO }).node.addDependency(
        ...first,
      );
    }
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('a second provider in a stack', () => {
  test('beside the default one: a warning that names both', () => {
    const stack = newStack();
    new WorkspaceApplicationProvider(stack, 'Mine');
    associate(stack, 'A', { workspaceId: WORKSPACE });
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^\/Stack\/WorkspaceApplicationProvider this stack has a provider already, Stack\/Mine: .*secondProvider\]$/,
      ),
    ]);
  });

  test('one in each stack: none', () => {
    const app = newApp();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
    for (const stack of stacks) new WorkspaceApplicationProvider(stack, 'Mine');
    expect(stacks.flatMap(warningsOf)).toEqual([]);
  });
});

test('docs/warnings.md: explains every warning', () => {
  const folder = join(__dirname, '../../lib/private');
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const ids = sources.flatMap((text) => [...text.matchAll(/'cdk-workspaces-applications:(\w+)'/g)]);
  const page = readFileSync(join(__dirname, '../../docs/warnings.md'), 'utf8');
  const explained = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id);
  expect(ids.map(([, id]) => id).sort()).toEqual(explained.sort());
});
