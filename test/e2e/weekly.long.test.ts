import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnWorkspace } from 'aws-cdk-lib/aws-workspaces';
import { WorkspaceApplicationAssociation } from '../../lib';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_BUNDLE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { cloudForTests, outcome, type Scenario, set, visio } from './cloud';
import { bomb, type Declared, declare, expectNoOutage, expectUninstalled, together } from './weekly';

const cloud = cloudForTests();

/** What people do every week: the same applications, declared otherwise, one change after the other. */
const LIVES: readonly [string, string, readonly Declared[]][] = [
  [
    'a construct moves within the stack, into a nested stack, and out of it',
    'Move',
    [{ Visio: VISIO }, { 'Floor2/Visio': VISIO }, { 'Nested!/Visio': VISIO }, { Visio: VISIO }],
  ],
  [
    'a set is renamed, becomes associations, then a set, then two sets, then one',
    'Sets',
    [
      { Desk: [OFFICE, VISIO] },
      { Table: [OFFICE, VISIO] },
      { Office: OFFICE, Visio: VISIO },
      { Desk: [OFFICE, VISIO] },
      { One: [OFFICE], Two: [VISIO] },
      { One: [OFFICE, VISIO] },
    ],
  ],
  [
    'two constructs swap their logical ids',
    'Swapids',
    [
      { One: VISIO, Two: PROJECT },
      { One: PROJECT, Two: VISIO },
    ],
  ],
  [
    'a second construct declares it through a parameter, then the first one goes',
    'Second',
    [{ One: VISIO }, { One: VISIO, 'Two?': VISIO }, { 'Two?': VISIO }],
  ],
];

test.concurrent.each(LIVES)(
  '%s: each in one deployment, without an outage; destroy uninstalls',
  async (_title, name, [first = {}, ...changes]) => {
    const desk = cloud().scenario(name);
    expect(outcome(await desk.deploy(declare(desk, first)))).toBe('succeeded');
    for (const change of changes) await expectNoOutage(desk, declare(desk, change));
    await expectUninstalled(desk, declare(desk, changes.at(-1) ?? first));
  },
);

const fails = ({ workspaceId }: Scenario, applicationId: string, isIll = true) =>
  cloud().aws.simulator.failApplication(applicationId, isIll ? 'ValidationError.InsufficientDiskSpace' : undefined, {
    workspaceId,
  });

describe('cdk deploy --no-rollback fails', () => {
  test.concurrent('for another resource: the application stays, and the same command without it costs no outage', async () => {
    const desk = cloud().scenario('Leftbomb');
    const failed = await desk.deploy(together(visio(desk), bomb), '--no-rollback');
    expect(failed.output).toMatch(/Bomb.*CREATE_FAILED|CREATE_FAILED.*Bomb/);
    expect(failed.status).not.toBe(0);
    expect([desk.states(), desk.outages()]).toEqual([{ [VISIO]: 'COMPLETED' }, 1]);
    await expectNoOutage(desk, visio(desk), '--no-rollback');
    await expectUninstalled(desk, visio(desk));
  });

  test.concurrent('in an update: the cause mended, the same command installs it; destroy uninstalls both', async () => {
    const desk = cloud().scenario('Leftupdate');
    await desk.deploy(set(desk, [OFFICE]));
    fails(desk, VISIO);
    const failed = await desk.deploy(set(desk, [OFFICE, VISIO]), '--no-rollback');
    expect(failed.output).toContain('UPDATE_FAILED');
    expect(failed.status).not.toBe(0);
    expect(desk.states()).toMatchObject({ [OFFICE]: 'COMPLETED' });
    fails(desk, VISIO, false);
    expect(outcome(await desk.deploy(set(desk, [OFFICE, VISIO]), '--no-rollback'))).toBe('succeeded');
    expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });
    await expectUninstalled(desk, set(desk, [OFFICE, VISIO]));
  });

  test.concurrent('in an update, then cdk rollback: the desktop as before, marks included', async () => {
    const desk = cloud().scenario('Leftback');
    await desk.deploy(set(desk, [OFFICE]));
    const before = desk.marks();
    fails(desk, VISIO);
    await desk.deploy(set(desk, [OFFICE, PROJECT, VISIO]), '--no-rollback');
    const back = await desk.rollback(set(desk, [OFFICE, PROJECT, VISIO]));
    expect(outcome(back)).toBe('succeeded');
    expect(desk.states()).toMatchObject({ [OFFICE]: 'COMPLETED', [PROJECT]: 'REMOVED' });
    expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
    expect(Object.keys(desk.marks())).toEqual(Object.keys(before));
    await expectUninstalled(desk, set(desk, [OFFICE]));
  });

  test.concurrent('in a create, then cdk rollback: nothing is left', async () => {
    const desk = cloud().scenario('Leftnone');
    await desk.deploy(together(set(desk, [OFFICE]), bomb), '--no-rollback');
    expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED' });
    expect(outcome(await desk.rollback(together(set(desk, [OFFICE]), bomb)))).toBe('succeeded');
    expect([desk.states(), desk.marks()]).toEqual([{ [OFFICE]: 'REMOVED' }, {}]);
  });
});

test.concurrent('RETAIN, then destroy: the desktop stays as it is; a new stack joins without a flag, and its destroy uninstalls', async () => {
  const desk = cloud().scenario('Retained');
  const retained = visio(desk, { removalPolicy: RemovalPolicy.RETAIN });
  await desk.deploy(retained);
  expect(outcome(await desk.destroy(retained))).toBe('succeeded');
  expect([desk.states(), desk.outages()]).toEqual([{ [VISIO]: 'COMPLETED' }, 1]);
  const successor = desk.neighbour('Retained2');
  await expectNoOutage(successor, visio(successor));
  await expectUninstalled(successor, visio(successor), ['Retained']);
});

test.concurrent('a stack beside another that is alive: refused, naming it; with allowExisting each leaves without an outage until the last', async () => {
  const desk = cloud().scenario('Beside');
  await desk.deploy(visio(desk));
  const neighbour = desk.neighbour('Beside2');
  const refused = await neighbour.deploy(visio(neighbour));
  expect(refused.output).toMatch(/declared by stack\/Beside: .*allowExisting/);
  await expectNoOutage(neighbour, visio(neighbour, { allowExisting: true }));
  expect(outcome(await desk.destroy(visio(desk)))).toBe('succeeded');
  expect([desk.states(), desk.outages()]).toEqual([{ [VISIO]: 'COMPLETED' }, 1]);
  await expectUninstalled(neighbour, visio(neighbour, { allowExisting: true }));
});

test.concurrent('what the bundle of the WorkSpace brought, declared with allowExisting, then dropped: stays, without an outage', async () => {
  const desk = cloud().scenario('Bundle');
  const declared = (isDeclared: boolean) => (stack: Stack) => {
    const properties = { directoryId: 'd-906734e325', bundleId: OFFICE_BUNDLE, userName: 'bundle' };
    const { ref: workspaceId } = new CfnWorkspace(stack, 'Desktop', properties);
    if (isDeclared)
      new WorkspaceApplicationAssociation(stack, 'Office', { workspaceId, applicationId: OFFICE, allowExisting: true });
  };
  expect(outcome(await desk.deploy(declared(true)))).toBe('succeeded');
  const { resources } = cloud().aws.cloudformation.describeStack('Bundle');
  const made = resources.get('Desktop')?.physicalId ?? '';
  const { simulator } = cloud().aws;
  expect(simulator.state(made, OFFICE)).toBe('COMPLETED');
  expect(outcome(await desk.deploy(declared(false)))).toBe('succeeded');
  expect([simulator.state(made, OFFICE), simulator.outagesOf(made)]).toEqual(['COMPLETED', []]);
  expect(simulator.tags(made)).toEqual({});
});

test.concurrent('another WorkSpace: installed there, then uninstalled from the old one, one outage each; destroy uninstalls', async () => {
  const [old, desk] = [cloud().scenario('Moveold'), cloud().scenario('Movenew')];
  await old.deploy(visio(old));
  expect(outcome(await old.deploy(visio(desk)))).toBe('succeeded');
  expect([old.states(), old.outages(), old.marks()]).toEqual([{ [VISIO]: 'REMOVED' }, 2, {}]);
  expect([desk.states(), desk.outages()]).toEqual([{ [VISIO]: 'COMPLETED' }, 1]);
  expect(outcome(await old.destroy(visio(desk)))).toBe('succeeded');
  expect([desk.states(), desk.outages(), desk.marks()]).toEqual([{ [VISIO]: 'REMOVED' }, 2, {}]);
});

test.concurrent('another WorkSpace, and the rest of the update fails: the old desktop is not touched, nothing is left on the new one', async () => {
  const [old, desk] = [cloud().scenario('Stayold'), cloud().scenario('Staynew')];
  await old.deploy(visio(old));
  const marks = old.marks();
  const failed = await old.deploy(together(visio(desk), bomb));
  expect(failed.output).toContain('UPDATE_ROLLBACK_COMPLET');
  expect([old.states(), old.outages(), old.marks()]).toEqual([{ [VISIO]: 'COMPLETED' }, 1, marks]);
  expect(['REMOVED', undefined]).toContain(desk.states()[VISIO]);
  expect(desk.marks()).toEqual({});
});
