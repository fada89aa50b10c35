import type { Association, Desktop } from './desktop';
import { busy, operationNotSupported } from './errors';
import { readinessOf, refuseRivals, refuseUnready } from './rules';
import { type Caller, type DeploymentRecord, type DeploymentTurn, Run, type RunOptions } from './run';
import { ASSOCIATION_STATES } from './states';

/**
 * Accepts deployments and runs them: the applications of one WorkSpace one after another, removals first, so that an
 * edition can be swapped in
 * one deployment. Time is not waited for: `settle` brings everything up to a moment, in the order in which it happened.
 */
export class Deployments {
  private readonly history = new Map<string, Run[]>();
  private readonly running = new Set<Run>();

  constructor(private readonly options: RunOptions) {}

  /** Starts one, and returns the associations that it deploys: none if there was nothing to do and that is accepted. */
  deploy(desktop: Desktop, force: boolean, by: Caller, now: number): Association[] {
    this.refuseUnready(desktop);
    const turns = turnsOf(desktop, force);
    if (turns.length === 0 && this.options.readings.emptyDeploy === 'is refused') {
      throw operationNotSupported('There are no pending application changes to deploy.');
    }
    this.refuseRivals(desktop, turns);
    if (turns.length > 0) this.start(new Run(desktop, turns, { begin: now, force, by }, this.options), desktop.id);
    return turns.flatMap((turn) => desktop.find(turn.applicationId) ?? []);
  }

  /** Brings all deployments up to `now`. */
  settle(now: number): void {
    for (;;) {
      let next: Run | undefined;
      for (const run of this.running) {
        if (run.turnEnds <= now && (!next || run.turnEnds < next.turnEnds)) next = run;
      }
      if (!next) return;
      next.finishTurn();
      if (next.ended) this.running.delete(next);
    }
  }

  /** Whether a running deployment still has to do with the application. */
  concerns(desktop: Desktop, applicationId: string): boolean {
    return this.runOn(desktop)?.concerns(applicationId) ?? false;
  }

  /** Ends the deployment of a WorkSpace that is deleted. */
  abandon(desktop: Desktop, now: number): void {
    const run = this.runOn(desktop);
    if (!run) return;
    run.close(now);
    this.running.delete(run);
  }

  recordsOf(workspaceId: string): DeploymentRecord[] {
    return (this.history.get(workspaceId) ?? []).map((run) => run.record);
  }

  private runOn(desktop: Desktop): Run | undefined {
    return [...this.running].find((run) => run.isOn(desktop));
  }

  private start(run: Run, workspaceId: string): void {
    this.history.set(workspaceId, [...(this.history.get(workspaceId) ?? []), run]);
    this.running.add(run);
  }

  private refuseUnready(desktop: Desktop): void {
    const { busy: reading, stopped } = this.options.readings;
    refuseUnready(desktop, reading);
    if (this.runOn(desktop)) throw busy(reading, desktop.id);
    if (readinessOf(desktop) === 'stopped' && stopped === 'is refused') {
      throw operationNotSupported('The WorkSpace is in state STOPPED.');
    }
  }

  /** Refuses an install if a rival is on the desktop, or is about to be. */
  private refuseRivals(desktop: Desktop, turns: readonly DeploymentTurn[]): void {
    const { catalogue, readings } = this.options;
    const aims = new Map(turns.map((turn) => [turn.applicationId, turn.aim]));
    const beside = desktop.associations().filter(({ applicationId, installed }) => {
      const aim = aims.get(applicationId);
      if (aim === 'UNINSTALL' && readings.swap === 'in one deployment') return false;
      return installed || aim === 'INSTALL';
    });
    const others = beside.map((association) => catalogue.get(association.applicationId));
    for (const turn of turns) {
      const application = catalogue.get(turn.applicationId);
      if (application && turn.aim === 'INSTALL') refuseRivals(application, others);
    }
  }
}

/** All that is pending, and by force what is in ERROR: removals first. */
function turnsOf(desktop: Desktop, force: boolean): DeploymentTurn[] {
  const turns = desktop.associations().flatMap(({ applicationId, state, aim }): DeploymentTurn[] => {
    const { pending } = ASSOCIATION_STATES[state];
    if (pending) return [{ applicationId, aim: pending, retried: false }];
    return force && state === 'ERROR' ? [{ applicationId, aim, retried: true }] : [];
  });
  return [...turns.filter(({ aim }) => aim === 'UNINSTALL'), ...turns.filter(({ aim }) => aim === 'INSTALL')];
}
