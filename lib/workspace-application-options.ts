import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { WhenUserConnected } from './when-user-connected';
import type { WorkspaceApplicationProvider } from './workspace-application-provider';

/** Options of an association and of a set: how a deployment installs and uninstalls the applications. */
export interface WorkspaceApplicationOptions {
  /**
   * How long a deployment waits for the applications before it fails and rolls back, in whole seconds, at most 55 minutes.
   *
   * The time begins when CloudFormation asks for the change. It limits creates and updates. Deletes and rollbacks always have
   * 55 minutes, so that a short timeout cannot leave a stack in a failed state. The limit is 55 minutes because CloudFormation
   * gives a custom resource one hour.
   *
   * @default Duration.minutes(55)
   */
  readonly timeout?: Duration;

  /**
   * Whether an application that is on the WorkSpace already, and that no resource of this library installed, counts as
   * installed.
   *
   * If false, the deployment fails when it finds such an application, or one that another stack declares, and says what to do.
   * If true, an application that another stack declares is shared with it, and the last of the two that drops it uninstalls it.
   * An application that no resource of this library installed stays as it is, without an outage, and this resource never
   * uninstalls it, except through `absentApplicationIds`.
   *
   * @default false
   */
  readonly allowExisting?: boolean;

  /**
   * Whether a deployment waits until the applications are installed.
   *
   * If false, the deployment is done when the service has begun to install them. An installation that fails later is not
   * noticed. A deployment always waits for applications to be uninstalled.
   *
   * @default true
   */
  readonly waitForInstallation?: boolean;

  /**
   * What happens to the applications when the resource leaves the stack, is replaced, or the stack is deleted.
   *
   * `DESTROY` uninstalls the applications that this resource installed, which ends the user's session. `RETAIN` and
   * `RETAIN_ON_UPDATE_OR_DELETE` both leave them installed. Only a create that fails is still cleaned up (the template
   * says `RetainExceptOnCreate`). The policy is about the resource as a whole: an application that you drop from a
   * list is uninstalled under each of them. Use `RETAIN` if the same stack owns the WorkSpace. `SNAPSHOT` is an error.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What happens if the user of the WorkSpace is connected when a deployment is about to end the session: to install,
   * to uninstall (also in a rollback or a delete), or to reboot.
   *
   * All resources of one WorkSpace in a stack must have the same value, because one deployment carries out what all of
   * them declare.
   *
   * @default - the value of the provider, or `WhenUserConnected.DISCONNECT` if it has none
   */
  readonly whenUserConnected?: WhenUserConnected;

  /**
   * Whether the WorkSpace is rebooted once after a deployment that installed an application. AWS advises this if a
   * licence is not active.
   *
   * The deployment waits until the WorkSpace is `AVAILABLE` again. With `WhenUserConnected.WAIT` the reboot waits for
   * the user. A reboot never fails a deployment: if it is not possible, or not done at `timeout`, a warning in the log
   * says why. A rollback does not reboot. The WorkSpace gets the tag `cdk-workspaces-applications:reboot`, which
   * records the reboot. It is an error to set it together with `waitForInstallation: false`.
   *
   * @default false
   */
  readonly rebootAfterInstallation?: boolean;

  /**
   * Any text. If you change it, the next deployment checks every application of the resource again.
   *
   * Otherwise an update acts only on what changed in the template. Change it, for example, after a WorkSpace was rebuilt or
   * restored.
   *
   * @default - a deployment acts only on changes of the template
   */
  readonly revision?: string;

  /**
   * The provider, whose functions do the work. Pass one provider to the constructs of several stacks to create the functions
   * only once. It must belong to the same account and Region.
   *
   * CloudFormation does not allow a deployed resource to change its provider ("Modifying service token is not allowed"):
   * decide before the first deployment.
   *
   * @default - one provider per stack, `WorkspaceApplicationProvider.of(this)`
   */
  readonly provider?: WorkspaceApplicationProvider;
}
