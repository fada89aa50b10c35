import type { Mark } from '../service/marks';

/** An application that must be installed. */
export interface Installation {
  readonly applicationId: string;
  /** Whether the holder declared it before this request: it is neither refused nor marked again. */
  readonly known: boolean;
}

/** What a caller wants of one WorkSpace. */
export interface Goal {
  readonly workspaceId: string;
  readonly installs: readonly Installation[];
  /** Applications that the holder declares no longer: only the last holder to leave uninstalls. */
  readonly leaves: readonly string[];
  /** Applications that must be gone, without regard to who installed them. */
  readonly absents: readonly string[];
  /** Applications that were declared absent by what is undone: if the holder has removed them, they come back. */
  readonly restores: readonly string[];
  /** What the holder declares there at the end. Everything else that its marks say it holds, it leaves. Absent: no mark is looked for. */
  readonly keeps?: readonly string[];
}

/** Who wants it, in the words of its marks. */
export interface Holder {
  /** Names the holder in the keys of its marks. */
  readonly token: string;
  /** Whether another token stands for the same holder. @default none does */
  readonly isAlias?: (token: string) => boolean;
  /** Holders of one root join each other without being asked. */
  readonly root: string;
  /** For people: `stack/<name>` or `fleet/<name>`. */
  readonly name: string;
}

/** What a step depends on beside the goal: facts about the request, which stay the same from step to step. */
export interface Terms {
  readonly holder: Holder;
  /** Names the request in the mark of a reboot. */
  readonly requestId: string;
  readonly requestedAt: number;
  /** When the request was sent, from which its time counts: it may have been queued. */
  readonly begunAt: number;
  /** When the operation began that the request belongs to. */
  readonly operationStartedAt: number;
  /** From when on a rollback takes back what was done: the beginning of the operation, or of the first of several that failed and were not rolled back. */
  readonly undoneFrom: number;
  /** What a mark must say so that an ERROR is the result of this request. */
  readonly attempt: string;
  /** Whether a mark's attempt is this request's, or a later one's. */
  readonly isAttempted: (attempt: string) => boolean;
  /** Whether a mark's attempt was made in the operation that the request belongs to, by this request or another one. */
  readonly isOfOperation: (attempt: string) => boolean;
  /** From then on, waiting is a failure. */
  readonly deadline: number;
  /** Whether the caller's user has set the deadline, and can set a later one. */
  readonly isOwnTimeout: boolean;
  /** Whether the caller's user can have the request end before the installation does. */
  readonly mayNotWait: boolean;
  /** What the last step of the request waited for, if it is known. */
  readonly waitedFor?: { readonly why: string; readonly remedy?: string | undefined };
  /** Whether the request takes back what its own operation has done. */
  readonly undoing: boolean;
  /** Whether the request deletes what a create of its own operation may have begun. */
  readonly undoesCreate: boolean;
  /** Whether the request deletes the resource. */
  readonly deleting: boolean;
  readonly allowExisting: boolean;
  readonly waitForInstallation: boolean;
  /** Whether what ends the session of a connected user waits until the user has disconnected. */
  readonly waitForUser: boolean;
  /** Whether the WorkSpace is rebooted after an installation. */
  readonly reboot: boolean;
  /** When the first step of the request is due. */
  readonly firstPollAt: number;
  /** How long every pending change of the WorkSpace must have been quiet before it is deployed. */
  readonly quiet: number;
  /** How long a pending removal waits for another resource that takes the application over. */
  readonly takeover: number;
  /** Once so many installs are pending there, they are all that is coming: they are deployed at once. Absent: not known. */
  readonly installsPerWorkspace?: number;
}

/** What goes backward must not fail because of its marks: what cannot be written is a warning. */
export const isBackward = ({ undoing, deleting }: Terms): boolean => undoing || deleting;

/** How long a call of an earlier request may take to show: a request that undoes it does not begin sooner. */
export const SETTLING = 30_000;

/** From then on every call of an earlier request has shown. */
export const settledFrom = ({ requestedAt }: Terms): number => requestedAt + SETTLING;

/** Whether the observation shows every call of an earlier request. */
export const isSettled = ({ seenAt }: { readonly seenAt: number }, terms: Terms): boolean =>
  seenAt >= settledFrom(terms);

/** Whether the mark is the holder's own. */
export const isMine = ({ holder: { token, isAlias } }: Terms, mark: Mark): boolean =>
  mark.token === token || (isAlias?.(mark.token) ?? false);
