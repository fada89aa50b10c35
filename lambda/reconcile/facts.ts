import type { Association } from '../service/association';
import type { Mark } from '../service/marks';

/** What a step has learned so far. */
export interface Facts {
  readonly now: number;
  readonly seen: ReadonlyMap<string, Association>;
  readonly seenAt: number;
  /** The marks of the WorkSpace, as read by this step and changed by it since. Absent: not read, or too long ago. */
  readonly marks?: readonly Mark[];
  readonly marksReadAt: number;
  /** Whether the step has disassociated something since it read the marks: before that is deployed they are read again. */
  readonly isStale: boolean;
  /** The marks that this step has written. */
  readonly written: readonly Mark[];
  /** Applications that this step has begun to leave: another holder that leaves has to see it first. */
  readonly announced: ReadonlySet<string>;
  /** Whether a mark could not be written, and the step goes on without it. */
  readonly isMarkRefused: boolean;
  /** Which holders still exist, by `existenceOf` their marks, as far as that was asked. */
  readonly living: ReadonlyMap<string, boolean>;
  /** Applications that this step has registered already, or could not register beside one that must go first. */
  readonly tried: ReadonlySet<string>;
  /** Applications that the service does not install any more. */
  readonly refused: ReadonlySet<string>;
  /** Pending installs that this step has taken back. */
  readonly withdrawn: ReadonlySet<string>;
  /** How many deployments of this step the service refused because applications do not go together. */
  readonly incompatible: number;
}
