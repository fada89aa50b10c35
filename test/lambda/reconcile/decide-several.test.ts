import { RequestFailure } from '../../../lambda/stack/failure';
import {
  ANCIENT,
  ASKED,
  BEGAN,
  brief,
  decide,
  EARLIER,
  FRESH,
  goal,
  MINUTE,
  OFFICE,
  PROJECT,
  rules,
  SECOND,
  seeing,
  VISIO,
  WORKSPACE,
  wordsOf,
} from '../builders';

describe('several applications', () => {
  const three = goal({
    installs: [OFFICE, VISIO, PROJECT].map((applicationId) => ({ applicationId, othersBefore: BEGAN })),
  });
  const failed = { state: 'ERROR', errorCode: 'ValidationError.InsufficientDiskSpace' };

  test("two are somebody else's: both are named", () => {
    const old = { created: ANCIENT, updated: ANCIENT };
    const reason = wordsOf(decide(three, seeing(old, { ...old, applicationId: VISIO }), rules()));
    expect(reason).toMatch(/wsa-0office2021.*wsa-0visio2021/);
    expect(reason).not.toContain(PROJECT);
  });

  test('two unknown states: both are named, each with its application', () => {
    const seen = seeing({ state: 'QUARANTINED' }, { applicationId: VISIO, state: 'HIBERNATED' });
    expect(wordsOf(decide(three, seen, rules()))).toMatch(
      /wsa-0office2021.*'QUARANTINED'.*wsa-0visio2021.*'HIBERNATED'/,
    );
  });

  test('two failed and nothing moves: both are named', () => {
    const seen = seeing(failed, { ...failed, applicationId: VISIO }, { applicationId: PROJECT });
    expect(wordsOf(decide(three, seen, rules()))).toMatch(/wsa-0office2021.*wsa-0visio2021/);
  });

  test('one failed, one is pending because of it: a failure at once', () => {
    const seen = seeing(failed, { applicationId: VISIO, state: 'PENDING_INSTALL' }, { applicationId: PROJECT });
    expect(brief(decide(three, seen, rules()))).toBe('fail');
  });

  test('one failed, one is installing: waits for the whole deployment, then fails', () => {
    const seen = seeing(failed, { applicationId: VISIO, state: 'INSTALLING' }, { applicationId: PROJECT });
    expect(wordsOf(decide(three, seen, rules()))).toBe(`${VISIO} is being deployed`);
    const later = seeing(failed, { applicationId: VISIO }, { applicationId: PROJECT });
    expect(wordsOf(decide(three, later, rules()))).toContain('InsufficientDiskSpace');
  });

  test("one failed, one is queued behind somebody else's that is installing: waits for the whole deployment", () => {
    const queued = { applicationId: VISIO, state: 'PENDING_INSTALL' };
    const seen = seeing(failed, queued, { applicationId: 'wsa-0sibling01', state: 'INSTALLING' });
    expect(wordsOf(decide(three, seen, rules()))).toBe('wsa-0sibling01 is being deployed');
  });

  test("one failed, none is queued while somebody else's is installing: a failure at once", () => {
    const done = { applicationId: VISIO };
    const seen = seeing(
      failed,
      done,
      { ...done, applicationId: PROJECT },
      { applicationId: 'wsa-0sibling01', state: 'INSTALLING' },
    );
    expect(brief(decide(three, seen, rules()))).toBe('fail');
  });

  test('one conflicts while one is installing: refused at once, since waiting would not help', () => {
    const seen = seeing({ created: ANCIENT, updated: ANCIENT }, { applicationId: VISIO, state: 'INSTALLING' });
    expect(brief(decide(three, seen, rules()))).toBe('fail');
  });

  test('two are being deployed: both are named', () => {
    const seen = seeing({ state: 'INSTALLING' }, { applicationId: VISIO, state: 'UNINSTALLING' });
    expect(wordsOf(decide(three, seen, rules()))).toBe(`${OFFICE}, ${VISIO} are being deployed`);
  });

  test('one failed, another is in an unknown state: both are named, since both are to be looked at', () => {
    const seen = seeing(failed, { applicationId: VISIO, state: 'QUARANTINED' }, { applicationId: PROJECT });
    const reason = wordsOf(decide(three, seen, rules()));
    expect(reason).toMatch(/wsa-0office2021.*InsufficientDiskSpace/);
    expect(reason).toMatch(/wsa-0visio2021.*'QUARANTINED'/);
  });

  test('nothing wanted: done', () => {
    expect(brief(decide(goal(), seeing({ state: 'INSTALLING' }), rules()))).toBe('done');
  });
});

describe('one of several in ERROR from before, between the windows for its retry', () => {
  const both = goal({ installs: [{ applicationId: OFFICE }, { applicationId: VISIO }] });
  const error = { state: 'ERROR', created: EARLIER, updated: EARLIER };
  const pending = { applicationId: VISIO, state: 'PENDING_INSTALL', created: FRESH, updated: FRESH };
  const between = ASKED + 3 * MINUTE;
  const again = ASKED + 5 * MINUTE;

  test('another is pending and quiet: is not deployed alone, so that one deployment carries both', () => {
    expect(wordsOf(decide(both, seeing(error, pending), rules({ now: between })))).toMatch(/wsa-0office2021.*again/);
  });

  test('the window opens: the ERROR is registered anew, and one deployment carries both', () => {
    const seen = seeing(error, pending);
    expect(brief(decide(both, seen, rules({ now: again })))).toBe(`associate ${OFFICE}`);
    expect(brief(decide(both, seen, rules({ now: again, tried: new Set([OFFICE]) })))).toBe('deploy with Force');
  });

  test('another is not registered yet: is registered meanwhile', () => {
    expect(brief(decide(both, seeing(error), rules({ now: between })))).toBe(`associate ${VISIO}`);
  });

  test('two of them: both are waited for, and said', () => {
    const seen = seeing(error, { ...error, applicationId: VISIO });
    expect(wordsOf(decide(both, seen, rules({ now: between })))).toMatch(/wsa-0office2021.*; wsa-0visio2021/);
  });

  test('the time for retries is over: a failure, and the other is left pending', () => {
    expect(brief(decide(both, seeing(error, pending), rules({ now: ASKED + 10 * MINUTE })))).toBe('fail');
    expect(brief(decide(both, seeing(error, pending), rules({ now: ASKED + 10 * MINUTE - SECOND })))).toBe('wait');
  });
});

describe('room in the answer: every application is named', () => {
  const SIX = [
    'wsa-0office2021',
    'wsa-1visio2021',
    'wsa-2project2021',
    'wsa-3vstudio2022',
    'wsa-4portal01',
    'wsa-5vpn00001',
  ];
  const old = { created: ANCIENT, updated: ANCIENT };
  const long = { state: 'ERROR', errorCode: 'DeploymentError.WorkspaceUnreachable', errorMessage: 'x'.repeat(10_240) };

  test.each([
    { seen: old, situation: 'six conflicts, as of a renamed set' },
    { seen: long, situation: 'six errors with 10 KB of words each' },
    { seen: { state: `X\n${'y'.repeat(5_000)}` }, situation: 'six unknown states of 5 KB each' },
  ])('$situation', ({ seen }) => {
    const wanted = goal({ installs: SIX.map((applicationId) => ({ applicationId, othersBefore: BEGAN })) });
    const sight = seeing(...SIX.map((applicationId) => ({ ...seen, applicationId })));
    const { message } = new RequestFailure(`WorkSpace ${WORKSPACE}: ${wordsOf(decide(wanted, sight, rules()))}`);
    expect(SIX.filter((id) => !message.includes(id))).toEqual([]);
    expect(message).not.toMatch(/\n/);
  });
});
