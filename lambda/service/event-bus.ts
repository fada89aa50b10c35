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

/** What a fleet announces. */
export type FleetHappening = 'Run Began' | 'Wave Passed' | 'Desktop Failed' | 'Run Ended' | 'Window Ahead';

export const fleetDetailTypeOf = (happening: FleetHappening): string => `WorkSpace Fleet ${happening}`;

/** Puts an event to the bus, if there is one. Never throws. */
export type Tell = (happening: FleetHappening, detail: Readonly<Record<string, unknown>>) => Promise<void>;

interface Entry {
  readonly happening: string;
  readonly type: string;
  /** The ARN of the stack. */
  readonly stackId: string | undefined;
  readonly detail: object;
}

/** The EventBridge calls of the handler, and of fleets. */
export class EventBus {
  constructor(private readonly bus: Bus | undefined) {}

  /** For one request. An event that cannot be put is a line in the log, and does not fail the request. */
  announcer(origin: Origin, log: Log): Announce {
    const { stackId } = origin;
    return (happening, particulars) =>
      this.tryPut({ happening, type: detailTypeOf(happening), stackId, detail: { ...origin, ...particulars } }, log);
  }

  /** For one fleet. An event that cannot be put is a line in the log, and does not fail the run. */
  teller(stackId: string, fleet: string, log: Log): Tell {
    return (happening, detail) =>
      this.tryPut({ happening, type: fleetDetailTypeOf(happening), stackId, detail: { fleet, ...detail } }, log);
  }

  private async tryPut(entry: Entry, log: Log): Promise<void> {
    if (!this.bus) return;
    try {
      await this.put(this.bus, entry);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'Error';
      const said = error instanceof Error ? clip(error.message, 300) : '';
      log('WARN', 'event not put', { happening: entry.happening, exception: name, said });
    }
  }

  private async put({ client, arn }: Bus, { type, stackId, detail }: Entry): Promise<void> {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: arn,
            Source: SOURCE,
            DetailType: type,
            Resources: stackId === undefined ? [] : [stackId],
            Detail: JSON.stringify({ version: SCHEMA_VERSION, ...detail }),
          },
        ],
      }),
    );
    // A refused entry is a success to the SDK.
    const refused = answer.Entries?.find(({ ErrorCode: code }) => code !== undefined);
    if (refused) throw new Error(`${refused.ErrorCode}: ${refused.ErrorMessage ?? ''}`);
  }
}
