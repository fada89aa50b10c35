import { isObject, type JsonObject, objectAt, textAt } from '../../template/json';

/** What CloudFormation said of a stack when a request arrived. */
export interface StackThen {
  readonly id?: string;
  readonly status?: string;
  readonly updatedAt?: number;
  readonly rootId?: string;
  readonly parentId?: string;
}

/** An event of the stack, or of the resource. */
export interface EventThen {
  readonly isStack: boolean;
  readonly physicalId?: string;
  readonly status: string;
  readonly at: number;
}

/** One delivery of a request to the function, and what was to be seen at that moment. Milliseconds since the epoch. */
export interface Recorded {
  readonly at: number;
  readonly type: string;
  readonly requestId: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  /** Which experiment the resource belongs to, and which of its templates the properties come from. */
  readonly experiment: string;
  readonly step?: string;
  readonly oldStep?: string;
  /** Whether the function was released from its throttle before. */
  readonly released: boolean;
  readonly stackName: string;
  readonly stack: StackThen;
  /** The stacks around it, the next one first. */
  readonly outer: readonly StackThen[];
  /** The newest first. */
  readonly events: readonly EventThen[];
  /** Whether the stack lists the logical id. */
  readonly isListed: boolean;
  /** The logical ids that DescribeStackResources returns for the physical id. */
  readonly samePhysicalId: readonly string[];
}

/** The record in a line of the function's log; undefined if it holds none. */
export function parseRecord(line: string): Recorded | undefined {
  const begin = line.indexOf('{"probe":1');
  if (begin < 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(line.slice(begin));
    return isObject(parsed) ? recordedOf(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function recordedOf(line: JsonObject): Recorded {
  const text = (name: string): string => textAt(line, name) ?? '';
  const properties = objectAt(line, 'properties');
  return {
    at: Number(line.at),
    type: text('type'),
    requestId: text('requestId'),
    logicalId: text('logicalId'),
    physicalId: textAt(line, 'physicalId'),
    experiment: textAt(properties, 'Experiment') ?? '',
    step: textAt(properties, 'Step'),
    oldStep: textAt(objectAt(line, 'oldProperties'), 'Step'),
    released: line.released !== undefined,
    stackName: text('stackId').split('/')[1] ?? '',
    stack: stackOf(objectAt(line, 'stack')),
    outer: objectsIn(line.outer).map(stackOf),
    events: objectsIn(line.events).map(eventOf),
    isListed: textsIn(line.listed).length > 0,
    samePhysicalId: textsIn(line.samePhysicalId),
  };
}

const stackOf = (stack: JsonObject): StackThen => ({
  id: textAt(stack, 'id'),
  status: textAt(stack, 'status'),
  ...(typeof stack.updatedAt === 'number' && { updatedAt: stack.updatedAt }),
  rootId: textAt(stack, 'rootId'),
  parentId: textAt(stack, 'parentId'),
});

const eventOf = (event: JsonObject): EventThen => ({
  isStack: event.isStack === true,
  physicalId: textAt(event, 'physicalId'),
  status: textAt(event, 'status') ?? '',
  at: Number(event.at),
});

const objectsIn = (list: unknown): readonly JsonObject[] => (Array.isArray(list) ? list.filter(isObject) : []);
const textsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
