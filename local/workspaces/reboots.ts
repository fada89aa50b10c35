import type { WorkspaceState } from '@aws-sdk/client-workspaces';
import type { Desktop } from './desktop';
import { type Durations, rebootDuration } from './durations';
import { operationNotSupported } from './errors';
import type { Caller, OutageRecord } from './run';

interface Reboot {
  readonly desktop: Desktop;
  readonly record: OutageRecord & { end?: number };
  /** The state that the WorkSpace returns to. */
  readonly former: WorkspaceState;
  readonly due: number;
}

const REBOOTABLE: readonly WorkspaceState[] = ['AVAILABLE', 'UNHEALTHY', 'REBOOTING'];

/** Accepts reboots and ends them when their time has come. */
export class Reboots {
  private readonly history = new Map<string, OutageRecord[]>();
  private running: Reboot[] = [];

  constructor(private readonly durations: Durations) {}

  /** A WorkSpace that is rebooting already starts again. @throws ServiceError OperationNotSupported in any other state */
  reboot(desktop: Desktop, by: Caller, now: number): void {
    const state = desktop.state.latest;
    if (!REBOOTABLE.includes(state)) throw operationNotSupported(`The WorkSpace is in state ${state}.`);
    const former = this.abandon(desktop, now) ?? (state === 'REBOOTING' ? 'AVAILABLE' : state);
    const record = { workspaceId: desktop.id, begin: now, by, endedSession: desktop.endSession(now) };
    this.history.set(desktop.id, [...this.recordsOf(desktop.id), record]);
    this.running.push({ desktop, record, former, due: now + rebootDuration(this.durations) });
    desktop.state.set(now, 'REBOOTING');
  }

  /** Ends the reboots that are over by `now`. */
  settle(now: number): void {
    for (const { desktop, former, due } of this.running.filter((reboot) => reboot.due <= now)) {
      this.abandon(desktop, due);
      // What was set by hand meanwhile stands.
      if (desktop.state.latest === 'REBOOTING') desktop.state.set(due, former);
    }
  }

  /** Ends the reboot of a WorkSpace, if there is one, and returns the state from before it. */
  abandon(desktop: Desktop, at: number): WorkspaceState | undefined {
    const reboot = this.running.find((one) => one.desktop === desktop);
    if (!reboot) return undefined;
    reboot.record.end = at;
    this.running = this.running.filter((one) => one !== reboot);
    return reboot.former;
  }

  recordsOf(workspaceId: string): readonly OutageRecord[] {
    return this.history.get(workspaceId) ?? [];
  }
}
