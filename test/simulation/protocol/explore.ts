import { type Action, actionsIn, type Reading } from './actions';
import { checkEnd, Harm, isOver } from './checks';
import { keyOf } from './key';
import { orderedAfter, type Readings, wordsOfReadings } from './order';
import { Stuck } from './stacks';
import { copyOf, initial, type Scenario, type State } from './state';
import { Threads } from './threads';
import { tidy } from './tidy';

/** What an exploration has found. */
export interface Exploration {
  readonly states: number;
  readonly ends: number;
  /** How many things happened one after the other, in every order, at most. */
  readonly depth: number;
  /** Whether every state that can be reached was reached. */
  readonly isComplete: boolean;
  /** What must not happen, and the shortest way there. */
  readonly harm?: { readonly message: string; readonly trace: readonly string[] };
}

interface Visited {
  readonly state: State;
  readonly readings: Readings;
  readonly trace: Trace | undefined;
}

interface Trace {
  readonly action: string;
  readonly before: Trace | undefined;
}

/** Lets everything happen that can, in every order that makes a difference, breadth first, until so many states are known. */
export async function explore(scenario: Scenario, mostStates = Number.POSITIVE_INFINITY): Promise<Exploration> {
  const exploring = new Exploring(scenario);
  let front: readonly Visited[] = [{ state: initial(scenario), readings: [], trace: undefined }];
  for (let reached = 0; ; reached++) {
    const next: Visited[] = [];
    for (const visited of front) {
      const harm = await exploring.expand(visited, next);
      if (harm) return { ...exploring.figures, depth: reached, isComplete: false, harm };
    }
    front = next;
    if (front.length === 0 || exploring.figures.states > mostStates)
      return { ...exploring.figures, depth: reached, isComplete: front.length === 0 };
  }
}

type Found = NonNullable<Exploration['harm']>;

class Exploring {
  private ends = 0;
  /** The readings with which each state was reached. With fewer, more can follow. */
  private readonly known = new Map<string, readonly string[]>();
  private readonly threads: Threads;

  constructor(private readonly scenario: Scenario) {
    this.threads = new Threads(scenario);
  }

  get figures(): Pick<Exploration, 'states' | 'ends'> {
    return { states: this.known.size, ends: this.ends };
  }

  /** Lets each thing happen that can happen next. Returns what must not happen. */
  async expand({ state, readings, trace }: Visited, next: Visited[]): Promise<Found | undefined> {
    if (isOver(state, this.scenario)) {
      this.ends++;
      return harmOf(
        await attempt(() => {
          checkEnd(state, this.scenario);
          return undefined;
        }),
        trace,
      );
    }
    const actions = actionsIn(state, this.scenario, this.threads);
    if (actions.length === 0) return { message: 'nothing can happen any more', trace: wordsOf(trace) };
    for (const action of actions) {
      const after = copyOf(state);
      const way = { action: action.name, before: trace };
      const result = await attempt(() => action.happen(after));
      const harm = harmOf(result, way);
      // A rollback that fails is no harm where an installation may fail.
      if (harm && result.error instanceof Stuck && (this.scenario.trouble.error ?? 0) > 0) continue;
      if (harm) return harm;
      tidy(after, this.scenario);
      const ordered = orderedAfter(readings, action, result.value, state, after);
      const fewer = ordered && this.note(after, ordered);
      if (fewer) next.push({ state: after, readings: fewer, trace: way });
    }
    return undefined;
  }

  /** Remembers a state. Returns the readings with which it is new; undefined if nothing new can follow. */
  private note(state: State, readings: Readings): Readings | undefined {
    const key = keyOf(state);
    const words = wordsOfReadings(readings, state);
    const known = this.known.get(key);
    if (known?.every((word) => words.includes(word))) return undefined;
    const fewer = known ? readings.filter((_reading, index) => known.includes(words[index] ?? '')) : readings;
    this.known.set(key, wordsOfReadings(fewer, state));
    return fewer;
  }
}

interface Attempt {
  readonly value?: Reading;
  /** What must not happen. */
  readonly error?: Harm | Stuck;
}

async function attempt(happen: () => ReturnType<Action['happen']>): Promise<Attempt> {
  try {
    const value = await happen();
    return value ? { value } : {};
  } catch (error) {
    if (error instanceof Harm || error instanceof Stuck) return { error };
    throw error;
  }
}

/** Turns what must not happen into words. */
function harmOf({ error }: Attempt, trace: Trace | undefined): Found | undefined {
  return error && { message: error.message, trace: wordsOf(trace) };
}

function wordsOf(trace: Trace | undefined): readonly string[] {
  const words: string[] = [];
  for (let at = trace; at; at = at.before) words.unshift(at.action);
  return words;
}
