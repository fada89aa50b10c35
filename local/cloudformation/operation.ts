import { setMaxListeners } from 'node:events';
import { ResourceActions } from './actions';
import { type Context, recordStackStatus } from './context';
import { type Graph, inOrder, reversed } from './dependencies';
import { isLeft } from './failed-stacks';
import { Forward } from './forward';
import type { Desired, Journal, Obsolete, Stack, StackResource } from './model';
import { GONE, type StackStatus } from './statuses';

const EMPTY_GRAPH: Graph = new Map();

/** One run through a stack: a create, an update, a rollback or a delete. At most one per stack is under way. */
export class Operation {
  private readonly stopped = controller();
  private superseded = false;
  private cancelled = false;
  private readonly forward: Forward;
  /** Undoing and deleting go on when what they undo was stopped. */
  private readonly unstoppable: ResourceActions;

  constructor(
    private readonly context: Context,
    private readonly stack: Stack,
  ) {
    this.forward = new Forward(context, stack, new ResourceActions(context, stack, this.stopped.signal), this.stopped);
    this.unstoppable = new ResourceActions(context, stack, controller().signal);
  }

  /** Stops what is in progress. The update rolls back, also if one that fails would be left as it is. */
  cancel(): void {
    this.cancelled = true;
    this.stopped.abort();
  }

  /** Stops what is in progress and leaves the stack to the operation that follows. */
  supersede(): void {
    this.superseded = true;
    this.stopped.abort();
  }

  async create(desired: Desired): Promise<void> {
    const { onFailure } = this.stack;
    this.stack.current = desired;
    this.stack.journal = newJournal(undefined);
    this.status('CREATE_IN_PROGRESS', 'User Initiated');
    const problem = await this.forward.run(desired, !isLeft(onFailure));
    if (problem === undefined) return this.finish('CREATE_COMPLETE');
    if (isLeft(onFailure)) return this.status('CREATE_FAILED', problem);
    if (onFailure === 'DELETE') return this.undoCreate('DELETE', `${problem} Delete requested by user.`);
    return this.undoCreate('ROLLBACK', `${problem} Rollback requested by user.`);
  }

  /** After a create that failed: deletes what it made. A resource that is retained except on create goes too. */
  async undoCreate(how: 'ROLLBACK' | 'DELETE', reason: string): Promise<void> {
    if (how === 'ROLLBACK') this.moveLastUpdatedTime();
    this.status(`${how}_IN_PROGRESS`, reason);
    await this.removeAll((resource) => this.isKept(resource));
    this.finishRemoval(`${how}_COMPLETE`, `${how}_FAILED`);
  }

  async update(desired: Desired): Promise<void> {
    const journal = this.stack.journal ?? newJournal(this.stack.current);
    this.stack.journal = journal;
    this.stack.current = desired;
    this.status('UPDATE_IN_PROGRESS', 'User Initiated');
    const leaves = isLeft(this.stack.onFailure);
    const problem = await this.forward.run(desired, !leaves);
    if (problem !== undefined && (this.cancelled || !leaves)) return this.undoUpdate(problem);
    if (problem !== undefined) {
      await this.bringBackFailed(journal);
      return this.status('UPDATE_FAILED', problem);
    }
    for (const [id, resource] of this.stack.resources) {
      if (desired.resources.has(id)) continue;
      const wasMade = resource.status !== 'CREATE_FAILED';
      this.letGo(resource, wasMade && resource.definition.deletionPolicy !== 'Delete', journal);
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
    // What the update meant to clean up is needed again; what a first attempt at this rollback left over is not, nor what an
    // operation that was not rolled back failed to create.
    if (!journal.rollingBack)
      journal.obsolete = journal.obsolete.filter(({ resource }) => resource.status === 'CREATE_FAILED');
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
    this.restoreDefinitions(journal);
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

  /** What failed to be updated, in an update that is left as it failed: it goes back to what it was, and counts as failed. */
  private async bringBackFailed(journal: Journal): Promise<void> {
    if (this.context.readings.failedUpdate === 'is left') return;
    const failed = [...journal.before.values()].flatMap((before) => {
      const resource = this.stack.resources.get(before.logicalId);
      return resource?.status === 'UPDATE_FAILED' && resource.reached ? [{ before, resource }] : [];
    });
    const bringBack = async ({ before, resource: { reason } }: (typeof failed)[number]): Promise<void> => {
      if (!(await this.unstoppable.revert(before, journal))) return;
      const reverted = this.stack.resources.get(before.logicalId) ?? before;
      this.stack.resources.set(before.logicalId, { ...reverted, status: 'UPDATE_FAILED', reason, reached: false });
    };
    await Promise.all(failed.map(bringBack));
  }

  private async revert(id: string, journal: Journal, skip: ReadonlySet<string>): Promise<boolean> {
    const before = journal.before.get(id);
    if (!before) return true;
    if (skip.has(id)) this.stack.resources.set(id, { ...before, status: 'UPDATE_COMPLETE' });
    else if (!(await this.unstoppable.revert(before, journal))) return false;
    journal.before.delete(id);
    return true;
  }

  /** Gives what a failed update made to the cleanup. */
  private discard(id: string, journal: Journal): void {
    const resource = this.stack.resources.get(id);
    if (resource) this.letGo(resource, this.isKept(resource), journal);
  }

  /** Whether what an operation made outlives its undoing. */
  private isKept({ definition }: StackResource): boolean {
    return definition.deletionPolicy === 'Retain' && !this.stack.retainExceptOnCreate;
  }

  /** The stack does not declare the resource any more, and has it until its cleanup. */
  private letGo(resource: StackResource, retain: boolean, journal: Journal): void {
    journal.obsolete.push({ resource, retain });
    this.stack.leaving.set(resource.logicalId, resource);
    this.stack.resources.delete(resource.logicalId);
  }

  /** What was not updated was still given the new template's policies. */
  private restoreDefinitions({ previous }: Journal): void {
    this.stack.current = previous;
    for (const [id, resource] of this.stack.resources) {
      this.stack.resources.set(id, { ...resource, definition: previous?.resources.get(id) ?? resource.definition });
    }
  }

  private async cleanUp(journal: Journal, graph: Graph): Promise<boolean> {
    let clean = true;
    const failed = journal.failed.map((resource): Obsolete => ({ resource, retain: false }));
    // A physical resource that was left and came back is no longer obsolete.
    const leaving = [...journal.obsolete, ...failed].filter(({ resource: { logicalId, physicalId } }) => {
      const living = this.stack.resources.get(logicalId);
      return physicalId === undefined || living?.physicalId !== physicalId;
    });
    const ids = leaving.map(({ resource }) => resource.logicalId);
    await inOrder(ids, reversed(graph), async (id) => {
      for (const obsolete of leaving.filter(({ resource }) => resource.logicalId === id)) {
        if (!(await this.unstoppable.cleanUp(obsolete))) clean = false;
      }
      return true;
    });
    return clean;
  }

  private async removeAll(retained: (resource: StackResource) => boolean): Promise<void> {
    // While their providers still exist.
    for (const resource of this.stack.journal?.failed ?? [])
      await this.unstoppable.cleanUp({ resource, retain: false });
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

const newJournal = (previous: Desired | undefined): Journal => ({
  previous,
  before: new Map(),
  created: new Set(),
  failed: [],
  replaced: new Set(),
  rollingBack: false,
  obsolete: [],
});
