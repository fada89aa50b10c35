import type { Context } from './context';
import { unsupported, validationError } from './errors';
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
        value: plain(text(definition.value, scope, `Outputs.${key}`), key),
        description: definition.description,
        exportName,
      };
    });
}

function plain(value: string, key: string): string {
  if (value.includes('{{resolve:')) throw unsupported(`dynamic references in outputs, as in ${key}`);
  return value;
}

function refuseTaken(context: Context, stack: Stack, name: string | undefined): void {
  const taken = name === undefined ? undefined : context.exported(name);
  if (!taken || taken.stackId === stack.id) return;
  throw validationError(`Export with name ${name} is already exported by stack ${taken.stackId.split('/')[1]}`);
}
