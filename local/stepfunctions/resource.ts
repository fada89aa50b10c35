import { generatedName } from '../cloudformation/context';
import { ServiceError } from '../cloudformation/errors';
import { servicesOf } from '../cloudformation/services';
import { native } from '../cloudformation/types/native';
import { arn } from '../environment';
import type { Buckets } from '../s3/buckets';
import { refuseOthers } from '../transport/calls';
import { isObject, type JsonObject, objectAt, textAt } from '../transport/json';

/** Accepted without effect here: logging, tracing, encryption. */
const PROPERTIES = [
  'Definition',
  'DefinitionS3Location',
  'DefinitionString',
  'DefinitionSubstitutions',
  'EncryptionConfiguration',
  'LoggingConfiguration',
  'RoleArn',
  'StateMachineName',
  'StateMachineType',
  'Tags',
  'TracingConfiguration',
];

/** `AWS::StepFunctions::StateMachine`, of type STANDARD. */
export const stateMachine = native({
  replacedBy: ['StateMachineName', 'StateMachineType'],
  put({ context, stack, logicalId, properties }, physicalId) {
    refuseOthers('AWS::StepFunctions::StateMachine', properties, PROPERTIES);
    const type = textAt(properties, 'StateMachineType') ?? 'STANDARD';
    if (type !== 'STANDARD') throw invalid(`the embedded AWS does not support machines of type ${type}`);
    const { machines, buckets } = servicesOf(context);
    const generated = () => textAt(properties, 'StateMachineName') ?? generatedName(context, stack, logicalId, 80);
    const machineArn = physicalId ?? arn(context.environment, 'states', `stateMachine:${generated()}`);
    const definition = substituted(definitionIn(properties, buckets), objectAt(properties, 'DefinitionSubstitutions'));
    const { name, revisionId } = machines.define(machineArn, definition, textAt(properties, 'RoleArn') ?? '');
    return { physicalId: machineArn, attributes: { Arn: machineArn, Name: name, StateMachineRevisionId: revisionId } };
  },
  remove: (context, machineArn) => servicesOf(context).machines.remove(machineArn),
});

function definitionIn(properties: JsonObject, buckets: Buckets): string {
  const { Definition: object, DefinitionString: text, DefinitionS3Location: location } = properties;
  if (typeof text === 'string') return text;
  if (isObject(object)) return JSON.stringify(object);
  if (!isObject(location)) throw invalid('a state machine needs Definition, DefinitionString or DefinitionS3Location');
  const [bucket, key] = [textAt(location, 'Bucket') ?? '', textAt(location, 'Key') ?? ''];
  return buckets.get(bucket).get(key).content.toString();
}

/** `${name}` in the text is put in as it is, in whatever it stands. */
const substituted = (definition: string, substitutions: JsonObject): string =>
  definition.replace(/\$\{([\w-]+)\}/g, (whole, name: string) => textAt(substitutions, name) ?? whole);

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
