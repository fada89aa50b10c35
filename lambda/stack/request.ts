import { type Declaration, parseProperties } from '../contract/applications';
import { PropertyError } from '../contract/properties';

/** What CloudFormation asks for, read once and typed. */
export interface Request {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly requestId: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Absent on a create. */
  readonly physicalId?: string;
  /** Absent only on a delete whose properties nothing could ever have been installed under. */
  readonly declared?: Declaration;
  /** What the resource declared before, on an update; absent if that cannot be understood: then it declared nothing. */
  readonly before?: Declaration;
}

/** What every request has, whatever the type of its resource. */
export interface Envelope extends Pick<Request, 'type' | 'requestId' | 'stackId' | 'logicalId' | 'physicalId'> {
  readonly properties: unknown;
  readonly oldProperties: unknown;
}

/** Reads an event. Throws {@link PropertyError} with words for a person if it cannot be understood. */
export function parseRequest(event: unknown): Request {
  const { properties, oldProperties, ...envelope } = parseEnvelope(event);
  const { type } = envelope;
  return {
    ...envelope,
    declared: type === 'Delete' ? declarationOrNothing(properties) : parseProperties(properties),
    ...(type === 'Update' && { before: declarationOrNothing(oldProperties) }),
  };
}

/** Throws {@link PropertyError} if the event does not come from CloudFormation. */
export function parseEnvelope(event: unknown): Envelope {
  const fields = new Map(typeof event === 'object' && event !== null ? Object.entries(event) : []);
  const text = (name: string): string => {
    const value: unknown = fields.get(name);
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
    properties: fields.get('ResourceProperties'),
    oldProperties: fields.get('OldResourceProperties'),
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
