import type { Association, WorkspaceView } from '../../local/workspaces';
import { pairOf } from './desks';
import type { Requester } from './ghosts';
import type { Mark } from './marks';
import type { SimulatedWorld } from './world';

/** The service gives its times in whole seconds. */
export const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;

/** What a handler was told of its stack. */
interface Look {
  readonly time: number;
  readonly status: string;
  readonly generation: number;
}

/** One run of a handler function: whose calls are counted, and which may die at one of them. */
export interface Invocation {
  readonly world: SimulatedWorld;
  readonly event: Readonly<Record<string, unknown>>;
  readonly quiet: number;
  look: Look | undefined;
  /** When the WorkSpace's associations were last seen. */
  seenAt: number;
  /** When it was last seen whether its user is connected. */
  connectionSeenAt: number;
  calls: number;
  die: () => void;
}

/** What was sent to a ResponseURL, and what the desktops were like at that moment. */
export interface Answer {
  readonly time: number;
  readonly url: string;
  readonly body: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** Whether the request was not answered before. */
  readonly isFirst: boolean;
  readonly picture: Picture;
  /** The operation of the stack, and what it was doing. */
  readonly generation: number;
  readonly stackStatus: string;
}

/** The associations of all desktops, by desktop and application. */
export type Picture = ReadonlyMap<string, Association & { readonly underWaySince: number | undefined }>;

/** A call of the handler that changes a WorkSpace, when it was made. */
export interface Change {
  readonly time: number;
  readonly operation: string;
  readonly invocation: Invocation;
  readonly requester: Requester;
  readonly requestId: string;
  readonly requestType: string;
  readonly workspaceId: string;
  readonly applicationId?: string;
  /** The tags that it takes away. */
  readonly keys: readonly string[];
  /** The marks that it writes or takes away. */
  marks: readonly Mark[];
  readonly force: boolean;
  /** When the request's last look at its stack was answered. */
  readonly look: Look | undefined;
  readonly seenAt: number;
  readonly connectionSeenAt: number;
  /** The desktops as they were before. */
  before: Picture;
  /** The marks of the WorkSpace as they were before. */
  marksBefore: readonly Mark[];
  /** The WorkSpace and its user as they were before, and since when the user was. */
  workspace: WorkspaceView | undefined;
  connectedSince: number;
  /** When the deployment began that the WorkSpace was in the middle of. */
  deployingSince: number | undefined;
  /** Known once the call is answered, or lost. */
  wasEffective: boolean;
  /** 'ok', or the name of the refusal. */
  outcome: string;
  /** The state that the application was brought into; undefined if it was in it before. */
  state: string | undefined;
  /** When it reached the service, and when it was answered. */
  metAt: number;
  answeredAt: number;
}

/** The applications that a change is about: itself, or by their marks. */
export const touchedBy = ({ workspaceId, applicationId, marks }: Change): readonly string[] => [
  ...(applicationId ? [pairOf(workspaceId, applicationId)] : []),
  ...marks.map(({ pair }) => pair),
];
