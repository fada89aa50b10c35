import { isObject, type Json, objectAt } from '../../transport/json';
import { generatedName } from '../context';
import { ResourceCancelled, ResourceFailure, ServiceError } from '../errors';
import type { Stack } from '../model';
import type { Provided, ProviderRequest, ResourceType } from '../resource-type';
import { required } from './native';

/** `AWS::CloudFormation::Stack`: a stack of its own, with a life of its own, that this one waits for. */
export const nestedStack: ResourceType = {
  invents: false,

  async create(request) {
    const { context, stack, logicalId, signal } = request;
    const stackName = generatedName(context, stack, logicalId);
    const id = context.nested.create({ ...inputOf(request), stackName }, stack);
    request.initiated?.(id);
    const made = await Promise.race([context.nested.settled(id), aborted(signal)]);
    // Its creation goes on until the rollback deletes it.
    if (made === 'cancelled') throw new ResourceCancelled(id);
    return expectStatus(made, 'CREATE_COMPLETE', 'created');
  },

  async update(request) {
    const { context, physicalId, signal } = request;
    if (!updated(request, physicalId)) return provided(await context.nested.settled(physicalId));
    const made = await Promise.race([context.nested.settled(physicalId), aborted(signal)]);
    if (made !== 'cancelled') return expectStatus(made, 'UPDATE_COMPLETE', 'updated');
    context.nested.cancelUpdate(physicalId);
    await context.nested.settled(physicalId);
    throw new ResourceCancelled(physicalId);
  },

  async delete({ context, physicalId }) {
    context.nested.delete(physicalId);
    expectStatus(await context.nested.settled(physicalId), 'DELETE_COMPLETE', 'deleted');
  },

  replaces: () => false,

  attribute(from, attribute): Json {
    const value = from.attributes[attribute];
    if (value !== undefined) return value;
    throw new ResourceFailure(`Attribute '${attribute}' does not exist in the nested stack`, undefined, false);
  },
};

/** Returns whether there was anything to update. */
function updated(request: ProviderRequest, physicalId: string): boolean {
  try {
    request.context.nested.update({ ...inputOf(request), stackName: physicalId });
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.message.startsWith('No updates')) return false;
    throw error;
  }
}

function inputOf({ context, stack, properties }: ProviderRequest) {
  const url = required(properties, 'TemplateURL');
  const templateBody = context.services.templateAt(url);
  if (templateBody === undefined) throw new ResourceFailure(`S3 error: The specified key does not exist: ${url}`);
  const parameters = Object.entries(objectAt(properties, 'Parameters')).map(([key, value]) => ({
    key,
    value: isObject(value) ? undefined : String(value),
    usePreviousValue: false,
  }));
  return { templateBody, parameters, capabilities: stack.current?.capabilities ?? [] };
}

function expectStatus(stack: Stack, status: Stack['status'], verb: string): Provided {
  if (stack.status === status) return provided(stack);
  const why = stack.events.find((event) => event.status.endsWith('_FAILED'))?.reason ?? stack.reason ?? stack.status;
  throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully ${verb}: ${why}`, stack.id);
}

const provided = (stack: Stack): Provided => ({
  physicalId: stack.id,
  attributes: Object.fromEntries(stack.outputs.map(({ key, value }) => [`Outputs.${key}`, value])),
});

function aborted(signal: AbortSignal): Promise<'cancelled'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('cancelled');
    signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
  });
}
