import type { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ATTRIBUTES } from '../lambda/contract/applications';
import { applicationIdProblems } from './private/checks';
import { declareApplications } from './private/declare-applications';
import { validate } from './private/validation';
import type { WorkspaceApplicationOptions } from './workspace-application-options';

/** Properties of `WorkspaceApplicationAssociation`. */
export interface WorkspaceApplicationAssociationProps extends WorkspaceApplicationOptions {
  /**
   * The id of the WorkSpace, such as `ws-0abc12345`. The name of its user or computer is not accepted. It must be a
   * Windows WorkSpace of WorkSpaces Personal.
   *
   * If you change it, the resource is replaced: the application is installed on the new WorkSpace, and then
   * uninstalled from the old one unless `removalPolicy` retains it.
   */
  readonly workspaceId: string;

  /**
   * The id of the application, such as `wsa-0def67890`, as `aws workspaces describe-applications` lists it. If you
   * know only the name, use `WorkspaceApplication.fromName`.
   *
   * If you change it, the new application is installed. The old one is uninstalled if this resource installed it.
   */
  readonly applicationId: string;
}

/**
 * One application on one WorkSpace. A deployment installs it and waits until it is installed. If the resource is
 * removed, the application is uninstalled.
 *
 * Each installation ends the user's session, and the WorkSpace cannot be used until it is done. For several
 * applications on one WorkSpace use `WorkspaceApplicationSet`, which guarantees a single outage.
 *
 * @see https://docs.aws.amazon.com/workspaces/latest/api/API_AssociateWorkspaceApplication.html
 * @example
 * import { App, Duration, Stack } from 'aws-cdk-lib';
 * import { WhenUserConnected, WorkspaceApplicationAssociation } from 'cdk-workspaces-applications';
 *
 * const stack = new Stack(new App(), 'Desktops');
 * new WorkspaceApplicationAssociation(stack, 'Visio', {
 *   workspaceId: 'ws-0abc12345',
 *   applicationId: 'wsa-0def67890',
 *   whenUserConnected: WhenUserConnected.WAIT,
 *   timeout: Duration.minutes(40),
 * });
 */
export class WorkspaceApplicationAssociation extends Construct {
  /** The id of the WorkSpace, as it was passed in. */
  public readonly workspaceId: string;

  /** The id of the application, as it was passed in. */
  public readonly applicationId: string;

  private readonly resource: CfnResource;

  /**
   * Declares the application.
   *
   * Throws an error if an id is malformed (tokens are accepted), if `timeout` is not positive or longer than 55
   * minutes, if `removalPolicy` is `SNAPSHOT`, or if the provider belongs to another account or Region. Synthesis
   * fails if a lazy value turns out to be malformed, or if another construct of the stack declares the same
   * application on the same WorkSpace.
   */
  constructor(scope: Construct, id: string, props: WorkspaceApplicationAssociationProps) {
    super(scope, id);
    validate(this, (read) => applicationIdProblems('applicationId', read(props.applicationId)));
    this.workspaceId = props.workspaceId;
    this.applicationId = props.applicationId;
    this.resource = declareApplications(this, {
      ...props,
      applicationIds: [props.applicationId],
      absentApplicationIds: [],
    });
  }

  /**
   * The state of the association after the deployment, as the service names it. It is `COMPLETED`, or `INSTALLING` if
   * `waitForInstallation` is false. A token.
   *
   * @see https://docs.aws.amazon.com/workspaces/latest/api/API_WorkspaceResourceAssociation.html
   */
  public get state(): string {
    return this.resource.getAtt(ATTRIBUTES.state).toString();
  }

  /**
   * When the association was created, such as `2026-01-31T12:00:00.000Z`. Empty if the service does not say. A token.
   */
  public get created(): string {
    return this.resource.getAtt(ATTRIBUTES.created).toString();
  }
}
