import { generatedName } from '../cloudformation/context';
import type { ProviderRequest, ResourceType } from '../cloudformation/resource-type';
import { servicesOf } from '../cloudformation/services';
import { native } from '../cloudformation/types/native';
import { refuseOthers } from '../transport/calls';
import { type JsonObject, textAt } from '../transport/json';
import { DEFAULT_GROUP } from './scheduler';

const groupIn = (properties: JsonObject): string => textAt(properties, 'GroupName') ?? DEFAULT_GROUP;

const nameOf = ({ context, stack, logicalId, properties }: ProviderRequest): string =>
  textAt(properties, 'Name') ?? generatedName(context, stack, logicalId, 64);

/** The types of resources of EventBridge Scheduler. */
export const SCHEDULER_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Scheduler::Schedule': {
    ...native({
      replacedBy: ['Name', 'GroupName'],
      put(request, physicalId) {
        const { scheduler } = servicesOf(request.context);
        const { name, arn } = scheduler.put(
          physicalId ?? nameOf(request),
          groupIn(request.properties),
          request.properties,
        );
        return { physicalId: name, attributes: { Arn: arn } };
      },
    }),
    // A name alone does not say which schedule: its group is among the properties.
    async delete({ context, physicalId, properties }) {
      servicesOf(context).scheduler.delete(physicalId, groupIn(properties));
    },
  },

  'AWS::Scheduler::ScheduleGroup': native({
    replacedBy: ['Name'],
    put(request, physicalId) {
      refuseOthers('AWS::Scheduler::ScheduleGroup', request.properties, ['Name', 'Tags']);
      const name = physicalId ?? nameOf(request);
      const { scheduler } = servicesOf(request.context);
      const arn = physicalId === undefined ? scheduler.createGroup(name) : scheduler.groupArn(name);
      return { physicalId: name, attributes: { Arn: arn, State: 'ACTIVE' } };
    },
    remove: (context, name) => servicesOf(context).scheduler.deleteGroup(name),
  }),
};
