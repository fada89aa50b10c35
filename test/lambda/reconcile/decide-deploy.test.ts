import type { Facts } from '../../../lambda/reconcile/facts';
import type { Terms } from '../../../lambda/reconcile/goal';
import type { Association } from '../../../lambda/service/association';
import { paceOf } from '../../../lambda/stack/pace';
import {
  ANCIENT,
  ASKED,
  brief,
  decide,
  FRESH,
  facts,
  goal,
  installing,
  MINUTE,
  mark,
  NOW,
  OFFICE,
  PROJECT,
  SECOND,
  SIBLING,
  seeing,
  siblings,
  terms,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = installing([OFFICE]);
const SWAP = goal({ ...INSTALL, leaves: [VISIO] });
const PENDING = { state: 'PENDING_INSTALL_DEPLOYMENT' };
const MARKS = [mark(), mark({ applicationId: VISIO })];

const decided = (
  seen: readonly Partial<Association>[],
  {
    wanted = INSTALL,
    asked = {},
    known = {},
  }: { wanted?: typeof SWAP; asked?: Partial<Terms>; known?: Partial<Facts> } = {},
) => decide(wanted, facts({ seen: seeing(...seen), marks: MARKS, ...known }), terms(asked));

describe('quiet', () => {
  const changed = (updated: number | undefined, created: number | undefined = ANCIENT) => [
    { ...PENDING, created, updated },
  ];

  test.each([
    { updated: NOW - MINUTE, outcome: 'deploy', reason: 'exactly long enough' },
    { updated: NOW - MINUTE + SECOND, outcome: 'wait', reason: 'a second too short' },
    { updated: NOW + 5 * SECOND, outcome: 'wait', reason: 'the clock of the service is ahead' },
  ])('our own change $reason: $outcome', ({ updated, outcome }) => {
    expect(brief(decided(changed(updated)))).toBe(outcome);
  });

  test.each([
    { sibling: { state: 'PENDING_INSTALL', updated: NOW - SECOND }, outcome: 'wait', reason: 'it just registered' },
    { sibling: { state: 'PENDING_UNINSTALL', updated: NOW - SECOND }, outcome: 'wait', reason: 'it just registered' },
    { sibling: { state: 'PENDING_INSTALL', updated: FRESH }, outcome: 'deploy', reason: 'it registered long ago' },
    { sibling: { state: 'COMPLETED', updated: NOW - SECOND }, outcome: 'deploy', reason: 'nothing of it is pending' },
    { sibling: { state: 'ERROR', updated: NOW - SECOND }, outcome: 'deploy', reason: 'nothing of it is pending' },
  ])('a sibling in $sibling.state, $reason: $outcome', ({ sibling, outcome }) => {
    expect(
      brief(
        decided([
          { ...PENDING, updated: FRESH },
          { applicationId: PROJECT, ...sibling },
        ]),
      ),
    ).toBe(outcome);
  });

  test.each([
    { firstPollAt: NOW - MINUTE, outcome: 'deploy', reason: 'a minute ago' },
    { firstPollAt: NOW - MINUTE + SECOND, outcome: 'wait', reason: 'less than a minute ago' },
  ])('without any time, the first poll $reason: $outcome', ({ firstPollAt, outcome }) => {
    const timeless = [{ ...PENDING, created: undefined, updated: undefined }];
    expect(brief(decided(timeless, { asked: { firstPollAt } }))).toBe(outcome);
  });

  test('a change from long before the first poll: siblings still get their time', () => {
    const early = { now: ASKED + 30 * SECOND, marksReadAt: ASKED + 30 * SECOND };
    expect(brief(decided(changed(ANCIENT), { known: early }))).toBe('wait');
  });

  test('a resource alone with its provider: deploys in the step that registers', () => {
    const { quiet } = paceOf(1);
    expect(brief(decided(changed(NOW), { asked: { quiet } }))).toBe('deploy');
  });

  test('a resource alone removes: deploys at once, since no sibling can take the application over', () => {
    const removal = [{ applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: NOW }];
    const asked = { quiet: 0, takeover: 3 * MINUTE };
    expect(brief(decided(removal, { wanted: goal({ leaves: [VISIO] }), asked }))).toBe('deploy');
  });

  test('what is waited for: said', () => {
    expect(wordsOf(decided(changed(NOW)))).toContain('quiet');
  });
});

describe('it is known how many applications the resources of a WorkSpace declare', () => {
  const young = { ...PENDING, updated: NOW - SECOND };
  const beside = (state: string) => ({ ...young, applicationId: PROJECT, state });

  test.each([
    { seen: [young], count: 1, outcome: 'deploy', reason: 'it is the only one' },
    { seen: [young, beside('PENDING_INSTALL')], count: 2, outcome: 'deploy', reason: 'the last of them is there' },
    { seen: [young], count: 2, outcome: 'wait', reason: 'one is missing' },
    {
      seen: [young, beside('PENDING_UNINSTALL')],
      count: 2,
      outcome: 'wait',
      reason: 'a removal stands for none of them',
    },
    { seen: [young, beside('COMPLETED')], count: 2, outcome: 'wait', reason: 'one is pending no more' },
  ])('$count, none quiet yet: $outcome ($reason)', ({ seen, count, outcome }) => {
    expect(brief(decided(seen, { asked: { installsPerWorkspace: count } }))).toBe(outcome);
  });

  test('a removal is pending, which another resource may take over: it waits longer, also if all installs are there', () => {
    const removal = { applicationId: VISIO, state: 'PENDING_UNINSTALL_DEPLOYMENT' };
    const pending = (minutes: number) => [{ ...removal, created: ANCIENT, updated: NOW - minutes * MINUTE }, PENDING];
    const asked = { takeover: 3 * MINUTE, installsPerWorkspace: 1 };
    expect(decided(pending(2), { asked }).kind).toBe('wait');
    expect(decided(pending(3), { asked }).kind).toBe('deploy');
  });

  test('one never comes: deployed once the others have been quiet', () => {
    const quiet = [{ ...PENDING, updated: NOW - MINUTE }];
    expect(brief(decided(quiet, { asked: { installsPerWorkspace: 2 } }))).toBe('deploy');
  });
});

describe('how long a deployment may rest on what is known', () => {
  const until = (known: Partial<Facts>, asked: Partial<Terms> = {}) => {
    const decision = decided([{ ...PENDING, updated: ANCIENT }], { known, asked });
    return decision.kind === 'deploy' ? decision.until : decision.kind;
  };
  const unread = { marks: undefined, marksReadAt: 0, written: MARKS };

  test.each([
    { known: {}, asked: {}, end: NOW + 20 * SECOND, reason: 'twenty seconds from the observation' },
    { known: { seenAt: NOW - 5 * SECOND }, asked: {}, end: NOW + 15 * SECOND, reason: 'the observation is older' },
    { known: { marksReadAt: NOW - 9 * SECOND }, asked: {}, end: NOW + 11 * SECOND, reason: 'the marks are older' },
    { known: unread, asked: {}, end: NOW + 20 * SECOND, reason: 'siblings may register' },
    { known: unread, asked: { quiet: 0, waitForUser: true }, end: NOW + 20 * SECOND, reason: 'the user may connect' },
    { known: unread, asked: { quiet: 0 }, end: Number.POSITIVE_INFINITY, reason: 'alone, on a mark of its own' },
    { known: {}, asked: { quiet: 0 }, end: NOW + 20 * SECOND, reason: 'another holder may join' },
  ])('$reason', ({ known, asked, end }) => {
    expect(until(known, asked)).toBe(end);
  });
});

describe('busy', () => {
  test.each([
    { own: PENDING, asked: {}, outcome: 'wait', reason: 'nothing can be changed meanwhile' },
    { own: {}, asked: {}, outcome: 'read', reason: 'it is installed, and done need not wait for others' },
    { own: PENDING, asked: { waitForInstallation: false }, outcome: 'read', reason: 'INSTALLING may be done' },
  ])('a sibling is being deployed, no marks are read yet: $outcome ($reason)', ({ own, asked, outcome }) => {
    const known = { marks: undefined, marksReadAt: 0 };
    expect(decided([own, { applicationId: PROJECT, state: 'INSTALLING' }], { known, asked }).kind).toBe(outcome);
  });

  test.each(['INSTALLING', 'UNINSTALLING'])(
    'a sibling in %s: nothing is marked, registered or deployed beside it',
    (state) => {
      const sibling = { applicationId: PROJECT, state };
      expect(wordsOf(decided([sibling]))).toBe(`${PROJECT} is being deployed`);
      expect(brief(decided([{ ...PENDING, updated: FRESH }, sibling]))).toBe('wait');
    },
  );

  test('a sibling is being deployed, ours is there: done', () => {
    expect(brief(decided([{}, { applicationId: PROJECT, state: 'INSTALLING' }]))).toBe('done');
  });
});

describe('order', () => {
  const marked = { known: { written: [mark({ writtenAt: NOW })] }, wanted: SWAP };
  const going = { applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: FRESH };

  test('a removal and an install: both are registered in one step, the removal first', () => {
    expect(brief(decided([{ applicationId: VISIO }], marked))).toBe(`disassociate ${VISIO}, associate ${OFFICE}`);
  });

  test('one is registered, one is not: registers before it deploys', () => {
    expect(brief(decided([going], marked))).toBe(`associate ${OFFICE}`);
  });

  test('everything is registered and quiet: one deployment', () => {
    expect(brief(decided([going, { ...PENDING, updated: FRESH }], marked))).toBe('deploy');
  });

  test('the install could not be registered beside the removal: the removal is deployed alone', () => {
    const known = { ...marked.known, tried: new Set([VISIO, OFFICE]) };
    expect(brief(decided([going], { ...marked, known }))).toBe('deploy');
  });

  test('registered in this step but not to be seen yet: waits, does not register again', () => {
    const known = { written: [mark({ writtenAt: NOW })], tried: new Set([OFFICE]) };
    expect(wordsOf(decided([], { known }))).toBe('registered just now');
  });
});

describe('the service refuses a deployment because applications do not go together', () => {
  const going = { applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: FRESH };
  const both = [going, { ...PENDING, updated: FRESH }];
  const refused = (times: number, withdrawn: readonly string[] = []) => ({
    wanted: SWAP,
    known: { incompatible: times, withdrawn: new Set(withdrawn) },
  });

  test('a removal is under way: the install is taken back, so that the removal goes first', () => {
    expect(brief(decided(both, refused(1)))).toBe(`disassociate ${OFFICE}`);
  });

  test('it is taken back: the removal is deployed alone', () => {
    const known = { ...refused(1, [OFFICE]).known, tried: new Set([OFFICE]) };
    expect(brief(decided([going], { wanted: SWAP, known }))).toBe('deploy');
  });

  test('refused again, and the install is there again: a second waiter has registered it', () => {
    expect(wordsOf(decided(both, refused(2, [OFFICE])))).toContain('registered again');
  });

  test('it is taken back, and the look does not show that yet: the removal is deployed, nothing is taken back twice', () => {
    expect(brief(decided(both, refused(1, [OFFICE])))).toBe('deploy');
  });

  test('one install is there already, another is pending: only that is taken back', () => {
    const seen = [going, { ...PENDING, updated: FRESH }, { applicationId: PROJECT }];
    const marks = [...MARKS, mark({ applicationId: PROJECT })];
    const wanted = goal({ ...installing([OFFICE, PROJECT]), leaves: [VISIO] });
    expect(brief(decided(seen, { wanted, known: { marks, incompatible: 1 } }))).toBe(`disassociate ${OFFICE}`);
  });

  test('refused again, and the install was never taken back by this step: a second waiter has registered it', () => {
    expect(wordsOf(decided(both, refused(2)))).toContain('registered again');
  });

  test('refused again, and it is not: they do not go together', () => {
    expect(brief(decided([going], { ...refused(2, [OFFICE]), wanted: goal({ leaves: [VISIO] }) }))).toBe(
      'incompatible',
    );
  });

  test.each([
    { updated: NOW - 19 * MINUTE, outcome: 'wait', reason: 'another resource is at it' },
    { updated: NOW - 21 * MINUTE, outcome: 'incompatible', reason: 'nothing deploys it' },
    { updated: undefined, outcome: 'wait', reason: 'it may be as young as the request' },
  ])('nothing goes, and something else is pending: $outcome ($reason)', ({ updated, outcome }) => {
    const other = { applicationId: PROJECT, state: 'PENDING_UNINSTALL', created: updated, updated };
    const seen = [{ ...PENDING, updated: FRESH }, other];
    expect(decided(seen, { known: { incompatible: 1 }, asked: { quiet: 0 } }).kind).toBe(outcome);
  });

  test('nothing goes, and nothing else is pending: they do not go together', () => {
    const seen = [{ ...PENDING, updated: FRESH }, { applicationId: PROJECT }];
    expect(decided(seen, { known: { incompatible: 1 } }).kind).toBe('incompatible');
  });
});

describe('one application is being left in two phases, another is ready to be uninstalled', () => {
  test('the deployment waits for what may have to go as well: one outage, not two', () => {
    const wanted = goal({ leaves: [OFFICE, VISIO], keeps: [] });
    const seen = seeing({}, { applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: NOW - 10 * MINUTE });
    const leaving = mark({ kind: 'leaving' });
    const marks = [leaving, siblings(), mark({ applicationId: VISIO })];
    const known = { marks, announced: new Set([OFFICE]), living: new Map([[SIBLING, true]]) };
    expect(wordsOf(decide(wanted, facts({ seen, ...known }), terms()))).toMatch(/another holder keeps it/);
    expect(decide(wanted, facts({ seen, ...known, announced: new Set() }), terms()).kind).toBe('unmark');
  });
});
