import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import type { EmbeddedAws } from '../../../local';
import type { AccessKey } from '../../../local/credentials';
import { clientOptions, deployed, embedded, stopAll } from '../embedded-aws';
import { signed } from '../raw';
import { parameterResource } from './world';

let aws: EmbeddedAws;

beforeEach(async () => {
  aws = await embedded();
});
afterEach(stopAll);

const client = (key?: AccessKey): CloudFormationClient => new CloudFormationClient(clientOptions(aws, key));

test('a stack: described by its name, and by its id also when it is gone', async () => {
  await deployed(aws, { P: parameterResource('v & <w>') });
  const { Stacks: [stack] = [] } = await client().send(new DescribeStacksCommand({ StackName: 'Test' }));
  expect(stack).toMatchObject({ StackName: 'Test', StackStatus: 'CREATE_COMPLETE', CreationTime: expect.any(Date) });
  aws.cloudformation.deleteStack('Test');
  await aws.cloudformation.settled(stack?.StackId ?? '');
  const byName = client().send(new DescribeStacksCommand({ StackName: 'Test' }));
  await expect(byName).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id Test does not exist' });
  const { Stacks: [gone] = [] } = await client().send(new DescribeStacksCommand({ StackName: stack?.StackId }));
  expect(gone?.StackStatus).toBe('DELETE_COMPLETE');
});

test('a physical id, asked over HTTP: the stack that has it', async () => {
  await deployed(aws, { P: parameterResource('v') });
  const look = (PhysicalResourceId: string) => client().send(new DescribeStackResourcesCommand({ PhysicalResourceId }));
  const { StackResources } = await look('a-parameter');
  expect(StackResources).toMatchObject([
    { StackName: 'Test', LogicalResourceId: 'P', PhysicalResourceId: 'a-parameter' },
  ]);
  await expect(look('another')).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack for another does not exist',
  });
});

test('many events: a hundred a page, newest first, none twice, no two of one time', async () => {
  const resources = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [`P${n}`, parameterResource('v', `p${n}`)]),
  );
  await deployed(aws, resources);
  const pages = [];
  for await (const page of paginateDescribeStackEvents({ client: client() }, { StackName: 'Test' })) {
    pages.push(page.StackEvents ?? []);
  }
  expect(pages.map(({ length }) => length)).toEqual([100, 82]);
  const times = pages.flat().map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
  expect(times).toEqual([...new Set(times)].sort((a, b) => b - a));
});

test('time in an answer: a wall clock for people, the embedded clock for functions', async () => {
  const before = Date.now();
  await deployed(aws, { P: parameterResource('v') });
  const timeFor = async (key?: AccessKey): Promise<number> => {
    const { StackEvents } = await client(key).send(new DescribeStackEventsCommand({ StackName: 'Test' }));
    return StackEvents?.[0]?.Timestamp?.getTime() ?? 0;
  };
  expect(Math.abs((await timeFor()) - before)).toBeLessThan(10_000);
  const { timestamp = 0 } = aws.cloudformation.describeStack('Test').events.at(-1) ?? {};
  expect(Math.abs((await timeFor(aws.credentials.function)) - timestamp)).toBeLessThan(100);
});

test('a failure on demand: for functions alone, as often as asked', async () => {
  await deployed(aws, { P: parameterResource('v') });
  aws.faults.fail('DescribeStacks', 'Throttling', 1);
  const look = (key?: AccessKey) => client(key).send(new DescribeStacksCommand({ StackName: 'Test' }));
  await look();
  await expect(look(aws.credentials.function)).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  await look(aws.credentials.function);
});

test('a call that is not supported: refused by name', async () => {
  const call = client().send(new DetectStackDriftCommand({ StackName: 'Test' }));
  await expect(call).rejects.toThrow('The embedded AWS does not support the CloudFormation call DetectStackDrift');
});

test('a port that is taken: a clear error', async () => {
  await expect(embedded({ port: aws.port })).rejects.toThrow(`Port ${aws.port} is taken`);
});

test('a service that is not there: refused by name', async () => {
  const answer = await signed(aws, { method: 'POST', service: 'dynamodb' });
  expect([answer.status, answer.body]).toEqual([
    501,
    expect.stringContaining("does not support the service 'dynamodb'"),
  ]);
});
