import type { JsonObject } from '../transport/json';
import { type Context, emitResourceEvent, generatedName, recordResource, withStatus } from './context';
import { ResourceCancelled, ResourceFailure } from './errors';
import type { Journal, Obsolete, Stack, StackResource } from './model';
import type { Provided, ProviderRequest } from './resource-type';
import type { ResourceDefinition } from './template';
import { resourceType } from './types';

/** Creates, updates and deletes single resources, and records their events. None of its methods throws. */
export class ResourceActions {
  constructor(
    private readonly context: Context,
    private readonly stack: Stack,
    private readonly signal: AbortSignal,
  ) {}

  async create(logicalId: string, definition: ResourceDefinition, properties: JsonObject): Promise<boolean> {
    const started = this.record(blank(logicalId, definition, properties), 'CREATE_IN_PROGRESS');
    let isInitiated = false;
    const initiated = (physicalId: string) => {
      if (!isInitiated) this.record({ ...started, physicalId }, 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
      isInitiated = true;
    };
    try {
      const request = { ...this.request(logicalId, definition.type, properties), initiated };
      const provided = await resourceType(definition.type).create(request);
      initiated(provided.physicalId);
      this.record({ ...started, ...provided, reached: true }, 'CREATE_COMPLETE');
      return true;
    } catch (error) {
      const { physicalId, reached, message } = failureOf(error, 'Resource creation cancelled');
      this.record({ ...started, physicalId, reached }, 'CREATE_FAILED', message);
      return false;
    }
  }

  async update(
    existing: StackResource,
    definition: ResourceDefinition,
    properties: JsonObject,
    journal: Journal,
  ): Promise<boolean> {
    if (!journal.before.has(existing.logicalId)) journal.before.set(existing.logicalId, existing);
    if (resourceType(definition.type).replaces(existing.properties, properties)) {
      return this.replace(existing, definition, properties, journal);
    }
    const started = this.record({ ...existing, definition, properties, reached: true }, 'UPDATE_IN_PROGRESS');
    try {
      const provided = await this.askUpdate(existing, properties);
      if (provided.physicalId !== existing.physicalId) {
        this.announceReplacement({ ...started, ...provided });
        journal.obsolete.push({ resource: existing, retain: definition.updateReplacePolicy === 'Retain' });
      }
      this.record({ ...started, ...provided }, 'UPDATE_COMPLETE');
      return true;
    } catch (error) {
      const failure = failureOf(error, 'Resource update cancelled');
      const seen = failure.reached ? started : { ...started, properties: existing.properties, reached: false };
      this.record({ ...seen, physicalId: failure.physicalId ?? existing.physicalId }, 'UPDATE_FAILED', failure.message);
      return false;
    }
  }

  /** Creates the new physical resource first; the cleanup deletes the old one. */
  private async replace(
    existing: StackResource,
    definition: ResourceDefinition,
    properties: JsonObject,
    journal: Journal,
  ): Promise<boolean> {
    const { logicalId } = existing;
    if (this.stack.onFailure === 'PRESERVE') {
      const refusal = 'Replacement type updates not supported on stack with disable-rollback.';
      this.record({ ...existing, reached: false }, 'UPDATE_FAILED', refusal);
      return false;
    }
    const reason = 'Requested update requires the creation of a new physical resource; hence creating one.';
    const started = this.record({ ...existing, definition, properties }, 'UPDATE_IN_PROGRESS', reason);
    try {
      const provided = await resourceType(definition.type).create(this.request(logicalId, definition.type, properties));
      journal.replaced.add(logicalId);
      journal.obsolete.push({ resource: existing, retain: definition.updateReplacePolicy === 'Retain' });
      this.record({ ...started, ...provided }, 'UPDATE_IN_PROGRESS', 'Resource creation Initiated');
      this.record({ ...started, ...provided }, 'UPDATE_COMPLETE');
      return true;
    } catch (error) {
      const failure = failureOf(error, 'Resource update cancelled');
      this.record({ ...existing, reached: false }, 'UPDATE_FAILED', failure.message);
      return false;
    }
  }

  /** Brings a resource back to what it was before the operation. */
  async revert(before: StackResource, journal: Journal): Promise<boolean> {
    const current = this.stack.resources.get(before.logicalId) ?? before;
    const obsolete = (resource: StackResource): Obsolete => ({ resource, retain: false });
    if (journal.replaced.has(before.logicalId)) {
      journal.obsolete.push(obsolete(current));
      this.record(before, 'UPDATE_COMPLETE');
      return true;
    }
    if (!current.reached) {
      this.record(before, 'UPDATE_COMPLETE');
      return true;
    }
    const started = this.record({ ...before, physicalId: current.physicalId }, 'UPDATE_IN_PROGRESS');
    try {
      const provided = await this.askUpdate(current, before.properties);
      if (provided.physicalId !== current.physicalId) {
        this.announceReplacement({ ...started, ...provided });
        journal.obsolete.push(obsolete(current));
      }
      this.record({ ...started, ...provided }, 'UPDATE_COMPLETE');
      return true;
    } catch (error) {
      const failure = failureOf(error, 'Resource update cancelled');
      const properties = failure.reached ? before.properties : current.properties;
      const physicalId = failure.physicalId ?? current.physicalId;
      this.record({ ...started, properties, physicalId }, 'UPDATE_FAILED', failure.message);
      return false;
    }
  }

  /** Deletes what the stack lists. A failure leaves it listed as DELETE_FAILED. */
  async remove(resource: StackResource): Promise<boolean> {
    const started = this.record(this.named(resource), 'DELETE_IN_PROGRESS');
    try {
      await this.askDelete(started);
      this.record(started, 'DELETE_COMPLETE');
      return true;
    } catch (error) {
      this.record(started, 'DELETE_FAILED', failureOf(error, 'Resource deletion cancelled').message);
      return false;
    }
  }

  /** Deletes what the stack does not declare any more, in up to three attempts. */
  async cleanUp({ resource, retain }: Obsolete): Promise<boolean> {
    const named = this.named(resource);
    const note = (status: StackResource['status'], reason?: string): void => {
      const noted = withStatus(named, this.context, status, reason);
      this.stack.leaving.set(named.logicalId, noted);
      emitResourceEvent(this.context, this.stack, noted);
    };
    try {
      if (!retain) return await this.deleteInAttempts(named, note);
      note('DELETE_SKIPPED');
      return true;
    } finally {
      this.stack.leaving.delete(named.logicalId);
    }
  }

  private async deleteInAttempts(
    resource: StackResource,
    note: (status: StackResource['status'], reason?: string) => void,
  ): Promise<boolean> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      note('DELETE_IN_PROGRESS');
      try {
        await this.askDelete(resource);
        note('DELETE_COMPLETE');
        return true;
      } catch (error) {
        note('DELETE_FAILED', failureOf(error, 'Resource deletion cancelled').message);
      }
    }
    return false;
  }

  skip(resource: StackResource): void {
    this.record(resource, 'DELETE_SKIPPED');
  }

  /** Fails a resource whose properties do not resolve, before its provider is asked. */
  refuse(logicalId: string, definition: ResourceDefinition, existing: StackResource | undefined, reason: string): void {
    if (existing) this.record({ ...existing, reached: false }, 'UPDATE_FAILED', reason);
    else this.record(blank(logicalId, definition, {}), 'CREATE_FAILED', reason);
  }

  private async askUpdate(from: StackResource, properties: JsonObject): Promise<Provided> {
    return resourceType(from.type).update({
      ...this.request(from.logicalId, from.type, properties),
      physicalId: from.physicalId ?? '',
      oldProperties: from.properties,
      oldAttributes: from.attributes,
    });
  }

  private async askDelete(resource: StackResource): Promise<void> {
    const { physicalId, attributes, logicalId, type, properties } = resource;
    if (physicalId === undefined) return;
    await resourceType(type).delete({ ...this.request(logicalId, type, properties), physicalId, attributes });
  }

  /** A provider that may have seen a create, but never answered, is asked to delete an id that CloudFormation invents. */
  private named(resource: StackResource): StackResource {
    const invent = resource.physicalId === undefined && resource.reached && resourceType(resource.type).invents;
    return invent ? { ...resource, physicalId: generatedName(this.context, this.stack, resource.logicalId) } : resource;
  }

  private announceReplacement(resource: StackResource): void {
    const reason = 'Requested update required the provider to create a new physical resource';
    this.record(resource, 'UPDATE_IN_PROGRESS', reason);
  }

  private record(resource: StackResource, status: StackResource['status'], reason?: string): StackResource {
    return recordResource(this.context, this.stack, withStatus(resource, this.context, status, reason));
  }

  private request(logicalId: string, type: string, properties: JsonObject): ProviderRequest {
    return { context: this.context, stack: this.stack, logicalId, type, properties, signal: this.signal };
  }
}

const blank = (logicalId: string, definition: ResourceDefinition, properties: JsonObject): StackResource => ({
  logicalId,
  type: definition.type,
  definition,
  physicalId: undefined,
  properties,
  attributes: {},
  status: 'CREATE_IN_PROGRESS',
  reason: undefined,
  timestamp: 0,
  reached: false,
});

function failureOf(error: unknown, whenCancelled: string): ResourceFailure {
  if (error instanceof ResourceCancelled) return new ResourceFailure(whenCancelled, error.physicalId);
  if (error instanceof ResourceFailure) return error;
  return new ResourceFailure(error instanceof Error ? error.message : String(error), undefined, false);
}
