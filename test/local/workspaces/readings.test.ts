import {
  ALL_READINGS,
  COMPANY_PORTAL,
  DEFAULT_READINGS,
  DESKTOP,
  OFFICE_PROFESSIONAL_2021,
  OFFICE_STANDARD_2021,
  type Readings,
  STOPPED_DESKTOP,
  singleDepartures,
  VISIO_PROFESSIONAL_2021,
} from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;
const LONG_AGO = Date.UTC(2024, 0, 1);

const officeWith = (readings: Partial<Readings>) => startOffice({ readings });

test('the list of readings: every switch has its default first, and at least one other value', () => {
  for (const [key, values] of Object.entries<readonly unknown[]>(ALL_READINGS)) {
    expect(DEFAULT_READINGS).toHaveProperty(key, values[0]);
    expect(new Set(values).size).toBeGreaterThan(1);
  }
  expect(singleDepartures()).toContainEqual({ name: 'removed: vanishes', readings: { removed: 'vanishes' } });
});

test.each([
  { removed: 'stays listed', listed: [{ State: 'REMOVED' }], state: 'REMOVED' },
  { removed: 'vanishes', listed: [], state: 'ABSENT' },
] as const)('removed $removed: seen as $state', async ({ removed, listed, state }) => {
  const office = officeWith({ removed });
  office.simulator.installNow(DESKTOP, VISIO);
  await office.disassociate(VISIO);
  await office.deploy();
  await office.clock.advance(8 * MINUTE);
  expect(await office.describe()).toMatchObject(listed);
  expect(office.simulator.state(DESKTOP, VISIO)).toBe(state);
  expect(await outcomeOf(office.disassociate(VISIO))).toBe('ResourceNotFoundException');
});

describe('Associate on an existing pair', () => {
  test.each(['PENDING_INSTALL_DEPLOYMENT', 'COMPLETED', 'ERROR'] as const)(
    'fails, in state %s: nothing is changed',
    async (state) => {
      const office = officeWith({ associateExisting: 'fails' });
      office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state });
      expect(await outcomeOf(office.associate(VISIO))).toBe('ResourceAlreadyExistsException');
      expect(office.simulator.state(DESKTOP, VISIO)).toBe(state);
    },
  );

  test.each(['PENDING_INSTALL_DEPLOYMENT', 'COMPLETED'] as const)(
    'succeeds, in state %s: nothing is changed',
    async (state) => {
      const office = officeWith({ associateExisting: 'succeeds' });
      office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state, created: LONG_AGO });
      expect(await office.associate(VISIO)).toMatchObject({ State: state, LastUpdatedTime: new Date(LONG_AGO) });
    },
  );
});

test.each([
  { busy: 'ResourceInUseException', members: { ResourceId: DESKTOP } },
  { busy: 'OperationNotSupportedException', members: { reason: 'The resource is busy.' } },
] as const)('busy as $busy: a second deployment is refused so', async ({ busy, members }) => {
  const office = officeWith({ busy });
  await office.associate(VISIO);
  await office.deploy();
  await expect(office.deploy()).rejects.toMatchObject({ name: busy, ...members });
});

test.each([
  { revertedInstall: 'vanishes', state: 'ABSENT' },
  { revertedInstall: 'becomes a pending uninstall', state: 'PENDING_UNINSTALL_DEPLOYMENT' },
] as const)('a reverted install $revertedInstall: $state', async ({ revertedInstall, state }) => {
  const office = officeWith({ revertedInstall });
  await office.associate(VISIO);
  await office.disassociate(VISIO);
  expect(office.simulator.state(DESKTOP, VISIO)).toBe(state);
});

test('a reverted install that becomes a pending uninstall: Associate makes it a pending install again, not an installed one', async () => {
  const office = officeWith({ revertedInstall: 'becomes a pending uninstall' });
  await office.associate(VISIO);
  await office.disassociate(VISIO);
  expect(await office.associate(VISIO)).toMatchObject({ State: 'PENDING_INSTALL_DEPLOYMENT' });
});

test.each([
  { registered: 'PENDING_INSTALL_DEPLOYMENT', uninstall: 'PENDING_UNINSTALL_DEPLOYMENT' },
  { registered: 'PENDING_INSTALL', uninstall: 'PENDING_UNINSTALL' },
] as const)(
  'registered as $registered: an uninstall as $uninstall, and both deploy',
  async ({ registered, uninstall }) => {
    const office = officeWith({ registered });
    office.simulator.installNow(DESKTOP, COMPANY_PORTAL);
    expect(await office.associate(VISIO)).toMatchObject({ State: registered });
    expect(await office.disassociate(COMPANY_PORTAL)).toMatchObject({ State: uninstall });
    await office.deploy();
    await office.clock.advance(30 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('COMPLETED');
    expect(office.simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('REMOVED');
  },
);

test.each([
  { timestamps: 'both', created: true, lastUpdated: true },
  { timestamps: 'no Created', created: false, lastUpdated: true },
  { timestamps: 'no LastUpdatedTime', created: true, lastUpdated: false },
  { timestamps: 'none', created: false, lastUpdated: false },
] as const)(
  'timestamps $timestamps: in the answers of Associate and Describe alike',
  async ({ timestamps, created, lastUpdated }) => {
    const office = officeWith({ timestamps });
    for (const answer of [await office.associate(VISIO), ...(await office.describe())]) {
      expect('Created' in answer).toBe(created);
      expect('LastUpdatedTime' in answer).toBe(lastUpdated);
    }
  },
);

describe.each(['stays listed', 'vanishes'] as const)(
  'an application associated anew, after a removal that %s',
  (removed) => {
    test.each([
      { reassociation: 'renews Created', created: NOON + 8 * MINUTE },
      { reassociation: 'keeps Created', created: LONG_AGO },
    ] as const)('$reassociation', async ({ reassociation, created }) => {
      const office = officeWith({ reassociation, removed });
      office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'COMPLETED', created: LONG_AGO });
      await office.disassociate(VISIO);
      await office.deploy();
      await office.clock.advance(8 * MINUTE);
      expect(await office.associate(VISIO)).toMatchObject({
        Created: new Date(created),
        LastUpdatedTime: new Date(NOON + 8 * MINUTE),
      });
    });
  },
);

test.each([
  { repeatedFailure: 'moves LastUpdatedTime', lastUpdated: NOON + 20 * MINUTE },
  { repeatedFailure: 'keeps LastUpdatedTime', lastUpdated: LONG_AGO },
] as const)('a retry that fails again $repeatedFailure', async ({ repeatedFailure, lastUpdated }) => {
  const office = officeWith({ repeatedFailure });
  office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR', created: LONG_AGO });
  office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
  await office.deploy({ Force: true });
  await office.clock.advance(20 * MINUTE);
  expect(await office.describe()).toMatchObject([{ State: 'ERROR', LastUpdatedTime: new Date(lastUpdated) }]);
});

test('a first failure: moves LastUpdatedTime under either reading', async () => {
  const office = officeWith({ repeatedFailure: 'keeps LastUpdatedTime' });
  office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
  await office.associate(VISIO);
  await office.deploy();
  await office.clock.advance(20 * MINUTE);
  expect(await office.describe()).toMatchObject([{ State: 'ERROR', LastUpdatedTime: new Date(NOON + 20 * MINUTE) }]);
});

test.each([
  { failure: 'spares the others', other: 'INSTALLING', workspace: 'UPDATING' },
  { failure: 'leaves the others pending', other: 'PENDING_INSTALL_DEPLOYMENT', workspace: 'AVAILABLE' },
  { failure: 'fails the others', other: 'ERROR', workspace: 'AVAILABLE' },
] as const)('a failure that $failure: the next one is $other', async ({ failure, other, workspace }) => {
  const office = officeWith({ failure });
  office.simulator.failApplication(VISIO, 'ValidationError.InsufficientMemory');
  await office.associate(VISIO);
  await office.associate(OFFICE_PROFESSIONAL_2021);
  await office.deploy();
  await office.clock.advance(20 * MINUTE);
  expect(office.simulator.state(DESKTOP, VISIO)).toBe('ERROR');
  expect(office.simulator.state(DESKTOP, OFFICE_PROFESSIONAL_2021)).toBe(other);
  expect(office.simulator.workspace(DESKTOP)?.state).toBe(workspace);
});

test.each([
  { stopped: 'deploys', outcome: 'ok' },
  { stopped: 'is refused', outcome: 'OperationNotSupportedException' },
] as const)('a STOPPED WorkSpace $stopped: Associate works, Deploy answers $outcome', async ({ stopped, outcome }) => {
  const office = officeWith({ stopped });
  await office.associate(VISIO, STOPPED_DESKTOP);
  expect(await outcomeOf(office.deploy({ WorkspaceId: STOPPED_DESKTOP }))).toBe(outcome);
});

test.each([
  {
    incompatibility: 'at Associate',
    associate: 'IncompatibleApplicationsException',
    deploy: 'OperationNotSupportedException',
  },
  { incompatibility: 'at Deploy', associate: 'ok', deploy: 'IncompatibleApplicationsException' },
] as const)(
  'rivals found $incompatibility: Associate $associate, Deploy $deploy',
  async ({ incompatibility, associate, deploy }) => {
    const office = officeWith({ incompatibility });
    office.simulator.installNow(DESKTOP, OFFICE_STANDARD_2021);
    expect(await outcomeOf(office.associate(VISIO))).toBe(associate);
    expect(await outcomeOf(office.deploy())).toBe(deploy);
    expect(office.simulator.deploymentsOf(DESKTOP)).toEqual([]);
  },
);

describe.each(['at Associate', 'at Deploy'] as const)(
  'a swap of edition, where rivals are found %s',
  (incompatibility) => {
    test('in one deployment: the old goes and the new comes in the same outage', async () => {
      const office = officeWith({ incompatibility, swap: 'in one deployment' });
      office.simulator.installNow(DESKTOP, OFFICE_STANDARD_2021);
      await office.disassociate(OFFICE_STANDARD_2021);
      await office.associate(OFFICE_PROFESSIONAL_2021);
      await office.deploy();
      await office.clock.advance(28 * MINUTE);
      expect(office.simulator.state(DESKTOP, OFFICE_STANDARD_2021)).toBe('REMOVED');
      expect(office.simulator.state(DESKTOP, OFFICE_PROFESSIONAL_2021)).toBe('COMPLETED');
    });

    test('removal first: refused until the removal was deployed', async () => {
      const office = officeWith({ incompatibility, swap: 'removal first' });
      office.simulator.installNow(DESKTOP, OFFICE_STANDARD_2021);
      await office.disassociate(OFFICE_STANDARD_2021);
      const refused = incompatibility === 'at Associate' ? office.associate(OFFICE_PROFESSIONAL_2021) : undefined;
      if (!refused) await office.associate(OFFICE_PROFESSIONAL_2021);
      expect(await outcomeOf(refused ?? office.deploy())).toBe('IncompatibleApplicationsException');
      if (!refused) await office.disassociate(OFFICE_PROFESSIONAL_2021);
      await office.deploy();
      await office.clock.advance(8 * MINUTE);
      expect(await outcomeOf(office.associate(OFFICE_PROFESSIONAL_2021))).toBe('ok');
      expect(await outcomeOf(office.deploy())).toBe('ok');
    });
  },
);

test.each([
  { emptyDeploy: 'is refused', outcome: 'OperationNotSupportedException' },
  { emptyDeploy: 'succeeds', outcome: 'ok' },
] as const)(
  'a deployment of nothing $emptyDeploy: $outcome, and no outage either way',
  async ({ emptyDeploy, outcome }) => {
    const office = officeWith({ emptyDeploy });
    expect(await outcomeOf(office.deploy())).toBe(outcome);
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
    expect(office.simulator.deploymentsOf(DESKTOP)).toEqual([]);
  },
);

test.each([
  {
    registerOnError: 'becomes pending',
    removal: 'PENDING_UNINSTALL_DEPLOYMENT',
    install: 'PENDING_INSTALL_DEPLOYMENT',
  },
  { registerOnError: 'stays ERROR', removal: 'ERROR', install: 'ERROR' },
] as const)('an ERROR that is registered anew $registerOnError', async ({ registerOnError, removal, install }) => {
  const office = officeWith({ registerOnError, associateExisting: 'succeeds' });
  office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
  expect(await office.associate(VISIO)).toMatchObject({ State: install });
  office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
  expect(await office.disassociate(VISIO)).toMatchObject({ State: removal });
});

test('a failed uninstall, wanted again and then not: it is still on the desktop, so its record cannot just vanish', async () => {
  const office = officeWith({ associateExisting: 'succeeds', revertedInstall: 'vanishes' });
  office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR', aim: 'UNINSTALL' });
  expect(await office.associate(VISIO)).toMatchObject({ State: 'PENDING_INSTALL_DEPLOYMENT' });
  expect(await office.disassociate(VISIO)).toMatchObject({ State: 'PENDING_UNINSTALL_DEPLOYMENT' });
});

describe('registering while a deployment runs', () => {
  test('is refused: busy, and the WorkSpace is named', async () => {
    const office = officeWith({ registerWhileBusy: 'is refused' });
    await office.associate(VISIO);
    await office.deploy();
    await expect(office.associate(COMPANY_PORTAL)).rejects.toMatchObject({
      name: 'ResourceInUseException',
      ResourceId: DESKTOP,
    });
  });

  test('is accepted: it waits for the next deployment, but what is moving or queued is not touched', async () => {
    const office = officeWith({ registerWhileBusy: 'is accepted' });
    await office.associate(VISIO);
    await office.associate(OFFICE_PROFESSIONAL_2021);
    await office.deploy();
    expect(await outcomeOf(office.associate(COMPANY_PORTAL))).toBe('ok');
    expect(await outcomeOf(office.disassociate(VISIO))).toBe('ResourceInUseException');
    expect(await outcomeOf(office.disassociate(OFFICE_PROFESSIONAL_2021))).toBe('ResourceInUseException');
    await office.clock.advance(60 * MINUTE);
    expect(office.simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('PENDING_INSTALL_DEPLOYMENT');
  });
});
