import type { WorkspaceState } from '@aws-sdk/client-workspaces';
import type { Desktop } from './desktop';
import { type Durations, powerDuration } from './durations';
import { operationNotSupported } from './errors';

/** What a caller asks of the machine of a WorkSpace. */
export type Turn = 'stop' | 'start';

interface Turning {
  readonly desktop: Desktop;
  readonly turn: Turn;
  readonly due: number;
}

const FROM: Record<Turn, readonly WorkspaceState[]> = {
  stop: ['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR'],
  start: ['STOPPED'],
};
const MOVING: Record<Turn, WorkspaceState> = { stop: 'STOPPING', start: 'STARTING' };
const REACHED: Record<Turn, WorkspaceState> = { stop: 'STOPPED', start: 'AVAILABLE' };

/** Stops and starts WorkSpaces that are not always on. */
export class Power {
  private turning: Turning[] = [];

  constructor(private readonly durations: Durations) {}

  /** @throws ServiceError OperationNotSupported in other states, and if the WorkSpace is always on */
  turn(desktop: Desktop, turn: Turn, now: number): void {
    const state = desktop.state.latest;
    if (desktop.spec.runningMode === 'ALWAYS_ON') throw operationNotSupported('The running mode is ALWAYS_ON.');
    if (!FROM[turn].includes(state)) throw operationNotSupported(`The WorkSpace is in state ${state}.`);
    desktop.endSession(now);
    desktop.state.set(now, MOVING[turn]);
    this.turning.push({ desktop, turn, due: now + powerDuration(turn, this.durations) });
  }

  /** Ends what is over by `now`. What was set by hand meanwhile stands. */
  settle(now: number): void {
    for (const { desktop, turn, due } of this.turning.filter((one) => one.due <= now)) {
      this.abandon(desktop);
      if (desktop.state.latest === MOVING[turn]) desktop.state.set(due, REACHED[turn]);
    }
  }

  abandon(desktop: Desktop): void {
    this.turning = this.turning.filter((one) => one.desktop !== desktop);
  }
}
