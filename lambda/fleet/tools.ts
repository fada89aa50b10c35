import type { Holder } from '../reconcile/goal';
import type { Tools } from '../reconcile/outcome';
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
  /** The fleet, as its marks name it. */
  readonly holder: Holder;
}
