import { RequestFailure } from '../../../lambda/stack/failure';
import {
  ATTEMPT,
  brief,
  decide,
  facts,
  goal,
  installing,
  mark,
  OFFICE,
  PROJECT,
  seeing,
  strangers,
  terms,
  VISIO,
  WORKSPACE,
  wordsOf,
} from '../builders';

const ALL = [OFFICE, VISIO, PROJECT];
const THREE = installing(ALL);
const MINE = ALL.map((applicationId) => mark({ applicationId, attempt: ATTEMPT }));
const FAILED = { state: 'ERROR', errorCode: 'ValidationError.InsufficientDiskSpace' };
const SIBLING = 'wsa-0sibling01';

const decided = (seen: ReturnType<typeof seeing>, marks = MINE, wanted = THREE) =>
  decide(wanted, facts({ seen, marks }), terms());

describe('several applications', () => {
  test('two are held by others: both are named', () => {
    const marks = [strangers(), strangers({ applicationId: VISIO })];
    const living = new Map(marks.map(({ token }) => [token, true]));
    const reason = wordsOf(
      decide(THREE, facts({ seen: seeing({}, { applicationId: VISIO }), marks, living }), terms()),
    );
    expect(reason).toMatch(/wsa-0office2021.*wsa-0visio2021/);
    expect(reason).not.toContain(PROJECT);
  });

  test('two unknown states: both are named, each with its application', () => {
    const seen = seeing({ state: 'QUARANTINED' }, { applicationId: VISIO, state: 'HIBERNATED' });
    expect(wordsOf(decided(seen))).toMatch(/wsa-0office2021.*'QUARANTINED'.*wsa-0visio2021.*'HIBERNATED'/);
  });

  test('two failed and nothing moves: both are named', () => {
    const seen = seeing(FAILED, { ...FAILED, applicationId: VISIO }, { applicationId: PROJECT });
    expect(wordsOf(decided(seen))).toMatch(/wsa-0office2021.*wsa-0visio2021/);
  });

  test('one failed, one is pending because of it: a failure at once', () => {
    const seen = seeing(FAILED, { applicationId: VISIO, state: 'PENDING_INSTALL' }, { applicationId: PROJECT });
    expect(brief(decided(seen))).toBe('fail');
  });

  test('one failed, one is installing: waits for the whole deployment, then fails', () => {
    const seen = seeing(FAILED, { applicationId: VISIO, state: 'INSTALLING' }, { applicationId: PROJECT });
    expect(wordsOf(decided(seen))).toBe(`${VISIO} is being deployed`);
    const later = seeing(FAILED, { applicationId: VISIO }, { applicationId: PROJECT });
    expect(wordsOf(decided(later))).toContain('InsufficientDiskSpace');
  });

  test('one failed, one is queued behind another that is installing: waits for the whole deployment', () => {
    const queued = { applicationId: VISIO, state: 'PENDING_INSTALL' };
    const seen = seeing(FAILED, queued, { applicationId: SIBLING, state: 'INSTALLING' });
    expect(wordsOf(decided(seen))).toBe(`${SIBLING} is being deployed`);
  });

  test('one failed, none is queued while another is installing: a failure at once', () => {
    const done = [{ applicationId: VISIO }, { applicationId: PROJECT }];
    expect(brief(decided(seeing(FAILED, ...done, { applicationId: SIBLING, state: 'INSTALLING' })))).toBe('fail');
  });

  test('two are being deployed: both are named', () => {
    const seen = seeing({ state: 'INSTALLING' }, { applicationId: VISIO, state: 'UNINSTALLING' });
    expect(wordsOf(decided(seen))).toBe(`${OFFICE}, ${VISIO} are being deployed`);
  });

  test('two are to be marked, one is marked: one call writes both', () => {
    const seen = seeing({ applicationId: PROJECT });
    expect(brief(decided(seen, [mark({ applicationId: PROJECT })]))).toBe(`mark holds ${OFFICE}, mark holds ${VISIO}`);
  });

  test('one is to be marked, another to be registered: the mark comes first', () => {
    const wanted = goal({ installs: THREE.installs.slice(0, 1), leaves: [VISIO] });
    const seen = seeing({ applicationId: VISIO });
    expect(brief(decided(seen, MINE, wanted))).toBe(`mark holds ${OFFICE}`);
  });

  test('one is gone, another is to be uninstalled: that is registered before the mark of the first goes', () => {
    const wanted = goal({ leaves: [OFFICE, VISIO] });
    expect(brief(decided(seeing({ applicationId: VISIO }), MINE, wanted))).toBe(`disassociate ${VISIO}`);
    const going = seeing({ applicationId: VISIO, state: 'PENDING_UNINSTALL' });
    expect(brief(decided(going, MINE, wanted))).toBe(`unmark holds ${OFFICE}`);
  });

  test('one waits for its mark to count, another is pending and quiet: deployed meanwhile', () => {
    const seen = seeing({}, { applicationId: VISIO, state: 'PENDING_INSTALL' });
    const young = mark({ writtenAt: facts().now });
    expect(brief(decided(seen, [young, ...MINE.slice(1)], installing([OFFICE, VISIO])))).toBe('deploy');
  });

  test('nothing wanted: done', () => {
    expect(brief(decided(seeing({ state: 'INSTALLING' }), [], goal()))).toBe('done');
  });
});

describe('room in the answer: every application is named', () => {
  const SIX = [OFFICE, VISIO, PROJECT, 'wsa-3vstudio2022', 'wsa-4portal01', 'wsa-5vpn00001'];
  const LONG = { state: 'ERROR', errorCode: 'DeploymentError.WorkspaceUnreachable', errorMessage: 'x'.repeat(10_240) };
  const MANY = Array.from({ length: 20 }, (_, index) => ({
    token: `${index}.1`,
    holder: `stack/${'s'.repeat(110)}${index}`,
  }));
  const each = (build: (applicationId: string) => readonly ReturnType<typeof mark>[]) => SIX.flatMap(build);

  test.each([
    { seen: {}, marks: [], situation: 'six without a mark, as after a cleaner' },
    {
      seen: {},
      marks: each((applicationId) => [strangers({ applicationId })]),
      situation: 'six held by another stack',
    },
    {
      seen: LONG,
      marks: each((applicationId) => [mark({ applicationId, attempt: ATTEMPT })]),
      situation: 'six errors with 10 KB of words each',
    },
    { seen: { state: `X\n${'y'.repeat(5_000)}` }, marks: [], situation: 'six unknown states of 5 KB each' },
  ])('$situation', ({ seen, marks }) => {
    const sight = seeing(...SIX.map((applicationId) => ({ ...seen, applicationId })));
    const living = new Map(marks.map(({ token }) => [token, true]));
    const decision = decide(installing(SIX), facts({ seen: sight, marks, living }), terms());
    const { message } = new RequestFailure(`WorkSpace ${WORKSPACE}: ${wordsOf(decision)}`);
    expect(SIX.filter((id) => !message.includes(id))).toEqual([]);
    expect(message).not.toMatch(/\n/);
  });

  test('one that twenty stacks with long names hold: the words still say what to do', () => {
    const marks = MANY.map((one) => strangers(one));
    const living = new Map(marks.map(({ token }) => [token, true]));
    const decision = decide(installing([OFFICE]), facts({ seen: seeing({}), marks, living }), terms());
    expect(new RequestFailure(wordsOf(decision)).message).toMatch(
      /, 17 more: nothing was changed.*What next: set allowExisting/,
    );
  });
});
