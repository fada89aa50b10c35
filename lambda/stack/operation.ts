import { PropertyError } from '../contract/properties';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** Where a stack is heading. */
const DIRECTIONS = ['forward', 'rollback', 'removal', 'rest'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** A stack, as DescribeStacks describes it. */
export interface StackState {
  readonly status: string;
  /** LastUpdatedTime, else CreationTime: it differs from one operation to the next. */
  readonly stackUpdatedAt: number;
}

/** What a stack does with a resource, by its events. */
export interface ResourceEvent {
  /** `CREATE_IN_PROGRESS` and the like. */
  readonly status: string;
  readonly properties: unknown;
}

/** The stack operation that an event belongs to, as onEvent found it. */
export interface Operation {
  readonly direction: Direction;
  readonly stackUpdatedAt: number;
  /** When the operation began. An association from before belongs to somebody else, or to an earlier operation. */
  readonly operationStartedAt: number;
  /** When onEvent ran. */
  readonly requestedAt: number;
  /** Applications that onEvent saw to be free for the taking, or ours already. */
  readonly cleared: readonly string[];
  /** Applications that onEvent saw in ERROR: those errors are from before the request. */
  readonly failedBefore: readonly string[];
}

export const isRollingBack = (operation: Operation): boolean => operation.direction === 'rollback';

/** CloudFormation's statuses come down to four directions. */
export function directionOf(status: string): Direction {
  if (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS') return 'forward';
  if (status === 'DELETE_IN_PROGRESS' || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return 'removal';
  // Any other operation, such as an import or a review, asks nothing of a custom resource.
  return /^(UPDATE_)?ROLLBACK_.*IN_PROGRESS$/.test(status) ? 'rollback' : 'rest';
}

/**
 * Whether the stack has moved on, so that a request of `operation` may change nothing any more. A create or update is
 * over with its operation. A delete stays wanted until the stack is at rest or moves forward again.
 */
export function isOver(type: RequestType, operation: Operation, state: StackState): boolean {
  const direction = directionOf(state.status);
  if (direction === 'rest') return true;
  if (type === 'Delete') {
    return (
      direction === 'forward' &&
      !(operation.direction === 'forward' && operation.stackUpdatedAt === state.stackUpdatedAt)
    );
  }
  return direction !== operation.direction || state.stackUpdatedAt !== operation.stackUpdatedAt;
}

/** What onEvent hands to every later step, as the one member that its answer adds to the event. */
export const OPERATION_MEMBER = 'Operation';

export type OperationWire = Readonly<Record<keyof Operation, string | readonly string[]>>;

export const toWire = (operation: Operation): OperationWire => ({
  ...operation,
  stackUpdatedAt: String(operation.stackUpdatedAt),
  operationStartedAt: String(operation.operationStartedAt),
  requestedAt: String(operation.requestedAt),
});

/** Reads back what onEvent wrote. Throws {@link PropertyError}: an event without it did not come through onEvent. */
export function parseOperation(event: unknown): Operation {
  const wire: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, OPERATION_MEMBER) : undefined;
  const member = (name: keyof Operation): unknown =>
    typeof wire === 'object' && wire !== null ? Reflect.get(wire, name) : undefined;
  const time = (name: keyof Operation): number => {
    const text = member(name);
    const value = typeof text === 'string' ? Number(text) : Number.NaN;
    if (Number.isFinite(value) && value > 0) return value;
    throw new PropertyError(
      `the event has no ${OPERATION_MEMBER}.${name}: it did not come through the provider's event function`,
    );
  };
  const list = (name: keyof Operation): readonly string[] => {
    const value = member(name);
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
  };
  const direction = DIRECTIONS.find((known) => known === member('direction'));
  if (!direction)
    throw new PropertyError(
      `the event has no ${OPERATION_MEMBER}.direction: it did not come through the provider's event function`,
    );
  return {
    direction,
    stackUpdatedAt: time('stackUpdatedAt'),
    operationStartedAt: time('operationStartedAt'),
    requestedAt: time('requestedAt'),
    cleared: list('cleared'),
    failedBefore: list('failedBefore'),
  };
}
