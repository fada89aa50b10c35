/** The exit statuses of every subcommand. 2 and 3 are results of `plan` alone. */
export const EXIT = {
  done: 0,
  failed: 1,
  changes: 2,
  unknowable: 3,
  denied: 4,
  absent: 5,
  credentials: 6,
  usage: 64,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Why the command ends without its result: what happened, why, and what next, for a person. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly status: ExitStatus,
  ) {
    super(message);
  }
}
