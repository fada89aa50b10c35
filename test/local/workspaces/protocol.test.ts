import { DescribeWorkspacesCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import {
  COMPANY_PORTAL,
  DESKTOP,
  inProcessRequestHandler,
  OFFICE_STANDARD_2021,
  VALUE_DESKTOP,
  VISIO_PROFESSIONAL_2021,
} from '../../../local/workspaces';
import { NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;

/** One call as it is on the wire, without an SDK that would put things right. */
async function wireCall(operation: string, body: unknown, office = startOffice()) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await office.simulator.handle({ target: `WorkspacesService.${operation}`, body: text });
  return { ...answer, body: JSON.parse(answer.body) };
}

describe('an answer', () => {
  test('a success: 200, JSON 1.1, a request id, times in seconds since the epoch', async () => {
    const answer = await wireCall('AssociateWorkspaceApplication', { WorkspaceId: DESKTOP, ApplicationId: VISIO });
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer.body.Association).toMatchObject({ Created: NOON / 1000, LastUpdatedTime: NOON / 1000 });
  });

  test('a refusal: 400, the exception as __type, a request id that the SDK hands on', async () => {
    const answer = await wireCall('DeployWorkspaceApplications', { WorkspaceId: 'ws-000000000' });
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'x-amzn-requestid': expect.any(String) },
      body: { __type: 'ResourceNotFoundException', message: expect.any(String), ResourceId: 'ws-000000000' },
    });
    const office = startOffice();
    await expect(office.describe('ws-000000000')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceId: 'ws-000000000',
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
    expect(office.simulator.calls).toMatchObject([
      { requestId: expect.any(String), outcome: 'ResourceNotFoundException' },
    ]);
  });

  test.each([
    { exception: 'ComputeNotCompatibleException', on: VALUE_DESKTOP, application: VISIO },
    { exception: 'ApplicationNotSupportedException', on: DESKTOP, application: 'wsa-5office19p' },
    { exception: 'OperatingSystemNotCompatibleException', on: 'ws-6linux0001', application: VISIO },
    { exception: 'IncompatibleApplicationsException', on: 'ws-2standrd1', application: VISIO },
  ])('$exception: no message, so that the SDK knows only UnknownError', async ({ exception, on, application }) => {
    const answer = await wireCall('AssociateWorkspaceApplication', { WorkspaceId: on, ApplicationId: application });
    expect(answer.body).toEqual({ __type: exception });
    await expect(startOffice().associate(application, on)).rejects.toMatchObject({
      name: exception,
      message: 'UnknownError',
    });
  });
});

describe('a request that the model does not allow', () => {
  const both = { WorkspaceId: DESKTOP, ApplicationId: VISIO };
  test.each([
    {
      reason: 'a required member is missing',
      operation: 'AssociateWorkspaceApplication',
      body: { WorkspaceId: DESKTOP },
      message:
        "1 validation error detected: Value null at 'applicationId' failed to satisfy constraint: Member must not be null",
    },
    {
      reason: 'a WorkSpace id breaks its pattern',
      operation: 'AssociateWorkspaceApplication',
      body: { ...both, WorkspaceId: 'desktop-7' },
      message:
        "1 validation error detected: Value 'desktop-7' at 'workspaceId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^ws-[0-9a-z]{8,63}$",
    },
    {
      reason: 'an application id is too short',
      operation: 'DisassociateWorkspaceApplication',
      body: { ...both, ApplicationId: 'wsa-1' },
      message: /'wsa-1' at 'applicationId' .* \^wsa-/,
    },
    {
      reason: 'the resource types are required',
      operation: 'DescribeWorkspaceAssociations',
      body: { WorkspaceId: DESKTOP },
      message: /'associatedResourceTypes' .* must not be null/,
    },
    {
      reason: 'a resource type is unknown',
      operation: 'DescribeWorkspaceAssociations',
      body: { WorkspaceId: DESKTOP, AssociatedResourceTypes: ['PRINTER'] },
      message: /\[PRINTER\].* enum value set: \[APPLICATION\]/,
    },
    {
      reason: 'a page is larger than 25',
      operation: 'DescribeApplications',
      body: { MaxResults: 26 },
      message: /'26' at 'maxResults' .* less than or equal to 25/,
    },
    {
      reason: 'a page is empty',
      operation: 'DescribeWorkspaces',
      body: { Limit: 0 },
      message: /greater than or equal to 1/,
    },
    {
      reason: 'more than 25 ids',
      operation: 'DescribeWorkspaces',
      body: { WorkspaceIds: Array.from({ length: 26 }, () => DESKTOP) },
      message: /'workspaceIds' .* length less than or equal to 25/,
    },
    {
      reason: 'no ids in a list',
      operation: 'DescribeWorkspacesConnectionStatus',
      body: { WorkspaceIds: [] },
      message: /length greater/,
    },
    {
      reason: 'a token without length',
      operation: 'DescribeApplications',
      body: { NextToken: '' },
      message: /length between 1 and 2048/,
    },
  ])('$reason: ValidationException', async ({ operation, body, message }) => {
    const answer = await wireCall(operation, body);
    expect(answer).toMatchObject({ status: 400, body: { __type: 'ValidationException' } });
    expect(answer.body.message).toMatch(message);
  });

  test.each([
    { reason: 'a token that was never given', operation: 'DescribeApplications', body: { NextToken: 'abc' } },
    { reason: 'a token that is no text', operation: 'DescribeWorkspaces', body: { NextToken: 'ÿÿ' } },
    {
      reason: 'two filters that exclude each other',
      operation: 'DescribeWorkspaces',
      body: { WorkspaceIds: [DESKTOP], DirectoryId: 'd-906734e325' },
    },
    { reason: 'a user without a directory', operation: 'DescribeWorkspaces', body: { UserName: 'ana' } },
  ])('$reason: InvalidParameterValuesException', async ({ operation, body }) => {
    const answer = await wireCall(operation, body);
    expect(answer).toMatchObject({
      status: 400,
      body: { __type: 'InvalidParameterValuesException', message: expect.any(String) },
    });
  });

  test.each([
    { reason: 'not JSON', body: '{' },
    { reason: 'not an object', body: '[]' },
    { reason: 'a number for a string', body: { WorkspaceId: 7, ApplicationId: VISIO } },
    {
      reason: 'a string for a boolean',
      body: { WorkspaceId: DESKTOP, ApplicationId: VISIO, Force: 'true' },
      operation: 'DeployWorkspaceApplications',
    },
    { reason: 'a string for a list', body: { WorkspaceIds: DESKTOP }, operation: 'DescribeWorkspaces' },
    { reason: 'a string for a number', body: { Limit: '5' }, operation: 'DescribeWorkspaces' },
  ])('$reason: SerializationException', async ({ body, operation = 'AssociateWorkspaceApplication' }) => {
    const answer = await wireCall(operation, body);
    expect(answer).toMatchObject({ status: 400, body: { __type: 'com.amazon.coral.service#SerializationException' } });
  });

  test('null for an optional member, and a member that the model does not know: as if they were not there', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    expect(
      await wireCall('DeployWorkspaceApplications', { WorkspaceId: DESKTOP, Force: null, Colour: 'red' }, office),
    ).toMatchObject({
      status: 200,
    });
  });

  test.each(['RebootTheMoon', 'constructor', ''])(
    'the operation "%s": UnknownOperationException, naming it',
    async (operation) => {
      expect(await wireCall(operation, {})).toMatchObject({
        status: 400,
        body: {
          __type: 'com.amazon.coral.service#UnknownOperationException',
          message: `The embedded AWS does not support the WorkSpaces call ${operation}`,
        },
      });
    },
  );
});

describe('an id that nothing has', () => {
  test('an application: ResourceNotFound names it', async () => {
    await expect(startOffice().associate('wsa-000000000')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceId: 'wsa-000000000',
    });
  });

  test('a WorkSpace: every operation on it answers ResourceNotFound', async () => {
    const office = startOffice();
    const unknown = 'ws-000000000';
    for (const call of [
      office.associate(VISIO, unknown),
      office.disassociate(VISIO, unknown),
      office.deploy({ WorkspaceId: unknown }),
      office.describe(unknown),
    ]) {
      expect(await outcomeOf(call)).toBe('ResourceNotFoundException');
    }
  });
});

describe('the journal', () => {
  test('a call: what it named, how it ended, what state it left', async () => {
    const seen: unknown[] = [];
    const office = startOffice({ onCall: (call) => seen.push(call) });
    await office.associate(VISIO);
    await outcomeOf(office.associate(OFFICE_STANDARD_2021));
    await office.deploy({ Force: true });
    await office.describe();
    expect(office.simulator.calls).toMatchObject([
      {
        time: NOON,
        operation: 'AssociateWorkspaceApplication',
        workspaceId: DESKTOP,
        applicationId: VISIO,
        outcome: 'ok',
        effective: true,
        state: 'PENDING_INSTALL_DEPLOYMENT',
      },
      {
        applicationId: OFFICE_STANDARD_2021,
        outcome: 'IncompatibleApplicationsException',
        effective: false,
        state: 'ABSENT',
      },
      { operation: 'DeployWorkspaceApplications', force: true, outcome: 'ok' },
      { operation: 'DescribeWorkspaceAssociations', outcome: 'ok' },
    ]);
    expect(seen).toEqual(office.simulator.calls);
    expect(office.simulator.callsOf('DeployWorkspaceApplications')).toHaveLength(1);
    expect(office.simulator.mutations.map((call) => call.operation)).toEqual([
      'AssociateWorkspaceApplication',
      'AssociateWorkspaceApplication',
      'DeployWorkspaceApplications',
    ]);
  });

  test('a signed call: for which Region', async () => {
    const { simulator } = startOffice();
    const client = new WorkSpacesClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: inProcessRequestHandler(simulator),
    });
    await client.send(new DescribeWorkspacesCommand({}));
    expect(simulator.calls).toMatchObject([{ operation: 'DescribeWorkspaces', region: 'eu-west-1' }]);
  });

  test('what a colleague does: not a call, but a deployment all the same', () => {
    const { simulator } = startOffice();
    simulator.associate(DESKTOP, COMPANY_PORTAL);
    simulator.deploy(DESKTOP);
    expect(simulator.calls).toEqual([]);
    expect(simulator.deploymentsOf(DESKTOP)).toMatchObject([{ by: 'colleague', begin: NOON }]);
  });
});
