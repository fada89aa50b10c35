import {
  COMPANY_PORTAL,
  COMPANY_VPN,
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  type Readings,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { MINUTE, NOON, startOffice } from './harness';

const officeWith = (readings: Partial<Readings>) =>
  startOffice({
    readings: { installsAddUp: false, ...readings },
    durations: { install: 20 * MINUTE, applications: { [OFFICE]: { install: 30 * MINUTE } } },
  });

const statesOf = ({ simulator }: ReturnType<typeof startOffice>) =>
  Object.fromEntries(simulator.associations(DESKTOP).map(({ applicationId, state }) => [applicationId, state]));

describe('installs that run side by side', () => {
  test('three of them: all at once, each ends at its own time, the outage with the last', async () => {
    const office = officeWith({});
    for (const application of [OFFICE, VISIO, PROJECT]) await office.associate(application);
    await office.deploy();
    expect(statesOf(office)).toEqual({ [OFFICE]: 'INSTALLING', [VISIO]: 'INSTALLING', [PROJECT]: 'INSTALLING' });
    await office.clock.advance(20 * MINUTE);
    expect(statesOf(office)).toEqual({ [OFFICE]: 'INSTALLING', [VISIO]: 'COMPLETED', [PROJECT]: 'COMPLETED' });
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('UPDATING');
    await office.clock.advance(10 * MINUTE);
    expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([{ begin: NOON, end: NOON + 30 * MINUTE }]);
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
  });

  test('with removals: all removals first, at once, then the installs', async () => {
    const office = officeWith({});
    office.simulator.installNow(DESKTOP, COMPANY_PORTAL);
    office.simulator.installNow(DESKTOP, COMPANY_VPN);
    await office.disassociate(COMPANY_PORTAL);
    await office.disassociate(COMPANY_VPN);
    await office.associate(VISIO);
    await office.deploy();
    expect(statesOf(office)).toEqual({
      [COMPANY_PORTAL]: 'UNINSTALLING',
      [COMPANY_VPN]: 'UNINSTALLING',
      [VISIO]: 'PENDING_INSTALL',
    });
    await office.clock.advance(8 * MINUTE);
    expect(statesOf(office)).toMatchObject({ [COMPANY_PORTAL]: 'REMOVED', [VISIO]: 'INSTALLING' });
  });

  test.each(['spares the others', 'leaves the others pending', 'fails the others'] as const)(
    'one fails, where a failure %s: those beside it go on',
    async (failure) => {
      const office = officeWith({ failure });
      office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
      for (const application of [OFFICE, VISIO]) await office.associate(application);
      await office.deploy();
      await office.clock.advance(30 * MINUTE);
      expect(statesOf(office)).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'ERROR' });
    },
  );

  test.each([
    ['spares the others', 'INSTALLING'],
    ['leaves the others pending', 'PENDING_INSTALL_DEPLOYMENT'],
    ['fails the others', 'ERROR'],
  ] as const)('a removal before them fails, where a failure %s: %s', async (failure, state) => {
    const office = officeWith({ failure });
    office.simulator.failApplication(COMPANY_PORTAL, 'DeploymentError.InternalServerError', { aim: 'UNINSTALL' });
    office.simulator.installNow(DESKTOP, COMPANY_PORTAL);
    await office.disassociate(COMPANY_PORTAL);
    await office.associate(VISIO);
    await office.deploy();
    await office.clock.advance(8 * MINUTE);
    expect(statesOf(office)).toEqual({ [COMPANY_PORTAL]: 'ERROR', [VISIO]: state });
  });
});
