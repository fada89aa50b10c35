import { Construct } from 'constructs';
import { listProblems } from './private/checks';
import { declareApplications } from './private/declare-applications';
import { validate } from './private/validation';
import type { WorkspaceApplicationOptions } from './workspace-application-options';

/** Properties of `WorkspaceApplicationSet`. */
export interface WorkspaceApplicationSetProps extends WorkspaceApplicationOptions {
  /**
   * The WorkSpace, such as `ws-0abc12345`: its id, not its user or computer name. A Windows WorkSpace of WorkSpaces Personal.
   *
   * A change replaces the resource: the applications are installed on the new WorkSpace, then uninstalled from the old
   * one (unless `removalPolicy` retains them).
   */
  readonly workspaceId: string;

  /**
   * The applications that must be installed, such as `wsa-0def67890`, in any order. With `absentApplicationIds` at most 20.
   *
   * One that is added later is installed; one that is dropped is uninstalled if this resource installed it, also under
   * `RemovalPolicy.RETAIN`. Duplicates are refused. It may be empty only if `absentApplicationIds` is not.
   *
   * @default - none
   */
  readonly applicationIds?: string[];

  /**
   * The applications that must not be there. They are uninstalled whoever installed them and however long
   * ago, and their being gone already is fine. One dropped from this list is not installed again.
   *
   * @default - none
   */
  readonly absentApplicationIds?: string[];
}

/**
 * The applications of one WorkSpace: deploying installs and uninstalls what differs, all of it in one outage.
 *
 * Applications that the lists do not name are left alone. A change of edition (say Standard for Professional) belongs
 * into one set, which puts the removal before the installation; if the service will not do both at once, that takes a
 * second outage.
 *
 * @see https://docs.aws.amazon.com/workspaces/latest/api/API_DeployWorkspaceApplications.html
 */
export class WorkspaceApplicationSet extends Construct {
  /** The WorkSpace as it was passed in. */
  public readonly workspaceId: string;

  /**
   * Declares the applications.
   *
   * Throws if an id is malformed (tokens pass), if both lists are empty, if an application is named twice, if the lists
   * together are longer than 20, if `timeout` is not positive or over 55 minutes, or if `removalPolicy` is `SNAPSHOT`. Synthesis fails
   * if another construct of the stack declares one of the applications on the same WorkSpace.
   */
  constructor(scope: Construct, id: string, props: WorkspaceApplicationSetProps) {
    super(scope, id);
    const { workspaceId, applicationIds = [], absentApplicationIds = [] } = props;
    validate(this, (read) => listProblems({ applicationIds, absentApplicationIds }, read));
    this.workspaceId = workspaceId;
    declareApplications(this, { ...props, applicationIds, absentApplicationIds });
  }
}
