import { type Guard, StoodDown } from '../reconcile/guard';
import { PASSING_OR_DENIED, read } from '../service/calls';
import { isOver, type Operation } from './operation';
import type { Request } from './request';
import type { StackTools } from './tools';

/**
 * The guard of a request: CloudFormation never stops a waiter, so that each change is preceded by a look at the stack. It
 * is tried again also when denied: onEvent was allowed the same call, so that a denial may pass.
 */
export const fence =
  ({ type, stackId }: Request, operation: Operation, tools: StackTools): Guard =>
  async (until) => {
    const observed = await read(
      { ...tools, until },
      'DescribeStacks',
      () => tools.stacks.findStack(stackId),
      PASSING_OR_DENIED,
    );
    if (!observed.ok && observed.fault.kind !== 'terminal') return observed;
    if (!observed.ok) throw new StoodDown(`the stack cannot be found: ${observed.fault.message}`);
    const state = observed.value;
    if (!operation.isProven)
      throw new StoodDown(
        `no event of the stack, which is in ${state.status}, shows this ${type}: it is a late delivery, and nothing was changed`,
      );
    if (!isOver(type, operation, state)) return undefined;
    throw new StoodDown(
      `the operation of this request is over, the stack is in ${state.status}: nothing more is changed`,
    );
  };
