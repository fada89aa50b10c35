import { answerJson, type JsonCall, refuseOthers } from '../transport/calls';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { isObject, type JsonObject, objectAt, textAt } from '../transport/json';
import { md5, type QueuedMessage, type Queues } from './queues';

/** Sending, receiving and deleting messages, and what a queue is called. Every other call is refused by name. */
export function handleSqs(queues: Queues, request: HttpRequest): Promise<HttpResponse> {
  return answerJson(request, callsOf(queues), 'application/x-amz-json-1.0');
}

const callsOf = (queues: Queues): Readonly<Record<string, JsonCall>> => ({
  GetQueueUrl(input) {
    const name = textAt(input, 'QueueName') ?? '';
    queues.messages(name);
    return { QueueUrl: queues.urlOf(name) };
  },
  GetQueueAttributes(input) {
    const url = urlIn(input);
    const count = queues.messages(url).length;
    const name = url.split('/').at(-1) ?? '';
    return { Attributes: { QueueArn: queues.arnOf(name), ApproximateNumberOfMessages: String(count) } };
  },
  SendMessage(input) {
    refuseOthers('SendMessage', input, ['QueueUrl', 'MessageBody', 'MessageAttributes']);
    const attributes = Object.entries(objectAt(input, 'MessageAttributes')).map(([name, value]) => [
      name,
      (isObject(value) && textAt(value, 'StringValue')) || '',
    ]);
    const sent = queues.send(urlIn(input), textAt(input, 'MessageBody') ?? '', Object.fromEntries(attributes));
    return { MessageId: sent.messageId, MD5OfMessageBody: md5(sent.body) };
  },
  ReceiveMessage(input) {
    const most = Number(textAt(input, 'MaxNumberOfMessages') ?? 1);
    const visibility = textAt(input, 'VisibilityTimeout');
    const received = queues.receive(urlIn(input), most, visibility === undefined ? undefined : Number(visibility));
    return received.length > 0 ? { Messages: received.map(viewOf) } : {};
  },
  DeleteMessage: (input) => queues.remove(urlIn(input), textAt(input, 'ReceiptHandle') ?? ''),
});

const urlIn = (input: JsonObject): string => textAt(input, 'QueueUrl') ?? '';

const viewOf = ({ messageId, body, attributes }: QueuedMessage) => ({
  MessageId: messageId,
  ReceiptHandle: messageId,
  Body: body,
  MD5OfBody: md5(body),
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  ),
});
