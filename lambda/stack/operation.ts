import { PropertyError } from '../contract/properties';
import { DIRECTIONS, type Direction, directionOf, type StackState } from '../service/stacks';

export type RequestType = 'Create' | 'Update' | 'Delete';

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
  /** When the operation began.  */
  readonly operationStartedAt: number;
  /** From when on a rollback takes back what was done: earlier if the operations before failed and were not rolled back. */
  readonly undoneFrom: number;
  /** When onEvent ran. */
  readonly requestedAt: number;
  /** When CloudFormation began the request: its hour counts from then on. */
  readonly begunAt: number;
  /** How many resources of ours leave the stack, which the environment of the function does not know. Only of a Delete. */
  readonly underWay: number;
  /** Whether the stack has another resource of ours for the same WorkSpace. Only of a Delete; true if it is not known. */
  readonly hasSiblings: boolean;
  /** The root of the stack's family of nested stacks, as a hash. */
  readonly root: string;
  readonly stackName: string;
  /** The token of the resource that the stack has now under the logical id of a Delete; empty if none. */
  readonly living: string;
  /** Whether the stack's events show that the request is no late delivery, or need not. */
  readonly isProven: boolean;
  /** Whether the operation before this one failed and was not rolled back: what it did is not in the old properties. */
  readonly isRetry: boolean;
}

export const isRollingBack = (operation: Operation): boolean => operation.direction === 'rollback';

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

export type OperationWire = Readonly<Record<keyof Operation, string>>;

export const toWire = (operation: Operation): OperationWire => ({
  ...operation,
  stackUpdatedAt: String(operation.stackUpdatedAt),
  operationStartedAt: String(operation.operationStartedAt),
  undoneFrom: String(operation.undoneFrom),
  requestedAt: String(operation.requestedAt),
  begunAt: String(operation.begunAt),
  underWay: String(operation.underWay),
  hasSiblings: String(operation.hasSiblings),
  isProven: String(operation.isProven),
  isRetry: String(operation.isRetry),
});

/** Reads back what onEvent wrote. Throws {@link PropertyError}: an event without it did not come through onEvent. */
export function parseOperation(event: unknown): Operation {
  const wire: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, OPERATION_MEMBER) : undefined;
  const text = (name: keyof Operation): string => {
    const value: unknown = typeof wire === 'object' && wire !== null ? Reflect.get(wire, name) : undefined;
    if (typeof value === 'string') return value;
    throw new PropertyError(
      `the event has no ${OPERATION_MEMBER}.${name}: it did not come through the provider's event function`,
    );
  };
  const time = (name: keyof Operation): number => {
    const value = Number(text(name));
    if (Number.isFinite(value) && value > 0) return value;
    throw new PropertyError(
      `${OPERATION_MEMBER}.${name} is no time: it did not come through the provider's event function`,
    );
  };
  const direction = DIRECTIONS.find((known) => known === text('direction'));
  if (!direction)
    throw new PropertyError(`${OPERATION_MEMBER}.direction is none that the provider's event function knows`);
  return {
    direction,
    stackUpdatedAt: time('stackUpdatedAt'),
    operationStartedAt: time('operationStartedAt'),
    undoneFrom: time('undoneFrom'),
    requestedAt: time('requestedAt'),
    begunAt: time('begunAt'),
    underWay: Number(text('underWay')) || 0,
    hasSiblings: text('hasSiblings') !== 'false',
    root: text('root'),
    stackName: text('stackName'),
    living: text('living'),
    isProven: text('isProven') === 'true',
    isRetry: text('isRetry') === 'true',
  };
}
