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
