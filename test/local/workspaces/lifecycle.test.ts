import {
  COMPANY_PORTAL,
  DESKTOP,
  OFFICE_PROFESSIONAL_2021,
  STOPPED_DESKTOP,
  SUSPENDED_DESKTOP,
  VISIO_PROFESSIONAL_2021,
} from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;
const OFFICE = OFFICE_PROFESSIONAL_2021;

describe('an install', () => {
  test('associated and not deployed: registered, and nothing happens however long one waits', async () => {
    const office = startOffice();
    expect(await office.associate(VISIO)).toEqual({
      WorkspaceId: DESKTOP,
      AssociatedResourceId: VISIO,
      AssociatedResourceType: 'APPLICATION',
      State: 'PENDING_INSTALL_DEPLOYMENT',
      Created: new Date(NOON),
      LastUpdatedTime: new Date(NOON),
    });
    await office.clock.advance(24 * 60 * MINUTE);
    expect(await office.describe()).toMatchObject([{ State: 'PENDING_INSTALL_DEPLOYMENT' }]);
    expect(office.simulator.deploymentsOf(DESKTOP)).toEqual([]);
  });

  test('deployed: INSTALLING for its duration on a WorkSpace that is UPDATING, then COMPLETED on one that is AVAILABLE', async () => {
    const office = startOffice({ durations: { install: 20 * MINUTE } });
    await office.associate(VISIO);
    expect(await office.deploy()).toMatchObject([{ AssociatedResourceId: VISIO, State: 'INSTALLING' }]);
    await office.clock.advance(20 * MINUTE - 1);
    expect(await office.describe()).toMatchObject([{ State: 'INSTALLING' }]);
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('UPDATING');
    await office.clock.advance(1);
    expect(await office.describe()).toMatchObject([
      { State: 'COMPLETED', Created: new Date(NOON), LastUpdatedTime: new Date(NOON + 20 * MINUTE) },
    ]);
    expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
  });

  test('looked at long after: everything happened at its own time, not when it was seen', async () => {
    const office = startOffice({ durations: { install: 20 * MINUTE } });
    await office.associate(VISIO);
    await office.associate(OFFICE);
    await office.deploy();
    await office.clock.advance(300 * MINUTE);
    const ends = (await office.describe()).map((association) => association.LastUpdatedTime?.getTime());
    expect(ends).toEqual([NOON + 20 * MINUTE, NOON + 40 * MINUTE]);
    expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([{ begin: NOON, end: NOON + 40 * MINUTE }]);
  });

  test('two applications: one deployment, one outage, one after another, the second queued as PENDING_INSTALL', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.associate(OFFICE);
    await office.deploy();
    expect(await office.describe()).toMatchObject([{ State: 'INSTALLING' }, { State: 'PENDING_INSTALL' }]);
    await office.clock.advance(20 * MINUTE);
    expect(await office.describe()).toMatchObject([{ State: 'COMPLETED' }, { State: 'INSTALLING' }]);
    await office.clock.advance(20 * MINUTE);
    expect(await office.describe()).toMatchObject([{ State: 'COMPLETED' }, { State: 'COMPLETED' }]);
    expect(office.simulator.deploymentsOf(DESKTOP)).toHaveLength(1);
  });

  test('on a STOPPED WorkSpace: it returns to STOPPED', async () => {
    const office = startOffice();
    await office.associate(VISIO, STOPPED_DESKTOP);
    await office.deploy({ WorkspaceId: STOPPED_DESKTOP });
    expect(office.simulator.workspace(STOPPED_DESKTOP)?.state).toBe('UPDATING');
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.state(STOPPED_DESKTOP, VISIO)).toBe('COMPLETED');
    expect(office.simulator.workspace(STOPPED_DESKTOP)?.state).toBe('STOPPED');
  });

  test('while a user is connected: the session ends with the deployment', async () => {
    const office = startOffice();
    office.simulator.setConnection(DESKTOP, 'CONNECTED');
    await office.associate(VISIO);
    expect(office.simulator.workspace(DESKTOP)?.connection).toBe('CONNECTED');
    await office.deploy();
    expect(office.simulator.workspace(DESKTOP)?.connection).toBe('DISCONNECTED');
    expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([{ endedSession: true }]);
  });
});

describe('a removal', () => {
  test('of an installed application: registered, and gone only by a deployment', async () => {
    const office = startOffice({ durations: { uninstall: 8 * MINUTE } });
    office.simulator.installNow(DESKTOP, VISIO);
    expect(await office.disassociate(VISIO)).toMatchObject({ State: 'PENDING_UNINSTALL_DEPLOYMENT' });
    expect(await office.deploy()).toMatchObject([{ State: 'UNINSTALLING' }]);
    await office.clock.advance(8 * MINUTE);
    expect(await office.describe()).toMatchObject([{ State: 'REMOVED' }]);
  });

  test('together with an install: the removal takes the first turn', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    office.simulator.installNow(DESKTOP, COMPANY_PORTAL);
    await office.disassociate(COMPANY_PORTAL);
    await office.deploy();
    expect(office.simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('UNINSTALLING');
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('PENDING_INSTALL');
    expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([
      {
        applications: [
          { applicationId: COMPANY_PORTAL, aim: 'UNINSTALL' },
          { applicationId: VISIO, aim: 'INSTALL' },
        ],
      },
    ]);
  });

  test('of something that was never associated: ResourceNotFound names the application', async () => {
    await expect(startOffice().disassociate(VISIO)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceId: VISIO,
    });
  });

  test('asked for twice: the second call changes nothing', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, VISIO);
    await office.disassociate(VISIO);
    await office.clock.advance(MINUTE);
    expect(await office.disassociate(VISIO)).toMatchObject({
      State: 'PENDING_UNINSTALL_DEPLOYMENT',
      LastUpdatedTime: new Date(NOON),
    });
  });
});

describe('undo before the deployment', () => {
  test('Associate on a pending uninstall: installed as before, no outage', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, VISIO);
    await office.disassociate(VISIO);
    expect(await office.associate(VISIO)).toMatchObject({ State: 'COMPLETED' });
    expect(office.simulator.deploymentsOf(DESKTOP)).toEqual([]);
  });

  test('Disassociate on a pending install: nothing left, no outage', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.disassociate(VISIO);
    expect(await office.describe()).toEqual([]);
    expect(office.simulator.deploymentsOf(DESKTOP)).toEqual([]);
  });

  test('Associate on the pending uninstall of an application that can no longer be installed: kept', async () => {
    const office = startOffice();
    const OLD = 'wsa-5office19p';
    office.simulator.installNow(DESKTOP, OLD);
    await office.disassociate(OLD);
    expect(await office.associate(OLD)).toMatchObject({ State: 'COMPLETED' });
  });
});

describe('Force', () => {
  test('a failed install: left alone by a plain deployment, tried again by a forced one', async () => {
    const office = startOffice();
    office.simulator.failApplication(VISIO, 'DeploymentError.WorkspaceUnreachable', { times: 1 });
    await office.associate(VISIO);
    await office.deploy();
    await office.clock.advance(20 * MINUTE);
    expect(await office.describe()).toMatchObject([
      { State: 'ERROR', StateReason: { ErrorCode: 'DeploymentError.WorkspaceUnreachable' } },
    ]);
    expect(await outcomeOf(office.deploy())).toBe('OperationNotSupportedException');
    await office.deploy({ Force: true });
    await office.clock.advance(20 * MINUTE);
    const [association] = await office.describe();
    expect(association).toMatchObject({ State: 'COMPLETED' });
    expect(association).not.toHaveProperty('StateReason');
  });

  test('a failed uninstall: a forced deployment uninstalls', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, VISIO);
    office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { times: 1, aim: 'UNINSTALL' });
    await office.disassociate(VISIO);
    await office.deploy();
    await office.clock.advance(8 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('ERROR');
    await office.deploy({ Force: true });
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('UNINSTALLING');
    await office.clock.advance(8 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('REMOVED');
  });

  test('a failed install that was disassociated since: a forced deployment removes it', async () => {
    const office = startOffice({ readings: { registerOnError: 'stays ERROR' } });
    office.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
    expect(await office.disassociate(VISIO)).toMatchObject({ State: 'ERROR' });
    await office.deploy({ Force: true });
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('UNINSTALLING');
  });
});

describe('Deploy by the state of the WorkSpace', () => {
  test.each([
    { state: 'AVAILABLE', outcome: 'ok', reason: 'documented' },
    { state: 'STOPPED', outcome: 'ok', reason: 'documented' },
    { state: 'UPDATING', outcome: 'ResourceInUseException', reason: 'something else is going on' },
    { state: 'REBOOTING', outcome: 'ResourceInUseException', reason: 'it will be available again' },
    { state: 'MAINTENANCE', outcome: 'ResourceInUseException', reason: 'it will be available again' },
    { state: 'SUSPENDED', outcome: 'OperationNotSupportedException', reason: 'an administrator must act first' },
    { state: 'ERROR', outcome: 'OperationNotSupportedException', reason: 'an administrator must act first' },
    { state: 'TERMINATED', outcome: 'ResourceNotFoundException', reason: 'it is gone' },
  ] as const)('$state: $outcome, since $reason', async ({ state, outcome }) => {
    const office = startOffice();
    await office.associate(VISIO);
    office.simulator.setWorkspaceState(DESKTOP, state);
    expect(await outcomeOf(office.deploy())).toBe(outcome);
  });

  test('a refusal for good: the reason names the state', async () => {
    await expect(startOffice().deploy({ WorkspaceId: SUSPENDED_DESKTOP })).rejects.toMatchObject({
      name: 'OperationNotSupportedException',
      reason: 'The WorkSpace is in state SUSPENDED.',
    });
  });

  test('while a deployment runs: refused, also if the WorkSpace claims to be AVAILABLE', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    expect(await outcomeOf(office.deploy())).toBe('ResourceInUseException');
    office.simulator.setWorkspaceState(DESKTOP, 'AVAILABLE');
    expect(await outcomeOf(office.deploy())).toBe('ResourceInUseException');
  });
});

describe('durations', () => {
  test('an override for one application, and a function that draws from a distribution', async () => {
    const office = startOffice({
      random: () => 0.5,
      durations: {
        install: ({ random }) => 10 * MINUTE * random(),
        applications: { [OFFICE]: { install: 30 * MINUTE } },
      },
    });
    await office.associate(VISIO);
    await office.associate(OFFICE);
    await office.deploy();
    await office.clock.advance(60 * MINUTE);
    expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([{ end: NOON + 35 * MINUTE }]);
  });
});
