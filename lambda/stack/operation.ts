import type { Declaration } from '../contract/applications';
import { PropertyError } from '../contract/properties';
import { declarationOrNothing, type Request } from './request';

/** Where a stack is heading. */
const DIRECTIONS = ['forward', 'rollback', 'removal', 'rest'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What DescribeStacks says of a stack. */
export interface StackLook {
  readonly status: string;
  /** LastUpdatedTime, else CreationTime: it tells one operation from the next. */
  readonly changed: number;
}

/** What the stack says it does with a resource. */
export interface ResourceEvent {
  /** `CREATE_IN_PROGRESS` and the like. */
  readonly status: string;
  readonly properties: unknown;
}

/** The stack operation that an event belongs to, as onEvent found it. */
export interface Operation {
  readonly direction: Direction;
  readonly changed: number;
  /** When the operation began. An association from before belongs to somebody else, or to an earlier operation. */
  readonly began: number;
  /** When onEvent ran. */
  readonly asked: number;
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

/** Which requests a stack in a given state can have sent. A late delivery fits none. */
export function fits(type: Request['type'], status: string): boolean {
  const direction = directionOf(status);
  if (type === 'Delete') return direction !== 'rest';
  return direction === 'forward' || (type === 'Update' && status === 'UPDATE_ROLLBACK_IN_PROGRESS');
}

/**
 * Whether only the stack's events can tell that a request is not a late one: it may belong to an operation that is over, or
 * be the update that is being rolled back. A stack is created once, and deleted once: its creates, and what a deletion or
 * the rollback of a creation deletes, need no proof, which spares a large stack as many calls.
 */
export const needsProof = (type: Request['type'], status: string): boolean =>
  type === 'Update' || status.startsWith('UPDATE_') || (type === 'Delete' && directionOf(status) === 'forward');

/** Whether the newest event of the resource is the beginning of just this request. */
export function isProof({ type, declared }: Request, newest: ResourceEvent | undefined): boolean {
  if (newest?.status !== `${type.toUpperCase()}_IN_PROGRESS`) return false;
  const recorded = declarationOrNothing(newest.properties);
  return !declared || !recorded || wishOf(recorded) === wishOf(declared);
}

/** Texts and numbers may be masked in an event, or stand there unresolved; anything else could not be read if it were. */
const wishOf = ({ revision: _revision, timeoutSeconds: _timeout, ...wish }: Declaration): string =>
  JSON.stringify(wish);

/**
 * Whether the stack has moved on, so that a request of `operation` may change nothing any more. A create or update is
 * over with its operation. A delete stays wanted until the stack is at rest or moves forward again.
 */
export function isOver(type: Request['type'], operation: Operation, look: StackLook): boolean {
  const direction = directionOf(look.status);
  if (direction === 'rest') return true;
  if (type === 'Delete') {
    return direction === 'forward' && !(operation.direction === 'forward' && operation.changed === look.changed);
  }
  return direction !== operation.direction || look.changed !== operation.changed;
}

/** What onEvent hands to every later step, as the one member that its answer adds to the event. */
export const OPERATION_MEMBER = 'Operation';

export type OperationWire = Readonly<Record<keyof Operation, string | readonly string[]>>;

export const toWire = (operation: Operation): OperationWire => ({
  ...operation,
  changed: String(operation.changed),
  began: String(operation.began),
  asked: String(operation.asked),
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
    changed: time('changed'),
    began: time('began'),
    asked: time('asked'),
    cleared: list('cleared'),
    failedBefore: list('failedBefore'),
  };
}
