import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { WorkspaceApplicationAssociation, WorkspaceApplicationSet } from '../../lib';
import {
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_STANDARD_2021 as OFFICE_STANDARD,
  COMPANY_PORTAL as PORTAL,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { Desk } from '../cli/command';
import { cloudForTests, outcome, type Scenario } from './cloud';

const cloud = cloudForTests();
const folder = mkdtempSync(join(tmpdir(), 'e2e-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Build = (stack: Stack) => void;

function synth(build: Build): string {
  const outdir = mkdtempSync(join(folder, 'app-'));
  const app = new App({ outdir, analyticsReporting: false });
  build(new Stack(app, 'Planned'));
  app.synth();
  return outdir;
}

interface Foreseen {
  readonly desktops: readonly {
    readonly workspaceId: string;
    readonly outages: number;
    readonly throwsOut: boolean;
    readonly applications: readonly { readonly applicationId: string; readonly what: string }[];
  }[];
}

/** What is on the desktops, how often each was deployed, and how often its user was thrown out. */
const seen = (desks: readonly Scenario[]) =>
  desks.map((desk) => ({
    on: Object.entries(desk.states())
      .filter(([, state]) => state === 'COMPLETED')
      .map(([id]) => id)
      .sort(),
    outages: desk.outages(),
    thrownOut: desk.sessionsEnded(),
  }));

/** What is seen after a deployment, if it does what was foreseen. */
function expected(before: ReturnType<typeof seen>, desks: readonly Scenario[], { desktops }: Foreseen) {
  return before.map(({ on, outages, thrownOut }, index) => {
    const plan = desktops.find(({ workspaceId }) => workspaceId === desks[index]?.workspaceId);
    const having = (what: string) =>
      plan?.applications.filter((one) => one.what === what).map(({ applicationId }) => applicationId) ?? [];
    const gone = having('uninstall');
    return {
      on: [...on.filter((id) => !gone.includes(id)), ...having('install')].sort(),
      outages: outages + (plan?.outages ?? 0),
      thrownOut: thrownOut + Number(plan?.throwsOut ?? false),
    };
  });
}

const ids = (applicationIds: string[]) => ({ applicationIds });

/** The life of a stack with three desktops: each step is planned, then deployed. */
const LIFE: readonly { readonly step: string; readonly build: (a: string, b: string, c: string) => Build }[] = [
  {
    step: 'created: a set, two associations, and one that joins what it finds',
    build: (a, b, c) => (stack) => {
      new WorkspaceApplicationSet(stack, 'A', { workspaceId: a, ...ids([PORTAL, OFFICE_STANDARD]) });
      new WorkspaceApplicationAssociation(stack, 'B1', { workspaceId: b, applicationId: VISIO });
      new WorkspaceApplicationAssociation(stack, 'B2', { workspaceId: b, applicationId: OFFICE });
      new WorkspaceApplicationAssociation(stack, 'C', { workspaceId: c, applicationId: PORTAL, allowExisting: true });
    },
  },
  {
    step: 'changed: one edition for another, associations that become a set, one renamed',
    build: (a, b, c) => (stack) => {
      new WorkspaceApplicationSet(stack, 'A', { workspaceId: a, ...ids([OFFICE]), absentApplicationIds: [PORTAL] });
      new WorkspaceApplicationSet(stack, 'B', { workspaceId: b, ...ids([VISIO, OFFICE]) });
      new WorkspaceApplicationAssociation(stack, 'D', { workspaceId: c, applicationId: PORTAL, allowExisting: true });
    },
  },
  {
    step: 'moved: a set goes to another desktop, the rest is dropped',
    build: (_a, _b, c) => (stack) => {
      new WorkspaceApplicationSet(stack, 'B', { workspaceId: c, ...ids([VISIO]) });
    },
  },
];

test('what plan foresees is what cdk deploy then does: applications, outages, and users who are thrown out', async () => {
  const { aws } = cloud();
  const desks = ['PlanA', 'PlanB', 'PlanC'].map((name) => cloud().scenario(name));
  const [a, b, c] = desks as [Scenario, Scenario, Scenario];
  aws.simulator.installNow(c.workspaceId, PORTAL);
  const person = new Desk(aws.environment);
  for (const { step, build } of LIFE) {
    a.connect();
    const app = synth(build(a.workspaceId, b.workspaceId, c.workspaceId));
    const { status, out, err } = await person.run(['plan', '--app', app, '--json']);
    expect({ step, status, err }).toEqual({ step, status: 2, err: '' });
    const before = seen(desks);
    expect(outcome(await a.deployAssembly(app))).toBe('succeeded');
    expect({ step, seen: seen(desks) }).toEqual({ step, seen: expected(before, desks, JSON.parse(out)) });
    const again = await person.run(['plan', '--app', app]);
    expect(again).toMatchObject({ status: 0, out: expect.stringMatching(/^0 desktops, 0 outages, /) });
  }
  expect(seen(desks).map(({ outages }) => outages)).toEqual([3, 2, 1]);
  person.remove();
});

test('what plan says would fail: fails, for the same reason, without an outage', async () => {
  const { aws } = cloud();
  const desk = cloud().scenario('PlanD');
  aws.simulator.installNow(desk.workspaceId, VISIO);
  const person = new Desk(aws.environment);
  const app = mkdtempSync(join(folder, 'app-'));
  const root = new App({ outdir: app, analyticsReporting: false });
  new WorkspaceApplicationAssociation(new Stack(root, 'Refused'), 'Visio', {
    workspaceId: desk.workspaceId,
    applicationId: VISIO,
  });
  root.synth();
  const { status, out } = await person.run(['plan', '--app', app, '--json']);
  const [{ refused: [{ why = '' } = {}] = [] } = {}] = JSON.parse(out).desktops;
  expect({ status, why }).toEqual({ status: 1, why: expect.stringContaining('no mark shows') });
  const run = await desk.deployAssembly(app);
  expect(run.status).toBe(1);
  expect(run.output.replace(/\s+/g, ' ')).toContain('no mark shows that this library installed it');
  expect(desk.outages()).toBe(0);
  person.remove();
});
