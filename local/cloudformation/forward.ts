import { sameJson } from '../transport/json';
import type { ResourceActions } from './actions';
import type { Context } from './context';
import { inOrder } from './dependencies';
import { resolveReferences } from './dynamic-references';
import { resolveObject } from './intrinsics';
import type { Desired, Journal, Stack, StackResource } from './model';
import { resolveOutputs } from './outputs';
import { resourceScope } from './scope';

/** Creates and updates the resources of a stack, until it is as desired. */
export class Forward {
  constructor(
    private readonly context: Context,
    private readonly stack: Stack,
    private readonly actions: ResourceActions,
    private readonly stopped: AbortController,
  ) {}

  /** Creates and updates along the dependencies. Returns what went wrong, if anything did. */
  async run(desired: Desired, stopAtFailure: boolean): Promise<string | undefined> {
    const failed: string[] = [];
    await inOrder(desired.resources.keys(), desired.graph, async (id) => {
      if (this.stopped.signal.aborted) return false;
      if (await this.apply(id, desired)) return true;
      failed.push(id);
      if (stopAtFailure) this.stopped.abort();
      return false;
    });
    if (failed.length > 0) return this.summary(failed);
    if (this.stopped.signal.aborted) return 'User Initiated';
    try {
      this.stack.outputs = resolveOutputs(this.context, this.stack, desired);
      return undefined;
    } catch (error) {
      return error instanceof Error ? `${error.message}.` : String(error);
    }
  }

  /** In the service's words: `The following resource(s) failed to create: [A]. The following resource(s) failed to update: [B].` */
  private summary(failed: readonly string[]): string {
    const sentences = (['create', 'update'] as const).map((verb) => {
      const status = `${verb.toUpperCase()}_FAILED`;
      const ids = failed.filter((id) => this.stack.resources.get(id)?.status === status);
      return ids.length > 0 ? `The following resource(s) failed to ${verb}: [${ids.join(', ')}].` : '';
    });
    return sentences.filter((sentence) => sentence !== '').join(' ');
  }

  private async apply(id: string, desired: Desired): Promise<boolean> {
    const definition = desired.resources.get(id);
    const { journal } = this.stack;
    if (!definition || !journal) return false;
    const existing = await this.existing(id, journal);
    try {
      const resolved = resolveObject(definition.properties, resourceScope(this.context, this.stack, desired));
      const properties = resolveReferences(resolved, (key) => this.context.services.parameters.valueOf(key));
      if (!existing) {
        journal.created.add(id);
        return await this.actions.create(id, definition, properties);
      }
      if (sameJson(existing.properties, properties) && existing.status !== 'UPDATE_FAILED') {
        this.stack.resources.set(id, { ...existing, definition });
        return true;
      }
      return await this.actions.update(existing, definition, properties, journal);
    } catch (error) {
      if (existing && !journal.before.has(id)) journal.before.set(id, existing);
      this.actions.refuse(id, definition, existing, error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** The resource under a logical id. One that failed to be created, in a stack that was left as it failed, is created again. */
  private async existing(id: string, journal: Journal): Promise<StackResource | undefined> {
    const resource = this.stack.resources.get(id);
    if (resource?.status !== 'CREATE_FAILED') return resource;
    if (this.context.readings.failedCreate === 'goes in the cleanup') journal.failed.push(resource);
    else await this.actions.cleanUp({ resource, retain: false });
    return undefined;
  }
}
