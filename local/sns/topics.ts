import { randomUUID } from 'node:crypto';
import { ServiceError } from '../cloudformation/errors';

/** A message that was published. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

const LONGEST_MESSAGE = 262_144;

/** Topics with what was published on them. Nothing is delivered: a subscription is remembered, no more. Every refusal is a ServiceError. */
export class Topics {
  /** Oldest first, of all topics. */
  readonly messages: Message[] = [];
  readonly subscriptions = new Map<string, Subscription>();
  private readonly arns = new Set<string>();
  private readonly listeners: ((message: Message) => void)[] = [];

  constructor(private readonly now: () => number) {}

  create(topicArn: string): void {
    this.arns.add(topicArn);
  }

  delete(topicArn: string): void {
    this.arns.delete(topicArn);
    for (const { arn, topicArn: of } of this.subscriptions.values()) {
      if (of === topicArn) this.subscriptions.delete(arn);
    }
  }

  has(topicArn: string): boolean {
    return this.arns.has(topicArn);
  }

  /** Returns the ARN of the subscription. */
  subscribe(topicArn: string, protocol: string, endpoint: string): string {
    this.refuseUnknown(topicArn);
    const arn = `${topicArn}:${randomUUID()}`;
    this.subscriptions.set(arn, { arn, topicArn, protocol, endpoint });
    return arn;
  }

  publish(message: Pick<Message, 'topicArn' | 'subject' | 'message' | 'attributes'>): Message {
    this.refuseUnknown(message.topicArn);
    refuseMalformed(message);
    const published = { ...message, messageId: randomUUID(), time: this.now() };
    this.messages.push(published);
    for (const listener of this.listeners) listener(published);
    return published;
  }

  /** Shown every message from now on. */
  onMessage(listener: (message: Message) => void): void {
    this.listeners.push(listener);
  }

  private refuseUnknown(topicArn: string): void {
    if (!this.arns.has(topicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
  }
}

function refuseMalformed({ subject, message }: Pick<Message, 'subject' | 'message'>): void {
  const invalid = (what: string) => new ServiceError('InvalidParameter', `Invalid parameter: ${what}`);
  if (message === '') throw invalid('Empty message');
  if (Buffer.byteLength(message) > LONGEST_MESSAGE) throw invalid('Message too long');
  // One line of ASCII, at most 100 characters: a mail's subject.
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalid('Subject');
}
