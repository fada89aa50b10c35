import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ApplicationLogLevel, Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { WhenUserConnected } from './when-user-connected';

/** Properties of `WorkspaceApplicationProvider`: its permissions, where it runs, and what it reports. */
export interface WorkspaceApplicationProviderProps {
  /**
   * What happens if the user of a WorkSpace is connected, for all resources of this provider that have no value of
   * their own.
   *
   * If you set it, to either value, the provider may always look at connections. You must set it if a resource of
   * another stack waits for the user. Otherwise the provider would lose the permission before the last of these
   * resources is deleted.
   *
   * @default WhenUserConnected.DISCONNECT
   */
  readonly whenUserConnected?: WhenUserConnected;

  /**
   * Tags that a WorkSpace must have, all of them with these values, so that the functions may look at its applications and
   * change them.
   *
   * The policies get a condition on `aws:ResourceTag`. On any other WorkSpace a deployment fails with `AccessDeniedException`
   * after two minutes; so does the removal from a WorkSpace that has lost its tags. AWS offers no such condition for
   * `DescribeWorkspaces` and for actions on tags.
   *
   * @default - every WorkSpace of the account and Region
   */
  readonly workspaceTags?: { [key: string]: string };

  /**
   * An existing log group for all functions of the provider. It is an error to set it together with `logRetention`,
   * `logRemovalPolicy` or `logEncryptionKey`, which are about the log group that the provider creates.
   *
   * @default - the provider creates one
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the provider's log group keeps log events.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the provider's log group when the provider leaves the stack, or the stack is deleted. If the first
   * deployment is rolled back, the log group is deleted too, unless it is retained.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The key that encrypts the provider's log group. If the key belongs to the app, its policy is extended so that
   * CloudWatch Logs may use it for the log groups of the account and Region. An imported key must allow this already.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - encrypted with a key that CloudWatch Logs owns
   */
  readonly logEncryptionKey?: IKey;

  /**
   * The lowest level of the lines that the handler's functions log. At `INFO` they log each decision, at `DEBUG` also
   * each call that they repeat. The framework's functions keep the level `FATAL`, because below it they would log
   * secret URLs.
   *
   * @default - the level of Lambda, `ApplicationLogLevel.INFO`
   */
  readonly logLevel?: ApplicationLogLevel;

  /**
   * The bus that receives an event when applications are installed or removed, and when a request failed, timed out or
   * stood down. If the bus does not accept an event, the deployment goes on. `docs/events.md` describes the events.
   *
   * The bus must be in the same Region. A bus of another account must allow this account to put events.
   *
   * @default - no events
   */
  readonly eventBus?: IEventBus;

  /**
   * The VPC in which all functions of the provider run. `docs/security.md` lists the endpoints that they need. Without
   * a route to the services a deployment fails. The endpoints of this VPC that belong to the same stack as the
   * provider are created before the first resource, and deleted after the last.
   *
   * @default - the functions are in no VPC
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of `vpc` in which the functions run. A function in a public subnet gets no public address and reaches
   * no service. It is an error to set it without `vpc`.
   *
   * @default - the private subnets of `vpc`
   */
  readonly subnets?: SubnetSelection;

  /**
   * The security groups of the functions. They must allow outbound HTTPS (443), and nothing inbound. It is an error to
   * set them without `vpc`.
   *
   * @default - one security group that allows outbound HTTPS
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The key that encrypts the environment variables of all functions. They contain no secret.
   *
   * @default - encrypted with a key that Lambda owns
   */
  readonly environmentEncryption?: IKey;

  /**
   * The processor architecture of the handler's functions. The framework's functions have the one that the CDK chooses.
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
