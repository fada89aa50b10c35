import { DescribeWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { DESKTOP, type Readings, VISIO_PROFESSIONAL_2021 } from '../../../local/workspaces';
import { MINUTE, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;

const officeWith = (readings: Partial<Readings>) => startOffice({ readings });

describe('Describe that lags by five seconds', () => {
  test('an association: answered by Associate at once, by Describe five seconds later', async () => {
    const office = officeWith({ describeLagSeconds: 5 });
    expect(await office.associate(VISIO)).toMatchObject({ State: 'PENDING_INSTALL_DEPLOYMENT' });
    await office.clock.advance(4_999);
    expect(await office.describe()).toEqual([]);
    await office.clock.advance(1);
    expect(await office.describe()).toMatchObject([{ State: 'PENDING_INSTALL_DEPLOYMENT' }]);
  });

  test('a deployment: the WorkSpace and the association are seen as they were five seconds ago', async () => {
    const office = officeWith({ describeLagSeconds: 5 });
    await office.associate(VISIO);
    await office.clock.advance(MINUTE);
    await office.deploy();
    const workspaceState = async () =>
      (await office.client.send(new DescribeWorkspacesCommand({ WorkspaceIds: [DESKTOP] }))).Workspaces?.[0]?.State;
    await office.clock.advance(4_000);
    expect([await workspaceState(), ...(await office.describe())]).toMatchObject([
      'AVAILABLE',
      { State: 'PENDING_INSTALL_DEPLOYMENT' },
    ]);
    await office.clock.advance(1_000);
    expect([await workspaceState(), ...(await office.describe())]).toMatchObject(['UPDATING', { State: 'INSTALLING' }]);
  });

  test('changes in quick succession: each is seen in its turn, none is skipped', async () => {
    const office = officeWith({ describeLagSeconds: 5 });
    const seen: (string | undefined)[] = [];
    office.simulator.installNow(DESKTOP, VISIO);
    const look = async () => seen.push((await office.describe())[0]?.State);
    await office.disassociate(VISIO);
    await office.clock.advance(2_000);
    await office.associate(VISIO);
    await look();
    await office.clock.advance(3_000);
    await look();
    await office.clock.advance(2_000);
    await look();
    expect(seen).toEqual(['COMPLETED', 'PENDING_UNINSTALL_DEPLOYMENT', 'COMPLETED']);
  });

  test('what a colleague plants: seen at once', async () => {
    const office = officeWith({ describeLagSeconds: 5 });
    await office.associate(VISIO);
    office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
    expect(await office.describe()).toMatchObject([{ State: 'ERROR' }]);
  });
});
