import { setMaxListeners } from 'node:events';
import { sameJson } from '../json';
import { ResourceActions } from './actions';
import { type Context, recordStackStatus } from './context';
import { type Graph, inOrder, reversed } from './dependencies';
import { resolveObject } from './intrinsics';
import type { Desired, Journal, OnFailure, Stack, StackResource } from './model';
import { resolveOutputs } from './outputs';
import { resourceScope } from './scope';
import type { StackStatus } from './statuses';

const EMPTY_GRAPH: Graph = new Map();

/** One run through a stack: a create, an update, a rollback or a delete. At most one per stack is under way. */
export class Operation {
  private readonly stopped = controller();
  private superseded = false;
  private readonly actions: ResourceActions;
  /** Undoing and deleting go on when what they undo was stopped. */
  private readonly unstoppable: ResourceActions;

  constructor(
    private readonly context: Context,
    private readonly stack: Stack,
  ) {
    this.actions = new ResourceActions(context, stack, this.stopped.signal);
    this.unstoppable = new ResourceActions(context, stack, controller().signal);
  }

  /** Stops what is in progress; a create or update that is stopped so rolls back. */
  cancel(): void {
    this.stopped.abort();
  }

  /** Stops what is in progress and leaves the stack to the operation that follows. */
  supersede(): void {
    this.superseded = true;
    this.stopped.abort();
  }

  async create(desired: Desired, onFailure: OnFailure): Promise<void> {
    this.stack.current = desired;
    this.stack.journal = newJournal(undefined);
    this.status('CREATE_IN_PROGRESS', 'User Initiated');
    const problem = await this.forward(desired, onFailure !== 'DO_NOTHING');
    if (problem === undefined) return this.finish('CREATE_COMPLETE');
    if (onFailure === 'DO_NOTHING') return this.status('CREATE_FAILED', problem);
    if (onFailure === 'DELETE') return this.undoCreate('DELETE', `${problem} Delete requested by user.`);
    return this.undoCreate('ROLLBACK', `${problem} Rollback requested by user.`);
  }

  /** After a create that failed: deletes what it made. A resource that is retained except on create goes too. */
  async undoCreate(how: 'ROLLBACK' | 'DELETE', reason: string): Promise<void> {
    if (how === 'ROLLBACK') this.moveLastUpdatedTime();
    this.status(`${how}_IN_PROGRESS`, reason);
    await this.removeAll((resource) => resource.definition.deletionPolicy === 'Retain');
    this.finishRemoval(`${how}_COMPLETE`, `${how}_FAILED`);
  }

  async update(desired: Desired, onFailure: OnFailure): Promise<void> {
    const journal = this.stack.journal ?? newJournal(this.stack.current);
    this.stack.journal = journal;
    this.stack.current = desired;
    this.status('UPDATE_IN_PROGRESS', 'User Initiated');
    const problem = await this.forward(desired, onFailure !== 'DO_NOTHING');
    if (problem !== undefined) {
      if (onFailure === 'DO_NOTHING') return this.status('UPDATE_FAILED', problem);
      return this.undoUpdate(problem);
    }
    for (const [id, resource] of this.stack.resources) {
      if (desired.resources.has(id)) continue;
      journal.obsolete.push({ resource, retain: resource.definition.deletionPolicy !== 'Delete' });
      this.stack.resources.delete(id);
    }
    this.status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    const clean = await this.cleanUp(journal, journal.previous?.graph ?? EMPTY_GRAPH);
    this.finish(
      'UPDATE_COMPLETE',
      clean ? undefined : 'Update successful. One or more resources could not be deleted.',
    );
  }

  /** After an update that failed: brings every resource back, then deletes what the update made. */
  async undoUpdate(reason: string, skip: ReadonlySet<string> = new Set()): Promise<void> {
    const { journal } = this.stack;
    if (!journal) return;
    const attempted = this.stack.current;
    this.moveLastUpdatedTime();
    this.status('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    // What the update meant to clean up is needed again; what a first attempt at this rollback left over is not.
    if (!journal.rollingBack) journal.obsolete = [];
    journal.rollingBack = true;
    await inOrder(journal.before.keys(), journal.previous?.graph ?? EMPTY_GRAPH, (id) =>
      this.revert(id, journal, skip),
    );
    if (journal.before.size > 0) {
      const failed = `The following resource(s) failed to update: [${[...journal.before.keys()].join(', ')}].`;
      return this.status('UPDATE_ROLLBACK_FAILED', failed);
    }
    this.status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    for (const id of journal.created) this.discard(id, journal);
    this.stack.current = journal.previous;
    await this.cleanUp(journal, attempted?.graph ?? EMPTY_GRAPH);
    this.finish('UPDATE_ROLLBACK_COMPLETE');
  }

  /** @param retain logical ids that are left alone, whatever their policy */
  async delete(retain: ReadonlySet<string>): Promise<void> {
    await this.removeAll(
      ({ logicalId, definition }) => retain.has(logicalId) || definition.deletionPolicy !== 'Delete',
    );
    this.finishRemoval('DELETE_COMPLETE', 'DELETE_FAILED');
  }

  /** Creates and updates along the dependencies. Answers what went wrong, if anything did. */
  private async forward(desired: Desired, stopAtFailure: boolean): Promise<string | undefined> {
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
    const existing = this.existing(id, journal);
    try {
      const properties = resolveObject(definition.properties, resourceScope(this.context, this.stack, desired));
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

  /** What stands under a logical id. What failed to be created, in a stack that was not rolled back, is made anew. */
  private existing(id: string, journal: Journal): StackResource | undefined {
    const resource = this.stack.resources.get(id);
    if (resource?.status !== 'CREATE_FAILED') return resource;
    journal.obsolete.push({ resource, retain: false });
    return undefined;
  }

  private async revert(id: string, journal: Journal, skip: ReadonlySet<string>): Promise<boolean> {
    const before = journal.before.get(id);
    if (!before) return true;
    if (skip.has(id)) this.stack.resources.set(id, { ...before, status: 'UPDATE_COMPLETE' });
    else if (!(await this.unstoppable.revert(before, journal))) return false;
    journal.before.delete(id);
    return true;
  }

  /** Hands what a failed update made to the cleanup. */
  private discard(id: string, journal: Journal): void {
    const resource = this.stack.resources.get(id);
    if (!resource) return;
    journal.obsolete.push({ resource, retain: resource.definition.deletionPolicy === 'Retain' });
    this.stack.resources.delete(id);
  }

  private async cleanUp(journal: Journal, graph: Graph): Promise<boolean> {
    let clean = true;
    const ids = journal.obsolete.map(({ resource }) => resource.logicalId);
    await inOrder(ids, reversed(graph), async (id) => {
      for (const obsolete of journal.obsolete.filter(({ resource }) => resource.logicalId === id)) {
        if (!(await this.unstoppable.cleanUp(obsolete))) clean = false;
      }
      return true;
    });
    return clean;
  }

  private async removeAll(retained: (resource: StackResource) => boolean): Promise<void> {
    const graph = reversed(this.stack.current?.graph ?? EMPTY_GRAPH);
    const present = [...this.stack.resources.values()].filter(({ status }) => !GONE.has(status));
    await inOrder(
      present.map(({ logicalId }) => logicalId),
      graph,
      async (id) => {
        const resource = this.stack.resources.get(id);
        if (!resource || this.superseded) return false;
        if (!retained(resource)) return this.unstoppable.remove(resource);
        this.unstoppable.skip(resource);
        return true;
      },
    );
  }

  private moveLastUpdatedTime(): void {
    if (this.context.readings.lastUpdatedTimeMovesAtRollback) this.stack.lastUpdatedTime = this.context.clock.now();
  }

  private finishRemoval(complete: StackStatus, failed: StackStatus): void {
    const left = [...this.stack.resources.values()].filter(({ status }) => status === 'DELETE_FAILED');
    if (left.length === 0) {
      this.finish(complete);
      return;
    }
    this.status(
      failed,
      `The following resource(s) failed to delete: [${left.map(({ logicalId }) => logicalId).join(', ')}].`,
    );
  }

  private finish(status: StackStatus, reason?: string): void {
    if (this.superseded) return;
    this.stack.journal = undefined;
    this.status(status, reason);
  }

  private status(status: StackStatus, reason?: string): void {
    if (!this.superseded) recordStackStatus(this.context, this.stack, status, reason);
  }
}

/** Every resource in progress listens, and there may be hundreds. */
function controller(): AbortController {
  const made = new AbortController();
  setMaxListeners(0, made.signal);
  return made;
}

const GONE: ReadonlySet<string> = new Set(['DELETE_COMPLETE', 'DELETE_SKIPPED']);

const newJournal = (previous: Desired | undefined): Journal => ({
  previous,
  before: new Map(),
  created: new Set(),
  replaced: new Set(),
  rollingBack: false,
  obsolete: [],
});
