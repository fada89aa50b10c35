import { Stack } from 'aws-cdk-lib';
import type { Declaration } from './declaration';
import { onceProblems } from './declared-once';
import { warnOfOrder } from './deployment-order';
import { warnOfOtherStacks } from './other-stacks';
import { unlessContextIsMissing } from './validation';

const BY_STACK = new WeakMap<Stack, Declaration[]>();

/** Compares a declaration with the others of its stack at synthesis, and with those of other stacks at once. */
export function register(declaration: Declaration): void {
  warnOfOtherStacks(declaration);
  declarationsOf(Stack.of(declaration.scope)).push(declaration);
}

function declarationsOf(stack: Stack): Declaration[] {
  const known = BY_STACK.get(stack);
  if (known) return known;
  const declarations: Declaration[] = [];
  BY_STACK.set(stack, declarations);
  stack.node.addValidation({
    validate: () => {
      // Of two resources under opposite conditions only one exists; which one, only the deployment knows.
      const certain = declarations.filter(({ resource }) => resource.cfnOptions.condition === undefined);
      warnOfOrder(stack, certain);
      // Once, also if both lists of a resource name the application.
      return unlessContextIsMissing(stack, [...new Set(onceProblems(stack, certain))]);
    },
  });
  return declarations;
}
