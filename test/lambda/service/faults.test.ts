import { type FaultKind, sortFault } from '../../../lambda/service/faults';
import { breakingOff, cloudFormationFault, exception, networkError, workspacesFault, xmlError } from '../answers';

/** Every exception that the model of WorkSpaces lists for the calls of the handler. */
const MODELLED: readonly { type: string; kind: FaultKind; members: Record<string, string>; says: string }[] = [
  { type: 'AccessDeniedException', kind: 'denied', members: { message: 'not authorized' }, says: 'not authorized' },
  { type: 'InvalidParameterValuesException', kind: 'terminal', members: { message: 'bad id' }, says: 'bad id' },
  {
    type: 'OperationNotSupportedException',
    kind: 'unsupported',
    members: { message: 'No.', reason: 'Linux' },
    says: 'No. Linux',
  },
  { type: 'ResourceAlreadyExistsException', kind: 'existing', members: { message: 'there' }, says: 'there' },
  { type: 'ResourceInUseException', kind: 'busy', members: { message: 'busy', ResourceId: 'ws-1' }, says: 'busy' },
  { type: 'ResourceNotFoundException', kind: 'gone', members: { message: 'none', ResourceId: 'ws-1' }, says: 'none' },
  { type: 'ComputeNotCompatibleException', kind: 'terminal', members: {}, says: '' },
  { type: 'OperatingSystemNotCompatibleException', kind: 'terminal', members: {}, says: '' },
  { type: 'ApplicationNotSupportedException', kind: 'terminal', members: {}, says: '' },
  { type: 'IncompatibleApplicationsException', kind: 'incompatible', members: {}, says: '' },
];

describe('exceptions of the model', () => {
  test.each(MODELLED)(
    '$type: $kind, by its name, with what the service said',
    async ({ type, kind, members, says }) => {
      const fault = await workspacesFault(exception(type, members));
      expect(fault).toEqual({ kind, exception: type, message: says, requestId: 'request-7' });
    },
  );

  test.each(MODELLED)('$type without any member: $kind, never "UnknownError"', async ({ type, kind }) => {
    const fault = await workspacesFault(exception(type));
    expect(fault).toMatchObject({ kind, exception: type, message: '' });
  });

  test('with a namespace in front of the name: the same', async () => {
    const fault = await workspacesFault(
      exception('com.amazonaws.workspaces#ResourceInUseException', { message: 'busy' }),
    );
    expect(fault).toMatchObject({ kind: 'busy', exception: 'ResourceInUseException' });
  });

  test('only a reason: is what the service said', async () => {
    const fault = await workspacesFault(exception('OperationNotSupportedException', { reason: 'Linux' }));
    expect(fault.message).toBe('Linux');
  });
});

describe('throttles', () => {
  test.each([
    { type: 'ThrottlingException', status: 400 },
    { type: 'ThrottlingException', status: 429 },
    { type: 'TooManyRequestsException', status: 429 },
    { type: 'RequestLimitExceeded', status: 503 },
    { type: 'ANewNameException', status: 429 },
    { type: '', status: 429 },
  ])("'$type' as $status: throttled", async ({ type, status }) => {
    expect(await workspacesFault(exception(type, { message: 'Rate exceeded' }, status))).toMatchObject({
      kind: 'throttled',
    });
  });

  test('of CloudFormation: throttled', async () => {
    const fault = await cloudFormationFault(xmlError('Throttling', 'Rate exceeded', 400));
    expect(fault).toEqual({
      kind: 'throttled',
      exception: 'Throttling',
      message: 'Rate exceeded',
      requestId: 'request-7',
    });
  });
});

describe('no permission', () => {
  test.each([
    { type: 'AccessDeniedException', status: 400 },
    { type: 'AccessDeniedException', status: 403 },
    { type: 'UnrecognizedClientException', status: 400 },
  ])('$type as $status: denied', async ({ type, status }) => {
    expect(await workspacesFault(exception(type, { message: 'no' }, status))).toMatchObject({ kind: 'denied' });
  });

  test.each(['AccessDenied', 'InvalidClientTokenId'])('%s of CloudFormation: denied', async (code) => {
    expect(await cloudFormationFault(xmlError(code, 'no', 403))).toMatchObject({ kind: 'denied', exception: code });
  });
});

describe('trouble on the way, or in the service', () => {
  test.each([500, 502, 503, 504])('%d with a page for people: transient', async (status) => {
    const page = { status, headers: { 'content-type': 'text/html' }, body: '<html><body>Sorry</body></html>' };
    expect(await workspacesFault(page)).toMatchObject({ kind: 'transient' });
    expect(await cloudFormationFault(page)).toMatchObject({ kind: 'transient' });
  });

  test.each([500, 503])('%d without a body: transient', async (status) => {
    expect(await workspacesFault({ status, body: '' })).toMatchObject({ kind: 'transient' });
    expect(await cloudFormationFault({ status, body: '' })).toMatchObject({ kind: 'transient' });
  });

  test.each(['InternalServerError', 'ServiceUnavailableException', 'InternalFailure'])(
    '%s: transient',
    async (type) => {
      expect(await workspacesFault(exception(type, {}, 500))).toMatchObject({ kind: 'transient', exception: type });
    },
  );

  test.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET'])(
    'a socket that ends in %s: transient',
    async (code) => {
      expect(await workspacesFault(networkError(code))).toMatchObject({ kind: 'transient', message: code });
    },
  );

  test.each(['ENOTFOUND', 'EHOSTUNREACH', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'a connection that fails with %s: unreachable',
    async (code) => {
      expect(await workspacesFault(networkError(code))).toMatchObject({ kind: 'unreachable', code });
    },
  );

  test('an endpoint that stays silent: unreachable', async () => {
    const error = Object.assign(new Error('the request socket timed out'), { name: 'TimeoutError' });
    const fault = await workspacesFault(error);
    expect(fault).toMatchObject({ kind: 'unreachable', exception: 'TimeoutError' });
  });

  test.each(['AbortError', 'RequestTimeout', 'RequestTimeoutException'])('%s: transient', async (name) => {
    const error = Object.assign(new Error('the request socket timed out'), { name });
    expect(await workspacesFault(error)).toMatchObject({ kind: 'transient', exception: name });
  });

  test.each(['{"Association": {', '<html>'])('an answer of 200 that reads %p: transient', async (body) => {
    expect(await workspacesFault({ status: 200, body })).toMatchObject({ kind: 'transient' });
  });

  test.each([200, 202, 299, 500])(
    'a connection that breaks in the middle of an answer of %d: transient',
    async (status) => {
      expect(await workspacesFault({ status, body: breakingOff('{"Associa') })).toMatchObject({ kind: 'transient' });
      expect(await cloudFormationFault({ status, body: breakingOff('<DescribeStacksRes') })).toMatchObject({
        kind: 'transient',
      });
    },
  );

  test.each([
    {
      ending: '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>UPDATE_IN_P',
      where: 'a text',
    },
    { ending: '<DescribeStacksResponse><DescribeStacksResult><Stacks><mem', where: 'a tag' },
    { ending: '<DescribeStacksResponse><DescribeStacksResult></DescribeStacksResult>', where: 'the root' },
  ])('an answer of CloudFormation of 200 that ends in the middle of $where: transient', async ({ ending }) => {
    expect(await cloudFormationFault({ status: 200, body: ending })).toMatchObject({ kind: 'transient' });
  });

  test.each(['{"__type": "Thr', '<html>'])('an error that reads %p: transient', async (body) => {
    expect(await workspacesFault({ status: 400, body })).toMatchObject({ kind: 'transient' });
  });
});

describe('what asking again would not help', () => {
  test.each([
    { type: 'ValidationException', message: '1 validation error detected' },
    { type: 'ANewNameException', message: 'news' },
  ])('$type: terminal, by its name', async ({ type, message }) => {
    const fault = await workspacesFault(exception(type, { message }));
    expect(fault).toEqual({ kind: 'terminal', exception: type, message, requestId: 'request-7' });
  });

  test('400 without name or message: terminal, and not a bare "UnknownError"', async () => {
    const fault = await workspacesFault({ status: 400, body: '{}' });
    expect(fault).toMatchObject({ kind: 'terminal', message: '' });
    expect(fault.exception).not.toBe('');
  });

  test.each([301, 304, 400, 404])('%d with a name of no meaning to us: terminal', async (status) => {
    expect(await workspacesFault(exception('ANewNameException', {}, status))).toMatchObject({ kind: 'terminal' });
  });

  test('a stack that does not exist: terminal', async () => {
    const fault = await cloudFormationFault(xmlError('ValidationError', 'Stack with id X does not exist', 400));
    expect(fault).toMatchObject({ kind: 'terminal', exception: 'ValidationError' });
  });

  test.each([undefined, null, 'text', 7, {}, { name: 7, message: null }, new Error('a bug'), new TypeError('a bug')])(
    '%p thrown: terminal, not crashed',
    (thrown) => {
      expect(sortFault(thrown)).toMatchObject({ kind: 'terminal' });
    },
  );

  test.each(['toString', '__proto__', 'constructor'])("an exception that is called '%s': terminal", (name) => {
    expect(sortFault({ name, message: '' })).toMatchObject({ kind: 'terminal', exception: name });
  });
});

test('a secret in the response: is not among what is picked', async () => {
  const fault = await workspacesFault(exception('ValidationException', { message: 'no', Token: 'secret' }));
  expect(JSON.stringify(fault)).not.toContain('secret');
});

test.each([400, 403])('a connection that breaks in the middle of an answer of %d: transient', async (status) => {
  expect(await workspacesFault({ status, body: breakingOff('{"__type": "Thr') })).toMatchObject({ kind: 'transient' });
  expect(await cloudFormationFault({ status, body: breakingOff('<ErrorResponse><Err') })).toMatchObject({
    kind: 'transient',
  });
});

test.each(['<ErrorResponse><Error><Code>Thr', '<ErrorResponse><Err', '<html>'])(
  'an error of CloudFormation that reads %s: transient',
  async (body) => {
    expect(await cloudFormationFault({ status: 400, body })).toMatchObject({ kind: 'transient' });
  },
);
