import { conclude, isComplete, QUESTIONS } from '../../cli/probe/stack/conclude';
import type { Progress, Refactoring } from '../../cli/probe/stack/journal';
import { RECORDER } from '../../cli/probe/stack/recorder';
import { parseRecord, type Recorded } from '../../cli/probe/stack/records';
import { recorderTemplate } from '../../cli/probe/stack/templates';
import { DEFAULT_READINGS } from '../../local/cloudformation/context';

const EXPERIMENTS = ['life', 'cancelled', 'left', 'nested', 'redelivered', 'throttled'];
const STACK = 'cdk-probe-x-life-1';
let clock = 0;

type More = Partial<Omit<Recorded, 'stack' | 'experiment'>> & {
  readonly status?: string;
  readonly stack?: Recorded['stack'];
};

/** A request that comes after those before it. */
function request(type: string, logicalId: string, { status, stack, ...more }: More = {}): Omit<Recorded, 'experiment'> {
  clock += 1000;
  return {
    at: clock,
    type,
    requestId: `request-${clock}`,
    logicalId,
    step: 'create',
    released: false,
    stackName: STACK,
    stack: { status, ...stack },
    outer: [],
    events: [],
    isListed: true,
    samePhysicalId: [],
    ...more,
  };
}

const recordsOf = (
  experiment: string,
  seen: readonly Omit<Recorded, 'experiment'>[],
  attempt = 1,
): readonly Recorded[] => seen.map((one) => ({ ...one, experiment: `x-${experiment}-${attempt}` }));

const progress = (done: Progress['done'], refactoring?: Refactoring): Progress => ({
  version: 1,
  run: 'x',
  region: 'us-east-1',
  attempts: done,
  done,
  stacks: [],
  isRead: true,
  ...(refactoring && { refactoring }),
});

const ALL_DONE = progress(Object.fromEntries(EXPERIMENTS.map((name) => [name, 1])));

/** The finding about one question, from records of its experiment. */
function finding(name: string, seen: readonly Omit<Recorded, 'experiment'>[]) {
  const question = QUESTIONS.find((one) => one.name === name);
  if (!question) throw new Error(`no question ${name}`);
  const { readings, answers } = conclude(recordsOf(question.experiment, seen), ALL_DONE, []);
  return readings[name] ?? answers[name];
}

const UPDATING = { status: 'UPDATE_IN_PROGRESS' };
const ROLLING_BACK = { status: 'UPDATE_ROLLBACK_IN_PROGRESS' };
const CLEANING = { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' };
const update = (more: More) => request('Update', 'A', { ...UPDATING, step: 'update', oldStep: 'create', ...more });
const failing = (more: More = {}) => request('Update', 'A', { ...UPDATING, step: 'fails', oldStep: 'update', ...more });
const back = (more: More = {}) =>
  request('Update', 'A', { ...ROLLING_BACK, step: 'update', oldStep: 'fails', ...more });
const failed = () => request('Update', 'B', { ...UPDATING, step: 'fails' });
const drop = (more: More = {}) => request('Delete', 'B', { ...CLEANING, ...more });
const replaced = (more: More) => request('Delete', 'A', { physicalId: `${STACK}/A/1`, ...CLEANING, ...more });
const begun = (at: number) => [{ isStack: true, status: 'UPDATE_IN_PROGRESS', at }];
const inside = (rootId: string | undefined, parentId: string | undefined) =>
  request('Create', 'R', {
    stack: { id: 'in', rootId, parentId },
    outer: [{ id: 'mid', parentId: 'out' }, { id: 'out' }],
  });
const took = (status: string, at: number) => ({ isStack: false, status, at });

type Row = readonly [name: string, position: unknown, when: string, seen: readonly Omit<Recorded, 'experiment'>[]];

const ROWS: readonly Row[] = [
  ['lastUpdatedTimeAhead', 250, 'a quarter of a second', [update({ stack: { updatedAt: 750 }, events: begun(1000) })]],
  ['lastUpdatedTimeAhead', undefined, 'no such time', [update({ events: begun(1000) })]],
  [
    'lastUpdatedTimeMovesAtRollback',
    true,
    'it moved',
    [failing({ stack: { ...UPDATING, updatedAt: 1 } }), back({ stack: { ...ROLLING_BACK, updatedAt: 2 } })],
  ],
  [
    'lastUpdatedTimeMovesAtRollback',
    false,
    'it stayed',
    [failing({ stack: { ...UPDATING, updatedAt: 1 } }), back({ stack: { ...ROLLING_BACK, updatedAt: 1 } })],
  ],
  ['lastUpdatedTimeMovesAtRollback', undefined, 'there is none', [failing(), back()]],
  ['physicalIdAnswers', 'the stack', 'several are returned', [update({ samePhysicalId: ['A', 'B'] })]],
  ['physicalIdAnswers', 'the resource', 'it alone is returned', [update({ samePhysicalId: ['A'] })]],
  ['physicalIdAnswers', undefined, 'the call was refused', [update({})]],
  ['cleanup', 'is listed', 'the stack lists it', [drop()]],
  ['cleanup', 'is not listed', 'the stack does not list it', [drop({ isListed: false })]],
  [
    'cleanup',
    undefined,
    'it was deleted with the stack alone',
    [request('Delete', 'B', { status: 'DELETE_IN_PROGRESS' })],
  ],
  ['cleanupStatus', 'UPDATE_IN_PROGRESS', 'it comes in the update', [replaced(UPDATING)]],
  ['cleanupStatus', undefined, 'the new one alone was deleted', [replaced({ physicalId: `${STACK}/A/2` })]],
  [
    'cleanupEvent',
    'is there',
    'the newest event begins it',
    [replaced({ events: [took('DELETE_IN_PROGRESS', 2), took('UPDATE_COMPLETE', 1)] })],
  ],
  ['cleanupEvent', 'is not there', 'the newest event is older', [replaced({ events: [took('UPDATE_COMPLETE', 1)] })]],
  ['cleanupAttempts', 3, 'three', [drop(), drop(), drop()]],
  ['cleanupRequestIds', 'a new one each', 'they differ', [drop(), drop()]],
  ['cleanupRequestIds', 'the same', 'they do not', [drop({ requestId: 'r' }), drop({ requestId: 'r' })]],
  ['cleanupRequestIds', undefined, 'there was one attempt', [drop()]],
  ['rollbackUpdate', 'the properties before, and as old ones those of the update', 'as expected', [failing(), back()]],
  ['rollbackUpdate', "properties 'update', old 'update'", 'other old ones', [failing(), back({ oldStep: 'update' })]],
  ['rollbackUpdate', 'no Update is sent', 'none came', [failing(), failed()]],
  ['rollbackUpdate', undefined, 'nothing came', []],
  ['rollbackRequestId', 'a new one', 'they differ', [failing(), back()]],
  [
    'rollbackRequestId',
    'the one of the update',
    'they do not',
    [failing({ requestId: 'r' }), back({ requestId: 'r' })],
  ],
  ['rollbackOfFailed', 'is sent', 'it came', [failed(), request('Update', 'B', ROLLING_BACK)]],
  ['rollbackOfFailed', 'is not sent', 'it did not', [failed()]],
  [
    'rollbackStatus',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'in the cleanup',
    [request('Delete', 'C', { status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' })],
  ],
  [
    'cancelledCreate',
    'an invented one: stack, logical id, suffix',
    'as expected',
    [request('Create', 'X'), request('Delete', 'X', { physicalId: `${STACK}-X-1ABC` })],
  ],
  [
    'cancelledCreate',
    'another one',
    'another one',
    [request('Create', 'X'), request('Delete', 'X', { physicalId: 'x' })],
  ],
  ['cancelledCreate', 'it is not deleted', 'none came', [request('Create', 'X')]],
  [
    'failedCreateDelete',
    'the one of the answer',
    'as expected',
    [request('Create', 'Z'), request('Delete', 'Z', { physicalId: `${STACK}/Z/1` })],
  ],
  ['failedCreateDelete', 'it is not deleted', 'none came', [request('Create', 'Z')]],
  [
    'failedCreateStatus',
    'ROLLBACK_IN_PROGRESS',
    'in the rollback',
    [request('Delete', 'Z', { status: 'ROLLBACK_IN_PROGRESS' })],
  ],
  [
    'failedCreate',
    'goes in the cleanup',
    'the Delete comes after the Create',
    [request('Create', 'Q', { step: 'retry' }), request('Delete', 'Q', CLEANING)],
  ],
  [
    'failedCreate',
    'goes first',
    'the Delete comes before the Create',
    [request('Delete', 'Q', UPDATING), request('Create', 'Q', { step: 'retry' })],
  ],
  [
    'failedCreate',
    'never',
    'it is deleted with the stack',
    [request('Create', 'Q', { step: 'retry' }), request('Delete', 'Q', { status: 'DELETE_IN_PROGRESS' })],
  ],
  ['retryType', 'Update', 'it is updated', [request('Update', 'Q', { step: 'retry' })]],
  [
    'retryRequestId',
    'the one of the first',
    'they are the same',
    [request('Create', 'Q', { requestId: 'r' }), request('Create', 'Q', { step: 'retry', requestId: 'r' })],
  ],
  ['retryRequestId', 'a new one', 'they differ', [request('Create', 'Q'), request('Create', 'Q', { step: 'retry' })]],
  [
    'failedUpdate',
    'is brought back',
    'an Update with the former properties follows',
    [request('Update', 'P', { step: 'fails' }), request('Update', 'P')],
  ],
  [
    'failedUpdate',
    'is left',
    'none follows',
    [request('Update', 'P', { step: 'fails' }), request('Update', 'P', { step: 'again' })],
  ],
  ['retryOldProperties', 'those before it', 'they are', [request('Update', 'P', { step: 'again', oldStep: 'create' })]],
  [
    'retryOldProperties',
    'those of the one that failed',
    'they are',
    [request('Update', 'P', { step: 'again', oldStep: 'fails' })],
  ],
  ['nestedRoot', 'the outermost stack', 'it is', [inside('out', 'mid')]],
  ['nestedRoot', 'the next outer stack', 'it is', [inside('mid', 'mid')]],
  ['nestedRoot', 'there is none', 'none is given', [inside(undefined, 'mid')]],
  ['nestedParent', 'there is none', 'none is given', [inside(undefined, undefined)]],
  ['nestedParent', 'the next outer stack', 'both around it are found', [inside('out', 'mid')]],
  ['nestedRollback', 'DELETE_IN_PROGRESS', 'it is deleted', [request('Delete', 'R', { status: 'DELETE_IN_PROGRESS' })]],
  [
    'nestedRollbackOutside',
    'ROLLBACK_IN_PROGRESS',
    'the last one around it',
    [request('Delete', 'R', { outer: [{ status: 'DELETE_IN_PROGRESS' }, { status: 'ROLLBACK_IN_PROGRESS' }] })],
  ],
  [
    'redelivery',
    'the same',
    'they are the same',
    [request('Create', 'T', { requestId: 'r' }), request('Create', 'T', { requestId: 'r' })],
  ],
  ['redelivery', 'a new one', 'they differ', [request('Create', 'T'), request('Create', 'T')]],
  ['redelivery', 'it is not delivered again', 'one came', [request('Create', 'T')]],
  [
    'throttled',
    'it comes once the function may run',
    'it came from the released function',
    [request('Create', 'T', { released: true })],
  ],
  ['throttled', 'it comes nevertheless', 'it came before', [request('Create', 'T')]],
  [
    'throttled',
    'it fails at once',
    'it failed soon',
    [request('Delete', 'T', { events: [took('CREATE_FAILED', 9000), took('CREATE_IN_PROGRESS', 1000)] })],
  ],
  [
    'throttled',
    'it is lost',
    'it failed when the time was up',
    [request('Delete', 'T', { events: [took('CREATE_FAILED', 1_201_000), took('CREATE_IN_PROGRESS', 1000)] })],
  ],
];

describe('what the records say', () => {
  test.each(ROWS)('%s: %s, if %s', (name, position, _when, seen) => {
    expect(finding(name, seen)?.position).toEqual(position);
  });

  test('every question has a row', () => {
    const named = new Set(ROWS.map(([name]) => name));
    expect(QUESTIONS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  });

  test('no records: nothing is settled, and each question says why', () => {
    const { readings, answers } = conclude([], ALL_DONE, []);
    for (const { position, reason } of Object.values({ ...readings, ...answers })) {
      expect(position).toBeUndefined();
      expect(reason).toMatch(/\w/);
    }
  });

  test('an attempt that was given up: its records do not count', () => {
    const done = progress({ redelivered: 2 });
    const [once, twice] = [request('Create', 'T', { requestId: 'r' }), request('Create', 'T', { requestId: 'r' })];
    const records = [...recordsOf('redelivered', [once, twice], 1), ...recordsOf('redelivered', [once], 2)];
    expect(conclude(records, done, []).answers.redelivery?.position).toBe('it is not delivered again');
  });

  test('every switch of the embedded CloudFormation has an entry, and no other is called one', () => {
    expect(Object.keys(conclude([], ALL_DONE, []).readings).sort()).toEqual(Object.keys(DEFAULT_READINGS).sort());
  });

  test('an experiment that was left out: its questions say so, and are not waited for', () => {
    const { answers } = conclude([], progress({}), []);
    expect(answers.throttled?.reason).toContain('without --skip throttled');
    expect(isComplete([], progress({}))).toBe(true);
  });

  test('a second delivery: how long it took is said', () => {
    const seen = recordsOf('redelivered', [request('Create', 'T'), request('Create', 'T')]);
    expect(conclude(seen, ALL_DONE, []).durations).toEqual({
      'from a failure of the function to the next delivery': { leastSeconds: 1, mostSeconds: 1 },
    });
  });

  test('one question open: a late line may answer it', () => {
    expect(isComplete([], ALL_DONE)).toBe(false);
  });
});

describe('stack refactoring', () => {
  test.each([
    [{ isTaken: true, said: '' }, 'takes custom resources'],
    [{ isTaken: false, said: 'Custom::Probe is not supported' }, 'refuses custom resources'],
    [{ said: 'no such call' }, undefined],
  ])('%j: %s', (refactoring, position) => {
    expect(conclude([], progress({}, refactoring), []).answers.stackRefactoring?.position).toBe(position);
  });

  test('what the service said: without ids, names and account', () => {
    const said =
      'arn:aws:cloudformation:us-east-1:111122223333:stack/cdk-probe-ab12-life-1/0a in cdk-probe-ab12-life-1, 111122223333';
    const { stackRefactoring } = conclude([], progress({}, { isTaken: false, said }), []).answers;
    expect(stackRefactoring?.evidence).toEqual(['CreateStackRefactor: CREATE_FAILED, ARN in STACK, ACCOUNT']);
  });
});

describe('a line of the log', () => {
  const line = {
    probe: 1,
    at: 5,
    type: 'Update',
    requestId: 'r',
    stackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Name/uuid',
    logicalId: 'A',
    properties: { Experiment: 'life-1', Step: 'update' },
    oldProperties: { Step: 'create' },
    stack: { id: 'i', status: 'UPDATE_IN_PROGRESS', updatedAt: 4 },
    outer: [],
    events: { refused: 'Throttling: slow down' },
    listed: ['A'],
    samePhysicalId: { refused: 'ValidationError: none' },
  };

  test('as Lambda writes it: what the function saw, and what was refused is empty', () => {
    expect(parseRecord(`2026-01-01T00:00:00Z\tuuid\tINFO\t${JSON.stringify(line)}\n`)).toMatchObject({
      experiment: 'life-1',
      step: 'update',
      oldStep: 'create',
      stackName: 'Name',
      stack: { updatedAt: 4 },
      events: [],
      isListed: true,
      samePhysicalId: [],
      released: false,
    });
  });

  test.each(['START RequestId: x', '{"probe":1', 'null'])('%s: holds no record', (text) => {
    expect(parseRecord(text)).toBeUndefined();
  });
});

test('the code of the function: fits into a template', () => {
  expect(Buffer.byteLength(RECORDER)).toBeLessThanOrEqual(4096);
});

test('what records: may describe the stacks of its own run and write its own log, nothing else', () => {
  const statements = JSON.stringify(recorderTemplate('ab12', true)).match(/"Resource":\{"Fn::Sub":"[^"]+"/g);
  expect(statements).toEqual([
    expect.stringContaining('stack/cdk-probe-ab12-*'),
    expect.stringContaining('log-group:/cdk-probe/ab12:*'),
  ]);
});
