import { createHash, randomUUID } from 'node:crypto';
import { ServiceError } from '../cloudformation/errors';
import { arn, type Environment } from '../environment';

/** A message in a queue. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly sent: number;
}

interface Held {
  readonly message: QueuedMessage;
  /** Until when it is not received again, after it was received. */
  hiddenUntil: number;
}

const VISIBILITY_SECONDS = 30;

/** Standard queues in memory, as far as a dead-letter queue needs them. Every refusal is a ServiceError. */
export class Queues {
  private readonly queues = new Map<string, Held[]>();

  constructor(
    private readonly environment: Environment,
    private readonly now: () => number,
  ) {}

  create(name: string): void {
    if (!this.queues.has(name)) this.queues.set(name, []);
  }

  delete(name: string): void {
    this.queues.delete(name);
  }

  arnOf(name: string): string {
    return arn(this.environment, 'sqs', name);
  }

  urlOf(name: string): string {
    const { region, urlSuffix, account } = this.environment;
    return `https://sqs.${region}.${urlSuffix}/${account}/${name}`;
  }

  /** What is in a queue, oldest first, seen or not. @param queue its name, ARN or URL */
  messages(queue: string): QueuedMessage[] {
    return this.of(queue).map(({ message }) => message);
  }

  send(queue: string, body: string, attributes: Readonly<Record<string, string>> = {}): QueuedMessage {
    const message = { messageId: randomUUID(), body, attributes, sent: this.now() };
    this.of(queue).push({ message, hiddenUntil: 0 });
    return message;
  }

  /** Hides what it returns for the visibility timeout. */
  receive(queue: string, most = 1, visibilitySeconds = VISIBILITY_SECONDS): QueuedMessage[] {
    const visible = this.of(queue).filter(({ hiddenUntil }) => hiddenUntil <= this.now());
    const received = visible.slice(0, most);
    for (const held of received) held.hiddenUntil = this.now() + visibilitySeconds * 1000;
    return received.map(({ message }) => message);
  }

  remove(queue: string, messageId: string): void {
    const held = this.of(queue);
    const index = held.findIndex(({ message }) => message.messageId === messageId);
    if (index >= 0) held.splice(index, 1);
  }

  private of(queue: string): Held[] {
    const found = this.queues.get(queue.split(/[:/]/).at(-1) ?? '');
    if (found) return found;
    throw new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${queue}`);
  }
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
