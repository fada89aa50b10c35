import { generatedName } from '../cloudformation/context';
import { ServiceError } from '../cloudformation/errors';
import type { ResourceType } from '../cloudformation/resource-type';
import { servicesOf } from '../cloudformation/services';
import { native } from '../cloudformation/types/native';
import { inert } from '../cloudformation/types/simple';
import { refuseOthers } from '../transport/calls';
import { textAt } from '../transport/json';

/** Beside the name accepted without effect: nothing expires here, and nothing is moved to another queue. */
const PROPERTIES = [
  'QueueName',
  'FifoQueue',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MessageRetentionPeriod',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'Tags',
  'VisibilityTimeout',
];

/** The types of resources of SQS. Policies are accepted, and allow everything. */
export const QUEUE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::QueuePolicy': inert,

  'AWS::SQS::Queue': native({
    replacedBy: ['QueueName', 'FifoQueue'],
    put({ context, stack, logicalId, properties }, physicalId) {
      refuseOthers('AWS::SQS::Queue', properties, PROPERTIES);
      if (textAt(properties, 'FifoQueue') === 'true') {
        throw new ServiceError('ValidationException', 'The embedded AWS does not support FIFO queues');
      }
      const generated = () => textAt(properties, 'QueueName') ?? generatedName(context, stack, logicalId, 80);
      const name = physicalId?.split('/').at(-1) ?? generated();
      const { queues } = servicesOf(context);
      queues.create(name);
      const url = queues.urlOf(name);
      return { physicalId: url, attributes: { Arn: queues.arnOf(name), QueueName: name, QueueUrl: url } };
    },
    remove: (context, url) => servicesOf(context).queues.delete(url.split('/').at(-1) ?? ''),
  }),
};
