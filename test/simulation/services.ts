import { NoServices } from '../../local/cloudformation/services';
import type { JsonObject } from '../../local/transport/json';
import type { SimulatedWorld } from './world';

const SECOND = 1000;

/** The WorkSpaces that stacks make. */
export class WorldServices extends NoServices {
  constructor(private readonly world: SimulatedWorld) {
    super();
  }

  override createWorkspace(properties: JsonObject, tags: Readonly<Record<string, string>>): Promise<string> {
    const unseen = Math.floor(this.world.random() * 2) * 10 * SECOND;
    return this.world.desktops.make(properties, tags, unseen);
  }

  override tagWorkspace(id: string, tags: Readonly<Record<string, string>>, instead?: readonly string[]): void {
    this.world.count('tags of a WorkSpace updated');
    this.world.desktops.tag(id, tags, instead);
  }

  override removeWorkspace(id: string): Promise<void> {
    this.world.desktops.remove(id);
    return Promise.resolve();
  }
}
