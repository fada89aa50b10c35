import { isMoving, isPending } from '../reconcile/states';
import type { Observation } from '../service/association';
import { SECOND } from '../service/time';
import type { ListedResource } from './stacks';

const SESSION_FRESH = 110 * SECOND;

/**
 * What this instance of the function has seen lately, for any resource. It is advice on when to poll, never on what to do:
 * a step always observes for itself.
 */
export class Sightings {
  private readonly looks = new Map<string, { readonly observation: Observation; readonly at: number }>();
  private readonly connections = new Map<string, number>();
  private readonly lists = new Map<string, { readonly resources: readonly ListedResource[]; readonly at: number }>();
  private readonly counts = new Map<string, { readonly done: number; readonly at: number }>();

  /** `fresh`: for how long, in milliseconds, what was seen stands for another look. */
  constructor(private readonly fresh: number) {}

  /** Remembers what a look at a WorkSpace showed. */
  note(workspaceId: string, observation: Observation, now: number): void {
    this.looks.set(workspaceId, { observation, at: now });
  }

  /** Remembers that the user of a WorkSpace is connected. */
  noteConnected(requestId: string, now: number): void {
    this.connections.set(requestId, now);
  }

  /** Whether the user was connected a moment ago: sessions last, and are looked at rarely. */
  isConnected(requestId: string, now: number): boolean {
    const at = this.connections.get(requestId);
    return at !== undefined && now - at < Math.max(this.fresh, SESSION_FRESH);
  }

  /** Whether a deployment of just these applications was seen under way a moment ago, so that a look would only say so again. */
  isBeingDeployed(workspaceId: string, applicationIds: readonly string[], now: number): boolean {
    const look = this.looks.get(workspaceId);
    if (!look || !this.isFresh(look.at, now)) return false;
    const states = applicationIds.map((id) => look.observation.get(id)?.state ?? '');
    // While one of them moves, those behind it are pending.
    const isUnderWay = states.every((state) => isMoving(state) || isPending(state));
    return isUnderWay && [...look.observation.values()].some(({ state }) => isMoving(state));
  }

  /** How many resources the stack was done with when it was counted just now; undefined if it was not. */
  doneOf(stackId: string, now: number): number | undefined {
    const count = this.counts.get(stackId);
    return this.isFresh(count?.at, now) ? count?.done : undefined;
  }

  noteDone(stackId: string, done: number, now: number): void {
    this.counts.set(stackId, { done, at: now });
  }

  /** The resources of ours that the stack had when they were listed just now; undefined if they were not. */
  listOf(stackId: string, now: number): readonly ListedResource[] | undefined {
    const list = this.lists.get(stackId);
    return this.isFresh(list?.at, now) ? list?.resources : undefined;
  }

  noteList(stackId: string, resources: readonly ListedResource[], now: number): void {
    this.lists.set(stackId, { resources, at: now });
  }

  private isFresh(at: number | undefined, now: number): boolean {
    return at !== undefined && now - at < this.fresh;
  }
}
