import { isList, isObject, type Json, type JsonObject, sameJson, textAt } from '../../transport/json';
import { ResourceCancelled, ResourceFailure, unsupported } from '../errors';
import type { DeleteRequest, Provided, ProviderRequest, ResourceType, UpdateRequest } from '../resource-type';
import type { Answer } from '../response-inbox';

const LONGEST_WAIT_SECONDS = 3600;

/** `AWS::CloudFormation::CustomResource` and `Custom::*`: the provider is a function, and sends its answer to a URL. */
export const customResource: ResourceType = {
  invents: true,

  async create(request) {
    return provided(await ask(request, 'Create', {}));
  },

  async update(request) {
    refuseNewToken(request);
    return provided(
      await ask(request, 'Update', {
        PhysicalResourceId: request.physicalId,
        OldResourceProperties: stringified(request.oldProperties),
      }),
    );
  },

  async delete(request: DeleteRequest) {
    await ask(request, 'Delete', { PhysicalResourceId: request.physicalId });
  },

  replaces: () => false,

  attribute(from, attribute) {
    const value = attribute
      .split('.')
      .reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), from.attributes);
    const found = from.attributes[attribute] ?? value;
    if (found === undefined || found === null) {
      throw new ResourceFailure(
        `CustomResource attribute error: Vendor response doesn't contain ${attribute} attribute in object ${from.physicalId}`,
        undefined,
        false,
      );
    }
    return found;
  },
};

const provided = (answer: Answer & { physicalId: string }): Provided => ({
  physicalId: answer.physicalId,
  attributes: answer.data,
});

/** Sends one request and waits for its answer, for the service's timeout, or for the operation to be stopped. */
async function ask(
  request: ProviderRequest,
  requestType: 'Create' | 'Update' | 'Delete',
  more: JsonObject,
): Promise<Answer & { physicalId: string }> {
  const { context, stack, logicalId, type, properties, signal } = request;
  const serviceToken = token(properties);
  const timeout = timeoutMilliseconds(properties);
  const opened = context.inbox.open(stack.id, logicalId);
  const waited = new AbortController();
  const event = {
    RequestType: requestType,
    ServiceToken: serviceToken,
    ResponseURL: opened.url,
    StackId: stack.id,
    RequestId: opened.requestId,
    LogicalResourceId: logicalId,
    ResourceType: type,
    ...more,
    ResourceProperties: stringified(properties),
  };
  try {
    const answer = await Promise.race([
      opened.answer,
      context.clock.sleep(timeout, waited.signal).then(() => 'timeout' as const),
      aborted(signal, waited.signal),
      undelivered(request, serviceToken, event),
    ]);
    return readable(answer, opened.requestId);
  } finally {
    opened.close();
    waited.abort();
  }
}

function readable(answer: Answer | 'timeout' | 'cancelled', requestId: string): Answer & { physicalId: string } {
  if (answer === 'cancelled') throw new ResourceCancelled();
  if (answer === 'timeout') {
    throw new ResourceFailure(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}].`,
    );
  }
  const { status, reason, physicalId } = answer;
  if (status === 'FAILED' || physicalId === undefined) {
    const message = `Received response status [FAILED] from custom resource. Message returned: ${reason ?? ''} (RequestId: ${requestId})`;
    throw new ResourceFailure(message, physicalId);
  }
  return { ...answer, physicalId };
}

/** Never settles unless the event cannot be delivered. */
function undelivered(request: ProviderRequest, serviceToken: string, event: JsonObject): Promise<never> {
  return new Promise((_resolve, reject) => {
    request.context.functions.deliver(serviceToken, event).catch((error: unknown) => {
      reject(new ResourceFailure(error instanceof Error ? error.message : String(error), undefined, false));
    });
  });
}

function aborted(signal: AbortSignal, end: AbortSignal): Promise<'cancelled'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('cancelled');
    signal.addEventListener('abort', () => resolve('cancelled'), { once: true, signal: end });
  });
}

function token(properties: JsonObject): string {
  const value = textAt(properties, 'ServiceToken');
  if (!value) throw new ResourceFailure('Invalid Parameter: ServiceToken is required', undefined, false);
  if (!value.includes(':lambda:'))
    throw new ResourceFailure(unsupported(`the service token ${value}`).message, undefined, false);
  return value;
}

function refuseNewToken(request: UpdateRequest): void {
  if (sameJson(request.oldProperties.ServiceToken, request.properties.ServiceToken)) return;
  throw new ResourceFailure('Modifying service token is not allowed.', undefined, false);
}

function timeoutMilliseconds(properties: JsonObject): number {
  const seconds = Number(textAt(properties, 'ServiceTimeout') ?? LONGEST_WAIT_SECONDS);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_WAIT_SECONDS) {
    throw new ResourceFailure(
      `Invalid ServiceTimeout: it must be an integer from 1 to ${LONGEST_WAIT_SECONDS}`,
      undefined,
      false,
    );
  }
  return seconds * 1000;
}

/** Every scalar becomes a string on its way to the function. */
function stringified(value: JsonObject): JsonObject;
function stringified(value: Json): Json;
function stringified(value: Json): Json {
  if (isList(value)) return value.map((part) => stringified(part));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, stringified(part)]));
  return String(value);
}
