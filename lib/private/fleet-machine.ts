/** What the text of the state machine is filled with when the stack is deployed. */
export const SUBSTITUTIONS = ['Partition', 'SurveyFunction', 'StepFunction', 'Bucket'] as const;

/** What CloudFormation fills in. */
const filled = (name: (typeof SUBSTITUTIONS)[number]): string => `\${${name}}`;

const service = (action: string): string => `arn:${filled('Partition')}:states:::${action}`;

/** Lambda itself is in trouble, or has no room: that passes. */
const RETRY = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  },
];

const invoke = (name: 'SurveyFunction' | 'StepFunction', payload: object) => ({
  Type: 'Task',
  Resource: service('lambda:invoke'),
  Parameters: { FunctionName: filled(name), ...payload },
  OutputPath: '$.Payload',
  Retry: RETRY,
});

const is = (next: string, then: string) => ({ Variable: '$.next', StringEquals: next, Next: then });

/** One desktop: a step, again and again, until it is done. */
const CHILD = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Delay',
  States: {
    Delay: { Type: 'Wait', SecondsPath: '$.desktop.delay', Next: 'Step' },
    Step: { ...invoke('StepFunction', { 'Payload.$': '$' }), Next: 'Look' },
    Look: { Type: 'Choice', Choices: [is('wait', 'Again'), is('fail', 'Desktop failed')], Default: 'Desktop done' },
    Again: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Step' },
    'Desktop failed': { Type: 'Fail', ErrorPath: '$.code', CausePath: '$.reason' },
    'Desktop done': { Type: 'Succeed' },
  },
};

/**
 * One run, which is one maintenance window: survey, try a pass of desktops, survey again, until there is nothing left to do. Our
 * own text: the L2 construct drops the result writer unless the app sets a feature flag. How many children run at once, and how many may fail, the
 * survey decides for each pass.
 */
export const FLEET_MACHINE = {
  Comment: 'One run of a fleet is one maintenance window',
  StartAt: 'Survey',
  States: {
    Survey: {
      ...invoke('SurveyFunction', {
        Payload: {
          'execution.$': '$$.Execution.Id',
          'startedAt.$': '$$.Execution.StartTime',
          'stateMachine.$': '$$.StateMachine.Id',
          'input.$': '$',
        },
      }),
      Next: 'Decide',
    },
    Decide: {
      Type: 'Choice',
      Choices: [is('more', 'Survey'), is('wave', 'Wave'), is('wait', 'Pause'), is('failed', 'Failed')],
      Default: 'Done',
    },
    Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Survey' },
    Wave: {
      Type: 'Map',
      ItemReader: {
        Resource: service('s3:getObject'),
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: filled('Bucket'), 'Key.$': '$.items.key' },
      },
      ItemSelector: { 'desktop.$': '$$.Map.Item.Value', 'run.$': '$.run' },
      ItemProcessor: CHILD,
      MaxConcurrencyPath: '$.concurrency',
      ToleratedFailureCountPath: '$.tolerated',
      ResultWriter: {
        Resource: service('s3:putObject'),
        Parameters: { Bucket: filled('Bucket'), 'Prefix.$': '$.results.prefix' },
      },
      ResultPath: '$.pass',
      Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], ResultPath: '$.stopped', Next: 'Survey' }],
      Next: 'Survey',
    },
    Failed: { Type: 'Fail', ErrorPath: '$.code', CausePath: '$.reason' },
    Done: { Type: 'Succeed' },
  },
};
