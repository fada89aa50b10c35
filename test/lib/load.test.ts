import { CfnParameter, CfnResource, Duration, Fn, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { loadFrom, type ServedLoad } from '../../lambda/contract/load';
import type { WorkspaceApplicationOptions } from '../../lib';
import { associate, declareSet, newStack, OFFICE, OFFICE_2016, resourcesOf, VISIO, WORKSPACE } from './synth';

const OTHER = 'ws-1other0001';

/** What the handlers read of the load in their environment. */
function toldTo(stack: Stack): ServedLoad {
  const handlers = Object.values(resourcesOf(stack, 'AWS::Lambda::Function')).filter(({ Properties }) =>
    String(Properties.Handler).startsWith('index.'),
  );
  const [one, other] = handlers.map(({ Properties: { Environment } }) => loadFrom(Object(Environment).Variables));
  expect(one).toEqual(other);
  return one ?? loadFrom({});
}

const load = (
  resources: number,
  applications: number,
  applicationsPerWorkspace?: number,
  shared = false,
): ServedLoad => ({
  resources,
  applications,
  applicationsPerWorkspace,
  shared,
});

const ownedWorkspace = (stack: Stack, id: string): string =>
  new CfnResource(stack, id, { type: 'AWS::WorkSpaces::Workspace' }).ref;
const parameter = (stack: Stack, id: string): string => new CfnParameter(stack, id).valueAsString;

interface Row {
  readonly situation: string;
  readonly declare: (stack: Stack) => void;
  readonly expected: ServedLoad;
}

const ROWS: readonly Row[] = [
  { situation: 'one association', declare: (stack) => associate(stack, 'A'), expected: load(1, 1, 1, false) },
  {
    situation: 'one association, its WorkSpace a parameter',
    declare: (stack) => associate(stack, 'A', { workspaceId: parameter(stack, 'P') }),
    expected: load(1, 1, undefined, false),
  },
  {
    situation: 'two associations of one WorkSpace',
    declare: (stack) => {
      associate(stack, 'A');
      associate(stack, 'B', { applicationId: VISIO });
    },
    expected: load(2, 2, 2, true),
  },
  {
    situation: 'two associations, each of a WorkSpace of its own',
    declare: (stack) => {
      associate(stack, 'A');
      associate(stack, 'B', { workspaceId: OTHER });
    },
    expected: load(2, 2, 1, false),
  },
  {
    situation: 'two WorkSpaces with different numbers of applications',
    declare: (stack) => {
      declareSet(stack, 'A', { applicationIds: [OFFICE, VISIO], absentApplicationIds: [OFFICE_2016] });
      associate(stack, 'B', { workspaceId: OTHER });
    },
    expected: load(2, 4, undefined, false),
  },
  {
    situation: 'a set and an association of one WorkSpace',
    declare: (stack) => {
      declareSet(stack, 'A', { applicationIds: [OFFICE] });
      associate(stack, 'B', { workspaceId: WORKSPACE, applicationId: VISIO });
    },
    expected: load(2, 2, 2, true),
  },
  {
    situation: 'two WorkSpaces of the same stack',
    declare: (stack) => {
      associate(stack, 'A', { workspaceId: ownedWorkspace(stack, 'One') });
      associate(stack, 'B', { workspaceId: ownedWorkspace(stack, 'Two') });
    },
    expected: load(2, 2, 1, false),
  },
  {
    situation: 'twice a WorkSpace of the same stack',
    declare: (stack) => {
      const workspaceId = ownedWorkspace(stack, 'One');
      associate(stack, 'A', { workspaceId });
      associate(stack, 'B', { workspaceId, applicationId: VISIO });
    },
    expected: load(2, 2, 2, true),
  },
  {
    situation: 'two parameters, which may hold the same id',
    declare: (stack) => {
      associate(stack, 'A', { workspaceId: parameter(stack, 'One') });
      associate(stack, 'B', { workspaceId: parameter(stack, 'Two') });
    },
    expected: load(2, 2, undefined, true),
  },
  {
    situation: 'a list of applications that is known only when deploying',
    declare: (stack) => declareSet(stack, 'A', { applicationIds: Fn.split(',', parameter(stack, 'List')) }),
    expected: load(1, 1, undefined, false),
  },
];

test.each(ROWS)('$situation: the handlers get $expected', ({ declare, expected }) => {
  const stack = newStack();
  declare(stack);
  expect(toldTo(stack)).toEqual(expected);
});

/** The warnings about the load at synthesis. */
function warningsOf(declare: (stack: Stack) => void): readonly string[] {
  const stack = newStack();
  declare(stack);
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

const applications = (count: number): string[] => Array.from({ length: count }, (_, index) => `wsa-0number0${index}`);

const desktops =
  (count: number, applicationIds: string[], options: WorkspaceApplicationOptions = {}) =>
  (stack: Stack): void => {
    for (let index = 0; index < count; index++) {
      const workspaceId = `ws-0desk${String(index).padStart(5, '0')}`;
      declareSet(stack, `Desk${index}`, { workspaceId, applicationIds, ...options });
    }
  };

const COUNTED = { waitForInstallation: false };

test.each([
  { situation: '172 desktops with 8 applications', declare: desktops(172, applications(8), COUNTED), warnings: 0 },
  { situation: '173 desktops with 8 applications', declare: desktops(173, applications(8), COUNTED), warnings: 1 },
  { situation: '450 desktops with 1 application', declare: desktops(450, applications(1), COUNTED), warnings: 0 },
  { situation: '450 desktops with 2 applications', declare: desktops(450, applications(2), COUNTED), warnings: 1 },
])('$situation: warnings of too many calls: $warnings', ({ declare, warnings }) => {
  const found = warningsOf(declare);
  expect(found).toHaveLength(warnings);
  for (const warning of found) expect(warning).toMatch(/more than 1900 calls.*What next: divide.*tooManyCalls/);
});

const short = (minutes: number) => ({ timeout: Duration.minutes(minutes) });

test.each([
  { situation: '40 desktops and 5 minutes', declare: desktops(40, applications(1), short(5)), warnings: 0 },
  { situation: '450 desktops and 10 minutes', declare: desktops(450, applications(1), short(10)), warnings: 1 },
  { situation: '450 desktops and 55 minutes', declare: desktops(450, applications(1)), warnings: 0 },
  { situation: 'one desktop and half a minute', declare: desktops(1, applications(1), short(0.5)), warnings: 0 },
  {
    situation: 'a timeout that is a parameter',
    declare: (stack: Stack) => {
      const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
      desktops(450, applications(1), { timeout: Duration.seconds(seconds) })(stack);
    },
    warnings: 0,
  },
])('$situation: warnings of a short timeout: $warnings', ({ declare, warnings }) => {
  const found = warningsOf(declare);
  expect(found).toHaveLength(warnings);
  for (const warning of found) {
    expect(warning).toMatch(
      /^the timeout of Stack\/Desk0 and 449 more is 10 minutes, and the 450 resources .* the last after 17 minutes.*shortTimeout/,
    );
  }
});

test.each([
  { situation: 'two applications', declare: desktops(1, applications(2)), needed: undefined },
  { situation: 'three applications', declare: desktops(1, applications(3)), needed: 61 },
  { situation: 'three, and nothing waits for them', declare: desktops(1, applications(3), COUNTED), needed: undefined },
  { situation: 'one, within ten minutes', declare: desktops(1, applications(1), short(10)), needed: undefined },
  { situation: 'two, within half an hour', declare: desktops(1, applications(2), short(30)), needed: 41 },
  { situation: 'two, on many desktops', declare: desktops(370, applications(2)), needed: 58 },
  {
    situation: 'two, and two that must be absent',
    declare: (stack: Stack) =>
      declareSet(stack, 'Desk0', { applicationIds: [OFFICE, VISIO], absentApplicationIds: applications(2) }),
    needed: 57,
  },
  {
    situation: 'three associations of one WorkSpace',
    declare: (stack: Stack) => {
      for (const applicationId of applications(3)) associate(stack, `Desk${applicationId}`, { applicationId });
    },
    needed: 61,
  },
  {
    situation: 'a list that only the deployment knows',
    declare: (stack: Stack) => declareSet(stack, 'A', { applicationIds: Fn.split(',', parameter(stack, 'List')) }),
    needed: undefined,
  },
])('$situation: needed if they take one after the other: $needed minutes', ({ declare, needed }) => {
  const expected =
    needed &&
    expect.stringMatching(
      new RegExp(`^Stack/Desk.*: up to \\d applications .* need up to ${needed} minutes.*installationsMayNotFit`),
    );
  expect(warningsOf(declare)).toEqual(expected ? [expected] : []);
});
