import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { WhenUserConnected } from './when-user-connected';
import type { WorkspaceApplicationProvider } from './workspace-application-provider';

/** What an association and a set have in common: how a deployment installs and uninstalls their applications. */
export interface WorkspaceApplicationOptions {
  /**
   * How long a deployment waits for the applications before it fails and rolls back, in whole seconds.
   *
   * Counted from the moment CloudFormation asks for the change. It bounds creates and updates; deletes and rollbacks
   * always have 55 minutes, so that a short timeout cannot leave a stack stuck. Anything over 55 minutes is refused,
   * because CloudFormation gives a custom resource one hour in all.
   *
   * @default Duration.minutes(55)
   */
  readonly timeout?: Duration;

  /**
   * Whether an application that was on the WorkSpace before this resource counts as installed.
   *
   * If false, creating the resource fails with advice when it finds one, so that two owners never fight over an
   * application. If true, it is left as it is, without an outage. Either way this resource never uninstalls what was
   * there before the resource was created, except for `absentApplicationIds`. What an update adopts that was installed
   * since then counts as the resource's own.
   *
   * @default false
   */
  readonly allowExisting?: boolean;

  /**
   * Whether a deployment waits until the applications are installed.
   *
   * If false, it is done as soon as the service has begun to install them, and an installation that fails afterwards
   * is not noticed. Uninstalling is always waited for.
   *
   * @default true
   */
  readonly waitForInstallation?: boolean;

  /**
   * What happens to the applications when the resource leaves the stack, is replaced, or the stack is deleted.
   *
   * `DESTROY` uninstalls those that this resource installed, which ends the user's session. `RETAIN` and
   * `RETAIN_ON_UPDATE_OR_DELETE` both leave them installed, except that a creation which fails is still cleaned up
   * (rendered as `RetainExceptOnCreate`). It speaks of the whole resource: an application dropped from a list is
   * uninstalled under either. Use `RETAIN` where the same stack owns the WorkSpace. `SNAPSHOT` is refused.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What happens if the user of the WorkSpace is connected when a deployment would end the session: installing,
   * uninstalling, also in a rollback or delete, or rebooting.
   *
   * All resources of one WorkSpace in a stack must say the same, because one deployment carries out what all of them wish.
   *
   * @default - what the provider says: `WhenUserConnected.DISCONNECT`, unless set there
   */
  readonly whenUserConnected?: WhenUserConnected;

  /**
   * Whether the WorkSpace is rebooted once after a deployment that installed something: what AWS advises if a licence is
   * not active.
   *
   * The deployment waits until the WorkSpace is `AVAILABLE` again. With `WhenUserConnected.WAIT` the reboot waits for the
   * user. It never fails a deployment: if it cannot be made, or is not over at `timeout`, a warning in the log says why.
   * A rollback does not reboot. The WorkSpace gets a tag, `cdk-workspaces-applications:reboot`, which remembers the reboot.
   * Refused together with `waitForInstallation: false`.
   *
   * @default false
   */
  readonly rebootAfterInstallation?: boolean;

  /**
   * Any text; change it to have the next deployment check every application of the resource again.
   *
   * Otherwise an update acts only on what changed in the template. Useful after a WorkSpace was rebuilt or restored.
   *
   * @default - only changes of the template are acted on
   */
  readonly revision?: string;

  /**
   * The functions that do the work. Pass one provider to constructs of many stacks to deploy them only once.
   *
   * CloudFormation refuses to change it for a resource that is already deployed ("Modifying service token is not
   * allowed"): choose it before the first deployment.
   *
   * @default - one provider per stack, `WorkspaceApplicationProvider.of(this)`
   */
  readonly provider?: WorkspaceApplicationProvider;
}
