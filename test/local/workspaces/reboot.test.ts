import { RebootWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { DESKTOP, STOPPED_DESKTOP, VISIO_PROFESSIONAL_2021 } from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;

type Office = ReturnType<typeof startOffice>;

const reboot = async (office: Office, ...ids: string[]) =>
  office.client.send(
    new RebootWorkspacesCommand({ RebootWorkspaceRequests: ids.map((WorkspaceId) => ({ WorkspaceId })) }),
  );

const stateOf = ({ simulator }: Office) => simulator.workspace(DESKTOP)?.state;

test.each(['AVAILABLE', 'UNHEALTHY'] as const)(
  'a WorkSpace that is %s: REBOOTING for two minutes, then as before',
  async (state) => {
    const office = startOffice();
    office.simulator.setWorkspaceState(DESKTOP, state);
    expect((await reboot(office, DESKTOP)).FailedRequests).toEqual([]);
    await office.clock.advance(2 * MINUTE - 1);
    expect(stateOf(office)).toBe('REBOOTING');
    await office.clock.advance(1);
    expect(stateOf(office)).toBe(state);
    expect(office.simulator.outagesOf(DESKTOP)).toEqual([
      { workspaceId: DESKTOP, begin: NOON, end: NOON + 2 * MINUTE, by: 'api', endedSession: false },
    ]);
  },
);

test('a WorkSpace that reboots already: begins anew, as a second outage', async () => {
  const office = startOffice({ durations: { reboot: 4 * MINUTE } });
  await reboot(office, DESKTOP);
  await office.clock.advance(3 * MINUTE);
  expect((await reboot(office, DESKTOP)).FailedRequests).toEqual([]);
  await office.clock.advance(3 * MINUTE);
  expect(stateOf(office)).toBe('REBOOTING');
  await office.clock.advance(MINUTE);
  expect(stateOf(office)).toBe('AVAILABLE');
  expect(office.simulator.outagesOf(DESKTOP)).toMatchObject([
    { begin: NOON, end: NOON + 3 * MINUTE },
    { begin: NOON + 3 * MINUTE, end: NOON + 7 * MINUTE },
  ]);
});

test('what cannot be rebooted: an entry each in FailedRequests, and the others reboot', async () => {
  const office = startOffice();
  expect((await reboot(office, STOPPED_DESKTOP, DESKTOP, 'ws-000000000')).FailedRequests).toEqual([
    {
      WorkspaceId: STOPPED_DESKTOP,
      ErrorCode: 'OperationNotSupported',
      ErrorMessage: expect.stringContaining('STOPPED'),
    },
    { WorkspaceId: 'ws-000000000', ErrorCode: 'ResourceNotFound.Workspace', ErrorMessage: expect.any(String) },
  ]);
  expect(stateOf(office)).toBe('REBOOTING');
});

test('a WorkSpace on which applications are deployed: is not rebooted, and a rebooting one does not deploy', async () => {
  const office = startOffice();
  await office.associate(VISIO);
  await office.deploy();
  expect((await reboot(office, DESKTOP)).FailedRequests).toMatchObject([
    { ErrorMessage: expect.stringContaining('UPDATING') },
  ]);
  await office.clock.advance(20 * MINUTE);
  await office.disassociate(VISIO);
  await reboot(office, DESKTOP);
  expect(await outcomeOf(office.deploy())).toBe('ResourceInUseException');
  await office.clock.advance(2 * MINUTE);
  expect(await outcomeOf(office.deploy())).toBe('ok');
  expect(office.simulator.outagesOf(DESKTOP)).toHaveLength(3);
});

test('a colleague who sets the state or terminates it meanwhile: it stands when the reboot ends', async () => {
  const office = startOffice();
  office.simulator.reboot(DESKTOP);
  office.simulator.setWorkspaceState(DESKTOP, 'SUSPENDED');
  await office.clock.advance(2 * MINUTE);
  expect(stateOf(office)).toBe('SUSPENDED');
  expect(() => office.simulator.reboot(DESKTOP)).toThrow(
    expect.objectContaining({ exception: 'OperationNotSupportedException' }),
  );
  office.simulator.terminate(DESKTOP);
  expect(stateOf(office)).toBeUndefined();
});

describe('a connected user', () => {
  test.each([
    { reason: 'a reboot', act: (office: Office) => reboot(office, DESKTOP) },
    { reason: 'a deployment', act: (office: Office) => office.deploy() },
  ])('$reason: the session ends, and the journal shows it', async ({ act }) => {
    const office = startOffice();
    await office.associate(VISIO);
    office.simulator.setConnection(DESKTOP, 'CONNECTED');
    await act(office);
    expect(office.simulator.workspace(DESKTOP)?.connection).toBe('DISCONNECTED');
    expect(office.simulator.mutations.map(({ endedSession }) => endedSession)).toEqual([undefined, true]);
    expect(office.simulator.sessionsEnded(DESKTOP)).toBe(1);
  });

  test('for some minutes: then gone, and nothing ends a session', async () => {
    const office = startOffice();
    office.simulator.setConnection(DESKTOP, 'CONNECTED', 5 * MINUTE);
    await office.clock.advance(5 * MINUTE - 1);
    expect(office.simulator.workspace(DESKTOP)?.connection).toBe('CONNECTED');
    await office.clock.advance(1);
    expect(office.simulator.workspace(DESKTOP)?.connection).toBe('DISCONNECTED');
    await reboot(office, DESKTOP);
    expect(office.simulator.sessionsEnded(DESKTOP)).toBe(0);
  });
});
