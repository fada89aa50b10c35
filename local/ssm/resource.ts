import { generatedName } from '../cloudformation/context';
import { native, required } from '../cloudformation/types/native';
import { refuseOthers } from '../transport/calls';
import { textAt } from '../transport/json';
import { tierIn, typeIn } from './api';

const PROPERTIES = ['Name', 'Type', 'Value', 'Tier', 'Description', 'AllowedPattern', 'DataType', 'Tags'];

/** `AWS::SSM::Parameter`: every update of it, also one that a rollback makes, is a new version. */
export const parameter = native({
  replacedBy: ['Name', 'Type'],
  put(request, physicalId) {
    const { context, properties, stack, logicalId } = request;
    refuseOthers('AWS::SSM::Parameter', properties, PROPERTIES);
    const made = context.services.parameters.put(
      {
        name: textAt(properties, 'Name') ?? physicalId ?? generatedName(context, stack, logicalId, 512),
        value: required(properties, 'Value'),
        type: typeIn(properties),
        tier: tierIn(properties),
        description: textAt(properties, 'Description'),
        allowedPattern: textAt(properties, 'AllowedPattern'),
        overwrite: physicalId !== undefined,
      },
      context.clock.now(),
    );
    return { physicalId: made.name, attributes: { Type: made.type, Value: made.value } };
  },
  remove: ({ services }, name) => {
    if (services.parameters.find(name)) services.parameters.delete(name);
  },
});
