import type { Holder } from '../reconcile/goal';
import type { Tools } from '../reconcile/outcome';
import type { Tell } from '../service/event-bus';
import type { Executions } from '../service/executions';
import type { TagIndex } from '../service/tag-index';
import type { Topics } from '../service/topic';
import type { Store } from './store';

/** What the functions of a fleet work with. */
export interface FleetTools extends Tools {
  readonly store: Store;
  readonly tagIndex: TagIndex;
  readonly executions: Executions;
  readonly topics: Topics;
  /** Puts events, if the fleet has a bus. */
  readonly tell: Tell;
  /** The fleet, as its marks name it. */
  readonly holder: Holder;
}
