import { generatedName } from '../cloudformation/context';
import { native } from '../cloudformation/types/native';
import { arn } from '../environment';
import { textAt } from '../transport/json';

/** An alarm is there, and never goes off. */
export const alarm = native({
  replacedBy: ['AlarmName'],
  put({ context, stack, logicalId, properties }, physicalId) {
    const name = physicalId ?? textAt(properties, 'AlarmName') ?? generatedName(context, stack, logicalId, 255);
    return { physicalId: name, attributes: { Arn: arn(context.environment, 'cloudwatch', `alarm:${name}`) } };
  },
});
