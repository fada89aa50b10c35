import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** What SNS takes as the subject of a message. */
const LONGEST_SUBJECT = 100;

/** The SNS calls of a fleet. */
export class Topics {
  constructor(private readonly client: SNSClient) {}

  async publish(topicArn: string, subject: string, message: string): Promise<void> {
    const Subject = subject.slice(0, LONGEST_SUBJECT);
    await this.client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: message }));
  }
}
