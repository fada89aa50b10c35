import { randomUUID } from 'node:crypto';
import { ServiceError } from '../cloudformation/errors';
import { type HttpRequest, type HttpResponse, xmlResponse } from '../transport/http';
import { type Xml, xml } from '../transport/xml';
import type { Topics } from './topics';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

type Call = (topics: Topics, form: URLSearchParams) => Xml;

const CALLS: Readonly<Record<string, Call>> = {
  Publish(topics, form) {
    for (const member of ['PhoneNumber', 'MessageStructure', 'MessageGroupId', 'MessageDeduplicationId']) {
      if (form.has(member))
        throw new ServiceError('InvalidParameter', `The embedded AWS does not support ${member} of Publish`);
    }
    const { messageId } = topics.publish({
      topicArn: form.get('TopicArn') ?? form.get('TargetArn') ?? '',
      subject: form.get('Subject') ?? undefined,
      message: form.get('Message') ?? '',
      attributes: attributesIn(form),
    });
    return { MessageId: messageId };
  },
  ListSubscriptionsByTopic(topics, form) {
    const topicArn = form.get('TopicArn') ?? '';
    const found = [...topics.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
    return {
      Subscriptions: {
        member: found.map(({ arn, protocol, endpoint }) => ({
          SubscriptionArn: arn,
          TopicArn: topicArn,
          Protocol: protocol,
          Endpoint: endpoint,
        })),
      },
    };
  },
};

/** Publish, and who subscribed. Every other call is refused by name. */
export function handleSns(topics: Topics, request: HttpRequest): HttpResponse {
  const form = new URLSearchParams(request.body.toString());
  const action = form.get('Action') ?? '';
  const metadata = { RequestId: randomUUID() };
  try {
    const call = Object.hasOwn(CALLS, action) ? CALLS[action] : undefined;
    if (!call) throw new ServiceError('InvalidAction', `The embedded AWS does not support the SNS call ${action}`);
    const body = xml({ [`${action}Result`]: call(topics, form), ResponseMetadata: metadata });
    return xmlResponse(`<${action}Response xmlns="${NAMESPACE}">${body}</${action}Response>`);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const body = xml({ Error: { Type: 'Sender', Code: error.code, Message: error.message }, ...metadata });
    return xmlResponse(`<ErrorResponse xmlns="${NAMESPACE}">${body}</ErrorResponse>`, error.status);
  }
}

/** `MessageAttributes.entry.1.Name`, `….Value.StringValue` */
function attributesIn(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let entry = 1; form.has(`MessageAttributes.entry.${entry}.Name`); entry += 1) {
    const at = `MessageAttributes.entry.${entry}`;
    attributes[form.get(`${at}.Name`) ?? ''] = form.get(`${at}.Value.StringValue`) ?? '';
  }
  return attributes;
}
