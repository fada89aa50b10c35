import { arn, uuid } from '../environment';
import type { Context } from './context';
import { validationError } from './errors';
import { Stack, type StackResource } from './model';
import { GONE, STACK_RULES } from './statuses';

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

/** Every stack, deleted ones too, and which of them a call may mean. */
export class StackRegistry {
  private readonly stacks: Stack[] = [];

  constructor(private readonly context: Context) {}

  /** Newest first. */
  all(): readonly Stack[] {
    return [...this.stacks].reverse();
  }

  /** By name until it is deleted. */
  live(name: string): Stack | undefined {
    return this.stacks.find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  }

  /** By name until it is deleted, by id always. */
  find(nameOrId: string): Stack | undefined {
    return this.stacks.find(({ id }) => id === nameOrId) ?? this.live(nameOrId);
  }

  describe(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (!stack) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** The stack that a call is about, in the words of the calls that change one. */
  the(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (!stack) throw validationError(`Stack [${nameOrId}] does not exist`);
    return stack;
  }

  /** A stack that is listed only once it is added. */
  make(name: string, parent?: Stack): Stack {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
      throw validationError(`1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint`);
    }
    const { clock, random, environment } = this.context;
    return new Stack(arn(environment, 'cloudformation', `stack/${name}/${uuid(random)}`), name, clock.now(), parent);
  }

  /** The living stack that has the physical resource. Throws a ValidationError if none has. */
  having(physicalId: string): Stack {
    const found = this.stacks.find((stack) =>
      this.resourcesOf(stack).some((resource) => resource.physicalId === physicalId && !GONE.has(resource.status)),
    );
    if (!found) throw validationError(`Stack for ${physicalId} does not exist`);
    return found;
  }

  /** What the calls about a stack's resources list; of a deleted stack also what is gone. */
  resourcesOf(stack: Stack): readonly StackResource[] {
    const { cleanup } = this.context.readings;
    const leaving = cleanup === 'is listed' ? [...stack.leaving] : [];
    return [...new Map([...leaving, ...stack.resources]).values()];
  }

  /** Lists the stack. Returns false if it was listed already. */
  add(stack: Stack): boolean {
    if (this.stacks.includes(stack)) return false;
    this.stacks.push(stack);
    return true;
  }

  /** The stack that a change set of type CREATE is for: one under review, or a new one. */
  reviewed(name: string): Stack {
    const existing = this.live(name);
    if (!existing) return this.make(name);
    if (existing.status === 'REVIEW_IN_PROGRESS') return existing;
    throw validationError(`Stack [${name}] already exists and cannot be created again with the changeSet [CREATE].`);
  }

  updatable(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (!stack || stack.status === 'REVIEW_IN_PROGRESS' || stack.status === 'DELETE_COMPLETE') {
      throw validationError(`Stack [${nameOrId}] does not exist`);
    }
    if (STACK_RULES[stack.status].canUpdate) return stack;
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }

  exports(): Export[] {
    return this.stacks
      .filter(({ status }) => status !== 'DELETE_COMPLETE')
      .flatMap(({ id: stackId, outputs }) =>
        outputs.flatMap(({ exportName: name, value }) => (name === undefined ? [] : [{ name, value, stackId }])),
      );
  }

  refuseUsedExports(stack: Stack): void {
    const names = stack.outputs.flatMap(({ exportName }) => (exportName === undefined ? [] : [exportName]));
    for (const other of this.stacks) {
      if (other === stack || other.status === 'DELETE_COMPLETE') continue;
      const used = names.find((name) => other.imports.has(name));
      if (used) throw validationError(`Export ${used} cannot be deleted as it is in use by ${other.name}`);
    }
  }
}
