import type { Place } from './desks';

/** What people do to a template, beside writing it anew. */
export const EVOLUTIONS = [
  'anew',
  'anew',
  'anew',
  'the same',
  'a rename',
  'a swap',
  'a merge',
  'a split',
  'a move',
  'a twin',
] as const;
export type Evolution = (typeof EVOLUTIONS)[number];

/** One resource of a step's template. */
export interface Declared {
  readonly logicalId: string;
  readonly place: Place;
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
  readonly allowExisting: boolean;
  readonly waitForInstallation: boolean;
  readonly retain: boolean;
  /** Changed, it has everything checked again. */
  readonly revision: string;
  readonly waitForUser: boolean;
  readonly rebootAfterInstallation: boolean;
  /** The default if null. */
  readonly timeoutSeconds: number | null;
}

/** A WorkSpace that the stack makes for its applications. */
export interface OwnWorkspace {
  /** Another user is another WorkSpace. */
  readonly user: 'ana' | 'ben';
  /** The value of a tag: another one updates the WorkSpace in place. */
  readonly tag: string;
}

/** One deployment of a stack. */
export interface Step {
  /** How it follows from the step before. */
  readonly evolution: Evolution;
  readonly declared: readonly Declared[];
  readonly workspace: OwnWorkspace | null;
  /** Another resource of the stack fails after so many seconds. */
  readonly bomb: number | null;
  /** Somebody cancels the update, or deletes the stack, after so many seconds. */
  readonly interruption: { readonly kind: 'cancel' | 'delete'; readonly after: number } | null;
  /** `--no-rollback`: what fails stays as it is, until the next step. */
  readonly staysFailed: boolean;
  /** A desktop migrates before the step: another id, the same tags, nothing installed. */
  readonly migrates: 0 | 1 | null;
}

/** A step before it is known what it follows. */
export type Drawn = Omit<Step, 'workspace'> & { readonly which: number; readonly workspace: OwnWorkspace };
