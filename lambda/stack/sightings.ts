import type { Wait } from '../reconcile/outcome';
import { isMoving, isMovingIn, isPending } from '../reconcile/states';
import type { Observation } from '../service/association';
import type { ListedResource } from '../service/stacks';
import { SECOND } from '../service/time';
import type { History } from './history';

const SESSION_FRESH = 110 * SECOND;

interface Seen<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * What this instance of the function has seen lately, for any resource. Of WorkSpaces it is advice on when to poll, never on what to
 * do: a step always observes for itself.
 */
export class Sightings {
  private readonly looks = new Map<string, Seen<Observation>>();
  private readonly connections = new Map<string, number>();
  private readonly waits = new Map<string, Wait>();
  private readonly lists = new Map<string, Seen<readonly ListedResource[]>>();
  private readonly histories = new Map<string, History>();

  /** `fresh`: for how long, in milliseconds, what was seen stands for another look. */
  constructor(private readonly fresh: number) {}

  /** Remembers what a look at a WorkSpace showed. */
  note(workspaceId: string, observation: Observation, now: number): void {
    this.looks.set(workspaceId, { value: observation, at: now });
  }

  /** Remembers that the user of a WorkSpace is connected. */
  noteConnected(requestId: string, now: number): void {
    this.connections.set(requestId, now);
  }

  /** Remembers what a request waits for. */
  noteWait(requestId: string, wait: Wait): void {
    this.waits.set(requestId, wait);
  }

  /** What a request waited for when it was last polled; undefined if another instance of the function did. */
  waitOf(requestId: string): Wait | undefined {
    return this.waits.get(requestId);
  }

  /** Whether the user was connected a moment ago: sessions last, and are looked at rarely. */
  isConnected(requestId: string, now: number): boolean {
    const at = this.connections.get(requestId);
    return at !== undefined && now - at < Math.max(this.fresh, SESSION_FRESH);
  }

  /** Whether a deployment of just these applications was seen under way a moment ago, so that a look would only say so again. */
  isBeingDeployed(workspaceId: string, applicationIds: readonly string[], now: number): boolean {
    const observation = this.recent(this.looks, workspaceId, now);
    if (!observation) return false;
    const states = applicationIds.map((id) => observation.get(id)?.state ?? '');
    // While one of them moves, those behind it are pending.
    const isUnderWay = states.every((state) => isMoving(state) || isPending(state));
    return isUnderWay && isMovingIn(observation);
  }

  /** The resources of ours in the stack's list as it was read just now; undefined if it was not. */
  listOf(stackId: string, now: number): readonly ListedResource[] | undefined {
    return this.recent(this.lists, stackId, now);
  }

  noteList(stackId: string, resources: readonly ListedResource[], now: number): void {
    this.lists.set(stackId, { value: resources, at: now });
  }

  /** What the events of a stack say about one of its operations; undefined if they were not read so far. */
  historyOf(operation: string): History | undefined {
    return this.histories.get(operation);
  }

  noteHistory(operation: string, history: History): void {
    this.histories.set(operation, history);
  }

  private recent<T>(all: ReadonlyMap<string, Seen<T>>, key: string, now: number): T | undefined {
    const seen = all.get(key);
    return seen && now - seen.at < this.fresh ? seen.value : undefined;
  }
}
