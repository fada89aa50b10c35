import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WhenUserConnected, WorkspaceApplication } from '../lib';
import { listOf, statementsOf } from './lib/policies';
import { associate, declareFleet, newStack } from './lib/synth';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const claims = read('docs/security.md')
  .split('\n')
  .filter((line) => /^\| .*\| `(test|scripts)\//.test(line))
  .flatMap((line) =>
    [...line.matchAll(/`((?:test|scripts)\/[\w./-]+)`: ([^;|]+)/g)].map(([, file = '', title = '']) => ({
      file,
      title: title.trim(),
    })),
  );

test('docs/security.md: its claims are many', () => {
  expect(claims.length).toBeGreaterThan(20);
});

test.each(claims)('$file: still tests "$title"', ({ file, title }) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(read(file).replaceAll('\\', '')).toContain(title);
});

test('docs/events.md: names every event that the handler puts', () => {
  const happenings = [
    ...(/type Happening = ([^;]+);/.exec(read('lambda/service/event-bus.ts'))?.[1] ?? '').matchAll(/'([^']+)'/g),
  ];
  expect(happenings).toHaveLength(5);
  for (const [, happening] of happenings)
    expect(read('docs/events.md')).toContain(`\`WorkSpace Applications ${happening}\``);
});

describe('docs/security.md: what each role may do', () => {
  /** The kinds of resources: as the page writes them, and as a policy does. */
  const KINDS: readonly (readonly [kind: string, onPage: RegExp, inPolicy: RegExp])[] = [
    ['anything', /^`\*`/, /^\*$/],
    ['WorkSpaces', /`workspace\/\*`/, /:workspace\/\*$/],
    ['applications', /`workspaceapplication\/\*`/, /:workspaceapplication\/\*$/],
    ['stacks', /`stack\/\*`/, /:stack\/\*$/],
    ['fleets', /parameters of all fleets/, /:parameter\/cdk-workspaces-applications\/fleet\/\*$/],
  ];
  /** The page describes those of other services in words. */
  const isListed = (action: string): boolean => /^(workspaces|cloudformation|ssm|tag):/.test(action);

  interface Row {
    readonly role: string;
    readonly permissions: readonly string[];
  }

  /** Of "`workspaces:DescribeTags`, `CreateTags`" the second is of the same service. */
  function actionsIn(cell: string): readonly string[] {
    let service = '';
    return [...cell.matchAll(/`(?:([a-z]+):)?([A-Z]\w+)`/g)].map(([, named, action]) => {
      service = named ?? service;
      return `${service}:${action}`;
    });
  }

  function rowsOf(section: string): readonly Row[] {
    const text = read('docs/security.md').split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
    let role = '';
    return [...text.matchAll(/^\|(.*)\|(.*)\|(.*)\|$/gm)].map(([, who = '', may = '', on = '']) => {
      if (who.trim() !== '') role = who.trim();
      const kind = KINDS.find(([, onPage]) => onPage.test(on.trim()))?.[0];
      const actions = actionsIn(may).filter(isListed);
      return { role, permissions: actions.map((action) => `${action} on ${kind}`) };
    });
  }

  const onPage = (section: string, ...roles: readonly RegExp[]) =>
    rowsOf(section).flatMap(({ role, permissions }) => (roles.some((one) => one.test(role)) ? permissions : []));

  const stack = newStack();
  associate(stack, 'A', { whenUserConnected: WhenUserConnected.WAIT, rebootAfterInstallation: true });
  WorkspaceApplication.fromName(stack, 'Visio', 'Visio');
  declareFleet(stack, { rebootAfterInstallation: true });

  const inPolicies = (role: string): readonly string[] =>
    statementsOf(stack, role).flatMap(({ Action, Resource }) =>
      listOf(Action)
        .filter(isListed)
        .flatMap((action) => {
          const kinds = listOf(Resource).map((one) => KINDS.find(([, , inPolicy]) => inPolicy.test(one))?.[0]);
          return kinds.map((kind) => `${action} on ${kind}`);
        }),
    );

  const sorted = (permissions: readonly string[]) => [...new Set(permissions)].sort();

  const DEPLOYED = 'What is deployed';
  const OF_FLEETS = 'The roles of a fleet';

  test.each<[string, () => readonly string[]]>([
    ['WorkspaceApplicationProviderOnEventRole', () => onPage(DEPLOYED, /^`OnEventRole`/)],
    ['WorkspaceApplicationProviderIsCompleteRole', () => onPage(DEPLOYED, /^`IsCompleteRole`/, /^with a /)],
    ['FleetSurveyRole', () => onPage(OF_FLEETS, /^`SurveyRole`/, /^both/)],
    [
      'FleetStepRole',
      () => [
        ...onPage(DEPLOYED, /^`IsCompleteRole`/, /^with a /).filter((one) => !one.startsWith('cloudformation:')),
        ...onPage(OF_FLEETS, /^both/),
      ],
    ],
  ])('%s: as its policies', (role, said) => {
    expect(sorted(said())).toEqual(sorted(inPolicies(role)));
  });
});
