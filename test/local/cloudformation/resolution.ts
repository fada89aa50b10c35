import type { Stack } from '../../../local/cloudformation/model';
import type { Json, JsonObject } from '../../../local/transport/json';
import { custom, parameterResource, TestWorld } from './world';

/** What an output with this value comes to, beside a parameter `P` named `p` of value `v`. Rejects with why its stack failed. */
export async function outputOf(value: Json, more: JsonObject): Promise<string | undefined> {
  const world = new TestWorld();
  const stack = world.create({ P: parameterResource('v', 'p') }, { ...more, Outputs: { Out: { Value: value } } });
  await world.rest();
  const [output] = stack.outputs;
  if (output) return output.value;
  throw new Error(stack.events.map(({ reason }) => reason).join('\n'));
}

/** A stack whose only uncertain resource, `A`, has the condition `It`. */
export async function conditionally(more: JsonObject): Promise<Stack> {
  const world = new TestWorld();
  const stack = world.create({ A: custom({}, { Condition: 'It' }), B: custom() }, more);
  await world.rest();
  return stack;
}
