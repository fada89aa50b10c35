import { ServiceError } from '../local/cloudformation/errors';
import type { Invocation } from '../local/cloudformation/function-host';
import type { FunctionConfiguration } from '../local/cloudformation/services';
import type { Functions } from '../local/embedded-services';
import type { Json } from '../local/transport/json';
import type { Handler } from './framework';

/**
 * Functions in this process instead of one of their own each: a stack makes them, and what each does is a handler that is made from its configuration (its
 * environment variables, its handler's name). They take no time but what they sleep, and have no timeout.
 */
export class InProcessFunctions implements Functions {
  private readonly handlers = new Map<string, Handler>();

  /** @param handlerOf undefined: a function that nothing calls */
  constructor(
    private readonly handlerOf: (configuration: FunctionConfiguration) => Handler | undefined = () => undefined,
  ) {}

  put(configuration: FunctionConfiguration): void {
    const handler = this.handlerOf(configuration);
    if (handler) this.handlers.set(configuration.name, handler);
  }

  /** A function that no stack makes. */
  set(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
  }

  remove(name: string): void {
    this.handlers.delete(name);
  }

  async invoke(functionArnOrName: string, payload: Json): Promise<Invocation> {
    const handler = this.of(functionArnOrName);
    try {
      const answer = await handler(JSON.parse(JSON.stringify(payload)));
      return { payload: JSON.stringify(answer ?? null) };
    } catch (error) {
      const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      const thrown = { errorType: name, errorMessage: message, trace: stack.split('\n') };
      return { payload: JSON.stringify(thrown), functionError: 'Unhandled' };
    }
  }

  async deliver(functionArnOrName: string, payload: Json): Promise<void> {
    this.of(functionArnOrName);
    void this.invoke(functionArnOrName, payload);
  }

  private of(functionArnOrName: string): Handler {
    const parts = functionArnOrName.split(':');
    const found = this.handlers.get((parts[0] === 'arn' ? parts[6] : parts[0]) ?? '');
    if (found) return found;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArnOrName}`, 404);
  }
}
