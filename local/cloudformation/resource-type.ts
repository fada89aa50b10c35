import type { JsonObject } from '../transport/json';
import type { Context } from './context';
import type { Stack } from './model';

/** What every request to a provider says. */
export interface ProviderRequest {
  readonly context: Context;
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved: no intrinsic is left in them. */
  readonly properties: JsonObject;
  /** Aborts when the operation is stopped; the provider then throws ResourceCancelled at once. */
  readonly signal: AbortSignal;
  /** Reports the physical id of what is being created, before it is done. */
  readonly initiated?: (physicalId: string) => void;
}

export interface UpdateRequest extends ProviderRequest {
  readonly physicalId: string;
  readonly oldProperties: JsonObject;
  readonly oldAttributes: JsonObject;
}

export interface DeleteRequest extends ProviderRequest {
  readonly physicalId: string;
  readonly attributes: JsonObject;
}

/** What a provider made. On an update, another physical id than before means that it replaced the resource. */
export interface Provided {
  readonly physicalId: string;
  readonly attributes: JsonObject;
}

/** How one type of resource comes, changes and goes. Every method throws a ResourceFailure when it fails. */
export interface ResourceType {
  create(request: ProviderRequest): Promise<Provided>;
  update(request: UpdateRequest): Promise<Provided>;
  delete(request: DeleteRequest): Promise<void>;
  /** Whether this change needs a new resource, which exists together with the old one for a while. */
  replaces(before: JsonObject, after: JsonObject): boolean;
  /** The value of Fn::GetAtt. Throws a ResourceFailure if there is no such attribute. */
  attribute(provided: Provided, attribute: string): JsonObject[string];
  /** True if a create that never answered gets a delete with an invented id. */
  readonly invents: boolean;
}
