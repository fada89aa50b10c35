import { StartWorkspacesCommand, StopWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { DESKTOP, OFFICE_PROFESSIONAL_2021 as OFFICE, STOPPED_DESKTOP } from '../../../local/workspaces';
import { MINUTE, outcomeOf, startOffice } from './harness';

type Office = ReturnType<typeof startOffice>;

const stop = async ({ client }: Office, WorkspaceId = DESKTOP) =>
  (await client.send(new StopWorkspacesCommand({ StopWorkspaceRequests: [{ WorkspaceId }] }))).FailedRequests;
const start = async ({ client }: Office, WorkspaceId = DESKTOP) =>
  (await client.send(new StartWorkspacesCommand({ StartWorkspaceRequests: [{ WorkspaceId }] }))).FailedRequests;
const stateOf = ({ simulator }: Office) => simulator.workspace(DESKTOP)?.state;

test('a WorkSpace that is stopped and started: through STOPPING to STOPPED, through STARTING to AVAILABLE', async () => {
  const office = startOffice({ durations: { stop: 3 * MINUTE, start: 4 * MINUTE } });
  office.simulator.setConnection(DESKTOP, 'CONNECTED');
  expect(await stop(office)).toEqual([]);
  expect(office.simulator.workspace(DESKTOP)).toMatchObject({ state: 'STOPPING', connection: 'DISCONNECTED' });
  expect(await outcomeOf(office.associate(OFFICE))).toBe('ResourceInUseException');
  await office.clock.advance(3 * MINUTE);
  expect(stateOf(office)).toBe('STOPPED');
  expect(await start(office)).toEqual([]);
  expect(stateOf(office)).toBe('STARTING');
  await office.clock.advance(4 * MINUTE);
  expect(stateOf(office)).toBe('AVAILABLE');
});

test('what cannot be stopped or started: an entry in FailedRequests, and nothing happens', async () => {
  const office = startOffice();
  expect(await start(office)).toMatchObject([{ WorkspaceId: DESKTOP, ErrorCode: 'OperationNotSupported' }]);
  expect(await stop(office, STOPPED_DESKTOP)).toMatchObject([{ WorkspaceId: STOPPED_DESKTOP }]);
  office.simulator.addWorkspace({ workspaceId: 'ws-0always00', userName: 'zoe', runningMode: 'ALWAYS_ON' });
  expect(await stop(office, 'ws-0always00')).toMatchObject([{ ErrorMessage: 'The running mode is ALWAYS_ON.' }]);
  expect(office.simulator.workspace('ws-0always00')?.state).toBe('AVAILABLE');
});

test('a state that is set by hand meanwhile: it stands', async () => {
  const office = startOffice();
  await stop(office);
  office.simulator.setWorkspaceState(DESKTOP, 'MAINTENANCE');
  await office.clock.advance(60 * MINUTE);
  expect(stateOf(office)).toBe('MAINTENANCE');
});
