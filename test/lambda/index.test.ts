import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isComplete, onEvent } from '../../lambda/index';
import { refusal } from '../../local/cloudformation/api';
import { validationError } from '../../local/cloudformation/errors';
import { DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';

/** Every header by which the SDK says how often it means to try a call. */
const attempts: (string | undefined)[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    attempts.push(String(headers['amz-sdk-request']));
    // CloudFormation is answered in XML, WorkSpaces in JSON.
    response.writeHead(400);
    response.end(
      headers['x-amz-target'] ? '{"__type":"ValidationException"}' : refusal(validationError('refused')).body,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  // Read when the first call is made, not when the clients are.
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${address.port}`;
});
beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterAll(() => {
  jest.restoreAllMocks();
  delete process.env.AWS_ENDPOINT_URL;
  server.close();
});

test('R4 the functions as they are deployed: the SDK tries no call again, which could then come after the look at the stack', async () => {
  const event = {
    RequestType: 'Create',
    RequestId: 'request',
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Desk/0a1b2c3d-0000-0000-0000-000000000000',
    LogicalResourceId: 'Desk',
    ResourceProperties: { WorkspaceId: DESKTOP, ApplicationIds: [VISIO] },
  };
  const [stackUpdatedAt, operationStartedAt, requestedAt] = Array.from({ length: 3 }, () => String(Date.now()));
  const Operation = {
    direction: 'forward',
    stackUpdatedAt,
    operationStartedAt,
    undoneFrom: operationStartedAt,
    requestedAt,
    begunAt: requestedAt,
    underWay: '0',
    hasSiblings: 'true',
    root: '',
    stackName: 'Desk',
    living: '',
    isProven: 'true',
    isRetry: 'false',
  };
  await expect(onEvent(event)).rejects.toThrow('DescribeStacks');
  await expect(isComplete({ ...event, Operation })).rejects.toThrow('DescribeWorkspaceAssociations');
  expect(attempts).toEqual(['attempt=1; max=1', 'attempt=1; max=1']);
});
