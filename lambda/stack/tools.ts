import type { Tools } from '../reconcile/outcome';
import type { Announce } from '../service/event-bus';
import type { Pace } from './pace';
import type { Sightings } from './sightings';
import type { Stacks } from './stacks';

/** What the handler of a custom resource works with. */
export interface StackTools extends Tools {
  readonly stacks: Stacks;
  readonly pace: Pace;
  readonly sightings: Sightings;
  readonly announce: Announce;
}
