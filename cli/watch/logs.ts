import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Calls } from '../aws/calls';
import { type Line, parseLine } from './lines';

/** How much later a line may become visible than one that is younger. */
const LAG = 120_000;

/** Follows the lines that the handler logs about the requests of one stack, and of those inside it. */
export class LogTail {
  private readonly known = new Map<string, number>();
  private newest: number;

  /** @param since milliseconds since the epoch: when the operation began */
  constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly calls: Calls,
    readonly group: string,
    private readonly stackId: string,
    private readonly since: number,
  ) {
    this.newest = since;
  }

  /** What has become visible since the last time, oldest first. */
  async read(): Promise<readonly Line[]> {
    const startTime = Math.max(this.since, this.newest - LAG);
    const lines: Line[] = [];
    let token: string | undefined;
    do {
      const page = await this.calls.make('FilterLogEvents', () =>
        this.client.send(
          new FilterLogEventsCommand({
            logGroupName: this.group,
            startTime,
            filterPattern: this.pattern(),
            nextToken: token,
          }),
        ),
      );
      for (const { eventId = '', timestamp = 0, message = '' } of page.events ?? []) {
        if (this.known.has(eventId)) continue;
        this.known.set(eventId, timestamp);
        this.newest = Math.max(this.newest, timestamp);
        const line = parseLine(message, timestamp);
        if (line) lines.push(line);
      }
      token = page.nextToken;
    } while (token);
    for (const [id, time] of this.known) if (time < this.newest - 2 * LAG) this.known.delete(id);
    return lines.sort((a, b) => a.writtenAt - b.writtenAt);
  }

  /** A nested stack has the name of its parent, and more; a provider may serve other stacks too. */
  private pattern(): string {
    const [, prefix = this.stackId] = /^(.*:stack\/[^/]+)\//.exec(this.stackId) ?? [];
    return `{ $.stack = "${prefix}*" }`;
  }
}
