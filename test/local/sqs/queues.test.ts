import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { handleSqs } from '../../../local/sqs/api';
import { Queues } from '../../../local/sqs/queues';
import { inProcess } from '../sdk';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/111122223333/dead';

function world() {
  const time = { now: 0 };
  const queues = new Queues(DEFAULT_ENVIRONMENT, () => time.now);
  queues.create('dead');
  return { time, queues, client: new SQSClient(inProcess((request) => handleSqs(queues, request))) };
}

test('a message: received once within the visibility timeout, again after it, never once deleted', async () => {
  const { time, queues, client } = world();
  const MessageAttributes = { ERROR_CODE: { DataType: 'String', StringValue: 'Gone' } };
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageAttributes }));
  const receive = async () => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    return (await client.send(new ReceiveMessageCommand(input))).Messages ?? [];
  };
  expect(await receive()).toMatchObject([{ Body: '{}', MessageAttributes }]);
  expect(await receive()).toEqual([]);
  time.now = 30_000;
  const [again] = await receive();
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  time.now = 60_000;
  expect([await receive(), queues.messages('dead')]).toEqual([[], []]);
});

test('a queue: its URL, its ARN, and how much is in it', async () => {
  const { queues, client } = world();
  queues.send('arn:aws:sqs:us-east-1:111122223333:dead', 'x');
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'dead' }))).QueueUrl).toBe(QueueUrl);
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toEqual({
    QueueArn: 'arn:aws:sqs:us-east-1:111122223333:dead',
    ApproximateNumberOfMessages: '1',
  });
});

test('a queue that is not there, and a call that is not supported: refused by name', async () => {
  const { client } = world();
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toThrow(
    'does not support AmazonSQS.PurgeQueue',
  );
});
