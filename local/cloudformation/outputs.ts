import type { Context } from './context';
import { validationError } from './errors';
import { text } from './intrinsics';
import type { Desired, Output, Stack } from './model';
import { resourceScope } from './scope';

/** The outputs of a stack whose resources are all there. Throws if one refers to nothing, or exports a name that is taken. */
export function resolveOutputs(context: Context, stack: Stack, desired: Desired): Output[] {
  const scope = resourceScope(context, stack, desired);
  const holds = (condition: string | undefined): boolean => condition === undefined || scope.condition(condition);
  return [...desired.template.outputs]
    .filter(([, { condition }]) => holds(condition))
    .map(([key, definition]) => {
      const exportName = definition.exportName === undefined ? undefined : text(definition.exportName, scope, 'Export');
      refuseTaken(context, stack, exportName);
      return {
        key,
        value: text(definition.value, scope, `Outputs.${key}`),
        description: definition.description,
        exportName,
      };
    });
}

function refuseTaken(context: Context, stack: Stack, name: string | undefined): void {
  const taken = name === undefined ? undefined : context.exported(name);
  if (!taken || taken.stackId === stack.id) return;
  throw validationError(`Export with name ${name} is already exported by stack ${taken.stackId.split('/')[1]}`);
}
