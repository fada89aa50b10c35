import type { Json } from '../transport/json';

/** Runs state machines: here by their real definition, in a simulation however it likes. */
export interface Waiter {
  /** Throws if the definition is no valid state machine. */
  define(machineArn: string, definition: Json): void;
  remove(machineArn: string): void;
  /** Answers the ARN of the execution, which then goes on by itself. Throws if there is no such machine. */
  start(machineArn: string, input: Json): string;
  /** Ends what still runs. */
  stop(): void;
}
