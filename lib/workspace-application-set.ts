import { Construct } from 'constructs';
import { listProblems } from './private/checks';
import { declareApplications } from './private/declare-applications';
import { validate } from './private/validation';
import type { WorkspaceApplicationOptions } from './workspace-application-options';

/** Properties of `WorkspaceApplicationSet`. */
export interface WorkspaceApplicationSetProps extends WorkspaceApplicationOptions {
  /**
   * The id of the WorkSpace, such as `ws-0abc12345`. The name of its user or computer is not accepted. It must be a
   * Windows WorkSpace of WorkSpaces Personal.
   *
   * If you change it, the resource is replaced: the applications are installed on the new WorkSpace, and then
   * uninstalled from the old one unless `removalPolicy` retains them.
   */
  readonly workspaceId: string;

  /**
   * The ids of the applications that must be installed, such as `wsa-0def67890`, in any order and without duplicates.
   * Together with `absentApplicationIds` at most 20.
   *
   * An application that you add later is installed. An application that you drop is uninstalled if this resource
   * installed it, also under `RemovalPolicy.RETAIN`. The list may be empty only if `absentApplicationIds` is not.
   *
   * @default - none
   */
  readonly applicationIds?: string[];

  /**
   * The ids of the applications that must not be on the WorkSpace. They are uninstalled no matter who installed them
   * and when. If another resource of this library declares one of them, the deployment fails and names that resource.
   * Nothing happens if they are not there. An application that you drop from this list is not installed again.
   *
   * @default - none
   */
  readonly absentApplicationIds?: string[];
}

/**
 * The applications of one WorkSpace. A deployment installs and uninstalls what differs, in one outage.
 *
 * Applications that the lists do not name stay as they are. A change of edition, such as Standard to Professional,
 * belongs in one set, which uninstalls the old edition before it installs the new one. If the service does not accept
 * both at once, this takes a second outage.
 *
 * @see https://docs.aws.amazon.com/workspaces/latest/api/API_DeployWorkspaceApplications.html
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { WorkspaceApplicationSet } from 'cdk-workspaces-applications';
 *
 * const stack = new Stack(new App(), 'Desktops');
 * new WorkspaceApplicationSet(stack, 'Desk', {
 *   workspaceId: 'ws-0abc12345',
 *   applicationIds: ['wsa-0def67890', 'wsa-0office2024'],
 *   absentApplicationIds: ['wsa-0office2019'],
 * });
 */
export class WorkspaceApplicationSet extends Construct {
  /** The id of the WorkSpace, as it was passed in. */
  public readonly workspaceId: string;

  /**
   * Declares the applications.
   *
   * Throws an error if an id is malformed (tokens are accepted), if both lists are empty, if an application is named
   * twice, if the lists together hold more than 20 applications, if `timeout` is not positive or longer than 55
   * minutes, if `removalPolicy` is `SNAPSHOT`, or if the provider belongs to another account or Region. Synthesis
   * fails if a lazy value turns out to be wrong in one of these ways, or if another construct of the stack declares
   * one of the applications on the same WorkSpace.
   */
  constructor(scope: Construct, id: string, props: WorkspaceApplicationSetProps) {
    super(scope, id);
    const { workspaceId, applicationIds = [], absentApplicationIds = [] } = props;
    const unless = 'remove the construct to uninstall what it installed';
    validate(this, (read) => listProblems({ applicationIds, absentApplicationIds }, unless, read));
    this.workspaceId = workspaceId;
    declareApplications(this, { ...props, applicationIds, absentApplicationIds });
  }
}
