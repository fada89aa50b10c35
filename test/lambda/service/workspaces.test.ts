import { prospectOf } from '../../../lambda/reconcile/states';
import { Workspaces } from '../../../lambda/service/workspaces';
import { exception, success, workspacesAnswering } from '../answers';
import { at, OFFICE, VISIO, WORKSPACE } from '../builders';

const answered = (members: object): Workspaces => new Workspaces(workspacesAnswering(success(members)));

describe('the state of a WorkSpace', () => {
  test.each([
    { listed: [{ WorkspaceId: WORKSPACE, State: 'AVAILABLE' }], state: 'AVAILABLE', prospect: 'ready' },
    { listed: [{ WorkspaceId: WORKSPACE, State: 'A_LATER_STATE' }], state: 'A_LATER_STATE', prospect: 'passing' },
    { listed: [{ WorkspaceId: WORKSPACE }], state: 'of unknown state', prospect: 'passing' },
    { listed: [], state: undefined, prospect: 'gone' },
    { listed: undefined, state: undefined, prospect: 'gone' },
  ])('listed as $listed: $state, which is $prospect', async ({ listed, state, prospect }) => {
    const found = await answered({ Workspaces: listed }).findState(WORKSPACE);
    expect(found).toBe(state);
    expect(prospectOf(found)).toBe(prospect);
  });

  test('refused: thrown, and never taken for gone', async () => {
    const refused = new Workspaces(workspacesAnswering(exception('InvalidParameterValuesException')));
    await expect(refused.findState(WORKSPACE)).rejects.toMatchObject({ name: 'InvalidParameterValuesException' });
  });
});

describe('the applications of a WorkSpace', () => {
  const created = at(0);

  test('two of them: by id, with every member that a decision or a message needs', async () => {
    const workspaces = answered({
      Associations: [
        { AssociatedResourceId: OFFICE, State: 'COMPLETED', Created: created / 1000, LastUpdatedTime: created / 1000 },
        {
          AssociatedResourceId: VISIO,
          State: 'ERROR',
          StateReason: { ErrorCode: 'DeploymentError.WorkspaceUnreachable', ErrorMessage: 'no answer' },
        },
      ],
    });
    const found = await workspaces.findAssociations(WORKSPACE);
    expect([...found.keys()]).toEqual([OFFICE, VISIO]);
    expect(found.get(OFFICE)).toEqual({ applicationId: OFFICE, state: 'COMPLETED', created, updated: created });
    expect(found.get(VISIO)).toEqual({
      applicationId: VISIO,
      state: 'ERROR',
      errorCode: 'DeploymentError.WorkspaceUnreachable',
      errorMessage: 'no answer',
    });
  });

  test.each([{}, { Associations: [] }])('an answer of %p: none', async (members) => {
    expect((await answered(members).findAssociations(WORKSPACE)).size).toBe(0);
  });

  test('a change whose answer holds nothing: the application, in no state', async () => {
    expect(await answered({}).associate(WORKSPACE, OFFICE)).toEqual({ applicationId: OFFICE, state: '' });
    expect(await answered({}).disassociate(WORKSPACE, OFFICE)).toEqual({ applicationId: OFFICE, state: '' });
  });
});

describe('pages of several WorkSpaces', () => {
  test('desktops: what lists need, and where the next page is', async () => {
    const workspaces = answered({
      Workspaces: [
        {
          WorkspaceId: WORKSPACE,
          DirectoryId: 'd-906734e325',
          UserName: 'ana',
          ComputerName: 'A-1',
          State: 'AVAILABLE',
          WorkspaceProperties: { ComputeTypeName: 'POWER', OperatingSystemName: 'WINDOWS_11' },
        },
        {},
      ],
      NextToken: 'next',
    });
    const named = { workspaceId: WORKSPACE, directoryId: 'd-906734e325', userName: 'ana', computerName: 'A-1' };
    const nameless = { workspaceId: '', directoryId: '', userName: '', computerName: '', state: 'of unknown state' };
    expect(await workspaces.findDesktops({})).toEqual({
      items: [{ ...named, state: 'AVAILABLE', compute: 'POWER', operatingSystem: 'WINDOWS_11' }, nameless],
      next: 'next',
    });
  });

  test('installations of an application: by WorkSpace, with state and reason', async () => {
    const StateReason = { ErrorCode: 'DeploymentError.WorkspaceUnreachable', ErrorMessage: 'no answer' };
    const workspaces = answered({
      Associations: [
        { ApplicationId: VISIO, AssociatedResourceId: WORKSPACE, State: 'ERROR', Created: 7, StateReason },
      ],
    });
    expect(await workspaces.findInstallations(VISIO)).toEqual({
      items: [
        {
          workspaceId: WORKSPACE,
          applicationId: VISIO,
          state: 'ERROR',
          created: 7000,
          errorCode: StateReason.ErrorCode,
          errorMessage: StateReason.ErrorMessage,
        },
      ],
    });
  });

  test('connections: by WorkSpace; one that is not listed is missing', async () => {
    const workspaces = answered({
      WorkspacesConnectionStatus: [{ WorkspaceId: WORKSPACE, ConnectionState: 'CONNECTED' }],
    });
    const found = await workspaces.findConnections([WORKSPACE, 'ws-0new00000']);
    expect([...found]).toEqual([[WORKSPACE, { state: 'CONNECTED' }]]);
  });

  test('an answer of {}: nothing, and no further page', async () => {
    expect(await answered({}).findDesktops({})).toEqual({ items: [] });
    expect(await answered({}).findInstallations(VISIO)).toEqual({ items: [] });
    expect((await answered({}).findConnections([WORKSPACE])).size).toBe(0);
  });
});
