import { ConnectionFault, exceptionNamed, type ServiceError, throttled } from './errors';
import type { Readings } from './readings';

/** A fault of the service, or of the connection to it. */
export interface FaultOptions {
  /**
   * A modelled exception, 'ThrottlingException', 'InternalServerError' (500), or no answer at all: 'socketReset',
   * 'timeout'.
   */
  readonly exception: string;
  /** How many calls meet it. @default 1 */
  readonly times?: number;
  /** `before`: nothing happens. `after`: the change is made, and its answer is lost. @default 'before' */
  readonly when?: 'before' | 'after';
  /** Only calls about this WorkSpace. @default all */
  readonly workspaceId?: string;
  /** Only calls about this application. @default all */
  readonly applicationId?: string;
  /** @default a generic one, where the exception has a message at all */
  readonly message?: string;
  /** @default what the service uses for the exception */
  readonly status?: number;
}

/** What a call is about, as far as its members say. */
export interface Subject {
  readonly operation: string;
  readonly workspaceId?: string | undefined;
  readonly applicationId?: string | undefined;
}

interface Fault {
  readonly operation: string;
  readonly options: FaultOptions;
  remaining: number;
}

export class Faults {
  private faults: Fault[] = [];

  constructor(private readonly throttleStatus: Readings['throttleStatus']) {}

  /**
   * `operation` '*' means every one. Faults that fit the same call are met one after the other, in the order in which
   * they were asked for.
   */
  add(operation: string, options: FaultOptions): void {
    this.faults.push({ operation, options, remaining: options.times ?? 1 });
  }

  clear(): void {
    this.faults = [];
  }

  take(
    subject: Subject,
  ): { readonly when: 'before' | 'after'; readonly error: ServiceError | ConnectionFault } | undefined {
    const fault = this.faults.find(({ operation, options, remaining }) => {
      const fits = (wanted: string | undefined, actual: string | undefined) =>
        wanted === undefined || wanted === actual;
      if (remaining <= 0 || (operation !== '*' && operation !== subject.operation)) return false;
      return fits(options.workspaceId, subject.workspaceId) && fits(options.applicationId, subject.applicationId);
    });
    if (!fault) return undefined;
    fault.remaining -= 1;
    return { when: fault.options.when ?? 'before', error: this.errorOf(fault.options) };
  }

  private errorOf({ exception, message, status }: FaultOptions): ServiceError | ConnectionFault {
    if (exception === 'socketReset' || exception === 'timeout') return new ConnectionFault(exception);
    if (exception === 'ThrottlingException' && message === undefined)
      return throttled(status === 429 ? 429 : this.throttleStatus);
    return exceptionNamed(exception, message ?? `${exception} on demand`, status);
  }
}
