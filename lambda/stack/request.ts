import { isDeepStrictEqual } from 'node:util';
import { type Declaration, parseProperties } from '../contract/applications';
import { LOOKUP_TYPE, type Lookup, parseLookup } from '../contract/lookup';
import { PropertyError } from '../contract/properties';
import { type Operation, parseOperation, type RequestType } from './operation';

/** What every request has, of each type of resource. */
interface Envelope {
  readonly type: RequestType;
  readonly requestId: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Absent on a create. */
  readonly physicalId?: string;
}

/** What CloudFormation asks for about the applications of a WorkSpace, read once and typed. */
export interface Request extends Envelope {
  readonly kind: 'applications';
  /** Absent only on a delete whose properties nothing could ever have been installed under. */
  readonly declared?: Declaration;
  /** What the resource declared before, on an update; absent if that cannot be understood: then it declared nothing. */
  readonly before?: Declaration;
  /** Whether an update has the properties that the resource had before: CloudFormation sends that only to repeat what failed. */
  readonly isUnchanged: boolean;
}

/** A request about the look-up of an application by its name. */
export interface LookupRequest extends Envelope {
  readonly kind: 'lookup';
  /** Absent on a delete, which has nothing to do. */
  readonly lookup?: Lookup;
}

/** An event as onEvent receives it. */
export type Received = Request | LookupRequest;

/** An event as isComplete receives it: with the operation that onEvent has found. */
export type Resumed = { readonly request: Request; readonly operation: Operation } | LookupRequest;

/** Reads an event. Throws {@link PropertyError} with words for a person if it cannot be understood. */
export function receive(event: unknown): Received {
  const fields = new Map<string, unknown>(typeof event === 'object' && event !== null ? Object.entries(event) : []);
  const envelope = toEnvelope(fields);
  const { type } = envelope;
  const properties = fields.get('ResourceProperties');
  if (fields.get('ResourceType') === LOOKUP_TYPE) {
    return { kind: 'lookup', ...envelope, ...(type !== 'Delete' && { lookup: parseLookup(properties) }) };
  }
  const old = fields.get('OldResourceProperties');
  return {
    kind: 'applications',
    ...envelope,
    declared: type === 'Delete' ? declarationOrNothing(properties) : parseProperties(properties),
    ...(type === 'Update' && { before: declarationOrNothing(old) }),
    isUnchanged: type === 'Update' && isDeepStrictEqual(properties, old),
  };
}

/** Reads an event that has come through onEvent. Throws {@link PropertyError} as {@link receive} does. */
export function resume(event: unknown): Resumed {
  const request = receive(event);
  return request.kind === 'lookup' ? request : { request, operation: parseOperation(event) };
}

/** Throws {@link PropertyError} if the event does not come from CloudFormation. */
function toEnvelope(fields: ReadonlyMap<string, unknown>): Envelope {
  const text = (name: string): string => {
    const value = fields.get(name);
    if (typeof value === 'string' && value !== '') return value;
    throw new PropertyError(`the event has no ${name}: it does not come from CloudFormation`);
  };
  const type = text('RequestType');
  if (type !== 'Create' && type !== 'Update' && type !== 'Delete') {
    throw new PropertyError(
      `RequestType must be Create, Update or Delete: the event does not come from CloudFormation`,
    );
  }
  return {
    type,
    requestId: text('RequestId'),
    stackId: text('StackId'),
    logicalId: text('LogicalResourceId'),
    // While it is being created a resource has no id of its own yet; what the framework put there is ours from onEvent.
    ...(type !== 'Create' && { physicalId: text('PhysicalResourceId') }),
  };
}

/** Properties that a create or update would have refused stand for nothing installed. */
export function declarationOrNothing(raw: unknown): Declaration | undefined {
  try {
    return parseProperties(raw);
  } catch (error) {
    if (error instanceof PropertyError) return undefined;
    throw error;
  }
}
