import { CfnParameter, CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { loadFrom, type ServedLoad } from '../../lambda/contract/load';
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

const told = (
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
  readonly told: ServedLoad;
}

const ROWS: readonly Row[] = [
  { situation: 'one association', declare: (stack) => associate(stack, 'A'), told: told(1, 1, 1, false) },
  {
    situation: 'one association, its WorkSpace a parameter',
    declare: (stack) => associate(stack, 'A', { workspaceId: parameter(stack, 'P') }),
    told: told(1, 1, undefined, false),
  },
  {
    situation: 'two associations of one WorkSpace',
    declare: (stack) => {
      associate(stack, 'A');
      associate(stack, 'B', { applicationId: VISIO });
    },
    told: told(2, 2, 2, true),
  },
  {
    situation: 'two associations, each of a WorkSpace of its own',
    declare: (stack) => {
      associate(stack, 'A');
      associate(stack, 'B', { workspaceId: OTHER });
    },
    told: told(2, 2, 1, false),
  },
  {
    situation: 'two WorkSpaces with different numbers of applications',
    declare: (stack) => {
      declareSet(stack, 'A', { applicationIds: [OFFICE, VISIO], absentApplicationIds: [OFFICE_2016] });
      associate(stack, 'B', { workspaceId: OTHER });
    },
    told: told(2, 4, undefined, false),
  },
  {
    situation: 'a set and an association of one WorkSpace',
    declare: (stack) => {
      declareSet(stack, 'A', { applicationIds: [OFFICE] });
      associate(stack, 'B', { workspaceId: WORKSPACE, applicationId: VISIO });
    },
    told: told(2, 2, 2, true),
  },
  {
    situation: 'two WorkSpaces of the same stack',
    declare: (stack) => {
      associate(stack, 'A', { workspaceId: ownedWorkspace(stack, 'One') });
      associate(stack, 'B', { workspaceId: ownedWorkspace(stack, 'Two') });
    },
    told: told(2, 2, 1, false),
  },
  {
    situation: 'twice a WorkSpace of the same stack',
    declare: (stack) => {
      const workspaceId = ownedWorkspace(stack, 'One');
      associate(stack, 'A', { workspaceId });
      associate(stack, 'B', { workspaceId, applicationId: VISIO });
    },
    told: told(2, 2, 2, true),
  },
  {
    situation: 'two parameters, which may hold the same id',
    declare: (stack) => {
      associate(stack, 'A', { workspaceId: parameter(stack, 'One') });
      associate(stack, 'B', { workspaceId: parameter(stack, 'Two') });
    },
    told: told(2, 2, undefined, true),
  },
  {
    situation: 'a list of applications that is known only when deploying',
    declare: (stack) => declareSet(stack, 'A', { applicationIds: Fn.split(',', parameter(stack, 'List')) }),
    told: told(1, 1, undefined, false),
  },
];

test.each(ROWS)('$situation: the handlers are told $told', ({ declare, told: expected }) => {
  const stack = newStack();
  declare(stack);
  expect(toldTo(stack)).toEqual(expected);
});

describe('more calls than fit into the hour', () => {
  const eight = Array.from({ length: 8 }, (_, index) => `wsa-0number0${index}`);

  function warningsFor(desktops: number, applicationIds: string[]): readonly string[] {
    const stack = newStack();
    for (let index = 0; index < desktops; index++) {
      declareSet(stack, `Desk${index}`, { workspaceId: `ws-0desk${String(index).padStart(5, '0')}`, applicationIds });
    }
    return Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => String(entry.data));
  }

  test.each([
    ['209 desktops with 8 applications', 209, eight, 0],
    ['210 desktops with 8 applications', 210, eight, 1],
    ['450 desktops with one application', 450, eight.slice(0, 1), 0],
    ['450 desktops with 3 applications', 450, eight.slice(0, 3), 1],
  ])('%s: the number of warnings at synthesis', (_, desktops, applicationIds, warnings) => {
    const found = warningsFor(desktops, applicationIds);
    expect(found).toHaveLength(warnings);
    for (const warning of found) expect(warning).toMatch(/more than 2300 calls.*What next: divide.*tooManyCalls/);
  });
});
