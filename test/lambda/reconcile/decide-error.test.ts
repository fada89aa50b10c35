import { isForgetful } from '../../../lambda/reconcile/decide';
import {
  ASKED,
  at,
  brief,
  decide,
  EARLIER,
  FRESH,
  goal,
  MINUTE,
  NOW,
  OFFICE,
  PROJECT,
  type Rules,
  retryHold,
  rules,
  SECOND,
  seeing,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = goal({ installs: [{ applicationId: OFFICE }] });
const REMOVE = goal({ removals: [{ applicationId: OFFICE }] });
const TRIED = { tried: new Set([OFFICE]) };

const inError = (time: number | undefined, overrides = {}) =>
  seeing({ state: 'ERROR', created: EARLIER, updated: time, ...overrides });
const fromBefore = inError(EARLIER);

/** Rules at a moment after the first contact. */
const afterContact = (time: number, overrides: Partial<Rules> = {}) => rules({ now: ASKED + time, ...overrides });

describe('before or since the request', () => {
  test.each([
    { time: at(1009), outcome: 'associate', reason: 'the second before it was asked' },
    {
      time: at(1010.9),
      outcome: 'associate',
      reason: 'the second it was asked in, since no deployment fails that fast',
    },
    { time: at(1011), outcome: 'fail', reason: 'the second after it was asked' },
    { time: FRESH, outcome: 'fail', reason: 'after it was asked' },
  ])('ERROR of $reason: $outcome', ({ time, outcome }) => {
    expect(brief(decide(INSTALL, inError(time), rules())).split(' ')[0]).toBe(outcome);
  });

  test('installed long ago, in ERROR since the request: the later time counts', () => {
    expect(brief(decide(REMOVE, inError(FRESH, { created: EARLIER }), rules()))).toBe('fail');
  });

  test('since the request: the code, since when, and the remedy', () => {
    const seen = inError(FRESH, { errorCode: 'DeploymentError.WorkspaceUnreachable', errorMessage: 'no answer' });
    expect(wordsOf(decide(INSTALL, seen, rules()))).toMatch(
      /wsa-0office2021.*DeploymentError\.WorkspaceUnreachable since 2026-03-01T12:17:00Z.*no answer.*What next: .*reboot/,
    );
  });
});

describe('from before the request', () => {
  test.each([
    { wanted: INSTALL, register: 'associate', situation: 'wanted' },
    { wanted: REMOVE, register: 'disassociate', situation: 'to go' },
  ])('$situation, not registered anew in this step: $register, which often clears it', ({ wanted, register }) => {
    expect(brief(decide(wanted, fromBefore, rules()))).toBe(`${register} ${OFFICE}`);
  });

  test.each([
    { wanted: INSTALL, situation: 'wanted' },
    { wanted: REMOVE, situation: 'to go' },
  ])('$situation, registered and still in ERROR: Force, in a window', ({ wanted }) => {
    expect(brief(decide(wanted, fromBefore, afterContact(MINUTE, TRIED)))).toBe('deploy with Force');
  });

  test.each([
    { time: 0, outcome: 'wait', left: 2 * MINUTE, reason: 'siblings still have time to register' },
    { time: MINUTE, outcome: 'deploy with Force', left: MINUTE, reason: 'it has been quiet' },
    { time: 2 * MINUTE - 1, outcome: 'deploy with Force', left: 1, reason: 'the last moment of the first window' },
    { time: 2 * MINUTE, outcome: 'wait', left: 0, reason: 'it is closed' },
    { time: 5 * MINUTE - 1, outcome: 'wait', left: 0, reason: 'before the second' },
    { time: 5 * MINUTE, outcome: 'deploy with Force', left: 2 * MINUTE, reason: 'the second window' },
    { time: 7 * MINUTE, outcome: 'wait', left: 0, reason: 'it is closed' },
    { time: 10 * MINUTE - 1, outcome: 'wait', left: 0, reason: 'the last moment of the ten minutes' },
    { time: 10 * MINUTE, outcome: 'fail', left: 0, reason: 'the ten minutes are over' },
    { time: 40 * MINUTE, outcome: 'fail', left: 0, reason: 'long over' },
  ])('$time ms after the first contact: $outcome, $left ms left ($reason)', ({ time, outcome, left }) => {
    const then = afterContact(time, TRIED);
    expect(brief(decide(INSTALL, fromBefore, then))).toBe(outcome);
    expect(retryHold(then, true)).toBe(left);
  });

  test('between the windows: it is not even registered anew, so that no deployment follows', () => {
    expect(brief(decide(INSTALL, fromBefore, afterContact(2 * MINUTE)))).toBe('wait');
    expect(brief(decide(REMOVE, fromBefore, afterContact(2 * MINUTE)))).toBe('wait');
  });

  test('the ten minutes are over: fails although nothing was registered in this step', () => {
    expect(brief(decide(INSTALL, fromBefore, afterContact(10 * MINUTE)))).toBe('fail');
    expect(brief(decide(REMOVE, fromBefore, afterContact(10 * MINUTE)))).toBe('fail');
  });

  test('a late first contact: the ten minutes run from it', () => {
    const firstPollAt = ASKED + 14 * MINUTE;
    const then = rules({ ...TRIED, firstPollAt, now: firstPollAt + MINUTE });
    expect(brief(decide(INSTALL, fromBefore, then))).toBe('deploy with Force');
  });

  test('while waiting for a window: says for which application', () => {
    expect(wordsOf(decide(INSTALL, fromBefore, afterContact(2 * MINUTE, TRIED)))).toMatch(/wsa-0office2021.*ERROR/);
  });

  test('something else is pending and just changed: Force waits for it to be quiet, too', () => {
    const seen = seeing(
      { state: 'ERROR', created: EARLIER, updated: EARLIER },
      { applicationId: PROJECT, state: 'PENDING_INSTALL', updated: NOW - SECOND },
    );
    expect(brief(decide(INSTALL, seen, rules(TRIED)))).toBe('wait');
  });

  test('beside one that is pending: a single deployment with Force for both', () => {
    const both = goal({ installs: [{ applicationId: OFFICE }, { applicationId: VISIO }] });
    const seen = seeing(
      { state: 'ERROR', created: EARLIER, updated: EARLIER },
      { applicationId: VISIO, state: 'PENDING_INSTALL', updated: ASKED },
    );
    expect(brief(decide(both, seen, rules(TRIED)))).toBe('deploy with Force');
  });

  test('of an application that is not ours to touch: nothing is forced for it', () => {
    const seen = seeing(
      { state: 'PENDING_INSTALL', updated: ASKED },
      { applicationId: VISIO, state: 'ERROR', created: EARLIER, updated: EARLIER },
    );
    expect(brief(decide(INSTALL, seen, rules()))).toBe('deploy');
  });
});

describe('how long to hold on after a deployment, one minute after the first contact', () => {
  test.each([
    { force: true, undoing: false, failedBefore: [], hold: MINUTE, reason: 'Force is for nothing but a retry' },
    { force: false, undoing: false, failedBefore: [], hold: 0, reason: 'nothing was in ERROR' },
    { force: false, undoing: false, failedBefore: [OFFICE], hold: MINUTE, reason: 'it may be of the ERROR' },
    {
      force: false,
      undoing: false,
      failedBefore: [VISIO],
      hold: MINUTE,
      reason: 'another may be in the goal, too',
    },
    { force: false, undoing: true, failedBefore: [], hold: MINUTE, reason: 'any ERROR is tried again' },
    { force: true, undoing: true, failedBefore: [OFFICE], hold: MINUTE, reason: 'any ERROR is tried again' },
  ])(
    'force $force, undoing $undoing, in ERROR before $failedBefore: $hold ms ($reason)',
    ({ force, hold, ...overrides }) => {
      expect(retryHold(afterContact(MINUTE, overrides), force)).toBe(hold);
    },
  );

  test('before the first contact: no window is open', () => {
    expect(retryHold(afterContact(-1), true)).toBe(0);
    expect(retryHold(afterContact(-1, { undoing: true }), true)).toBe(0);
  });
});

describe('whether an ERROR that comes of a deployment will look like one from before', () => {
  test.each([
    {
      seen: [{ state: 'PENDING_INSTALL', updated: FRESH }],
      forgetful: false,
      reason: 'there is the time of the change',
    },
    {
      seen: [{ state: 'PENDING_INSTALL', updated: undefined }],
      forgetful: true,
      reason: 'when it was created says nothing',
    },
    {
      seen: [{ state: 'PENDING_UNINSTALL', created: undefined, updated: undefined }],
      forgetful: true,
      reason: 'there is no time at all',
    },
    { seen: [{ state: 'COMPLETED', updated: undefined }], forgetful: false, reason: 'nothing of it is deployed' },
    {
      seen: [
        { state: 'PENDING_INSTALL', updated: FRESH },
        { applicationId: VISIO, state: 'PENDING_INSTALL', updated: undefined },
      ],
      forgetful: true,
      reason: 'one is enough',
    },
    { seen: [], forgetful: false, reason: 'nothing is there' },
  ])('$seen: $forgetful ($reason)', ({ seen, forgetful }) => {
    expect(isForgetful(seeing(...seen))).toBe(forgetful);
  });
});

describe('undoing what the operation did', () => {
  const back = (time: number, overrides: Partial<Rules> = {}) =>
    afterContact(time, { ...TRIED, undoing: true, ...overrides });

  test.each([
    { time: EARLIER, when: 'from before the request' },
    { time: FRESH, when: 'since the request: an install that was under way failed' },
    { time: undefined, when: 'of no time' },
  ])('a removal in ERROR $when: is tried again', ({ time }) => {
    const seen = inError(time, { created: time });
    expect(brief(decide(REMOVE, seen, back(MINUTE, { tried: new Set() })))).toBe(`disassociate ${OFFICE}`);
    expect(brief(decide(REMOVE, seen, back(MINUTE)))).toBe('deploy with Force');
  });

  test.each([
    { time: 0, outcome: 'wait', left: 2 * MINUTE, reason: 'siblings still have time to register' },
    { time: MINUTE, outcome: 'deploy with Force', left: MINUTE, reason: 'it has been quiet' },
    { time: 2 * MINUTE - 1, outcome: 'deploy with Force', left: 1, reason: 'the last moment of the first window' },
    { time: 2 * MINUTE, outcome: 'wait', left: 0, reason: 'it is closed' },
    {
      time: 5 * MINUTE,
      outcome: 'wait',
      left: 2 * MINUTE,
      reason: 'what is put back in the same request may have a window',
    },
    { time: 10 * MINUTE, outcome: 'wait', left: 0, reason: 'the ten minutes are for what goes forward' },
    { time: 35 * MINUTE - 1, outcome: 'wait', left: 0, reason: 'before the second' },
    { time: 35 * MINUTE, outcome: 'deploy with Force', left: 2 * MINUTE, reason: 'the second window' },
    { time: 37 * MINUTE, outcome: 'wait', left: 0, reason: 'it is closed' },
    { time: 55 * MINUTE - 1, outcome: 'wait', left: 0, reason: 'the last moment' },
    { time: 55 * MINUTE, outcome: 'fail', left: 0, reason: 'no time is left' },
  ])('a removal, $time ms after the first contact: $outcome, $left ms left ($reason)', ({ time, outcome, left }) => {
    expect(brief(decide(REMOVE, inError(FRESH), back(time)))).toBe(outcome);
    expect(retryHold(back(time), true)).toBe(left);
  });

  test.each([
    { time: MINUTE, seen: fromBefore, outcome: 'deploy with Force', reason: 'from before' },
    { time: 5 * MINUTE, seen: fromBefore, outcome: 'deploy with Force', reason: 'from before, the second window' },
    { time: 10 * MINUTE, seen: fromBefore, outcome: 'fail', reason: 'from before, the ten minutes are over' },
    { time: MINUTE, seen: inError(FRESH), outcome: 'fail', reason: 'since: it is the result' },
  ])(
    'an install that is put back, $time ms after the first contact, its ERROR $reason: $outcome',
    ({ time, seen, outcome }) => {
      expect(brief(decide(INSTALL, seen, back(time)))).toBe(outcome);
    },
  );
});
