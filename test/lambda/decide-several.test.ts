import { decide } from '../../lambda/decide';
import { ANCIENT, BEGAN, brief, goal, OFFICE, PROJECT, rules, seeing, VISIO, wordsOf } from './builders';

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

  test('one conflicts while one is installing: refused at once, since waiting would not help', () => {
    const seen = seeing({ created: ANCIENT, updated: ANCIENT }, { applicationId: VISIO, state: 'INSTALLING' });
    expect(brief(decide(three, seen, rules()))).toBe('fail');
  });

  test('two are being deployed: both are named', () => {
    const seen = seeing({ state: 'INSTALLING' }, { applicationId: VISIO, state: 'UNINSTALLING' });
    expect(wordsOf(decide(three, seen, rules()))).toBe(`${OFFICE}, ${VISIO} are being deployed`);
  });

  test('nothing wanted: done', () => {
    expect(brief(decide(goal(), seeing({ state: 'INSTALLING' }), rules()))).toBe('done');
  });
});
