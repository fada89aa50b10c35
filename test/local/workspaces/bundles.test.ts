import {
  COMPANY_PORTAL,
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_BUNDLE,
  STOPPED_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const NEW = 'ws-new000001';

test.each([
  ['created with the WorkSpace', NOON],
  ['created with the image', Date.UTC(2023, 10, 15)],
] as const)('a bundle that brings an application, %s: listed as COMPLETED from the start', async (bundled, created) => {
  const office = startOffice({ readings: { bundled } });
  office.simulator.addWorkspace({ workspaceId: NEW, userName: 'new', bundleId: OFFICE_BUNDLE });
  expect(await office.describe(NEW)).toMatchObject([
    { AssociatedResourceId: OFFICE, State: 'COMPLETED', Created: new Date(created) },
  ]);
  expect(await office.describe(DESKTOP)).toEqual([]);
});

describe('a rebuild', () => {
  test("of a WorkSpace with and without its bundle's application: as the bundle is, with its tags", async () => {
    const office = startOffice();
    office.simulator.addWorkspace({
      workspaceId: NEW,
      userName: 'new',
      bundleId: OFFICE_BUNDLE,
      tags: { team: 'blue' },
    });
    office.simulator.installNow(NEW, VISIO);
    await office.disassociate(OFFICE, NEW);
    await office.deploy({ WorkspaceId: NEW });
    await office.clock.advance(8 * MINUTE);
    office.simulator.rebuild(NEW);
    const states = Object.fromEntries(
      (await office.describe(NEW)).map(({ AssociatedResourceId, State }) => [AssociatedResourceId, State]),
    );
    expect(states).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'REMOVED' });
    expect(office.simulator.tags(NEW)).toEqual({ team: 'blue' });
  });

  test('where what is removed vanishes: nothing of it is listed', async () => {
    const office = startOffice({ readings: { removed: 'vanishes' } });
    office.simulator.installNow(DESKTOP, VISIO);
    office.simulator.rebuild(DESKTOP);
    expect(await office.describe()).toEqual([]);
  });

  test('in the middle of a deployment: the deployment is over, and the user is out', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    office.simulator.rebuild(DESKTOP);
    await office.clock.advance(60 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('REMOVED');
    expect(office.simulator.workspace(DESKTOP)).toMatchObject({ state: 'AVAILABLE', connection: 'DISCONNECTED' });
  });
});

describe('a migration', () => {
  test('to another bundle: another id with the same user and tags, and what the new bundle brings', async () => {
    const office = startOffice();
    office.simulator.setTags(STOPPED_DESKTOP, { team: 'blue' });
    office.simulator.migrate(STOPPED_DESKTOP, NEW, OFFICE_BUNDLE);
    expect(office.simulator.workspace(NEW)).toMatchObject({
      userName: 'ben',
      state: 'AVAILABLE',
      bundleId: OFFICE_BUNDLE,
      tags: { team: 'blue' },
    });
    expect(await office.describe(NEW)).toMatchObject([{ AssociatedResourceId: OFFICE, State: 'COMPLETED' }]);
    expect(await outcomeOf(office.describe(STOPPED_DESKTOP))).toBe('ResourceNotFoundException');
  });

  test('within its bundle: the bundle is kept, and what was installed by hand is gone', async () => {
    const office = startOffice();
    const { bundleId } = office.simulator.workspace(STOPPED_DESKTOP) ?? {};
    expect(office.simulator.state(STOPPED_DESKTOP, COMPANY_PORTAL)).toBe('COMPLETED');
    office.simulator.migrate(STOPPED_DESKTOP, NEW);
    expect(office.simulator.workspace(NEW)?.bundleId).toBe(bundleId);
    expect(await office.describe(NEW)).toEqual([]);
  });
});
