import type { Aim } from './states';

/** What a duration may depend on; `random` yields numbers from 0 up to 1. */
export interface Turn {
  readonly workspaceId: string;
  readonly applicationId: string;
  readonly aim: Aim;
  readonly random: () => number;
}

/** Milliseconds, or how to draw them. */
export type Duration = number | ((turn: Turn) => number);

export interface Durations {
  /** @default 20 minutes */
  readonly install?: Duration;
  /** @default 8 minutes */
  readonly uninstall?: Duration;
  /** @default 2 minutes */
  readonly reboot?: number;
  /** @default 1 minute */
  readonly stop?: number;
  /** @default 2 minutes */
  readonly start?: number;
  /** Exceptions, by application id. */
  readonly applications?: Readonly<Record<string, { readonly install?: Duration; readonly uninstall?: Duration }>>;
}

const MINUTE = 60_000;
const MEMBER: Record<Aim, 'install' | 'uninstall'> = { INSTALL: 'install', UNINSTALL: 'uninstall' };
const DEFAULTS: Record<Aim, number> = { INSTALL: 20 * MINUTE, UNINSTALL: 8 * MINUTE };

export const rebootDuration = ({ reboot = 2 * MINUTE }: Durations): number => reboot;

/** How long a WorkSpace takes to stop or to start. */
export const powerDuration = (turn: 'stop' | 'start', durations: Durations): number =>
  durations[turn] ?? { stop: MINUTE, start: 2 * MINUTE }[turn];

export function durationOf(turn: Turn, durations: Durations): number {
  const member = MEMBER[turn.aim];
  const duration = durations.applications?.[turn.applicationId]?.[member] ?? durations[member] ?? DEFAULTS[turn.aim];
  return Math.max(0, typeof duration === 'function' ? duration(turn) : duration);
}
