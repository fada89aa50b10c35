import {
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021 as VISIO_STANDARD,
} from '../../local/workspaces';
import { cloudForTests, outcome, SHIPPED } from './cloud';

const cloud = cloudForTests();
const shipped = cloudForTests(SEED_WORLD, SHIPPED);

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
