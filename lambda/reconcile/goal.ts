/** An application that must be installed. */
export interface Installation {
  readonly applicationId: string;
  /** An association from before this moment belongs to somebody else. Absent if the application is the caller's already. */
  readonly othersBefore?: number;
}

/** An application that must go. */
export interface Removal {
  readonly applicationId: string;
  /** Only an association that is not older than this is the caller's to remove: see `isLeftAlone`. Absent: it goes whatever its age. */
  readonly ours?: { readonly since: number; readonly undoing: boolean };
}

/** What a caller wants of one WorkSpace. */
export interface Goal {
  readonly workspaceId: string;
  readonly installs: readonly Installation[];
  readonly removals: readonly Removal[];
}

/** What a step depends on beside the goal: facts about the request, which stay the same from step to step. */
export interface Terms {
  /** Names the request in the mark of a reboot. */
  readonly requestId: string;
  /** When the request arrived. An ERROR from before it is worth another try, one from after it is its result. */
  readonly requestedAt: number;
  /** When the operation began that the request belongs to. */
  readonly operationStartedAt: number;
  /** From then on, waiting is a failure. */
  readonly deadline: number;
  /** Whether the request takes back what its own operation has done. */
  readonly undoing: boolean;
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
  /** How long, beyond the quiet time, a window for retries is open. */
  readonly retryWindow: number;
  /** Once so many changes that are not older than `since` are pending on the WorkSpace, the quiet time is not waited for. */
  readonly awaited?: { readonly changes: number; readonly since: number };
  /** Applications known to have been in ERROR before the request, if no time shows that. */
  readonly failedBefore: readonly string[];
}

/** How long a call of a cancelled request may take to show: a request that undoes it does not believe sooner that something is gone. */
const SETTLING = 30_000;

/** Until then nothing that looks done is believed: a call of a cancelled request may still be under way. */
export const settledFrom = ({ undoing, requestedAt }: Terms): number =>
  undoing ? requestedAt + SETTLING : requestedAt;
