export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

type Scalar = string | number | boolean | undefined;

/** Fields are picked by hand, never an event or a response: either may hold a secret. */
export type Fields = Readonly<
  Record<string, Scalar | readonly string[] | readonly Readonly<Record<string, Scalar>>[]>
> & {
  /** These belong to the line itself. */
  readonly [member in 'timestamp' | 'level' | 'message']?: never;
};

/** Writes one line: a constant message, then what is particular. */
export type Log = (level: Level, message: string, fields?: Fields) => void;

/** A log in Lambda's JSON format, with `context` in every line. */
export function jsonLog(write: (line: string) => void, now: () => number, context: Fields = {}): Log {
  return (level, message, fields = {}) => {
    write(JSON.stringify({ timestamp: new Date(now()).toISOString(), level, message, ...context, ...fields }));
  };
}
