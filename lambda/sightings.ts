import type { Observation } from './association';
import { isMoving } from './phases';

/**
 * What this instance of the function has seen lately, on behalf of whatever resource. It is advice on when to look, never
 * on what to do: a step always takes a look of its own.
 */
export class Sightings {
  private readonly moving = new Map<string, number>();
  private readonly counts = new Map<string, { readonly done: number; readonly at: number }>();

  /** `fresh`: for how long, in milliseconds, what was seen stands for another look. */
  constructor(private readonly fresh: number) {}

  /** Remembers what a look at a WorkSpace showed. */
  note(workspaceId: string, observation: Observation, now: number): void {
    for (const { applicationId, state } of observation.values()) {
      const key = keyOf(workspaceId, applicationId);
      if (isMoving(state)) this.moving.set(key, now);
      else this.moving.delete(key);
    }
  }

  /** Whether one of the applications was seen moving just now, so that a look would only say so again. */
  isMoving(workspaceId: string, applicationIds: readonly string[], now: number): boolean {
    return applicationIds.some((id) => this.isFresh(this.moving.get(keyOf(workspaceId, id)), now));
  }

  /** How many resources the stack was done with when it was counted just now; undefined if it was not. */
  doneOf(stackId: string, now: number): number | undefined {
    const count = this.counts.get(stackId);
    return this.isFresh(count?.at, now) ? count?.done : undefined;
  }

  noteDone(stackId: string, done: number, now: number): void {
    this.counts.set(stackId, { done, at: now });
  }

  private isFresh(at: number | undefined, now: number): boolean {
    return at !== undefined && now - at < this.fresh;
  }
}

const keyOf = (workspaceId: string, applicationId: string): string => `${workspaceId}/${applicationId}`;
