import { NoServices } from '../../local/cloudformation/services';
import type { JsonObject } from '../../local/transport/json';
import type { SimulatedWorld } from './world';

const SECOND = 1000;

/** The WorkSpaces that stacks make. */
export class WorldServices extends NoServices {
  constructor(private readonly world: SimulatedWorld) {
    super();
  }

  override createWorkspace(properties: JsonObject): Promise<string> {
    const unseen = Math.floor(this.world.random() * 2) * 10 * SECOND;
    return this.world.desktops.make(properties, unseen);
  }

  override removeWorkspace(id: string): Promise<void> {
    this.world.desktops.remove(id);
    return Promise.resolve();
  }
}
