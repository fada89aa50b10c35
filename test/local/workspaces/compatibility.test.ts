import {
  COMPANY_PENDING,
  COMPANY_PORTAL,
  companyApplication,
  DESKTOP,
  GRAPHICS_DESKTOP,
  LINUX_DESKTOP,
  OFFICE_PROFESSIONAL_2016,
  OFFICE_PROFESSIONAL_2019,
  OFFICE_PROFESSIONAL_2021,
  OFFICE_STANDARD_2021,
  PROJECT_PROFESSIONAL_2021,
  PROJECT_STANDARD_2021,
  SEED_WORLD,
  SERVER_2019_DESKTOP,
  SMALL_DISK_DESKTOP,
  STANDARD_DESKTOP,
  VALUE_DESKTOP,
  VISIO_PROFESSIONAL_2021,
  VISIO_STANDARD_2021,
  VISUAL_STUDIO_ENTERPRISE_2022,
  VISUAL_STUDIO_PROFESSIONAL_2022,
} from '../../../local/workspaces';
import { MINUTE, outcomeOf, startOffice } from './harness';

describe('one application on one WorkSpace', () => {
  test.each([
    { what: 'Office on PERFORMANCE', application: OFFICE_PROFESSIONAL_2021, on: DESKTOP, outcome: 'ok' },
    { what: 'Office on STANDARD', application: VISIO_STANDARD_2021, on: STANDARD_DESKTOP, outcome: 'ok' },
    { what: 'Office on GRAPHICS_G4DN', application: PROJECT_PROFESSIONAL_2021, on: GRAPHICS_DESKTOP, outcome: 'ok' },
    {
      what: 'Office on VALUE',
      application: OFFICE_STANDARD_2021,
      on: VALUE_DESKTOP,
      outcome: 'ComputeNotCompatibleException',
    },
    { what: 'Visual Studio on PERFORMANCE', application: VISUAL_STUDIO_PROFESSIONAL_2022, on: DESKTOP, outcome: 'ok' },
    {
      what: 'Visual Studio on STANDARD',
      application: VISUAL_STUDIO_PROFESSIONAL_2022,
      on: STANDARD_DESKTOP,
      outcome: 'ComputeNotCompatibleException',
    },
    {
      what: 'Visual Studio on Windows Server 2019',
      application: VISUAL_STUDIO_ENTERPRISE_2022,
      on: SERVER_2019_DESKTOP,
      outcome: 'OperatingSystemNotCompatibleException',
    },
    {
      what: 'Office on Linux',
      application: OFFICE_PROFESSIONAL_2021,
      on: LINUX_DESKTOP,
      outcome: 'OperatingSystemNotCompatibleException',
    },
    {
      what: 'Office 2019, which can only be uninstalled',
      application: OFFICE_PROFESSIONAL_2019,
      on: DESKTOP,
      outcome: 'ApplicationNotSupportedException',
    },
    {
      what: 'Office 2016, which can only be uninstalled',
      application: OFFICE_PROFESSIONAL_2016,
      on: DESKTOP,
      outcome: 'ApplicationNotSupportedException',
    },
    {
      what: 'an application that is still being prepared',
      application: COMPANY_PENDING,
      on: DESKTOP,
      outcome: 'ApplicationNotSupportedException',
    },
    { what: 'an application of the company on VALUE', application: COMPANY_PORTAL, on: VALUE_DESKTOP, outcome: 'ok' },
  ])('$what: $outcome', async ({ application, on, outcome }) => {
    const office = startOffice();
    expect(await outcomeOf(office.associate(application, on))).toBe(outcome);
    expect(office.simulator.associations(on).some((one) => one.applicationId === application)).toBe(outcome === 'ok');
  });

  test.each(['GRAPHICS', 'GRAPHICSPRO'] as const)(
    'the old graphics type %s: neither suite runs on it',
    async (computeType) => {
      const office = startOffice();
      office.simulator.addWorkspace({ workspaceId: 'ws-oldgraphics', userName: 'zoe', computeType });
      for (const application of [VISIO_PROFESSIONAL_2021, VISUAL_STUDIO_PROFESSIONAL_2022]) {
        expect(await outcomeOf(office.associate(application, 'ws-oldgraphics'))).toBe('ComputeNotCompatibleException');
      }
    },
  );

  test('an application that can only be uninstalled: its uninstall deploys', async () => {
    const office = startOffice();
    await office.disassociate(OFFICE_PROFESSIONAL_2019, SERVER_2019_DESKTOP);
    await office.deploy({ WorkspaceId: SERVER_2019_DESKTOP });
    await office.clock.advance(8 * MINUTE);
    expect(office.simulator.state(SERVER_2019_DESKTOP, OFFICE_PROFESSIONAL_2019)).toBe('REMOVED');
  });
});

describe('two applications side by side', () => {
  test.each([
    { what: 'one edition', there: OFFICE_PROFESSIONAL_2021, wanted: VISIO_PROFESSIONAL_2021, outcome: 'ok' },
    {
      what: 'Standard beside Professional of one product',
      there: OFFICE_STANDARD_2021,
      wanted: OFFICE_PROFESSIONAL_2021,
      outcome: 'IncompatibleApplicationsException',
    },
    {
      what: 'Standard beside Professional of two products',
      there: OFFICE_PROFESSIONAL_2021,
      wanted: PROJECT_STANDARD_2021,
      outcome: 'IncompatibleApplicationsException',
    },
    {
      what: '2021 beside 2019',
      there: OFFICE_PROFESSIONAL_2019,
      wanted: VISIO_PROFESSIONAL_2021,
      outcome: 'IncompatibleApplicationsException',
    },
    {
      what: 'two editions of Visual Studio',
      there: VISUAL_STUDIO_PROFESSIONAL_2022,
      wanted: VISUAL_STUDIO_ENTERPRISE_2022,
      outcome: 'IncompatibleApplicationsException',
    },
    {
      what: 'Visual Studio beside Office',
      there: OFFICE_STANDARD_2021,
      wanted: VISUAL_STUDIO_ENTERPRISE_2022,
      outcome: 'ok',
    },
    { what: 'the company beside anyone', there: OFFICE_STANDARD_2021, wanted: COMPANY_PORTAL, outcome: 'ok' },
  ])('$what: $outcome', async ({ there, wanted, outcome }) => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, there);
    expect(await outcomeOf(office.associate(wanted))).toBe(outcome);
  });

  test('a rival that is only registered: in the way as well', async () => {
    const office = startOffice();
    await office.associate(OFFICE_STANDARD_2021);
    expect(await outcomeOf(office.associate(OFFICE_PROFESSIONAL_2021))).toBe('IncompatibleApplicationsException');
  });

  test('a rival whose install failed: not in the way, until both would be deployed by force', async () => {
    const office = startOffice();
    office.simulator.put({ workspaceId: DESKTOP, applicationId: OFFICE_STANDARD_2021, state: 'ERROR' });
    expect(await outcomeOf(office.associate(OFFICE_PROFESSIONAL_2021))).toBe('ok');
    expect(await outcomeOf(office.deploy({ Force: true }))).toBe('IncompatibleApplicationsException');
    expect(await outcomeOf(office.deploy())).toBe('ok');
  });

  test('a removal taken back after its rival was registered: refused', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, OFFICE_STANDARD_2021);
    await office.disassociate(OFFICE_STANDARD_2021);
    await office.associate(OFFICE_PROFESSIONAL_2021);
    expect(await outcomeOf(office.associate(OFFICE_STANDARD_2021))).toBe('IncompatibleApplicationsException');
  });

  test('rivals that are both installed already: an unrelated deployment is not refused', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, OFFICE_STANDARD_2021);
    office.simulator.installNow(DESKTOP, OFFICE_PROFESSIONAL_2021);
    await office.associate(COMPANY_PORTAL);
    expect(await outcomeOf(office.deploy())).toBe('ok');
  });
});

describe('disk space', () => {
  test('Visual Studio on a small disk: the deployment ends in InsufficientDiskSpace', async () => {
    const office = startOffice();
    await office.associate(VISUAL_STUDIO_PROFESSIONAL_2022, SMALL_DISK_DESKTOP);
    await office.deploy({ WorkspaceId: SMALL_DISK_DESKTOP });
    await office.clock.advance(20 * MINUTE);
    expect(await office.describe(SMALL_DISK_DESKTOP)).toMatchObject([
      {
        State: 'ERROR',
        StateReason: { ErrorCode: 'ValidationError.InsufficientDiskSpace', ErrorMessage: expect.any(String) },
      },
    ]);
  });

  test('what is installed takes its space, and gives it back when it is removed', async () => {
    const LARGE = 'wsa-6large001';
    const applications = [...SEED_WORLD.applications, companyApplication(LARGE, 'Company Atlas', { diskGib: 30 })];
    const office = startOffice({ world: { ...SEED_WORLD, applications } });
    office.simulator.installNow(DESKTOP, LARGE);
    await office.associate(VISUAL_STUDIO_PROFESSIONAL_2022);
    await office.deploy();
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISUAL_STUDIO_PROFESSIONAL_2022)).toBe('ERROR');
    await office.disassociate(LARGE);
    await office.deploy({ Force: true });
    await office.clock.advance(28 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISUAL_STUDIO_PROFESSIONAL_2022)).toBe('COMPLETED');
  });
});
