import type { Clock } from '../clock';
import { ServiceError } from '../cloudformation/errors';
import { type Random, uuid } from '../environment';
import type { Queues } from '../sqs/queues';
import type { Schedule } from './schedule';

/** What became of one start of a schedule. */
export interface Delivery {
  readonly schedule: string;
  /** Milliseconds since the epoch: the time of the timetable, or the one given to `open`. */
  readonly scheduledTime: number;
  readonly outcome: 'delivered' | 'dead letter' | 'dropped';
  /** How often the target was called. */
  readonly attempts: number;
  /** The execution that was started, if the target is a state machine. */
  readonly executionArn?: string;
  readonly error?: ServiceError;
}

/** What a schedule can start. Both throw a ServiceError if they refuse. */
export interface Targets {
  /** Returns the ARN of the execution. */
  startExecution(stateMachineArn: string, input: string): string;
  /** Hands an event to a function, and does not wait for it. */
  invoke(functionArn: string, input: string): Promise<void>;
}

/** The service says no more than that it waits longer each time; these are its retries here. */
const FIRST_RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 600;

/** Calls the targets of schedules, again where it makes sense, and sends what does not arrive to the dead-letter queue. */
export class Deliverer {
  private readonly refusals: ServiceError[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly targets: Targets,
    private readonly queues: Queues,
  ) {}

  /** The next calls of targets fail with this error. Throttling and faults are tried again, everything else is not. */
  refuse(error: ServiceError, times = 1): void {
    for (let time = 0; time < times; time += 1) this.refusals.push(error);
  }

  async deliver(schedule: Schedule, scheduledTime: number): Promise<Delivery> {
    const executionId = uuid(this.random);
    const about = { schedule: schedule.name, scheduledTime };
    for (let attempts = 1; ; attempts += 1) {
      const input = filledIn(schedule, scheduledTime, executionId, attempts);
      try {
        return { ...about, attempts, outcome: 'delivered', ...(await this.call(schedule, input)) };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const wait = Math.min(FIRST_RETRY_SECONDS * 2 ** (attempts - 1), LONGEST_RETRY_SECONDS) * 1000;
        const end = this.endOf(error, schedule, scheduledTime, attempts, wait);
        if (end) {
          const attributes = attributesOf(schedule, scheduledTime, executionId, attempts, error, end);
          return { ...about, attempts, error, outcome: this.bury(schedule, input, attributes) };
        }
        await this.clock.sleep(wait);
      }
    }
  }

  private async call({ target }: Schedule, input: string): Promise<{ readonly executionArn?: string }> {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    if (target.arn.includes(':states:')) return { executionArn: this.targets.startExecution(target.arn, input) };
    await this.targets.invoke(target.arn, input);
    return {};
  }

  /** Why the target is not called again: 'refused' if that would not help, or what is exhausted. */
  private endOf(error: ServiceError, { target }: Schedule, scheduledTime: number, attempts: number, wait: number) {
    if (!/throttl|toomanyrequests/i.test(error.code) && error.status < 500) return 'refused';
    if (attempts > target.retryAttempts) return 'MaximumRetryAttempts';
    const tooOld = this.clock.now() + wait > scheduledTime + target.maximumAgeSeconds * 1000;
    return tooOld ? 'MaximumEventAgeInSeconds' : undefined;
  }

  private bury(
    { target }: Schedule,
    input: string,
    attributes: Readonly<Record<string, string>>,
  ): 'dead letter' | 'dropped' {
    if (target.deadLetterArn === undefined) return 'dropped';
    try {
      this.queues.send(target.deadLetterArn, input, attributes);
      return 'dead letter';
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return 'dropped';
    }
  }
}

function filledIn({ arn, target }: Schedule, scheduledTime: number, executionId: string, attempt: number): string {
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': isoSeconds(scheduledTime),
    'execution-id': executionId,
    'attempt-number': String(attempt),
  };
  return target.input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => attributes[name] ?? whole);
}

function attributesOf(
  { arn, target }: Schedule,
  scheduledTime: number,
  executionId: string,
  attempts: number,
  error: ServiceError,
  end: string,
): Record<string, string> {
  return {
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    EXECUTION_ID: executionId,
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(attempts - 1),
    SCHEDULED_TIME: isoSeconds(scheduledTime),
    SCHEDULE_ARN: arn,
    TARGET_ARN: target.arn,
    ...(end !== 'refused' && { EXHAUSTED_RETRY_CONDITION: end }),
  };
}

/** As the Scheduler writes times: to the second. */
const isoSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
