import type { Json, JsonObject } from '../../transport/json';
import { sameJson, textAt } from '../../transport/json';
import type { Context } from '../context';
import { ResourceCancelled, ResourceFailure, unsupported } from '../errors';
import type { Provided, ProviderRequest, ResourceType, UpdateRequest } from '../resource-type';

/** A type that this process provides itself: what it does, without the life cycle that all of them share. */
export interface NativeType {
  /** Makes the resource, or brings an existing one (`physicalId`) up to the properties. */
  put(request: ProviderRequest, physicalId: string | undefined): Promise<Provided> | Provided;
  /** Changes an existing resource, where it matters what the properties were. @default put */
  change?(request: UpdateRequest): Promise<Provided> | Provided;
  remove?(context: Context, physicalId: string): Promise<void> | void;
  /** Properties that have an effect here, or whose effect cannot be seen here. Any other fails by name. @default all */
  readonly supports?: readonly string[];
  /** Properties of which a change makes a new resource. */
  readonly replacedBy?: readonly string[];
}

export function native(type: NativeType): ResourceType {
  return {
    invents: false,
    async create(request) {
      refuseOthers(type, request);
      await latency(request);
      return type.put(request, undefined);
    },
    async update(request) {
      refuseOthers(type, request);
      await latency(request);
      return type.change ? type.change(request) : type.put(request, request.physicalId);
    },
    async delete(request) {
      await latency(request);
      await type.remove?.(request.context, request.physicalId);
    },
    replaces: (before, after) => (type.replacedBy ?? []).some((key) => !sameJson(before[key], after[key])),
    attribute(from, attribute): Json {
      const value = from.attributes[attribute];
      if (value !== undefined) return value;
      throw new ResourceFailure(`Attribute '${attribute}' does not exist`, undefined, false);
    },
  };
}

function refuseOthers({ supports }: NativeType, { type, properties }: ProviderRequest): void {
  const other = supports && Object.keys(properties).find((name) => !supports.includes(name));
  if (other === undefined) return;
  throw new ResourceFailure(unsupported(`the property ${other} of ${type}`).message, undefined, false);
}

async function latency(request: ProviderRequest): Promise<void> {
  await request.context.clock.sleep(request.context.latency(request.type), request.signal);
  if (request.signal.aborted) throw new ResourceCancelled();
}

/** A property without which the resource cannot be made. */
export function required(properties: JsonObject, key: string): string {
  const value = textAt(properties, key);
  if (value === undefined) throw new ResourceFailure(`Property ${key} is required`, undefined, false);
  return value;
}
