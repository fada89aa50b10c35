import type { ExecutionView } from '../../cli/aws/executions';
import { refuseWithoutReport } from '../../cli/fleet/ended';
import { lineOf } from '../../cli/invocation';

const view = (more: Partial<ExecutionView>): ExecutionView => ({
  arn: 'arn:aws:states:eu-west-1:111122223333:execution:Visio:by-hand',
  name: 'by-hand',
  status: 'FAILED',
  startedAt: 0,
  input: '{}',
  ...more,
});

const STANDS = `What next: ${lineOf('fleet Visio')} shows how it stands`;
const LOG = `${STANDS}; the log group of the fleet has the rest`;

describe('a run that ends without a report', () => {
  test.each<[string, Partial<ExecutionView>, string]>([
    ['stopped by a person', { status: 'ABORTED' }, `the run of fleet Visio was stopped in Step Functions. ${STANDS}`],
    [
      'a function that throws: its message, without the trace',
      { error: 'Error', cause: '{"errorType":"Error","errorMessage":"out of memory","trace":["Error: x","    at y"]}' },
      `the run of fleet Visio ended with Error: out of memory. ${LOG}`,
    ],
    [
      'a list that cannot be read: what the survey says',
      {
        error: 'TargetListUnreadable',
        cause: 'the list has no rows: name at least one WorkSpace in it. Nothing was touched',
      },
      `the run of fleet Visio ended with TargetListUnreadable: the list has no rows: name at least one WorkSpace in it. Nothing was touched. ${LOG}`,
    ],
    [
      'a reason that has a remedy: no second one',
      {
        status: 'SUCCEEDED',
        output: '{"code":"RunMissing","reason":"it did not begin. What next: look at the schedule"}',
      },
      'the run of fleet Visio ended with RunMissing: it did not begin. What next: look at the schedule',
    ],
    ['without a word of why', { status: 'TIMED_OUT' }, `the run of fleet Visio ended with TIMED_OUT. ${LOG}`],
  ])('%s', (_situation, more, message) => {
    expect(() => refuseWithoutReport('Visio', view(more))).toThrow(message);
  });

  test.each(['TooManyFailures', 'NoTargets'])('%s, which the report shows: no failure of its own', (error) => {
    expect(() => refuseWithoutReport('Visio', view({ error }))).not.toThrow();
  });
});
