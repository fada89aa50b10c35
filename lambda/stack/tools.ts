import type { ServedLoad } from '../contract/load';
import type { Tools } from '../reconcile/outcome';
import type { Announce } from '../service/event-bus';
import type { Stacks } from '../service/stacks';
import type { Sightings } from './sightings';

/** What the handler of a custom resource works with. */
export interface StackTools extends Tools {
  readonly stacks: Stacks;
  /** What the provider serves. */
  readonly load: ServedLoad;
  readonly sightings: Sightings;
  readonly announce: Announce;
}
