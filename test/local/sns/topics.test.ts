import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
} from '@aws-sdk/client-sns';
import { handleSns } from '../../../local/sns/api';
import { type Message, Topics } from '../../../local/sns/topics';
import { inProcess } from '../sdk';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:reports';

function world() {
  const topics = new Topics(() => 1000);
  topics.create(TOPIC);
  const client = new SNSClient(inProcess((request) => handleSns(topics, request)));
  const publish = (more: Partial<PublishCommandInput> = {}) =>
    client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'all is well', ...more }));
  return { topics, client, publish };
}

test('a message: recorded with its subject and attributes, and shown to those who listen', async () => {
  const { topics, publish } = world();
  const heard: Message[] = [];
  topics.onMessage((message) => heard.push(message));
  const MessageAttributes = { fleet: { DataType: 'String', StringValue: 'Visio' } };
  const { MessageId } = await publish({ Subject: 'Run 7: 2 failed', MessageAttributes });
  expect(topics.messages).toEqual([
    {
      messageId: MessageId,
      topicArn: TOPIC,
      subject: 'Run 7: 2 failed',
      message: 'all is well',
      attributes: { fleet: 'Visio' },
      time: 1000,
    },
  ]);
  expect(heard).toEqual(topics.messages);
});

test('subscriptions: listed, nothing is delivered to them, and they go with their topic', async () => {
  const { topics, client } = world();
  const arn = topics.subscribe(TOPIC, 'email', 'it@example.com');
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
  expect(Subscriptions).toEqual([
    { SubscriptionArn: arn, TopicArn: TOPIC, Protocol: 'email', Endpoint: 'it@example.com' },
  ]);
  topics.delete(TOPIC);
  expect(topics.subscriptions.size).toBe(0);
});

test.each<[what: string, input: Partial<PublishCommandInput>, name: string]>([
  ['a topic that is not there', { TopicArn: `${TOPIC}-2` }, 'NotFound'],
  ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameter'],
  ['a subject of more than 100 characters', { Subject: 'x'.repeat(101) }, 'InvalidParameter'],
  ['a message of more than 256 KB', { Message: 'x'.repeat(262_145) }, 'InvalidParameter'],
  ['one text for each protocol', { MessageStructure: 'json' }, 'InvalidParameter'],
])('%s: refused', async (_what, input, name) => {
  const { topics, publish } = world();
  await expect(publish(input)).rejects.toMatchObject({ name: expect.stringContaining(name) });
  expect(topics.messages).toEqual([]);
});

test('a call that is not supported: refused by name', async () => {
  const { client } = world();
  await expect(client.send(new CreateTopicCommand({ Name: 'x' }))).rejects.toThrow('the SNS call CreateTopic');
});
