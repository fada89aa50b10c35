import { COMPANY_PORTAL, DESKTOP, VISIO_PROFESSIONAL_2021 } from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;
const LONG_AGO = Date.UTC(2024, 0, 1);

describe('a planted association', () => {
  test('with its age: described so', async () => {
    const office = startOffice();
    office.simulator.put({
      workspaceId: DESKTOP,
      applicationId: VISIO,
      state: 'ERROR',
      created: new Date(LONG_AGO),
      lastUpdated: NOON - MINUTE,
      reason: 'ValidationError.InsufficientMemory',
    });
    expect(await office.describe()).toMatchObject([
      {
        State: 'ERROR',
        Created: new Date(LONG_AGO),
        LastUpdatedTime: new Date(NOON - MINUTE),
        StateReason: { ErrorCode: 'ValidationError.InsufficientMemory' },
      },
    ]);
  });

  test('in a moving state: it stays so, for no deployment belongs to it', async () => {
    const office = startOffice();
    office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'INSTALLING' });
    await office.clock.advance(600 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('INSTALLING');
    expect(await outcomeOf(office.disassociate(VISIO))).toBe('ResourceInUseException');
  });

  test('pending: the next deployment takes it along', async () => {
    const office = startOffice();
    office.simulator.put({ workspaceId: DESKTOP, applicationId: COMPANY_PORTAL, state: 'PENDING_INSTALL_DEPLOYMENT' });
    await office.associate(VISIO);
    expect(await office.deploy()).toHaveLength(2);
  });

  test('removed: as if it had never been', async () => {
    const office = startOffice({ readings: { reassociation: 'keeps Created' } });
    office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'COMPLETED', created: LONG_AGO });
    office.simulator.remove(DESKTOP, VISIO);
    expect(await office.describe()).toEqual([]);
    expect(await office.associate(VISIO)).toMatchObject({ Created: new Date(NOON) });
  });
});

describe('a colleague in the middle of a deployment', () => {
  test('who removes the record: the deployment ends without it', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    office.simulator.remove(DESKTOP, VISIO);
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('ABSENT');
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
  });

  test('who plants another state: it stands, and the deployment ends without it', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('ERROR');
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
  });

  test('who sets the state of the WorkSpace: it stands when the deployment ends', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    office.simulator.setWorkspaceState(DESKTOP, 'SUSPENDED');
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('SUSPENDED');
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('COMPLETED');
  });

  test('who terminates the WorkSpace: it is gone, and its outage is over', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    await office.clock.advance(MINUTE);
    office.simulator.terminate(DESKTOP);
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.workspace(DESKTOP)).toBeUndefined();
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('ABSENT');
    expect(await outcomeOf(office.describe())).toBe('ResourceNotFoundException');
    expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([{ begin: NOON, end: NOON + MINUTE }]);
  });
});

test('a colleague who is refused: the error that the API would answer', () => {
  const { simulator } = startOffice();
  expect(() => simulator.deploy(DESKTOP)).toThrow(
    expect.objectContaining({ exception: 'OperationNotSupportedException' }),
  );
});

test('a control on a WorkSpace that is not there: says so, rather than planting it nowhere', () => {
  const { simulator } = startOffice();
  expect(() => simulator.installNow('ws-000000000', VISIO)).toThrow(/no WorkSpace ws-000000000 .* addWorkspace/);
});
