import { Aws, Duration } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { MaintenanceWindow } from '../maintenance-window';
import { secondsOf } from './checks';
import { FLEET_MACHINE } from './fleet-machine';
import { attachPolicy } from './permissions';

interface MachineParts {
  readonly survey: IFunction;
  readonly step: IFunction;
  readonly bucket: IBucket;
  readonly fleetName: string;
}

/** The state machine of a fleet, from our own text, and its role. */
export function createMachine(scope: Construct, { survey, step, bucket, fleetName }: MachineParts): CfnStateMachine {
  const role = new Role(scope, 'MachineRole', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  for (const one of [survey, step])
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [one.functionArn] }));
  bucket.grantRead(role, `${fleetName}/*`);
  bucket.grantPut(role, `${fleetName}/*`);
  // The results of many children are written in parts.
  const results = bucket.arnForObjects(`${fleetName}/*`);
  role.addToPolicy(new PolicyStatement({ actions: ['s3:ListMultipartUploadParts'], resources: [results] }));
  const machine = new CfnStateMachine(scope, 'Machine', {
    roleArn: role.roleArn,
    definitionString: JSON.stringify(FLEET_MACHINE, undefined, 1),
    definitionSubstitutions: {
      Partition: Aws.PARTITION,
      SurveyFunction: survey.functionArn,
      StepFunction: step.functionArn,
      Bucket: bucket.bucketName,
    },
  });
  machine.node.addDependency(role);
  allowChildren(scope, role, machine);
  const listing = new PolicyStatement({ actions: ['states:ListExecutions'], resources: [machine.attrArn] });
  const describing = new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executionsOf(machine)] });
  // In the role's own policy, on which the function depends, this would make a circular dependency.
  attachPolicy(scope, 'Runs', survey.role, [listing, describing]);
  return machine;
}

const executionsOf = ({ attrName }: CfnStateMachine): string =>
  `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${attrName}*`;

/** The machine starts itself: in its role's own policy this would make a circular dependency. */
function allowChildren(scope: Construct, role: IRole, machine: CfnStateMachine): void {
  const executions = executionsOf(machine);
  attachPolicy(scope, 'Children', role, [
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.attrArn] }),
    new PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [executions] }),
  ]);
}

/** What a schedule of a fleet is to do. */
interface Occasion {
  readonly id: string;
  readonly description: string;
  /** Minutes from the opening of the window. */
  readonly minutesLater: number;
  readonly input: Readonly<Record<string, unknown>>;
  /** For how long a start that failed is tried again. */
  readonly patienceSeconds: number;
}

/** Opens the window, looks at its cutoff whether a run has begun, and announces it before. What the Scheduler could not start goes to the queue that is returned. */
export function createSchedules(
  scope: Construct,
  machine: CfnStateMachine,
  window: MaintenanceWindow,
  announceBefore: Duration | undefined,
): Queue {
  const deadLetters = new Queue(scope, 'NotStarted', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const role = new Role(scope, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.attrArn] }));
  deadLetters.grantSendMessages(role);
  const { durationSeconds, cutoffSeconds } = window._declaration();
  const openSeconds = durationSeconds - cutoffSeconds;
  const occasions: Occasion[] = [
    // A run that starts when nothing may start any more is of no use.
    {
      id: 'Window',
      description: 'Opens the maintenance window',
      minutesLater: 0,
      input: {},
      patienceSeconds: openSeconds,
    },
    {
      id: 'Watch',
      description: 'Looks whether a run has begun in the maintenance window',
      minutesLater: Math.floor(openSeconds / 60),
      input: { watches: true },
      patienceSeconds: 3600,
    },
  ];
  if (announceBefore) {
    const announces = secondsOf(announceBefore);
    occasions.push({
      id: 'Ahead',
      description: 'Announces the maintenance window',
      minutesLater: -announces / 60,
      input: { announces },
      patienceSeconds: announces,
    });
  }
  for (const occasion of occasions) createSchedule(scope, { machine, window, role, deadLetters }, occasion);
  return deadLetters;
}

interface ScheduleParts {
  readonly machine: CfnStateMachine;
  readonly window: MaintenanceWindow;
  readonly role: IRole;
  readonly deadLetters: IQueue;
}

function createSchedule(
  scope: Construct,
  { machine, window, role, deadLetters }: ScheduleParts,
  { id, description, minutesLater, input, patienceSeconds }: Occasion,
): void {
  const { expression, timeZone } = window._schedule(minutesLater);
  const schedule = new CfnSchedule(scope, id, {
    description: `${description} of ${scope.node.path}`.slice(0, 512),
    flexibleTimeWindow: { mode: 'OFF' },
    scheduleExpression: expression,
    scheduleExpressionTimezone: timeZone,
    target: {
      arn: machine.attrArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ format: 1, scheduledTime: '<aws.scheduler.scheduled-time>', ...input }),
      retryPolicy: { maximumEventAgeInSeconds: Math.max(60, patienceSeconds), maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: deadLetters.queueArn },
    },
  });
  schedule.node.addDependency(role);
}
