import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromText, type Section } from '../../cli/probe/result';
import { type EmbeddedAwsOptions, startEmbeddedAws } from '../../local';
import { DEFAULT_READINGS, type Readings } from '../../local/cloudformation/context';
import { Desk } from '../cli/command';
import { runningFor } from './running';

const CDK = `${process.execPath} ${require.resolve('aws-cdk/bin/cdk')}`;
const PROBE = ['probe', 'stack', '--yes', '--cdk', CDK];

/** The other position of each switch. */
const OTHERWISE: Readings = {
  lastUpdatedTimeMovesAtRollback: true,
  lastUpdatedTimeAhead: 1500,
  physicalIdAnswers: 'the resource',
  cleanup: 'is not listed',
  foreignTags: 'are removed',
  failedCreate: 'goes first',
  failedUpdate: 'is left',
};

/** An embedded AWS, and the command beside it. */
async function start(readings: EmbeddedAwsOptions['readings'] = {}) {
  const aws = await startEmbeddedAws({ speed: 20, readings });
  const desk = new Desk(aws.environment);
  const stop = async () => {
    desk.remove();
    await aws.stop();
  };
  return { aws, desk, stop };
}

const usual = runningFor(() => start());
const other = runningFor(() => start(OTHERWISE));

/** What the result file says of CloudFormation. */
function sectionIn({ home }: Desk): Section {
  const file = join(home, 'probe-result.json');
  const { stack } = fromText(readFileSync(file, 'utf8'), file);
  if (!stack) throw new Error('the result has no section of stacks');
  return stack;
}

const positionsOf = (findings: Section['readings']) =>
  Object.fromEntries(Object.entries(findings).map(([name, { position }]) => [name, position]));

const isProbe = ({ name }: { readonly name: string }): boolean => name.startsWith('cdk-probe-');
const living = ({ aws }: Pick<Awaited<ReturnType<typeof start>>, 'aws'>): readonly string[] =>
  aws.cloudformation
    .allStacks()
    .filter((stack) => isProbe(stack) && stack.status !== 'DELETE_COMPLETE')
    .map(({ name }) => name);

/** No experiment settles what an update of the tags of a WorkSpace does; a millisecond between time and event is 20 of this clock's. */
const settledOf = (readings: Readings) => ({
  ...readings,
  lastUpdatedTimeAhead: expect.closeTo(readings.lastUpdatedTimeAhead, -3),
  foreignTags: undefined,
});

test.concurrent('each switch in its other position: found, what it has made is gone, and the result is shown before it is written', async () => {
  const { status, out, err } = await other().desk.run(PROBE);
  expect({ status, err }).toMatchObject({ status: 0, err: expect.stringContaining('6/6') });
  const section = sectionIn(other().desk);
  expect(positionsOf(section.readings)).toEqual(settledOf(OTHERWISE));
  expect(section.left).toEqual([]);
  expect(living(other())).toEqual([]);
  expect(out).toBe(readFileSync(join(other().desk.home, 'probe-result.json'), 'utf8'));
});

test.concurrent('ended in the middle: says what is left; --resume goes on, and finds what the embedded AWS does', async () => {
  const { desk } = usual();
  const begun = desk.start(PROBE);
  await begun.printed(/2\/6/);
  begun.child.kill('SIGTERM');
  const { status, err } = await begun.ended;
  expect({ status, left: /Left behind: (.*)\. --resume/.exec(err)?.[1] }).toEqual({
    status: 143,
    left: expect.stringMatching(/^the stacks cdk-probe-\w+-recorder, /),
  });
  expect(existsSync(join(desk.home, 'probe-result.json'))).toBe(false);

  expect(await desk.run(PROBE)).toMatchObject({ status: 64, err: expect.stringContaining('--resume') });
  const resumed = await desk.run([...PROBE, '--resume']);
  expect(resumed).toMatchObject({ status: 0, err: expect.stringContaining('6/6') });
  const { readings, answers, left } = sectionIn(desk);
  expect(positionsOf(readings)).toEqual(settledOf(DEFAULT_READINGS));
  expect(positionsOf(answers)).toEqual({
    cancelledCreate: 'an invented one: stack, logical id, suffix',
    cleanupAttempts: 3,
    cleanupEvent: 'is there',
    cleanupRequestIds: 'a new one each',
    cleanupStatus: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    duplicateDelivery: undefined,
    failedCreateDelete: 'the one of the answer',
    failedCreateStatus: 'ROLLBACK_IN_PROGRESS',
    lateDelivery: undefined,
    nestedParent: 'the next outer stack',
    nestedRollback: 'DELETE_IN_PROGRESS',
    nestedRollbackOutside: 'ROLLBACK_IN_PROGRESS',
    nestedRoot: 'the outermost stack',
    redelivery: 'the same',
    retryOldProperties: 'those before it',
    retryRequestId: 'a new one',
    retryType: 'Create',
    rollbackOfFailed: 'is sent',
    rollbackRequestId: 'a new one',
    rollbackStatus: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    rollbackUpdate: 'the properties before, and as old ones those of the update',
    stackRefactoring: undefined,
    throttled: 'it comes once the function may run',
  });
  expect({ left, living: living(usual()) }).toEqual({ left: [], living: [] });
});
