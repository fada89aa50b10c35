import { type Mark, marksOf, REBOOT_TAG, toTag } from '../../lambda/service/marks';
import {
  CATALOGUE,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
  type World,
} from '../../local/workspaces';
import { Desk, lineOf } from './command';
import { applications, Deployment, tokenOf } from './deployment';

const ANA = 'ws-0ana00000';
const BEN = 'ws-0ben00000';
const WORLD: World = {
  applications: CATALOGUE,
  workspaces: [
    { workspaceId: ANA, userName: 'ana', tags: { Team: 'Design', [REBOOT_TAG]: 'once' } },
    { workspaceId: BEN, userName: 'ben', tags: { Team: 'Sales' } },
  ],
};

let account: Deployment;
let desk: Desk;
const run = (...args: readonly string[]) => desk.run(['marks', ...args]);
beforeEach(async () => {
  account = new Deployment(undefined, WORLD);
  await account.start();
  desk = new Desk(account.environment);
  account.create({ Ana: applications(ANA, [VISIO, OFFICE]), Ben: applications(BEN, [VISIO]) }, 'Desk');
  await account.advance(60);
});
afterEach(async () => {
  desk.remove();
  await account.stop();
});

/** What a stack writes. */
const mark = (workspaceId: string, applicationId: string, more: Partial<Mark> = {}): Mark => ({
  applicationId,
  token: tokenOf(workspaceId === ANA ? 'Ana' : 'Ben'),
  kind: 'holds',
  workspaceId,
  writtenAt: account.clock.now(),
  attempt: '',
  operation: 0,
  root: '1f3a9c02',
  holder: 'stack/Desk',
  ...more,
});

async function write(...marks: readonly Mark[]): Promise<void> {
  for (const one of marks) {
    const { key: Key, value: Value } = toTag(one);
    const body = JSON.stringify({ ResourceId: one.workspaceId, Tags: [{ Key, Value }] });
    await account.simulator.handle({ target: 'WorkspacesService.CreateTags', body });
  }
}

const tagsOn = (id: string) => account.simulator.workspace(id)?.tags ?? {};
const marksOn = (id: string) =>
  marksOf(
    Object.entries(tagsOn(id)).map(([key, value]) => ({ key, value })),
    id,
  );
const changes = () => account.simulator.calls.filter(({ operation }) => !operation.startsWith('Describe'));

describe('marks', () => {
  test('of all WorkSpaces: who holds what, and whether the stack still has the resource', async () => {
    const others = { token: `${'a'.repeat(16)}.x1`, holder: 'stack/Gone' };
    await write(mark(ANA, VISIO), mark(ANA, OFFICE, others), mark(BEN, VISIO, { kind: 'leaving' }));
    const before = changes().length;
    const { status, out, err } = await run();
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^WORKSPACE +APPLICATION +HOLDER +SAYS +EXISTS +SINCE \(UTC\) +TOKEN$/m);
    expect(lineOf(out, `${ANA}  ${VISIO}`)).toMatch(/ stack\/Desk +holds +yes +2026-01-01T00:01 +416e61/);
    expect(lineOf(out, OFFICE)).toMatch(/ stack\/Gone +holds +no /);
    expect(lineOf(out, BEN)).toMatch(/ stack\/Desk +leaving +yes /);
    expect(changes()).toHaveLength(before);
  });

  test('of one WorkSpace, for programs: as it is now', async () => {
    await write(mark(ANA, VISIO), mark(BEN, VISIO));
    const { status, out } = await run('--workspace', ANA, '--json');
    expect({ status, marks: JSON.parse(out) }).toEqual({
      status: 0,
      marks: [
        {
          workspaceId: ANA,
          applicationId: VISIO,
          holder: 'stack/Desk',
          kind: 'holds',
          token: tokenOf('Ana'),
          since: expect.stringMatching(/^2026-01-01T00:01:\d\d.000Z$/),
          exists: true,
        },
      ],
    });
  });

  test('a fleet, a later version, and a tag that is none: what each says', async () => {
    const later = { [`cdk-workspaces-applications:${OFFICE}:later`]: '9 shares ws-x' };
    await write(mark(ANA, VISIO, { holder: 'fleet/Design', token: 'fleet.Design' }));
    await account.simulator.handle({
      target: 'WorkspacesService.CreateTags',
      body: JSON.stringify({ ResourceId: ANA, Tags: Object.entries(later).map(([Key, Value]) => ({ Key, Value })) }),
    });
    const { out } = await run('--workspace', ANA);
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    expect(lineOf(out, VISIO)).toMatch(/fleet\/Design +holds +unknown/);
    expect(lineOf(out, OFFICE)).toMatch(/\(a later version of this library\) +unknown/);
  });

  test('none: says so', async () => {
    expect(await run()).toEqual({ status: 0, out: 'No marks.\n', err: '' });
  });
});

describe('marks claim', () => {
  beforeEach(() => {
    account.simulator.installNow(ANA, VISIO);
    account.simulator.installNow(ANA, PROJECT);
    account.simulator.installNow(BEN, VISIO);
  });

  test('--dry-run: what is declared, is there and has no mark; nothing is written', async () => {
    await write(mark(BEN, VISIO));
    const before = changes().length;
    const { status, out, err } = await run('claim', '--stack', 'Desk', '--dry-run');
    expect({ status, err }).toEqual({ status: 0, err: '1 mark would be written.\n' });
    expect(lineOf(out, ANA)).toMatch(new RegExp(`^${ANA} +${VISIO} +stack/Desk +holds +20`));
    expect(changes()).toHaveLength(before);
  });

  test('written: as the stack writes them, so that it holds them from now on', async () => {
    const { status, err } = await run('claim', '--all');
    expect({ status, err }).toEqual({ status: 0, err: '2 marks written.\n' });
    expect(marksOn(ANA)).toEqual([
      expect.objectContaining({ applicationId: VISIO, token: tokenOf('Ana'), kind: 'holds', holder: 'stack/Desk' }),
    ]);
    expect(marksOn(ANA)[0]?.root).toMatch(/^[0-9a-f]{8}$/);
    expect(marksOn(BEN)).toHaveLength(1);
    expect(tagsOn(ANA)).toMatchObject({ Team: 'Design' });
    expect((await run('claim', '--all')).err).toBe('0 marks written.\n');
  });

  test('narrowed to a WorkSpace: that alone', async () => {
    await run('claim', '--all', '--workspace', BEN);
    expect([marksOn(ANA), marksOn(BEN)].map(({ length }) => length)).toEqual([0, 1]);
  });

  test('what is being uninstalled: not claimed', async () => {
    account.simulator.put({ workspaceId: BEN, applicationId: VISIO, state: 'PENDING_UNINSTALL_DEPLOYMENT' });
    await run('claim', '--all');
    expect(marksOn(BEN)).toEqual([]);
  });

  test('an id that comes from a parameter: claimed by the value that the stack has', async () => {
    const resource = applications(BEN, []);
    const Properties = { ...Object(resource.Properties), ApplicationIds: [{ Ref: 'Application' }] };
    const template = {
      Parameters: { Application: { Type: 'String', Default: VISIO } },
      Resources: { Cara: { ...resource, DependsOn: [], Properties } },
    };
    account.engine.createStack({ stackName: 'Parameters', templateBody: JSON.stringify(template) });
    await account.advance(60);
    expect((await run('claim', '--stack', 'Parameters')).err).toBe('1 mark written.\n');
  });

  test('a stack that is being deployed: refused, and nothing is written', async () => {
    account.update({ Ana: applications(ANA, [VISIO]), Ben: applications(BEN, [VISIO]) }, 'Desk');
    const { status, err } = await run('claim', '--all');
    expect({ status, err }).toEqual({
      status: 1,
      err: 'stack Desk is in UPDATE_IN_PROGRESS. What next: wait until it is at rest\n',
    });
    expect(changes()).toEqual([]);
  });

  test('tags that are denied: names the action, and for whom to make an exception', async () => {
    account.simulator.failOperation('CreateTags', {
      exception: 'AccessDeniedException',
      message: 'with an explicit deny in a service control policy',
    });
    const { status, err } = await run('claim', '--all');
    expect({ status, err }).toEqual({
      status: 4,
      err: expect.stringMatching(
        /What next: a policy denies workspaces:CreateTags explicitly: .*cdk-workspaces-applications:$/m,
      ),
    });
  });
});

describe('marks release', () => {
  beforeEach(() =>
    write(
      mark(ANA, VISIO),
      mark(ANA, OFFICE, { holder: 'stack/Other', token: `${'b'.repeat(16)}.x1` }),
      mark(BEN, VISIO),
    ),
  );

  test('--dry-run: what would go; nothing does', async () => {
    const before = changes().length;
    const { status, out, err } = await run('release', '--all', '--dry-run');
    expect({ status, err }).toEqual({ status: 0, err: '4 tags would be deleted.\n' });
    expect(out.trimEnd().split('\n')).toHaveLength(4);
    expect(changes()).toHaveLength(before);
  });

  test('--all: every tag of this library, and no other', async () => {
    expect(await run('release', '--all')).toMatchObject({ status: 0, err: '4 tags deleted.\n' });
    expect([tagsOn(ANA), tagsOn(BEN)]).toEqual([{ Team: 'Design' }, { Team: 'Sales' }]);
    expect(changes().filter(({ operation }) => operation === 'DeleteTags')).toHaveLength(2);
  });

  test('of a stack: its marks alone', async () => {
    await run('release', '--stack', 'Desk');
    expect(marksOn(ANA).map(({ holder }) => holder)).toEqual(['stack/Other']);
    expect(marksOn(BEN)).toEqual([]);
  });

  test('of a WorkSpace: all marks there', async () => {
    await run('release', '--workspace', ANA);
    expect([marksOn(ANA), marksOn(BEN)].map(({ length }) => length)).toEqual([0, 1]);
  });

  test('a stack that is being deployed: refused, and nothing is deleted', async () => {
    account.update({ Ana: applications(ANA, [VISIO]) }, 'Desk');
    expect(await run('release', '--all')).toMatchObject({
      status: 1,
      err: 'stack Desk is in UPDATE_IN_PROGRESS. What next: wait until it is at rest\n',
    });
    expect(marksOn(ANA)).toHaveLength(2);
  });
});

describe('what goes wrong', () => {
  test.each([
    { reason: 'claim of nothing', args: ['claim'], status: 64, says: /^marks claim takes --stack or --all\. / },
    {
      reason: 'claim of one and of all',
      args: ['claim', '--stack', 'Desk', '--all'],
      status: 64,
      says: /^marks claim takes/,
    },
    {
      reason: 'release of nothing',
      args: ['release'],
      status: 64,
      says: /^marks release takes --stack, --workspace or --all\. /,
    },
    {
      reason: 'a user name for an id',
      args: ['--workspace', 'ana'],
      status: 64,
      says: /^--workspace must look like ws-/,
    },
    {
      reason: 'a WorkSpace that there is not',
      args: ['--workspace', 'ws-000000000'],
      status: 5,
      says: /^there is no WorkSpace ws-000000000 in this account and Region\. /,
    },
    {
      reason: 'a stack that there is not',
      args: ['claim', '--stack', 'None'],
      status: 5,
      says: /^there is no stack None in this account/,
    },
    { reason: 'a word too many', args: ['clam'], status: 64, says: /clam|too many/ },
  ])('$reason: exit $status, in words', async ({ args, status, says }) => {
    expect(await run(...args)).toEqual({ status, out: '', err: expect.stringMatching(says) });
  });
});
