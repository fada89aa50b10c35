import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, Policy } from 'aws-cdk-lib/aws-iam';
import { type Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IConstruct } from 'constructs';
import { EVENT_BUS_VARIABLE, LOAD_VARIABLE, renderLoad } from '../lambda/contract/load';
import { endpointsOf } from './private/endpoints';
import { createHandler, createRole, isTraced } from './private/functions';
import { loadOf, type Served } from './private/load';
import { warnOfLoad } from './private/load-warnings';
import { attachPolicy, type Part, statementsFor } from './private/permissions';
import { providerProblems, servingProblems } from './private/provider-checks';
import {
  entryOf,
  logGroupOf,
  makePatient,
  securityGroupsOf,
  trace,
  waiterOf,
  warnOfSecond,
} from './private/provider-parts';
import { validate } from './private/validation';
import { WhenUserConnected } from './when-user-connected';
import type { WorkspaceApplicationProviderProps } from './workspace-application-provider-props';

/** Part of every logical id of a default provider: a change would replace deployed providers, which CloudFormation refuses. */
const DEFAULT_ID = 'WorkspaceApplicationProvider';

const QUERY_INTERVAL = Duration.seconds(30);

/** Later than our own deadline of 55 minutes, which says why; earlier than CloudFormation's hour, which does not. */
const TOTAL_TIMEOUT = Duration.minutes(57);

/**
 * The functions that install and uninstall applications, with their roles, waiter and log group. The number of
 * resources does not depend on how many constructs use the provider.
 *
 * A stack gets a provider automatically, once. Create a provider yourself to configure it, or to share it between
 * stacks. To configure the provider that a stack would get automatically, create it in the stack with the id
 * `WorkspaceApplicationProvider`, before any construct that uses it.
 *
 * The permissions name no WorkSpace: the functions may manage the applications of every WorkSpace of the account and
 * Region, unless you set `workspaceTags`.
 *
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { RetentionDays } from 'aws-cdk-lib/aws-logs';
 * import { WorkspaceApplicationAssociation, WorkspaceApplicationProvider } from 'cdk-workspaces-applications';
 *
 * const stack = new Stack(new App(), 'Desktops');
 * const provider = new WorkspaceApplicationProvider(stack, 'Provider', {
 *   workspaceTags: { ManagedBy: 'desktops' },
 *   logRetention: RetentionDays.SIX_MONTHS,
 * });
 * new WorkspaceApplicationAssociation(stack, 'Visio', {
 *   workspaceId: 'ws-0abc12345',
 *   applicationId: 'wsa-0def67890',
 *   provider,
 * });
 */
export class WorkspaceApplicationProvider extends Construct {
  /**
   * Returns the provider that constructs in the stack of `scope` use by default, and creates it if the stack has none
   * yet.
   *
   * Throws an error if the stack has another construct with the id `WorkspaceApplicationProvider`.
   */
  public static of(scope: Construct): WorkspaceApplicationProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(DEFAULT_ID);
    if (existing === undefined) return new WorkspaceApplicationProvider(stack, DEFAULT_ID);
    if (existing instanceof WorkspaceApplicationProvider) return existing;
    throw new Error(
      `${existing.node.path}: this id is the one of the default provider: choose another id for the construct, ` +
        'pass provider explicitly, or install cdk-workspaces-applications only once',
    );
  }

  /** The ARN to which CloudFormation sends the requests of custom resources. */
  public readonly serviceToken: string;

  /** The log group of all functions of the provider: the one that was passed in, or the provider's own. */
  public readonly logGroup: ILogGroup;

  private readonly served: Served[] = [];
  private readonly props: WorkspaceApplicationProviderProps;
  private readonly handlers: readonly LambdaFunction[];
  private readonly onEventHandler: LambdaFunction;
  private looksUp = false;
  private readonly reconcilingRole?: IRole;
  private readonly waiterArn: string;

  /**
   * Creates a provider.
   *
   * Throws an error if the package was installed or bundled without its handler, if `workspaceTags` or `securityGroups` is empty,
   * if `logGroup` is combined with a prop of the provider's own log group, and if `subnets` or `securityGroups` is used
   * without `vpc`.
   */
  // eslint-disable-next-line cdk/construct-constructor-property -- the rule knows no props with a default
  constructor(scope: Construct, id: string, props: WorkspaceApplicationProviderProps = {}) {
    super(scope, id);
    validate(this, (read) => providerProblems(props, read));
    warnOfSecond(this);
    this.node.addValidation({ validate: () => this.warn() });
    this.props = props;
    this.logGroup = logGroupOf(this, props);
    const securityGroups = securityGroupsOf(this, props);
    const around = { props, logGroup: this.logGroup, securityGroups, environment: this.environment() };
    const onEventHandler = createHandler(this, 'onEvent', 'look', around);
    const isCompleteHandler = createHandler(this, 'isComplete', 'reconcile', around);
    this.onEventHandler = onEventHandler;
    this.handlers = [onEventHandler, isCompleteHandler];
    this.reconcilingRole = isCompleteHandler.role;
    if (props.whenUserConnected !== undefined) this.policy('SessionPolicy', 'waitForUser');
    // 'Default' is left out of its logical ids, one of which every resource of the template repeats.
    // The framework keeps its log level: below it, it would log events, and with them presigned response URLs.
    const framework = new Provider(this, 'Default', {
      onEventHandler,
      isCompleteHandler,
      queryInterval: QUERY_INTERVAL,
      totalTimeout: TOTAL_TIMEOUT,
      logGroup: this.logGroup,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroups,
      providerFunctionEnvEncryption: props.environmentEncryption,
      // Two roles, because the first may start the waiter, and the waiter needs a function that has the second.
      frameworkOnEventRole: createRole(this, 'FrameworkOnEventRole', around),
      frameworkCompleteAndTimeoutRole: createRole(this, 'FrameworkIsCompleteRole', around),
    });
    makePatient(framework);
    if (isTraced(props)) trace(this, framework, props.tracing ?? Tracing.DISABLED);
    if (props.vpc) entryOf(framework).node.addDependency(endpointsOf(props.vpc, this));
    this.waiterArn = waiterOf(framework).ref;
    this.serviceToken = framework.serviceToken;
  }

  /**
   * A metric of the waiter, a state machine that runs once for each request of CloudFormation, until the request is answered.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
   * @param metricName such as `ExecutionsStarted`, of the namespace `AWS/States`
   */
  public metric(metricName: string, props?: MetricOptions): Metric {
    const dimensionsMap = { StateMachineArn: this.waiterArn };
    return new Metric({ namespace: 'AWS/States', metricName, dimensionsMap, ...props }).attachTo(this);
  }

  /**
   * The number of creates, updates and deletes that failed, timed out, were refused or stood down, and of all other failures of
   * the handler's functions. By default the sum over five minutes.
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

  /** The number of requests for which the waiter started. By default the sum over five minutes. */
  public metricRequests(props?: MetricOptions): Metric {
    return this.metric('ExecutionsStarted', { statistic: Stats.SUM, ...props });
  }

  /**
   * How long requests took, in milliseconds, from the start of the waiter until the answer to CloudFormation. By default the
   * average over five minutes.
   */
  public metricDuration(props?: MetricOptions): Metric {
    return this.metric('ExecutionTime', { statistic: Stats.AVERAGE, ...props });
  }

  /**
   * What happens if the user is connected, for the resources of this provider that have no value of their own.
   *
   * @internal
   */
  public get _whenUserConnected(): WhenUserConnected {
    return this.props.whenUserConnected ?? WhenUserConnected.DISCONNECT;
  }

  /**
   * Adds a resource to those that the provider serves. The more there are, the slower is the pace of each, so that together
   * they stay within the service's request rate. Returns the policies that the resource needs beyond those of every resource;
   * they are deleted after the resource if it depends on them.
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
   * Allows the functions to look applications up by name. A look-up has no part in the pace: it is done before the resources
   * that depend on it begin.
   *
   * @internal
   */
  public _serveLookup(scope: IConstruct): void {
    validate(scope, () => servingProblems(scope, this, false));
    if (this.looksUp) return;
    this.looksUp = true;
    for (const statement of statementsFor('lookUp')) this.onEventHandler.addToRolePolicy(statement);
  }

  /**
   * A separate policy for what only some providers need. It is created with the first resource that uses the feature, does not
   * change with the second, and is deleted after the last, which may still need it.
   */
  private policy(id: string, part: Part): Policy {
    const existing = this.node.tryFindChild(id);
    if (existing instanceof Policy) return existing;
    return attachPolicy(this, id, this.reconcilingRole, statementsFor(part, this.props.workspaceTags));
  }

  /** In the environment, not in the resources' properties: there, one more resource would update all others. */
  private environment(): Record<string, string> {
    const { eventBus } = this.props;
    return {
      [LOAD_VARIABLE]: Lazy.string({ produce: () => renderLoad(loadOf(this.served)) }),
      ...(eventBus && { [EVENT_BUS_VARIABLE]: eventBus.eventBusArn }),
    };
  }

  /** Warns at synthesis, when all resources are known; refuses nothing. */
  private warn(): string[] {
    warnOfLoad(this, this.served);
    return [];
  }
}
