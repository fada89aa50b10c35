/** Who made something happen to an application: a call of the API, a colleague in the console, a test, or the bundle. */
export type Origin =
  | {
      readonly by: 'call';
      /** Its place among `simulator.calls`. */
      readonly call: number;
      readonly requestId: string;
      readonly time: number;
    }
  | { readonly by: 'colleague' | 'test' | 'bundle'; readonly time: number };

/** One application that a deployment took off a desktop. */
export interface Removal {
  readonly workspaceId: string;
  readonly applicationId: string;
  readonly time: number;
  readonly installedBy: Origin;
  readonly askedBy: Origin;
}

const pair = (workspaceId: string, applicationId: string): string => `${workspaceId} ${applicationId}`;

/**
 * What the API never shows: who asked for what, and who brought what is on the desktops. For proofs only: nothing in the
 * simulator decides by it.
 */
export class Ledger {
  private readonly asked = new Map<string, Origin>();
  private readonly installed = new Map<string, Origin>();
  readonly removals: Removal[] = [];

  /** A registration changed what is to happen to the application. */
  ask(workspaceId: string, applicationId: string, origin: Origin): void {
    this.asked.set(pair(workspaceId, applicationId), origin);
  }

  /** The application is on the desktop, without a deployment. */
  bring(workspaceId: string, applicationId: string, origin: Origin): void {
    this.installed.set(pair(workspaceId, applicationId), origin);
  }

  /** A deployment has installed the application. */
  install(workspaceId: string, applicationId: string): void {
    this.bring(workspaceId, applicationId, this.askedBy(workspaceId, applicationId));
  }

  /** A deployment has taken the application off the desktop. */
  uninstall(workspaceId: string, applicationId: string, time: number): void {
    const installedBy = this.installedBy(workspaceId, applicationId);
    if (!installedBy) return;
    this.removals.push({
      workspaceId,
      applicationId,
      time,
      installedBy,
      askedBy: this.askedBy(workspaceId, applicationId),
    });
    this.installed.delete(pair(workspaceId, applicationId));
  }

  /** The application is gone without a deployment, so that no call has uninstalled it. */
  forget(workspaceId: string, applicationId: string): void {
    this.installed.delete(pair(workspaceId, applicationId));
  }

  installedBy(workspaceId: string, applicationId: string): Origin | undefined {
    return this.installed.get(pair(workspaceId, applicationId));
  }

  private askedBy(workspaceId: string, applicationId: string): Origin {
    const origin = this.asked.get(pair(workspaceId, applicationId));
    if (!origin) throw new Error(`no registration of ${applicationId} on ${workspaceId}`);
    return origin;
  }
}
