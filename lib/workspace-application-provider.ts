import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  determineLatestNodeRuntime,
  Function as LambdaFunction,
  LoggingFormat,
} from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { handlerFolder } from './private/handler-asset';
import { LOAD_VARIABLES, Load, type Served } from './private/load';
import { lookingStatements, reconcilingStatements } from './private/permissions';

/** Part of every logical id of a default provider: changing it would move deployed providers, which CloudFormation refuses. */
const DEFAULT_ID = 'WorkspaceApplicationProvider';

const QUERY_INTERVAL = Duration.seconds(30);

/** Later than our own deadline of 55 minutes, which explains itself; earlier than CloudFormation's hour, which does not. */
const TOTAL_TIMEOUT = Duration.minutes(57);

const HANDLER_TIMEOUT = Duration.minutes(5);

/**
 * The functions that install and uninstall, their roles, waiter and log group: a constant number of resources, however
 * many constructs use them. Created on its own, once per stack; create it yourself to share it between stacks.
 *
 * The permissions name no WorkSpace: the functions may manage the applications of every WorkSpace of the account and region.
 */
export class WorkspaceApplicationProvider extends Construct {
  /**
   * The provider that constructs in the stack of `scope` use by default; created if the stack has none yet.
   *
   * Throws if something else has its id, `WorkspaceApplicationProvider`, in the stack.
   */
  public static of(scope: Construct): WorkspaceApplicationProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(DEFAULT_ID);
    if (existing === undefined) return new WorkspaceApplicationProvider(stack, DEFAULT_ID);
    if (existing instanceof WorkspaceApplicationProvider) return existing;
    throw new Error(
      `${existing.node.path}: this id is where the default provider belongs: choose another id for the construct, ` +
        'pass provider explicitly, or install cdk-workspaces-applications only once',
    );
  }

  /** The ARN to which CloudFormation sends the requests of custom resources. */
  public readonly serviceToken: string;

  /** Where all functions of the provider log; kept for one month, deleted with the provider. */
  public readonly logGroup: ILogGroup;

  private readonly load = new Load();

  /** Creates a provider. Throws if the package was installed or bundled without its handler. */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'LogGroup', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // 'Default' stays out of its logical ids, one of which every resource of the template repeats.
    // The framework keeps its log level: raised, it would log events, and with them presigned response URLs.
    const framework = new Provider(this, 'Default', {
      onEventHandler: this.createHandler('onEvent', lookingStatements()),
      isCompleteHandler: this.createHandler('isComplete', reconcilingStatements()),
      queryInterval: QUERY_INTERVAL,
      totalTimeout: TOTAL_TIMEOUT,
      logGroup: this.logGroup,
      // Two roles, because the first may start the waiter, and the waiter needs a function that has the second.
      frameworkOnEventRole: this.createRole('FrameworkOnEventRole'),
      frameworkCompleteAndTimeoutRole: this.createRole('FrameworkIsCompleteRole'),
    });
    this.serviceToken = framework.serviceToken;
  }

  /**
   * Counts a resource in, which slows the pace of all, so that together they stay within the service's request rate.
   *
   * @internal
   */
  public _serve(served: Served): void {
    this.load.add(served);
  }

  private createHandler(entry: 'onEvent' | 'isComplete', statements: PolicyStatement[]): LambdaFunction {
    const name = entry === 'onEvent' ? 'OnEvent' : 'IsComplete';
    const role = this.createRole(`${name}Role`);
    for (const statement of statements) role.addToPolicy(statement);
    return new LambdaFunction(this, name, {
      description: `Applications of Amazon WorkSpaces - ${entry} (${this.node.path})`.slice(0, 256),
      code: Code.fromAsset(handlerFolder()),
      handler: `index.${entry}`,
      runtime: determineLatestNodeRuntime(this),
      architecture: Architecture.ARM_64,
      // Memory buys the processor time that a cold start spends on loading and the first TLS handshake.
      memorySize: 256,
      timeout: HANDLER_TIMEOUT,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // From the environment, not from the resources' properties: there, one more resource would update all others.
      environment: Object.fromEntries(
        LOAD_VARIABLES.map((name) => [name, Lazy.string({ produce: () => this.load.variable(name) })]),
      ),
    });
  }

  /**
   * A role that may write its log lines and no more. The managed policy that Lambda suggests could also create log groups,
   * so that a late line would bring back the one which was deleted with the stack.
   */
  private createRole(id: string): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    return role;
  }
}
