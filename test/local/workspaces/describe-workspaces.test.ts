import {
  DescribeWorkspacesCommand,
  type DescribeWorkspacesCommandInput,
  DescribeWorkspacesConnectionStatusCommand,
  paginateDescribeWorkspaces,
} from '@aws-sdk/client-workspaces';
import {
  DESKTOP,
  LINUX_DESKTOP,
  makeWorkspaces,
  makeWorld,
  STOPPED_DESKTOP,
  VALUE_DESKTOP,
  VISIO_PROFESSIONAL_2021,
} from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;

describe('DescribeWorkspaces', () => {
  const idsOf = async (input: DescribeWorkspacesCommandInput, office = startOffice()) =>
    ((await office.client.send(new DescribeWorkspacesCommand(input))).Workspaces ?? []).map((one) => one.WorkspaceId);

  test('a WorkSpace: who, where, what and how it is', async () => {
    const office = startOffice();
    const { Workspaces } = await office.client.send(new DescribeWorkspacesCommand({ WorkspaceIds: [VALUE_DESKTOP] }));
    expect(Workspaces).toMatchObject([
      {
        WorkspaceId: VALUE_DESKTOP,
        UserName: 'dev',
        State: 'AVAILABLE',
        DirectoryId: 'd-906734e325',
        BundleId: 'wsb-value0000',
        WorkspaceProperties: {
          ComputeTypeName: 'VALUE',
          OperatingSystemName: 'WINDOWS_SERVER_2022',
          RootVolumeSizeGib: 80,
        },
      },
    ]);
  });

  test.each([
    { reason: 'several ids', filter: { WorkspaceIds: [LINUX_DESKTOP, DESKTOP] }, ids: [DESKTOP, LINUX_DESKTOP] },
    { reason: 'an unknown id is no error', filter: { WorkspaceIds: ['ws-000000000'] }, ids: [] },
    {
      reason: 'a user, in any case of letters',
      filter: { DirectoryId: 'd-906734e325', UserName: 'ANA' },
      ids: [DESKTOP],
    },
    { reason: 'another directory', filter: { DirectoryId: 'd-000000000a' }, ids: [] },
    { reason: 'a bundle', filter: { BundleId: 'wsb-value0000' }, ids: [VALUE_DESKTOP] },
    { reason: 'a name, which only a WorkSpace without a user has', filter: { WorkspaceName: 'kiosk' }, ids: [] },
  ])('$reason: $ids', async ({ filter, ids }) => {
    expect(await idsOf(filter)).toEqual(ids);
  });

  test('60 WorkSpaces: the paginator of the SDK sees each of them once', async () => {
    const office = startOffice({ world: makeWorld(60) });
    const sizes: (number | undefined)[] = [];
    for await (const page of paginateDescribeWorkspaces({ client: office.client }, {}))
      sizes.push(page.Workspaces?.length);
    expect(sizes).toEqual([25, 25, 10]);
  });

  test('a limit: so many, and a token', async () => {
    const office = startOffice();
    const page = await office.client.send(new DescribeWorkspacesCommand({ Limit: 1 }));
    expect(page).toMatchObject({ Workspaces: [{ WorkspaceId: DESKTOP }], NextToken: expect.any(String) });
  });

  test('a new WorkSpace: invisible for a moment, to every operation', async () => {
    const office = startOffice();
    const [fresh] = makeWorkspaces(1);
    const workspaceId = fresh?.workspaceId ?? '';
    office.simulator.addWorkspace({ workspaceId, userName: 'new' }, MINUTE);
    expect(await idsOf({ WorkspaceIds: [workspaceId] }, office)).toEqual([]);
    expect(await outcomeOf(office.associate(VISIO, workspaceId))).toBe('ResourceNotFoundException');
    await office.clock.advance(MINUTE);
    expect(await idsOf({ WorkspaceIds: [workspaceId] }, office)).toEqual([workspaceId]);
    expect(await outcomeOf(office.associate(VISIO, workspaceId))).toBe('ok');
  });
});

describe('DescribeWorkspacesConnectionStatus', () => {
  test('a user who is there, one who was there, and a WorkSpace that is stopped', async () => {
    const office = startOffice();
    office.simulator.setConnection(DESKTOP, 'CONNECTED');
    office.simulator.setConnection(VALUE_DESKTOP, 'CONNECTED');
    await office.clock.advance(MINUTE);
    office.simulator.setConnection(VALUE_DESKTOP, 'DISCONNECTED');
    const request = { WorkspaceIds: [DESKTOP, VALUE_DESKTOP, STOPPED_DESKTOP] };
    const answer = await office.client.send(new DescribeWorkspacesConnectionStatusCommand(request));
    const ConnectionStateCheckTimestamp = new Date(NOON + MINUTE);
    const LastKnownUserConnectionTimestamp = new Date(NOON);
    expect(answer.WorkspacesConnectionStatus).toEqual([
      {
        WorkspaceId: DESKTOP,
        ConnectionState: 'CONNECTED',
        ConnectionStateCheckTimestamp,
        LastKnownUserConnectionTimestamp,
      },
      { WorkspaceId: STOPPED_DESKTOP, ConnectionState: 'UNKNOWN', ConnectionStateCheckTimestamp },
      {
        WorkspaceId: VALUE_DESKTOP,
        ConnectionState: 'DISCONNECTED',
        ConnectionStateCheckTimestamp,
        LastKnownUserConnectionTimestamp,
      },
    ]);
  });

  test('without ids: all of them, 25 a page', async () => {
    const office = startOffice({ world: makeWorld(26) });
    const first = await office.client.send(new DescribeWorkspacesConnectionStatusCommand({}));
    const { NextToken } = first;
    const second = await office.client.send(new DescribeWorkspacesConnectionStatusCommand({ NextToken }));
    expect([first.WorkspacesConnectionStatus?.length, second.WorkspacesConnectionStatus?.length]).toEqual([25, 1]);
  });
});
