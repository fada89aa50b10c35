import { FleetWorld } from '../../../testkit/fleet-world';
import { APP, declared } from './builders';

const OPENING = Date.UTC(2026, 0, 5, 21);
const MINUTE = 60_000;
const DISK = 'ValidationError.InsufficientDiskSpace';
const idOf = (index: number): string => `ws-${String(index).padStart(8, '0')}`;
const all = Array.from({ length: 300 }, (_, index) => idOf(index));

/** 300 desktops of a list: three users never leave, four desktops fail, a stack holds the application on two of these. */
function fleetOf300(): FleetWorld {
  const csv = { bucket: 'lists', key: 'desks.csv' };
  const declaration = declared({
    targets: { ...declared().targets, csv },
    maxConcurrency: 40,
    toleratedFailurePercentage: 1,
  });
  const desktops = all.map((workspaceId) => ({ workspaceId, userName: workspaceId }));
  const fleet = new FleetWorld({ opening: OPENING, desktops, declaration, readings: { tagIndexLagSeconds: 600 } });
  fleet.aws.buckets.create('lists').put('desks.csv', Buffer.from(['WorkspaceId', ...all].join('\n')));
  for (const index of [50, 51, 52]) fleet.simulator.setConnection(idOf(index), 'CONNECTED');
  for (const index of [100, 101]) fleet.simulator.failApplication(APP, DISK, { workspaceId: idOf(index) });
  for (const index of [102, 103]) {
    fleet.simulator.put({ workspaceId: idOf(index), applicationId: APP, state: 'ERROR', reason: DISK });
    fleet.stacks.declare(idOf(index), APP);
  }
  return fleet;
}

test('three nights of 300 desktops: the second wave is stopped, a higher tolerance goes on, users are left in peace', async () => {
  const fleet = fleetOf300();
  // 1 % of 295: two are tolerated. The two that a stack has in ERROR count, without having been touched.
  expect(await fleet.night()).toMatchObject({ status: 'FAILED', error: 'TooManyFailures' });
  expect(fleet.report.desktops.filter((line) => line.class === 'FAILED').length).toBeGreaterThanOrEqual(3);
  const first = fleet.simulator.mutations.length;

  // The second night meets the same failures, and touches nothing. A deployment in it changes the tolerance; that is read anew by the third.
  const second = await fleet.open();
  await fleet.wait(5 * MINUTE);
  fleet.declare({
    ...declared({ targets: { ...declared().targets, csv: { bucket: 'lists', key: 'desks.csv' } }, maxConcurrency: 40 }),
  });
  await fleet.clock.runUntil(second.ended);
  expect([second.status, fleet.simulator.mutations.length]).toEqual(['FAILED', first]);

  expect((await fleet.night()).status).toBe('SUCCEEDED');
  expect(fleet.report.counts).toMatchObject({ COMPLIANT: 293, IN_USE: 3, FAILED: 4, TODO: 0 });
  for (const index of [50, 51, 52]) expect(fleet.simulator.outagesOf(idOf(index))).toEqual([]);
  for (const index of [102, 103]) expect(fleet.simulator.outagesOf(idOf(index))).toEqual([]);
  for (const index of [100, 101]) expect(fleet.simulator.outagesOf(idOf(index)).length).toBeLessThanOrEqual(1);
  expect(fleet.bugs).toEqual([]);
});
