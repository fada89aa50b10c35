import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { handleSsm } from '../../../local/ssm/api';
import { ParameterStore } from '../../../local/ssm/parameters';
import { inProcess } from '../sdk';

function store() {
  let now = Date.UTC(2026, 0, 1);
  const parameters = new ParameterStore();
  const client = new SSMClient(inProcess((request) => handleSsm(parameters, DEFAULT_ENVIRONMENT, () => now, request)));
  const put = (more: Partial<PutParameterCommandInput> = {}) => {
    now += 1000;
    return client.send(
      new PutParameterCommand({ Name: '/fleet/a', Value: 'one', Type: 'String', Overwrite: true, ...more }),
    );
  };
  return { client, put };
}

test('a parameter that is put twice: two versions, each with its value and its time', async () => {
  const { client, put } = store();
  expect(await put()).toMatchObject({ Version: 1, Tier: 'Standard' });
  expect(await put({ Value: 'two' })).toMatchObject({ Version: 2 });
  const { Parameter: newest } = await client.send(new GetParameterCommand({ Name: '/fleet/a' }));
  expect(newest).toEqual({
    Name: '/fleet/a',
    ARN: 'arn:aws:ssm:us-east-1:111122223333:parameter/fleet/a',
    Type: 'String',
    DataType: 'text',
    Value: 'two',
    Version: 2,
    LastModifiedDate: new Date('2026-01-01T00:00:02Z'),
  });
  const { Parameter: first } = await client.send(new GetParameterCommand({ Name: `${newest?.ARN}:1` }));
  expect(first).toMatchObject({ Value: 'one', Version: 1, LastModifiedDate: new Date('2026-01-01T00:00:01Z') });
  const history = await client.send(new GetParameterHistoryCommand({ Name: '/fleet/a' }));
  expect(history.Parameters?.map(({ Value }) => Value)).toEqual(['one', 'two']);
});

test('several at once: those that are there, and the names of the others', async () => {
  const { client, put } = store();
  await put();
  const answer = await client.send(new GetParametersCommand({ Names: ['/fleet/a', '/fleet/b'] }));
  expect([answer.Parameters?.map(({ Name }) => Name), answer.InvalidParameters]).toEqual([['/fleet/a'], ['/fleet/b']]);
});

test('parameters are described: by the beginning of their names, in pages', async () => {
  const { client, put } = store();
  for (const name of ['/fleet/a', '/fleet/b', '/other']) await put({ Name: name, Description: `about ${name}` });
  const ParameterFilters = [{ Key: 'Name', Option: 'BeginsWith', Values: ['/fleet/'] }];
  const first = await client.send(new DescribeParametersCommand({ ParameterFilters, MaxResults: 1 }));
  const second = await client.send(new DescribeParametersCommand({ ParameterFilters, NextToken: first.NextToken }));
  expect(first.Parameters).toMatchObject([{ Name: '/fleet/a', Description: 'about /fleet/a', Tier: 'Standard' }]);
  expect(first.Parameters?.[0]).not.toHaveProperty('Value');
  expect([second.Parameters?.map(({ Name }) => Name), second.NextToken]).toEqual([['/fleet/b'], undefined]);
});

test('a value beyond 4 KB: Standard refuses it, Intelligent-Tiering makes it Advanced, and there is no way back', async () => {
  const { put } = store();
  const large = 'x'.repeat(4097);
  expect(await put({ Value: 'x'.repeat(4096) })).toMatchObject({ Tier: 'Standard' });
  await expect(put({ Value: large })).rejects.toThrow('maximum parameter value of 4096 characters');
  expect(await put({ Value: large, Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced', Version: 2 });
  expect(await put({ Value: 'small' })).toMatchObject({ Tier: 'Advanced' });
  await expect(put({ Value: 'small', Tier: 'Standard' })).rejects.toThrow("You can't downgrade");
  await expect(put({ Value: 'x'.repeat(8193) })).rejects.toThrow('8192');
});

test('a hundred and one versions: the oldest is forgotten', async () => {
  const { client, put } = store();
  for (let version = 1; version <= 101; version += 1) await put({ Value: String(version) });
  await expect(client.send(new GetParameterCommand({ Name: '/fleet/a:1' }))).rejects.toMatchObject({
    name: 'ParameterVersionNotFound',
  });
  expect((await client.send(new GetParameterCommand({ Name: '/fleet/a:2' }))).Parameter?.Value).toBe('2');
});

test('a parameter that was deleted: not found, and version 1 once it is made again', async () => {
  const { client, put } = store();
  await put();
  await client.send(new DeleteParameterCommand({ Name: '/fleet/a' }));
  await expect(client.send(new GetParameterCommand({ Name: '/fleet/a' }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
    message: 'Parameter /fleet/a not found.',
  });
  expect(await put()).toMatchObject({ Version: 1 });
});

test.each<[what: string, input: Partial<PutParameterCommandInput>, words: string]>([
  ['an existing name without Overwrite', { Overwrite: false }, 'already exists'],
  ['a name that the service keeps', { Name: '/aws/x' }, 'reserved parameter name'],
  ['a name with a space', { Name: 'a b' }, 'only letters, digits'],
  ['an empty value', { Value: '' }, 'length greater than or equal to 1'],
  ['a value beside its pattern', { AllowedPattern: '\\d+' }, 'cannot be validated against allowedPattern'],
  ['an encrypted one', { Type: 'SecureString' }, 'does not support parameters with Type SecureString'],
  ['another data type', { DataType: 'aws:ec2:image' }, 'does not support parameters with DataType'],
  ['a policy', { Policies: '[]' }, 'does not support Policies of PutParameter'],
])('%s: refused in words', async (_what, input, words) => {
  const { put } = store();
  await put();
  await expect(put(input)).rejects.toThrow(words);
});
