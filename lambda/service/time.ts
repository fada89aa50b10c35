/** Times are milliseconds since the epoch, durations are milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** WorkSpaces and CloudFormation keep whole seconds in places: ages are compared in whole seconds. */
export const wholeSecond = (time: number): number => Math.floor(time / SECOND) * SECOND;

/** Such as `2026-03-01T12:00:00Z`. */
export const formatSecond = (time: number): string => `${new Date(wholeSecond(time)).toISOString().slice(0, 19)}Z`;

/** Such as ` since 2026-03-01T12:00:00Z`, as the tail of a message; empty for an unknown time. */
export const sinceWords = (since: number | undefined): string =>
  since === undefined ? '' : ` since ${formatSecond(since)}`;
