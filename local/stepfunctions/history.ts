import type { Json, JsonObject } from '../transport/json';
import type { Passage } from './interpreter';

/** One event of an execution, as GetExecutionHistory lists it. */
export interface HistoryEvent {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly type: string;
  /** The member that holds what the event says, and that. Inputs and outputs are JSON here, and text on the wire. */
  readonly details?: { readonly member: string; readonly value: JsonObject };
}

/** What happened in one execution, in order. */
export class History {
  private readonly kept: HistoryEvent[] = [];

  /** @param typeOf the type of a state, by its name */
  constructor(
    private readonly now: () => number,
    private readonly typeOf: (state: string) => string,
  ) {}

  get events(): readonly HistoryEvent[] {
    return this.kept;
  }

  add(type: string, member?: string, value: JsonObject = {}): void {
    const time = this.now();
    this.kept.push(member === undefined ? { time, type } : { time, type, details: { member, value } });
  }

  addPassage({ kind, state, value }: Passage): void {
    const data: JsonObject = kind === 'Entered' ? { input: value } : { output: value };
    this.add(`${this.typeOf(state)}State${kind}`, `state${kind}EventDetails`, { name: state, ...data });
  }
}

const TEXTS = ['input', 'output', 'parameters'];

/** The events as they are on the wire, numbered from 1. */
export const historyView = (events: readonly HistoryEvent[]) =>
  events.map(({ time, type, details }, index) => ({
    timestamp: time / 1000,
    type,
    id: index + 1,
    previousEventId: index,
    ...(details && { [details.member]: Object.fromEntries(Object.entries(details.value).flatMap(wire)) }),
  }));

function wire([name, value]: [string, Json]): [string, unknown][] {
  if (!TEXTS.includes(name)) return [[name, value]];
  const text: [string, unknown] = [name, JSON.stringify(value)];
  return name === 'parameters' ? [text] : [text, [`${name}Details`, { truncated: false }]];
}
