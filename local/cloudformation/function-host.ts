import type { Json } from '../transport/json';

/** What Lambda's synchronous Invoke returns: the function's result, or how it failed. */
export interface Invocation {
  /** The JSON text that the function returned, or its error as `{errorType, errorMessage, trace}`. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

/** Where functions live. A simulation puts its own in place: in-process, with duplicate, late and lost deliveries. */
export interface FunctionHost {
  /** Synchronous. Throws if there is no such function; a function that throws is an answer with `functionError`. */
  invoke(functionArnOrName: string, payload: Json): Promise<Invocation>;
  /** Asynchronous (`InvocationType: Event`): resolves when the event is accepted, which says nothing of its outcome. */
  deliver(functionArnOrName: string, payload: Json): Promise<void>;
}
