import { AsyncLocalStorage } from 'node:async_hooks';
import type { SdkRequestHandler } from '../local/transport/sdk-handler';
import type { Handler } from './framework';

/** At which call of AWS a function dies, from 0 on, and whether that call was still carried out. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

interface Invocation {
  readonly death: Death;
  calls: number;
  readonly die: () => void;
}

/**
 * Functions that can die at any of their calls: what they would have done then is not done, and their caller meets an error.
 * One that makes fewer calls lives.
 */
export class Mortality {
  private readonly invocations = new AsyncLocalStorage<Invocation>();

  /** @param next says of each invocation whether it dies */
  constructor(private readonly next: () => Death | undefined) {}

  handler(handler: Handler): Handler {
    return (event) => {
      const death = this.next();
      if (!death) return handler(event);
      return new Promise((resolve, reject) => {
        const invocation = { death, calls: 0, die: () => reject(new Error('killed')) };
        this.invocations.run(invocation, () => void handler(event).then(resolve, reject));
      });
    };
  }

  requests(handler: SdkRequestHandler): SdkRequestHandler {
    const handle: SdkRequestHandler['handle'] = async (request) => {
      const invocation = this.invocations.getStore();
      if (!invocation) return handler.handle(request);
      const { death, die } = invocation;
      const isLast = invocation.calls === death.call;
      invocation.calls += 1;
      if (invocation.calls > death.call + 1) return never;
      if (!isLast) return handler.handle(request);
      // It dies, too, if the call was refused.
      if (death.when === 'after') await Promise.allSettled([handler.handle(request)]);
      die();
      return never;
    };
    return { ...handler, handle };
  }
}

/** What a function that has died waits for. */
const never = new Promise<never>(() => {});
