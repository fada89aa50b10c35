import { generatedName } from '../cloudformation/context';
import { ServiceError } from '../cloudformation/errors';
import type { ResourceType } from '../cloudformation/resource-type';
import { servicesOf } from '../cloudformation/services';
import { native, required } from '../cloudformation/types/native';
import { inert } from '../cloudformation/types/simple';
import { arn } from '../environment';
import { refuseOthers } from '../transport/calls';
import { isList, isObject, textAt } from '../transport/json';

const TOPIC = [
  'TopicName',
  'DisplayName',
  'FifoTopic',
  'KmsMasterKeyId',
  'SignatureVersion',
  'Subscription',
  'Tags',
  'TracingConfig',
];
const SUBSCRIPTION = [
  'TopicArn',
  'Protocol',
  'Endpoint',
  'Region',
  'RawMessageDelivery',
  'FilterPolicy',
  'RedrivePolicy',
];

/** The types of resources of SNS. Policies are accepted, and allow everything. */
export const TOPIC_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::TopicPolicy': inert,

  'AWS::SNS::Topic': native({
    replacedBy: ['TopicName', 'FifoTopic'],
    put({ context, stack, logicalId, properties }, physicalId) {
      refuseOthers('AWS::SNS::Topic', properties, TOPIC);
      const { topics } = servicesOf(context);
      if (textAt(properties, 'FifoTopic') === 'true') {
        throw new ServiceError('ValidationException', 'The embedded AWS does not support FIFO topics');
      }
      const name = textAt(properties, 'TopicName') ?? generatedName(context, stack, logicalId, 256);
      const topicArn = physicalId ?? arn(context.environment, 'sns', name);
      topics.create(topicArn);
      const inline = isList(properties.Subscription) ? properties.Subscription.filter(isObject) : [];
      if (physicalId === undefined) {
        for (const one of inline) topics.subscribe(topicArn, required(one, 'Protocol'), required(one, 'Endpoint'));
      }
      return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: topicArn.split(':').at(-1) ?? '' } };
    },
    remove: (context, topicArn) => servicesOf(context).topics.delete(topicArn),
  }),

  'AWS::SNS::Subscription': native({
    replacedBy: ['TopicArn', 'Protocol', 'Endpoint'],
    put({ context, properties }, physicalId) {
      refuseOthers('AWS::SNS::Subscription', properties, SUBSCRIPTION);
      const { topics } = servicesOf(context);
      const [topicArn, protocol] = [required(properties, 'TopicArn'), required(properties, 'Protocol')];
      return {
        physicalId: physicalId ?? topics.subscribe(topicArn, protocol, textAt(properties, 'Endpoint') ?? ''),
        attributes: {},
      };
    },
    remove: (context, subscriptionArn) => void servicesOf(context).topics.subscriptions.delete(subscriptionArn),
  }),
};
