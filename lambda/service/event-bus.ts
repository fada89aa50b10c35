import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Log } from './log';
import { clip } from './text';

/** The bus that a provider was given. */
export interface Bus {
  readonly client: EventBridgeClient;
  readonly arn: string;
}

/** How a request, or a part of it, ended. */
export type Happening = 'Installed' | 'Removed' | 'Failed' | 'Timed Out' | 'Stood Down';

/** What an event says, beside its origin. */
export interface Particulars {
  readonly workspaceId?: string;
  readonly applicationIds?: readonly string[];
  readonly elapsedSeconds?: number;
  readonly reason?: string;
}

/** What all events of a request say. */
export interface Origin {
  readonly stackId?: string;
  readonly logicalResourceId?: string;
  readonly requestId?: string;
  readonly requestType?: string;
}

/** Puts an event to the bus, if there is one. Never throws. */
export type Announce = (happening: Happening, particulars: Particulars) => Promise<void>;

export const SOURCE = 'cdk-workspaces-applications';
export const detailTypeOf = (happening: Happening): string => `WorkSpace Applications ${happening}`;

/** Rises with a change that is no addition. */
const SCHEMA_VERSION = '1';

/** The EventBridge calls of the handler. */
export class EventBus {
  constructor(private readonly bus: Bus | undefined) {}

  /** For one request. An event that cannot be put is a line in the log, and does not fail the request. */
  announcer(origin: Origin, log: Log): Announce {
    return async (happening, particulars) => {
      if (!this.bus) return;
      try {
        await this.put(this.bus, happening, origin, particulars);
      } catch (error) {
        const name = error instanceof Error ? error.name : 'Error';
        const said = error instanceof Error ? clip(error.message, 300) : '';
        log('WARN', 'event not put', { happening, exception: name, said });
      }
    };
  }

  private async put(
    { client, arn }: Bus,
    happening: Happening,
    origin: Origin,
    particulars: Particulars,
  ): Promise<void> {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: arn,
            Source: SOURCE,
            DetailType: detailTypeOf(happening),
            Resources: origin.stackId === undefined ? [] : [origin.stackId],
            Detail: JSON.stringify({ version: SCHEMA_VERSION, ...origin, ...particulars }),
          },
        ],
      }),
    );
    // A refused entry is a success to the SDK.
    const refused = answer.Entries?.find(({ ErrorCode: code }) => code !== undefined);
    if (refused) throw new Error(`${refused.ErrorCode}: ${refused.ErrorMessage ?? ''}`);
  }
}
