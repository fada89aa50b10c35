import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type IRole, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  determineLatestNodeRuntime,
  Function as LambdaFunction,
  LoggingFormat,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IConstruct } from 'constructs';
import { EVENT_BUS_VARIABLE, LOAD_VARIABLE, renderLoad } from '../lambda/contract/load';
import { endpointsOf } from './private/endpoints';
import { handlerFolder } from './private/handler-asset';
import { loadOf, type Served } from './private/load';
import { warnOfLoad } from './private/load-warnings';
import { networkStatements, type Part, puttingEvents, statementsFor, tracingStatement } from './private/permissions';
import { providerProblems, servingProblems } from './private/provider-checks';
import { entryOf, logGroupOf, securityGroupsOf, trace, waiterOf, warnOfSecond } from './private/provider-parts';
import { validate } from './private/validation';
import { WhenUserConnected } from './when-user-connected';
import type { WorkspaceApplicationProviderProps } from './workspace-application-provider-props';

/** Part of every logical id of a default provider: changing it would move deployed providers, which CloudFormation refuses. */
const DEFAULT_ID = 'WorkspaceApplicationProvider';

const QUERY_INTERVAL = Duration.seconds(30);

/** Later than our own deadline of 55 minutes, which explains itself; earlier than CloudFormation's hour, which does not. */
const TOTAL_TIMEOUT = Duration.minutes(57);

const HANDLER_TIMEOUT = Duration.minutes(5);

/**
 * The functions that install and uninstall, their roles, waiter and log group: a constant number of resources, however
 * many constructs use them. Created on its own, once per stack; create it yourself to configure it, or to share it
 * between stacks. To configure the one that a stack has on its own, create it in the stack with the id
 * `WorkspaceApplicationProvider`, before any construct that uses it.
 *
 * The permissions name no WorkSpace: unless `workspaceTags` narrows them, the functions may manage the applications of
 * every WorkSpace of the account and Region.
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

  /** Where all functions of the provider log: the given log group, or the provider's own. */
  public readonly logGroup: ILogGroup;

  private readonly served: Served[] = [];
  private readonly props: WorkspaceApplicationProviderProps;
  private readonly securityGroups?: ISecurityGroup[];
  private readonly handlers: readonly LambdaFunction[];
  private readonly onEventHandler: LambdaFunction;
  private looksUp = false;
  private readonly reconcilingRole?: IRole;
  private readonly waiterArn: string;

  /**
   * Creates a provider.
   *
   * Throws if the package was installed or bundled without its handler, if `workspaceTags` or `securityGroups` is empty,
   * if `logGroup` comes together with a prop of the provider's own log group, and if `subnets` or `securityGroups` comes
   * without `vpc`.
   */
  // eslint-disable-next-line cdk/construct-constructor-property -- it takes a props with a default for another signature
  constructor(scope: Construct, id: string, props: WorkspaceApplicationProviderProps = {}) {
    super(scope, id);
    validate(this, (read) => providerProblems(props, read));
    warnOfSecond(this);
    this.node.addValidation({ validate: () => this.warn() });
    this.props = props;
    this.logGroup = logGroupOf(this, props);
    this.securityGroups = securityGroupsOf(this, props);
    const onEventHandler = this.createHandler('onEvent', 'look');
    const isCompleteHandler = this.createHandler('isComplete', 'reconcile');
    this.onEventHandler = onEventHandler;
    this.handlers = [onEventHandler, isCompleteHandler];
    this.reconcilingRole = isCompleteHandler.role;
    if (props.whenUserConnected !== undefined) this.policy('SessionPolicy', 'waitForUser');
    // 'Default' stays out of its logical ids, one of which every resource of the template repeats.
    // The framework keeps its log level: raised, it would log events, and with them presigned response URLs.
    const framework = new Provider(this, 'Default', {
      onEventHandler,
      isCompleteHandler,
      queryInterval: QUERY_INTERVAL,
      totalTimeout: TOTAL_TIMEOUT,
      logGroup: this.logGroup,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroups: this.securityGroups,
      providerFunctionEnvEncryption: props.environmentEncryption,
      // Two roles, because the first may start the waiter, and the waiter needs a function that has the second.
      frameworkOnEventRole: this.createRole('FrameworkOnEventRole'),
      frameworkCompleteAndTimeoutRole: this.createRole('FrameworkIsCompleteRole'),
    });
    if (this.isTraced()) trace(this, framework, props.tracing ?? Tracing.DISABLED);
    if (props.vpc) entryOf(framework).node.addDependency(endpointsOf(props.vpc, this));
    this.waiterArn = waiterOf(framework).ref;
    this.serviceToken = framework.serviceToken;
  }

  /**
   * A metric of the waiter, the state machine that runs once for each request of CloudFormation and lasts as long as the
   * request does.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
   * @param metricName such as `ExecutionsStarted`, of the namespace `AWS/States`
   */
  public metric(metricName: string, props?: MetricOptions): Metric {
    const dimensionsMap = { StateMachineArn: this.waiterArn };
    return new Metric({ namespace: 'AWS/States', metricName, dimensionsMap, ...props }).attachTo(this);
  }

  /**
   * How many creates, updates and deletes failed, timed out, were refused or stood down, and how often a function of the
   * handler ended in any other failure. The sum over five minutes, unless `props` say otherwise.
   */
  public metricFailures(props: MetricOptions = {}): MathExpression {
    const { period, label = 'Failures', color } = props;
    const [onEvent, isComplete] = this.handlers.map((handler) => handler.metricErrors(props));
    // A function that did not run has no data, which is no failure.
    return new MathExpression({
      expression: 'FILL(onEvent, 0) + FILL(isComplete, 0)',
      usingMetrics: { ...(onEvent && { onEvent }), ...(isComplete && { isComplete }) },
      period,
      label,
      color,
    });
  }

  /** How many requests were waited for. The sum over five minutes, unless `props` say otherwise. */
  public metricRequests(props?: MetricOptions): Metric {
    return this.metric('ExecutionsStarted', { statistic: Stats.SUM, ...props });
  }

  /**
   * How long requests took, in milliseconds, from the moment the waiter began until CloudFormation was answered. The
   * average over five minutes, unless `props` say otherwise.
   */
  public metricDuration(props?: MetricOptions): Metric {
    return this.metric('ExecutionTime', { statistic: Stats.AVERAGE, ...props });
  }

  /**
   * What the resources of this provider do about a connected user, unless they say otherwise.
   *
   * @internal
   */
  public get _whenUserConnected(): WhenUserConnected {
    return this.props.whenUserConnected ?? WhenUserConnected.DISCONNECT;
  }

  /**
   * Counts a resource in, which slows the pace of all, so that together they stay within the service's request rate. Answers
   * the permissions that it needs beyond those of every resource: deleted after it, if it depends on them.
   *
   * @internal
   */
  public _serve(served: Served): Policy[] {
    const isWaiting = served.whenUserConnected === WhenUserConnected.WAIT;
    const losesPermission = isWaiting && this.props.whenUserConnected === undefined;
    validate(served.scope, () => servingProblems(served.scope, this, losesPermission));
    this.served.push(served);
    return [
      ...(isWaiting ? [this.policy('SessionPolicy', 'waitForUser')] : []),
      ...(served.rebootAfterInstallation ? [this.policy('RebootPolicy', 'reboot')] : []),
    ];
  }

  /**
   * A policy of its own for what not every provider needs. The list of permissions grows with the first resource that uses
   * the feature and not with the second; and it shrinks after the last is deleted, which may need it.
   */
  private policy(id: string, part: Part): Policy {
    const existing = this.node.tryFindChild(id);
    if (existing instanceof Policy) return existing;
    const policy = new Policy(this, id, { statements: statementsFor(part, this.props.workspaceTags) });
    // Attached by the role, not by the policy: a role that the user creates, with Role.customizeRoles, reports it instead.
    this.reconcilingRole?.attachInlinePolicy(policy);
    return policy;
  }

  /**
   * Lets the functions look applications up by name, however often it is called. A look-up is no part of the pace: it is over
   * before what depends on it begins.
   *
   * @internal
   */
  public _serveLookup(scope: IConstruct): void {
    validate(scope, () => servingProblems(scope, this, false));
    if (this.looksUp) return;
    this.looksUp = true;
    for (const statement of statementsFor('lookUp')) this.onEventHandler.addToRolePolicy(statement);
  }

  private createHandler(entry: 'onEvent' | 'isComplete', part: Part): LambdaFunction {
    const name = entry === 'onEvent' ? 'OnEvent' : 'IsComplete';
    const role = this.createRole(`${name}Role`);
    for (const statement of statementsFor(part, this.props.workspaceTags)) role.addToPolicy(statement);
    if (this.props.eventBus) role.addToPolicy(puttingEvents(this.props.eventBus));
    return new LambdaFunction(this, name, {
      description: `Applications of Amazon WorkSpaces - ${entry} (${this.node.path})`.slice(0, 256),
      code: Code.fromAsset(handlerFolder()),
      handler: `index.${entry}`,
      runtime: determineLatestNodeRuntime(this),
      architecture: this.props.architecture ?? Architecture.ARM_64,
      // Memory buys the processor time that a cold start spends on loading and the first TLS handshake.
      memorySize: 256,
      timeout: HANDLER_TIMEOUT,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: this.props.logLevel,
      vpc: this.props.vpc,
      vpcSubnets: this.props.subnets,
      securityGroups: this.securityGroups,
      environmentEncryption: this.props.environmentEncryption,
      environment: this.environment(),
    });
  }

  /** From here, not from the resources' properties: there, one more resource would update all others. */
  private environment(): Record<string, string> {
    const { eventBus } = this.props;
    return {
      [LOAD_VARIABLE]: Lazy.string({ produce: () => renderLoad(loadOf(this.served)) }),
      ...(eventBus && { [EVENT_BUS_VARIABLE]: eventBus.eventBusArn }),
    };
  }

  /**
   * A role that may write its log lines, and no more unless a prop needs it. The managed policy that Lambda suggests could also create log groups,
   * so that a late line would bring back the one which was deleted with the stack.
   */
  private createRole(id: string): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    if (this.props.vpc) for (const statement of networkStatements()) role.addToPolicy(statement);
    if (this.isTraced()) role.addToPolicy(tracingStatement());
    return role;
  }

  /** Warns at synthesis, when all resources are known; refuses nothing. */
  private warn(): string[] {
    warnOfLoad(this, this.served);
    return [];
  }

  private isTraced(): boolean {
    return (this.props.tracing ?? Tracing.DISABLED) !== Tracing.DISABLED;
  }
}
