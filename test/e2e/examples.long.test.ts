import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  OFFICE_PROFESSIONAL_2016 as OFFICE_2016,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../local/workspaces';
import { cloudForTests, outcome, SHIPPED } from './cloud';

const cloud = cloudForTests();
const shipped = cloudForTests(SEED_WORLD, SHIPPED);

const CSV = join(__dirname, '../../examples/csv/desktops.csv');

const succeeded = expect.objectContaining({ status: 0 });

test.concurrent('examples/minimal: deploys and is destroyed', async () => {
  const desk = cloud().scenario('Minimal');
  const context = { workspaceId: desk.workspaceId };
  expect(await cloud().app('examples/minimal/app.ts', 'deploy', context)).toEqual(succeeded);
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(await cloud().app('examples/minimal/app.ts', 'destroy', context)).toEqual(succeeded);
  expect(desk.states()).toEqual({ [VISIO]: 'REMOVED' });
});

test.concurrent('examples/edition-swap, with the times that the embedded AWS has by default: Standard, then Professional, in at most two outages more; destroy uninstalls', async () => {
  const desk = shipped().scenario('Edition');
  const app = (command: 'deploy' | 'destroy', edition: string) =>
    shipped().app('examples/edition-swap/app.ts', command, { workspaceId: desk.workspaceId, edition });
  expect(outcome(await app('deploy', 'Standard'))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO_STANDARD]: 'COMPLETED' });
  expect(outcome(await app('deploy', 'Professional'))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO_STANDARD]: 'REMOVED', [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBeLessThanOrEqual(3);
  expect(outcome(await app('destroy', 'Professional'))).toBe('succeeded');
  expect([desk.states()[VISIO], desk.marks()]).toEqual(['REMOVED', {}]);
});

test.concurrent('examples/workspace: a new desktop with its application; destroyed together, without uninstalling first', async () => {
  const deployed = await cloud().app('examples/workspace/app.ts', 'deploy');
  expect(deployed).toEqual(succeeded);
  const [, workspaceId = ''] = /\.WorkspaceId = (ws-\w+)/.exec(deployed.output) ?? [];
  const states = () =>
    cloud()
      .aws.simulator.associations(workspaceId)
      .map(({ state }) => state);
  expect(states()).toEqual(['COMPLETED']);
  expect(await cloud().app('examples/workspace/app.ts', 'destroy')).toEqual(succeeded);
  expect(cloud().aws.simulator.workspace(workspaceId)).toBeUndefined();
  expect(cloud().aws.simulator.deploymentsOf(workspaceId)).toHaveLength(1);
});

test.concurrent('examples/existing: what was there counts, without an outage; destroy leaves it there', async () => {
  const desk = cloud().scenario('Existing');
  const { workspaceId } = desk;
  cloud().aws.simulator.installNow(workspaceId, OFFICE_2019);
  const context = { workspaceId, existingApplicationId: OFFICE_2019 };
  for (const command of ['deploy', 'destroy'] as const) {
    expect(outcome(await cloud().app('examples/existing/app.ts', command, context))).toBe('succeeded');
    expect([desk.states(), desk.outages()]).toEqual([{ [OFFICE_2019]: 'COMPLETED' }, 0]);
  }
});

test.concurrent('examples/absent: the old Office goes where it is, and a desktop without it has no outage', async () => {
  const [desk, other] = [cloud().scenario('Absent'), cloud().scenario('Without')];
  cloud().aws.simulator.installNow(desk.workspaceId, OFFICE_2016);
  const context = { workspaceIds: `${desk.workspaceId},${other.workspaceId}` };
  expect(outcome(await cloud().app('examples/absent/app.ts', 'deploy', context))).toBe('succeeded');
  expect([desk.states(), desk.outages(), other.outages()]).toEqual([{ [OFFICE_2016]: 'REMOVED' }, 1, 0]);
});

test.concurrent('examples/csv: every line of the list is installed', async () => {
  expect(outcome(await cloud().app('examples/csv/app.ts', 'deploy', { file: CSV }))).toBe('succeeded');
  const lines = readFileSync(CSV, 'utf8').trim().split('\n').slice(1);
  expect(lines.length).toBeGreaterThan(2);
  for (const [, workspaceId = '', applications = ''] of lines.map((line) => line.split(','))) {
    const states = applications.split(' ').map((id) => cloud().aws.simulator.state(workspaceId, id));
    expect(new Set(states)).toEqual(new Set(['COMPLETED']));
  }
});

test.concurrent('examples/shared-provider: both teams, by one provider', async () => {
  const [sales, design] = [cloud().scenario('Sales'), cloud().scenario('Design')];
  const context = { sales: sales.workspaceId, design: design.workspaceId, applicationId: VISIO };
  expect(outcome(await cloud().app('examples/shared-provider/app.ts', 'deploy', context))).toBe('succeeded');
  expect([sales.states(), design.states()]).toEqual([{ [VISIO]: 'COMPLETED' }, { [VISIO]: 'COMPLETED' }]);
});

test.concurrent('examples/alarm: deploys, and its alarm is there', async () => {
  const { workspaceId } = cloud().scenario('Alarm');
  expect(outcome(await cloud().app('examples/alarm/app.ts', 'deploy', { workspaceId, applicationId: VISIO }))).toBe(
    'succeeded',
  );
});
