import { AssociationErrorCode, DescribeWorkspacesCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import {
  COMPANY_PORTAL,
  ConnectionFault,
  DESKTOP,
  DOCUMENTED_THROTTLE,
  inProcessRequestHandler,
  OFFICE_PROFESSIONAL_2021,
  STANDARD_DESKTOP,
  VISIO_PROFESSIONAL_2021,
} from '../../../local/workspaces';
import { MINUTE, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;

describe('an application that is to fail', () => {
  test.each(Object.values(AssociationErrorCode))(
    '%s: ERROR with that reason and words, the WorkSpace AVAILABLE again',
    async (code) => {
      const office = startOffice();
      office.simulator.failApplication(VISIO, code);
      await office.associate(VISIO);
      await office.deploy();
      await office.clock.advance(20 * MINUTE);
      expect(await office.describe()).toMatchObject([
        { State: 'ERROR', StateReason: { ErrorCode: code, ErrorMessage: expect.stringMatching(/\w/) } },
      ]);
      expect(office.simulator.workspace(DESKTOP)?.state).toBe('AVAILABLE');
      expect(office.simulator.deploymentsOf(DESKTOP)).toMatchObject([{ applications: [{ errorCode: code }] }]);
    },
  );

  test('by default only its install: a removal cleans up', async () => {
    const office = startOffice();
    office.simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace');
    await office.associate(VISIO);
    await office.deploy();
    await office.clock.advance(20 * MINUTE);
    await office.disassociate(VISIO);
    await office.deploy();
    await office.clock.advance(8 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('REMOVED');
  });

  test('both halves: the removal fails too', async () => {
    const office = startOffice();
    office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { aim: 'BOTH', message: 'no luck' });
    office.simulator.installNow(DESKTOP, VISIO);
    await office.disassociate(VISIO);
    await office.deploy();
    await office.clock.advance(8 * MINUTE);
    expect(await office.describe()).toMatchObject([{ State: 'ERROR', StateReason: { ErrorMessage: 'no luck' } }]);
  });

  test('on one WorkSpace only: it installs on another', async () => {
    const office = startOffice();
    office.simulator.failApplication(COMPANY_PORTAL, 'DeploymentError.InternalServerError', { workspaceId: DESKTOP });
    for (const workspaceId of [DESKTOP, STANDARD_DESKTOP]) {
      await office.associate(COMPANY_PORTAL, workspaceId);
      await office.deploy({ WorkspaceId: workspaceId });
    }
    await office.clock.advance(20 * MINUTE);
    expect(office.simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('ERROR');
    expect(office.simulator.state(STANDARD_DESKTOP, COMPANY_PORTAL)).toBe('COMPLETED');
  });

  test('once, on two WorkSpaces looked at long after: the one whose turn ended first has failed', async () => {
    const office = startOffice({
      durations: { install: ({ workspaceId }) => (workspaceId === DESKTOP ? 20 : 10) * MINUTE },
    });
    office.simulator.failApplication(COMPANY_PORTAL, 'DeploymentError.InternalServerError', { times: 1 });
    for (const workspaceId of [DESKTOP, STANDARD_DESKTOP]) {
      await office.associate(COMPANY_PORTAL, workspaceId);
      await office.deploy({ WorkspaceId: workspaceId });
    }
    await office.clock.advance(60 * MINUTE);
    expect(office.simulator.state(STANDARD_DESKTOP, COMPANY_PORTAL)).toBe('ERROR');
    expect(office.simulator.state(DESKTOP, COMPANY_PORTAL)).toBe('COMPLETED');
  });

  test('made well while it installs: it installs', async () => {
    const office = startOffice();
    office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError');
    await office.associate(VISIO);
    await office.deploy();
    await office.clock.advance(10 * MINUTE);
    office.simulator.failApplication(VISIO, undefined);
    await office.clock.advance(10 * MINUTE);
    expect(office.simulator.state(DESKTOP, VISIO)).toBe('COMPLETED');
  });
});

describe('an operation that is to fail', () => {
  test.each([
    { exception: 'AccessDeniedException', status: 400, name: 'AccessDeniedException' },
    { exception: 'ThrottlingException', status: 400, name: 'ThrottlingException' },
    { exception: 'InternalServerError', status: 500, name: 'InternalServerError' },
    { exception: 'IncompatibleApplicationsException', status: 400, name: 'IncompatibleApplicationsException' },
  ])('$exception, twice: HTTP $status, nothing happens, then well again', async ({ exception, status, name }) => {
    const office = startOffice();
    office.simulator.failOperation('AssociateWorkspaceApplication', { exception, times: 2 });
    for (const _ of [1, 2]) {
      await expect(office.associate(VISIO)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
      expect(office.simulator.state(DESKTOP, VISIO)).toBe('ABSENT');
    }
    expect(await outcomeOf(office.associate(VISIO))).toBe('ok');
    expect(office.simulator.calls.map((call) => call.outcome)).toEqual([exception, exception, 'ok']);
  });

  test.each([
    'ApplicationNotSupportedException',
    'ComputeNotCompatibleException',
    'IncompatibleApplicationsException',
    'OperatingSystemNotCompatibleException',
  ])('%s, even with a message asked for: without, since the model has none', async (exception) => {
    const office = startOffice();
    office.simulator.failOperation('AssociateWorkspaceApplication', { exception, message: 'words' });
    await expect(office.associate(VISIO)).rejects.toMatchObject({ name: exception, message: 'UnknownError' });
  });

  test.each([
    { exception: 'socketReset', code: 'ECONNRESET' },
    { exception: 'timeout', code: 'ETIMEDOUT' },
  ])('$exception: the error that the Node handler of the SDK gives', async ({ exception, code }) => {
    const office = startOffice();
    office.simulator.failOperation('*', { exception });
    await expect(office.describe()).rejects.toMatchObject({ name: 'TimeoutError', code });
    expect(office.simulator.calls).toMatchObject([{ outcome: exception, effective: false }]);
  });

  test('a connection fault: a transport gets it as such, to break the connection itself', async () => {
    const office = startOffice();
    office.simulator.failOperation('DescribeWorkspaces', { exception: 'socketReset' });
    const call = office.simulator.handle({ target: 'WorkspacesService.DescribeWorkspaces', body: '{}' });
    await expect(call).rejects.toBeInstanceOf(ConnectionFault);
  });

  test.each(['InternalServerError', 'socketReset'])(
    '%s after the effect: the caller sees an error, the change is made',
    async (exception) => {
      const office = startOffice();
      await office.associate(VISIO);
      office.simulator.failOperation('DeployWorkspaceApplications', { exception, when: 'after' });
      expect(await outcomeOf(office.deploy())).not.toBe('ok');
      expect(office.simulator.state(DESKTOP, VISIO)).toBe('INSTALLING');
      expect(office.simulator.calls.at(-1)).toMatchObject({ outcome: exception, effective: true });
    },
  );

  test('an answer lost of a call that was refused anyway: the caller does not learn of the refusal', async () => {
    const office = startOffice();
    office.simulator.failOperation('DeployWorkspaceApplications', { exception: 'timeout', when: 'after' });
    expect(await outcomeOf(office.deploy())).toBe('TimeoutError');
    expect(office.simulator.calls).toMatchObject([{ outcome: 'timeout', effective: false }]);
  });

  test('for one application: others are well', async () => {
    const office = startOffice();
    office.simulator.failOperation('*', {
      exception: 'AccessDeniedException',
      applicationId: VISIO,
      message: 'not you',
    });
    expect(await outcomeOf(office.associate(OFFICE_PROFESSIONAL_2021))).toBe('ok');
    await expect(office.associate(VISIO)).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not you' });
  });

  test('taken back: well at once', async () => {
    const office = startOffice();
    office.simulator.failOperation('*', { exception: 'AccessDeniedException', times: Number.POSITIVE_INFINITY });
    expect(await outcomeOf(office.describe())).toBe('AccessDeniedException');
    office.simulator.clearFaults();
    expect(await outcomeOf(office.describe())).toBe('ok');
  });

  test('with the retries of the SDK: a passing fault is never seen', async () => {
    const { simulator } = startOffice();
    simulator.failOperation('DescribeWorkspaces', { exception: 'socketReset' });
    const client = new WorkSpacesClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: inProcessRequestHandler(simulator),
    });
    const answer = await client.send(new DescribeWorkspacesCommand({ WorkspaceIds: [DESKTOP] }));
    expect(answer.$metadata.attempts).toBe(2);
  });
});

describe('the throttle', () => {
  test('off unless it is asked for', async () => {
    const office = startOffice();
    for (let call = 0; call < 50; call += 1) await office.describe();
  });

  test.each([400, 429] as const)('more than five at once: answered as %i', async (throttleStatus) => {
    const office = startOffice({ throttle: DOCUMENTED_THROTTLE, readings: { throttleStatus } });
    for (let call = 0; call < 5; call += 1) await office.describe();
    await expect(office.describe()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: throttleStatus },
    });
  });

  test('spent: two calls a second are earned, of all operations together, and never more than five saved', async () => {
    const office = startOffice({ throttle: DOCUMENTED_THROTTLE });
    const burst = async () => {
      const outcomes = [];
      for (let call = 0; call < 8; call += 1)
        outcomes.push(await outcomeOf(call % 2 ? office.describe() : office.associate(VISIO)));
      return outcomes.filter((outcome) => outcome !== 'ThrottlingException').length;
    };
    expect(await burst()).toBe(5);
    await office.clock.advance(1_000);
    expect(await burst()).toBe(2);
    await office.clock.advance(60_000);
    expect(await burst()).toBe(5);
  });

  test('a throttled call: nothing happens, no fault is used up, and it is in the journal', async () => {
    const office = startOffice({ throttle: { ratePerSecond: 1, burst: 1 } });
    await office.describe();
    office.simulator.failOperation('AssociateWorkspaceApplication', { exception: 'AccessDeniedException' });
    expect(await outcomeOf(office.associate(VISIO))).toBe('ThrottlingException');
    expect(office.simulator.calls.at(-1)).toMatchObject({ outcome: 'ThrottlingException', effective: false });
    await office.clock.advance(1_000);
    expect(await outcomeOf(office.associate(VISIO))).toBe('AccessDeniedException');
  });
});
