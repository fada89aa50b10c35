import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printPlan } from '../../cli/plan/print';
import { durationOf, sentenceOf } from '../../cli/plan/words';
import { terminalOf } from '../../cli/terminal/terminal';
import type { JsonObject } from '../../local/transport/json';
import {
  CATALOGUE,
  makeWorkspaces,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_PROFESSIONAL_2016 as OFFICE_2016,
  OFFICE_STANDARD_2021 as OFFICE_STANDARD,
  COMPANY_PORTAL as PORTAL,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
  type World,
} from '../../local/workspaces';
import { applications } from './deployment';
import { type Brief, brief, Office } from './planned';

const ANA = 'ws-0ana00000';
const BEN = 'ws-0ben00000';
const WORLD: World = {
  applications: CATALOGUE,
  workspaces: [
    { workspaceId: ANA, userName: 'ana' },
    { workspaceId: BEN, userName: 'ben' },
    { workspaceId: 'ws-0value000', userName: 'dev', computeType: 'VALUE' },
    { workspaceId: 'ws-0suspend0', userName: 'hana', state: 'SUSPENDED' },
  ],
};

let office: Office;
beforeEach(() => {
  office = new Office(WORLD);
});
afterEach(() => office.remove());

const NOTHING: Brief = { result: 'nothing', desktops: {} };
const RETAIN = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

interface Situation {
  readonly reason: string;
  /** What is deployed. */
  readonly now?: JsonObject;
  readonly prepare?: () => unknown;
  /** What the app has. */
  readonly app: JsonObject;
  readonly expected: Brief;
}

const SITUATIONS: readonly Situation[] = [
  {
    reason: 'a new stack: installed, in one outage',
    app: { Ana: applications(ANA, [VISIO, OFFICE]) },
    expected: { result: 'changes', desktops: { [ANA]: [`install ${VISIO}`, `install ${OFFICE}`, '1 outages'] } },
  },
  {
    reason: 'nothing has changed: nothing to do',
    now: { Ana: applications(ANA, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Ana'),
    app: { Ana: applications(ANA, [VISIO]) },
    expected: NOTHING,
  },
  {
    reason: 'a property that is about no desktop: nothing to do',
    now: { Ana: applications(ANA, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Ana'),
    app: { Ana: applications(ANA, [VISIO], { TimeoutSeconds: '600' }) },
    expected: NOTHING,
  },
  {
    reason: 'an application more: that one alone',
    now: { Ana: applications(ANA, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Ana'),
    app: { Ana: applications(ANA, [VISIO, OFFICE]) },
    expected: { result: 'changes', desktops: { [ANA]: [`install ${OFFICE}`, '1 outages'] } },
  },
  {
    reason: 'an application less: uninstalled, because the resource alone holds it',
    now: { Ana: applications(ANA, [VISIO, OFFICE]) },
    prepare: async () => {
      await office.installed(ANA, VISIO, 'Ana');
      await office.installed(ANA, OFFICE, 'Ana');
    },
    app: { Ana: applications(ANA, [VISIO]) },
    expected: { result: 'changes', desktops: { [ANA]: [`uninstall ${OFFICE}`, '1 outages'] } },
  },
  {
    reason: 'a resource that goes: uninstalled',
    now: { Ana: applications(ANA, [VISIO]), Ben: applications(BEN, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Ana'),
    app: { Ben: applications(BEN, [VISIO]) },
    expected: { result: 'changes', desktops: { [ANA]: [`uninstall ${VISIO}`, '1 outages'] } },
  },
  {
    reason: 'a resource that goes, and the clock of this machine is an hour behind: uninstalled',
    now: { Ana: applications(ANA, [VISIO]), Ben: applications(BEN, [VISIO]) },
    prepare: () => {
      const later = office.account.clock.now() + 3_600_000;
      office.account.simulator.put({ workspaceId: ANA, applicationId: VISIO, state: 'COMPLETED', created: later });
      return office.marked(ANA, VISIO, 'Ana', { writtenAt: later, attempt: later.toString(36) });
    },
    app: { Ben: applications(BEN, [VISIO]) },
    expected: { result: 'changes', desktops: { [ANA]: [`uninstall ${VISIO}`, '1 outages'] } },
  },
  {
    reason: 'a resource that goes, without a mark: left alone, and no outage',
    now: { Ana: applications(ANA, [VISIO]), Ben: applications(BEN, [VISIO]) },
    prepare: () => office.account.simulator.installNow(ANA, VISIO),
    app: { Ben: applications(BEN, [VISIO]) },
    expected: { result: 'nothing', desktops: { [ANA]: [`leave alone ${VISIO}`, '0 outages'] } },
  },
  {
    reason: 'a resource that goes and is retained: stays',
    now: { Ana: { ...applications(ANA, [VISIO]), ...RETAIN }, Ben: applications(BEN, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Ana'),
    app: { Ben: applications(BEN, [VISIO]) },
    expected: NOTHING,
  },
  {
    reason: 'a construct that is renamed: joined, and no outage',
    now: { Ana: applications(ANA, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Ana'),
    app: { Anna: applications(ANA, [VISIO]) },
    expected: { result: 'changes', desktops: { [ANA]: [`join ${VISIO}`, '0 outages'] } },
  },
  {
    reason: 'another WorkSpace: installed there, uninstalled here',
    now: { Desk: applications(ANA, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Desk'),
    app: { Desk: applications(BEN, [VISIO]) },
    expected: {
      result: 'changes',
      desktops: { [ANA]: [`uninstall ${VISIO}`, '1 outages'], [BEN]: [`install ${VISIO}`, '1 outages'] },
    },
  },
  {
    reason: 'another WorkSpace, and retained: stays here',
    now: { Desk: applications(ANA, [VISIO]) },
    prepare: () => office.installed(ANA, VISIO, 'Desk'),
    app: { Desk: { ...applications(BEN, [VISIO]), ...RETAIN } },
    expected: { result: 'changes', desktops: { [BEN]: [`install ${VISIO}`, '1 outages'] } },
  },
  {
    reason: 'there already, without a mark: refused',
    prepare: () => office.account.simulator.installNow(ANA, VISIO),
    app: { Ana: applications(ANA, [VISIO]) },
    expected: { result: 'fails', desktops: { [ANA]: ['refused', '0 outages'] } },
  },
  {
    reason: 'the same with allowExisting: left alone',
    prepare: () => office.account.simulator.installNow(ANA, VISIO),
    app: { Ana: applications(ANA, [VISIO], { AllowExisting: 'true' }) },
    expected: { result: 'nothing', desktops: { [ANA]: [`leave alone ${VISIO}`, '0 outages'] } },
  },
  {
    reason: 'held by another stack that exists: refused',
    prepare: async () => {
      await office.deployed({ Far: applications(ANA, [VISIO]) }, 'Elsewhere');
      await office.installed(ANA, VISIO, 'Far', { holder: 'stack/Elsewhere', root: '0' });
    },
    app: { Ana: applications(ANA, [VISIO]) },
    expected: { result: 'fails', desktops: { [ANA]: ['refused', '0 outages'] } },
  },
  {
    reason: 'held by a stack that is gone: joined without being asked',
    prepare: () => office.installed(ANA, VISIO, 'Old', { holder: 'stack/Gone' }),
    app: { Ana: applications(ANA, [VISIO]) },
    expected: { result: 'changes', desktops: { [ANA]: [`join ${VISIO}`, '0 outages'] } },
  },
  {
    reason: 'absent, and there without a mark: uninstalled',
    prepare: () => office.account.simulator.installNow(ANA, OFFICE_2016),
    app: { Ana: applications(ANA, [], { AbsentApplicationIds: [OFFICE_2016] }) },
    expected: { result: 'changes', desktops: { [ANA]: [`uninstall ${OFFICE_2016}`, '1 outages'] } },
  },
  {
    reason: 'absent, and not there: nothing to do',
    app: { Ana: applications(ANA, [], { AbsentApplicationIds: [OFFICE_2016] }) },
    expected: NOTHING,
  },
  {
    reason: 'two associations of one WorkSpace: one outage for both',
    app: { Visio: applications(ANA, [VISIO]), Office: applications(ANA, [OFFICE]) },
    expected: { result: 'changes', desktops: { [ANA]: [`install ${VISIO}`, `install ${OFFICE}`, '1 outages'] } },
  },
  {
    reason: 'two associations of which one depends on the other: an outage for each',
    app: {
      Visio: applications(ANA, [VISIO]),
      Office: { ...applications(ANA, [OFFICE]), DependsOn: ['Visio'] },
    },
    expected: { result: 'changes', desktops: { [ANA]: [`install ${VISIO}`, `install ${OFFICE}`, '2 outages'] } },
  },
  {
    reason: 'an edition for another: both in one outage',
    now: { Ana: applications(ANA, [OFFICE_STANDARD]) },
    prepare: () => office.installed(ANA, OFFICE_STANDARD, 'Ana'),
    app: { Ana: applications(ANA, [OFFICE]) },
    expected: {
      result: 'changes',
      desktops: { [ANA]: [`uninstall ${OFFICE_STANDARD}`, `install ${OFFICE}`, '1 outages'] },
    },
  },
  {
    reason: 'a compute type that does not fit: refused',
    app: { Dev: applications('ws-0value000', [VISIO]) },
    expected: { result: 'fails', desktops: { 'ws-0value000': ['refused', '0 outages'] } },
  },
  {
    reason: 'an application that can only be uninstalled: refused',
    app: { Ana: applications(ANA, [OFFICE_2016]) },
    expected: { result: 'fails', desktops: { [ANA]: ['refused', '0 outages'] } },
  },
  {
    reason: 'a WorkSpace that there is not: refused',
    app: { Ana: applications('ws-0nobody00', [VISIO]) },
    expected: { result: 'fails', desktops: { 'ws-0nobody00': ['refused', '0 outages'] } },
  },
  {
    reason: 'a WorkSpace that is suspended: refused',
    app: { Hana: applications('ws-0suspend0', [VISIO]) },
    expected: { result: 'fails', desktops: { 'ws-0suspend0': ['refused', '0 outages'] } },
  },
  {
    reason: 'an ERROR of an earlier attempt: tried again',
    prepare: () => office.account.simulator.put({ workspaceId: ANA, applicationId: VISIO, state: 'ERROR' }),
    app: { Ana: applications(ANA, [VISIO]) },
    expected: { result: 'changes', desktops: { [ANA]: [`install ${VISIO}`, '1 outages'] } },
  },
];

test.each(SITUATIONS)('$reason', async ({ now, prepare, app, expected }) => {
  if (now) await office.deployed(now);
  await prepare?.();
  const before = office.account.simulator.mutations.length;
  expect(brief(await office.planned(app))).toEqual(expected);
  expect(office.account.simulator.mutations).toHaveLength(before);
});

const LOOKUP = (name: string): JsonObject => ({
  Type: 'Custom::WorkspaceApplicationLookup',
  Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:provider-framework', Name: name },
});

describe('what is looked up by name', () => {
  const byName = (name: string) => ({
    Visio: LOOKUP(name),
    Ana: applications(ANA, [], { ApplicationIds: [{ Ref: 'Visio' }] }),
  });

  test('a name of the catalogue: its id', async () => {
    const plan = await office.planned(byName('microsoft  visio LTSC professional 2021'));
    expect(brief(plan)).toEqual({ result: 'changes', desktops: { [ANA]: [`install ${VISIO}`, '1 outages'] } });
  });

  test('a name that there is not: the deployment would fail, in the words of the look-up', async () => {
    const plan = await office.planned(byName('Microsoft Visio'));
    expect(brief(plan)).toMatchObject({ result: 'fails' });
    expect(plan.refused).toEqual([{ name: 'Desk/Visio', what: expect.stringMatching(/^none of the 13 applications/) }]);
  });
});

describe('what is born in the deployment', () => {
  const WORKSPACE = (user: string): JsonObject => ({
    Type: 'AWS::WorkSpaces::Workspace',
    Properties: { UserName: user, BundleId: 'wsb-0office21p', DirectoryId: 'd-906734e325' },
  });
  const ON_IT = applications('', [VISIO], { WorkspaceId: { Ref: 'Machine' } });

  test('a WorkSpace of the stack itself: known when deploying', async () => {
    const plan = await office.planned({ Machine: WORKSPACE('eve'), Eve: ON_IT });
    expect(brief(plan)).toEqual({ result: 'unknowable', desktops: {} });
    expect(plan.unknown).toEqual([{ name: 'Desk/Eve', what: 'Machine' }]);
  });

  test.each([
    { change: 'nothing', user: 'eve', result: 'nothing' },
    { change: 'its user', user: 'mallory', result: 'unknowable' },
  ])('a WorkSpace that the stack has, of which $change changes: $result', async ({ user, result }) => {
    await office.deployed({ Machine: WORKSPACE('eve'), Eve: ON_IT });
    expect(brief(await office.planned({ Machine: WORKSPACE(user), Eve: ON_IT })).result).toBe(result);
  });

  test('a parameter without a value: known when deploying, and named', async () => {
    const template = {
      Parameters: { Who: { Type: 'String' } },
      Resources: { Ana: applications(ANA, [VISIO], { WorkspaceId: { Ref: 'Who' } }) },
    };
    const plan = await office.plan(office.app({ Desk: { template } }));
    expect(plan.unknown).toEqual([{ name: 'Desk/Ana', what: 'the parameter Who' }]);
  });

  test('a parameter that the stack has a value for: that one, as the CDK CLI keeps it', async () => {
    const template = (initial: string, ids: readonly string[]) => ({
      Parameters: { Who: { Type: 'String', Default: initial } },
      Resources: { Ana: { ...applications(ANA, ids, { WorkspaceId: { Ref: 'Who' } }), DependsOn: [] } },
    });
    office.account.engine.createStack({ stackName: 'Desk', templateBody: JSON.stringify(template(ANA, [VISIO])) });
    await office.account.advance(60);
    await office.installed(ANA, VISIO, 'Ana');
    const plan = await office.plan(office.app({ Desk: { template: template(BEN, [VISIO, OFFICE]) } }));
    expect(brief(plan).desktops).toEqual({ [ANA]: [`install ${OFFICE}`, '1 outages'] });
  });
});

describe('several stacks', () => {
  test('two that declare the same: the first installs it, the second is refused', async () => {
    const plan = await office.plan(
      office.app({ One: { Ana: applications(ANA, [VISIO]) }, Two: { Other: applications(ANA, [VISIO]) } }),
    );
    expect(brief(plan)).toEqual({
      result: 'fails',
      desktops: { [ANA]: [`install ${VISIO}`, 'refused', '1 outages'] },
    });
    expect(plan.desktops[0]?.refused).toEqual([
      { name: 'Two/Other', why: expect.stringMatching(/COMPLETED, declared by stack\/One: nothing was changed/) },
    ]);
  });

  test('a stack inside of another: its resources count', async () => {
    const hash = 'a'.repeat(64);
    const outer = {
      Inside: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: `https://s3.example/${hash}.json`, Parameters: { Who: BEN } },
      },
    };
    const inner = {
      Parameters: { Who: { Type: 'String' } },
      Resources: { Ben: applications('', [VISIO], { WorkspaceId: { Ref: 'Who' } }) },
    };
    const plan = await office.plan(office.app({ Desk: outer }, { [hash]: inner }));
    expect(brief(plan).desktops).toEqual({ [BEN]: [`install ${VISIO}`, '1 outages'] });
  });
});

describe('the users', () => {
  beforeEach(() => office.account.simulator.setConnection(ANA, 'CONNECTED'));

  test('one who is connected: would be thrown out', async () => {
    const plan = await office.planned({ Ana: applications(ANA, [VISIO]), Ben: applications(BEN, [VISIO]) });
    expect(plan.desktops.map(({ workspaceId, throwsOut }) => [workspaceId, throwsOut])).toEqual([
      [ANA, true],
      [BEN, false],
    ]);
    expect(sentenceOf(plan)).toBe('2 desktops, 2 outages, 1 connected user would be thrown out');
  });

  test('one who is waited for: not thrown out', async () => {
    const plan = await office.planned({ Ana: applications(ANA, [VISIO], { WhenUserConnected: 'WAIT' }) });
    expect(plan.desktops).toEqual([expect.objectContaining({ throwsOut: false, waitsForUser: true })]);
    expect(sentenceOf(plan)).toBe('1 desktop, 1 outage, 0 connected users would be thrown out');
  });

  test('without an outage: the session goes on', async () => {
    await office.deployed({ Ana: applications(ANA, [VISIO]) });
    await office.installed(ANA, VISIO, 'Ana');
    const plan = await office.planned({ Anna: applications(ANA, [VISIO]) });
    expect(sentenceOf(plan)).toBe('1 desktop, 0 outages, 0 connected users would be thrown out');
  });

  test('a reboot afterwards: counted by itself', async () => {
    const plan = await office.planned({ Ana: applications(ANA, [VISIO], { RebootAfterInstallation: 'true' }) });
    expect(sentenceOf(plan)).toBe('1 desktop, 1 outage, 1 reboot, 1 connected user would be thrown out');
  });
});

describe('how long it takes', () => {
  test('three applications of 20 minutes: too long if they take turns, in time side by side', async () => {
    const plan = await office.planned({ Ana: applications(ANA, [VISIO, OFFICE, PROJECT]) });
    expect(plan.desktops[0]).toMatchObject({
      limit: 55,
      fits: { oneAfterTheOther: false, sideBySide: true },
      minutes: { oneAfterTheOther: expect.closeTo(60, -1), sideBySide: expect.closeTo(20, -1) },
    });
    expect(durationOf(plan)).toMatch(/\(1 desktop too late\), \d+ if side by side \(all in time\)/);
  });

  test('the timeout of the resource: its limit', async () => {
    const plan = await office.planned({ Ana: applications(ANA, [VISIO], { TimeoutSeconds: '600' }) });
    expect(plan.desktops[0]).toMatchObject({ limit: 10, fits: { oneAfterTheOther: false, sideBySide: false } });
  });

  test('durations that the administrator knows: counted with', async () => {
    const plan = await office.plan(office.app({ Desk: { Ana: applications(ANA, [VISIO, OFFICE, PROJECT]) } }), {
      install: 300_000,
    });
    expect(plan.desktops[0]?.fits).toEqual({ oneAfterTheOther: true, sideBySide: true });
  });
});

test("licensed applications that come onto a desktop: a new month for each; none for what is the company's own, joined or there", async () => {
  await office.deployed({ Ben: applications(BEN, [OFFICE]) });
  await office.installed(BEN, OFFICE, 'Ben');
  const plan = await office.planned({
    Ana: applications(ANA, [VISIO, PORTAL]),
    Benny: applications(BEN, [OFFICE, VISIO]),
  });
  expect(plan.newMonths).toEqual([
    { applicationId: VISIO, name: 'Microsoft Visio LTSC Professional 2021', desktops: 2 },
  ]);
});

test('a Standard edition beside a Professional one: nothing but the deployment shows whether the service takes both', async () => {
  const plan = await office.planned({ Ana: applications(ANA, [VISIO, OFFICE_STANDARD]) });
  expect(brief(plan).result).toBe('unknowable');
  expect(plan.unknown).toEqual([{ name: ANA, what: expect.stringMatching(/^whether the service takes .* beside /) }]);
});

test('what a colleague has registered: is deployed too, and said', async () => {
  office.account.simulator.associate(ANA, PORTAL);
  await office.account.advance(3600);
  const plan = await office.planned({ Ana: applications(ANA, [VISIO]) });
  expect(plan.desktops[0]?.ridesAlong).toEqual([PORTAL]);
});

describe('a stack that cannot be planned', () => {
  test('one that is being deployed: says so', async () => {
    office = new Office(WORLD, () => [[3600, 'SUCCESS']]);
    office.account.create({ Ana: applications(ANA, [VISIO]) }, 'Desk');
    await expect(office.planned({})).rejects.toThrow(
      'stack Desk is in CREATE_IN_PROGRESS. What next: wait until it is at rest',
    );
  });

  test('one whose first deployment was rolled back: planned like a new one', async () => {
    office = new Office(WORLD, (type) => [[1, type === 'Create' ? { FAILED: 'no' } : 'SUCCESS']]);
    await office.deployed({ Ana: applications(ANA, [VISIO]) });
    const plan = await office.planned({ Ana: applications(ANA, [VISIO]) });
    expect(brief(plan).desktops).toEqual({ [ANA]: [`install ${VISIO}`, '1 outages'] });
  });

  test('credentials of another account: says so, before anything is read', async () => {
    const app = office.app({ Desk: { Ana: applications(ANA, [VISIO]) } }, {}, 'aws://222222222222/us-east-1');
    office.accountId = '111122223333';
    await expect(office.plan(app)).rejects.toThrow(
      /^stack Desk belongs to account 222222222222, and the credentials to 111122223333\. What next: /,
    );
    expect(office.account.simulator.calls).toEqual([]);
  });
});

describe('450 desktops', () => {
  const MANY = makeWorkspaces(450);
  const resources = {
    Handler: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { PROVIDER_LOAD: '{"resources":450,"shared":false}' } } },
    },
    ...Object.fromEntries(MANY.map(({ workspaceId }, index) => [`Desk${index}`, applications(workspaceId, [VISIO])])),
  };

  test('read in pages, and shown as a summary', async () => {
    office = new Office({ applications: CATALOGUE, workspaces: MANY });
    office.account.simulator.setConnection('ws-bench00007', 'CONNECTED');
    const plan = await office.planned(resources);
    expect(office.account.simulator.calls.length).toBeLessThan(60);
    expect(sentenceOf(plan)).toBe('450 desktops, 450 outages, 1 connected user would be thrown out');
    expect(plan.calls.total).toBeGreaterThan(450 * 5);
    expect(plan.calls.perSecond).toBeLessThan(3);
    const text = printPlan(plan, terminalOf(process.stderr, { NO_COLOR: '1' }));
    expect(text.split('\n').length).toBeLessThan(25);
    expect(text).toMatch(/^449 desktops: ws-bench00000, ws-bench00001, ws-bench00002 and 446 more$/m);
    expect(text).toMatch(/^ws-bench00007 \(user00007\) {2}AVAILABLE, USER CONNECTED: the session ends$/m);
  });
});

test('permissions: what the page on the command lists is called, and nothing else', async () => {
  const many = makeWorkspaces(30);
  office = new Office({ applications: CATALOGUE, workspaces: many });
  const declared = Object.fromEntries(
    many.map(({ workspaceId }, index) => [`Desk${index}`, applications(workspaceId, [VISIO])]),
  );
  await office.deployed({ Desk0: applications('ws-bench00000', [OFFICE]) });
  await office.planned({ Desk0: declared.Desk0 ?? {}, Visio: LOOKUP('Company Portal') });
  await office.planned(declared);
  const { simulator, operations, services } = office.account;
  const called = [
    ...operations.map((name) => `cloudformation:${name}`),
    ...simulator.calls
      .filter(({ operation }) => !operation.startsWith('Create'))
      .map(({ operation }) => `workspaces:${operation}`),
    ...(services.includes('tagging') ? ['tag:GetResources'] : []),
  ];
  const page = readFileSync(join(__dirname, '../../docs/plan.md'), 'utf8');
  const listed = /^Permissions: (.*?)\. It changes nothing/ms.exec(page)?.[1] ?? '';
  const actions = [...listed.matchAll(/`([a-z]+:\w+)`/g)].map(([, name]) => name);
  expect([...new Set(called)].sort()).toEqual([...new Set(actions)].sort());
});
