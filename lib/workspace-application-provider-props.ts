import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ApplicationLogLevel, Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { WhenUserConnected } from './when-user-connected';

/** Properties of a `WorkspaceApplicationProvider`: its permissions, where it runs, and what it tells. */
export interface WorkspaceApplicationProviderProps {
  /**
   * What the resources of this provider do about a connected user, unless they say otherwise themselves.
   *
   * Given at all, the provider may look at connections whether or not a resource waits. It must be given if resources of
   * another stack wait: the permission would otherwise be gone before the last of them is deleted.
   *
   * @default WhenUserConnected.DISCONNECT
   */
  readonly whenUserConnected?: WhenUserConnected;

  /**
   * Tags that a WorkSpace must have, all of them with these values, for the functions to look at it or change it.
   *
   * Rendered as a condition on `aws:ResourceTag`. On any other WorkSpace a deployment fails with `AccessDeniedException`
   * after two minutes; so does the removal from one that has lost its tags. Only `DescribeWorkspaces` is not narrowed:
   * AWS offers no condition for it.
   *
   * @default - every WorkSpace of the account and Region
   */
  readonly workspaceTags?: { [key: string]: string };

  /**
   * An existing log group for all functions of the provider. It must not be combined with `logRetention`,
   * `logRemovalPolicy` or `logEncryptionKey`, which are about the log group that the provider creates.
   *
   * @default - the provider creates one
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the provider's log group keeps its lines.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the provider's log group when the provider leaves the stack, or the stack is deleted. A first
   * deployment that is rolled back takes the log group with it, unless it is retained.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The key that encrypts the provider's log group. If the key belongs to the app, its policy is extended so that
   * CloudWatch Logs may use it for the log groups of the account and Region; an imported key must allow that already.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - encrypted with a key that CloudWatch Logs owns
   */
  readonly logEncryptionKey?: IKey;

  /**
   * The least severe lines that the handler's functions log. At `INFO` there is one for each decision, at `DEBUG` also one
   * for each call that was tried again. The framework's functions keep `FATAL`: below it they would log secret URLs.
   *
   * @default - Lambda's own, ApplicationLogLevel.INFO
   */
  readonly logLevel?: ApplicationLogLevel;

  /**
   * Where the provider puts events: applications installed, removed, failed, timed out, or a request stood down. A bus
   * that does not take them never fails a deployment. The schema is in `docs/events.md`.
   *
   * It must be in the same Region; one of another account must allow this account to put events.
   *
   * @default - no events
   */
  readonly eventBus?: IEventBus;

  /**
   * The VPC that all functions of the provider run in. Which endpoints they need there is in `docs/security.md`; without
   * a way to them, a deployment hangs for an hour.
   *
   * @default - outside of any VPC
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of `vpc` for the functions; refused without it. Public subnets do not work: a function gets no public address there.
   *
   * @default - the private subnets of `vpc`
   */
  readonly subnets?: SubnetSelection;

  /**
   * The security groups of the functions; refused without `vpc`. They need HTTPS (443) outwards and nothing inwards.
   *
   * @default - one that allows just that
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The key that encrypts the environment variables of all functions. They hold no secret.
   *
   * @default - encrypted with a key that Lambda owns
   */
  readonly environmentEncryption?: IKey;

  /**
   * The processor of the handler's functions. The framework's functions have the one that the CDK gives them.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * Whether AWS X-Ray traces the functions of the provider and, with `Tracing.ACTIVE`, the waiter.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;
}
