import type { Context } from './context';
import type { Stack } from './model';
import { Operation } from './operation';

/** What is under way: at most one operation of each stack. */
export class RunningOperations {
  private readonly running = new Map<Stack, { readonly operation: Operation; readonly end: Promise<void> }>();

  constructor(private readonly context: Context) {}

  start(stack: Stack, work: (operation: Operation) => Promise<void>): void {
    const operation = new Operation(this.context, stack);
    const end = work(operation).finally(() => {
      if (this.running.get(stack)?.operation === operation) this.running.delete(stack);
    });
    this.running.set(stack, { operation, end });
  }

  /** Stops what is in progress. A create or an update then rolls back. */
  cancel(stack: Stack): void {
    this.running.get(stack)?.operation.cancel();
  }

  /** Starts an operation in place of the one that is under way, as soon as that has stopped. */
  supersede(stack: Stack, work: (operation: Operation) => Promise<void>): void {
    const former = this.running.get(stack);
    former?.operation.supersede();
    this.start(stack, async (operation) => {
      await former?.end;
      await work(operation);
    });
  }

  /** Resolves when the stack is at rest. */
  async settled(stack: Stack): Promise<void> {
    for (let found = this.running.get(stack); found; found = this.running.get(stack)) await found.end;
  }
}
