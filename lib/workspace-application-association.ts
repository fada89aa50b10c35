import type { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ATTRIBUTES } from '../lambda/contract/applications';
import { applicationIdProblems } from './private/checks';
import { declareApplications } from './private/declare-applications';
import { validate } from './private/validation';
import type { WorkspaceApplicationOptions } from './workspace-application-options';

/** Properties of a `WorkspaceApplicationAssociation`. */
export interface WorkspaceApplicationAssociationProps extends WorkspaceApplicationOptions {
  /**
   * The WorkSpace, such as `ws-0abc12345`: its id, not its user or computer name. A Windows WorkSpace of WorkSpaces Personal.
   *
   * A change replaces the resource: the application is installed on the new WorkSpace, then uninstalled from the old
   * one (unless `removalPolicy` retains it).
   */
  readonly workspaceId: string;

  /**
   * The application, such as `wsa-0def67890`: its id, as `aws workspaces describe-applications` lists it.
   *
   * A change uninstalls the old application, if this resource installed it, and installs the new one.
   */
  readonly applicationId: string;
}

/**
 * One application on one WorkSpace: deploying installs it and waits until it is installed; removing uninstalls it.
 *
 * Each installation ends the user's session and makes the WorkSpace unusable until it is done. For several applications
 * on one WorkSpace prefer `WorkspaceApplicationSet`, which guarantees a single outage.
 *
 * @see https://docs.aws.amazon.com/workspaces/latest/api/API_AssociateWorkspaceApplication.html
 */
export class WorkspaceApplicationAssociation extends Construct {
  /** The WorkSpace as it was passed in. */
  public readonly workspaceId: string;

  /** The application as it was passed in. */
  public readonly applicationId: string;

  private readonly resource: CfnResource;

  /**
   * Declares the application.
   *
   * Throws if an id is malformed (tokens pass), if `timeout` is not positive or over 55 minutes, or if `removalPolicy`
   * is `SNAPSHOT`. Synthesis fails if another construct of the stack declares the same application on the same WorkSpace.
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
   * The state of the association after the deployment, in the service's words: `COMPLETED`, or `INSTALLING` if
   * `waitForInstallation` is false. A token until it is deployed.
   *
   * @see https://docs.aws.amazon.com/workspaces/latest/api/API_WorkspaceResourceAssociation.html
   */
  public get state(): string {
    return this.resource.getAtt(ATTRIBUTES.state).toString();
  }

  /**
   * When the association was created, such as `2026-01-31T12:00:00.000Z`; empty if the service does not say. A token until
   * it is deployed.
   */
  public get created(): string {
    return this.resource.getAtt(ATTRIBUTES.created).toString();
  }
}
