import { paceOf } from '../../../lambda/stack/pace';
import {
  ANCIENT,
  ASKED,
  at,
  BEGAN,
  brief,
  decide,
  EARLIER,
  FRESH,
  goal,
  MINUTE,
  NOW,
  OFFICE,
  PROJECT,
  rules,
  SECOND,
  seeing,
  VISIO,
  wordsOf,
} from '../builders';

const INSTALL = goal({ installs: [{ applicationId: OFFICE }] });
const SWAP = goal({ installs: [{ applicationId: OFFICE }], removals: [{ applicationId: VISIO }] });
const pending = { state: 'PENDING_INSTALL_DEPLOYMENT' };

describe('quiet', () => {
  const changed = (updated: number | undefined, created = ANCIENT) => seeing({ ...pending, created, updated });

  test.each([
    { updated: NOW - MINUTE, outcome: 'deploy', reason: 'exactly long enough' },
    { updated: NOW - MINUTE + SECOND, outcome: 'wait', reason: 'a second too short' },
    { updated: NOW + 5 * SECOND, outcome: 'wait', reason: 'the clock of the service is ahead' },
  ])('our own change $reason: $outcome', ({ updated, outcome }) => {
    expect(brief(decide(INSTALL, changed(updated), rules()))).toBe(outcome);
  });

  test.each([
    { sibling: { state: 'PENDING_INSTALL', updated: NOW - SECOND }, outcome: 'wait', reason: 'it just registered' },
    { sibling: { state: 'PENDING_UNINSTALL', updated: NOW - SECOND }, outcome: 'wait', reason: 'it just registered' },
    { sibling: { state: 'PENDING_INSTALL', updated: FRESH }, outcome: 'deploy', reason: 'it registered long ago' },
    { sibling: { state: 'COMPLETED', updated: NOW - SECOND }, outcome: 'deploy', reason: 'nothing of it is pending' },
    { sibling: { state: 'ERROR', updated: NOW - SECOND }, outcome: 'deploy', reason: 'nothing of it is pending' },
  ])('a sibling in $sibling.state, $reason: $outcome', ({ sibling, outcome }) => {
    const seen = seeing({ ...pending, updated: FRESH }, { applicationId: PROJECT, ...sibling });
    expect(brief(decide(INSTALL, seen, rules()))).toBe(outcome);
  });

  test.each([
    { firstPollAt: NOW - MINUTE, outcome: 'deploy', reason: 'a minute ago' },
    { firstPollAt: NOW - MINUTE + SECOND, outcome: 'wait', reason: 'less than a minute ago' },
  ])('without any time, the first contact $reason: $outcome', ({ firstPollAt, outcome }) => {
    const timeless = seeing({ ...pending, created: undefined, updated: undefined });
    expect(brief(decide(INSTALL, timeless, rules({ firstPollAt })))).toBe(outcome);
  });

  test('a change from long before the first contact: siblings still get their time', () => {
    const early = rules({ now: ASKED + 30 * SECOND });
    expect(brief(decide(INSTALL, changed(ANCIENT), early))).toBe('wait');
  });

  test('a resource alone with its provider: deploys in the step that registers', () => {
    const { quiet } = paceOf(1);
    expect(brief(decide(INSTALL, changed(NOW), rules({ quiet })))).toBe('deploy');
  });

  test('what is waited for: said', () => {
    expect(wordsOf(decide(INSTALL, changed(NOW), rules()))).toContain('quiet');
  });
});

describe('every change that there can be', () => {
  const awaiting = (changes: number) => rules({ now: FRESH, awaited: { changes, since: BEGAN } });
  const two = { applicationId: VISIO, ...pending };
  const three = { ...pending, applicationId: PROJECT };
  const gone = { applicationId: PROJECT, state: 'PENDING_UNINSTALL' };

  test.each([
    { seen: [pending], changes: 1, outcome: 'deploy', reason: 'it is the only one' },
    { seen: [pending, two, three], changes: 3, outcome: 'deploy', reason: 'the last of them is there' },
    { seen: [pending, two, three], changes: 2, outcome: 'deploy', reason: 'more than were declared' },
    { seen: [pending, two], changes: 3, outcome: 'wait', reason: 'one is missing' },
    { seen: [pending, gone], changes: 2, outcome: 'wait', reason: 'a removal stands for no sibling' },
    {
      seen: [pending, { ...two, created: EARLIER, updated: EARLIER }],
      changes: 2,
      outcome: 'wait',
      reason: 'one is from before the operation, and so not among them',
    },
    { seen: [pending, { ...two, state: 'COMPLETED' }], changes: 2, outcome: 'wait', reason: 'one is pending no more' },
    { seen: [pending, { ...two, state: 'ERROR' }], changes: 2, outcome: 'wait', reason: 'one is pending no more' },
    {
      seen: [
        { ...pending, created: undefined, updated: undefined },
        { ...two, created: undefined, updated: undefined },
      ],
      changes: 2,
      outcome: 'deploy',
      reason: 'what is under way is new, where times are missing',
    },
    { seen: [pending, two], changes: Number.POSITIVE_INFINITY, outcome: 'wait', reason: 'nobody knows how many' },
  ])('$seen.length seen, $changes awaited, none quiet yet: $outcome ($reason)', ({ seen, changes, outcome }) => {
    expect(brief(decide(INSTALL, seeing(...seen), awaiting(changes)))).toBe(outcome);
  });

  test.each([
    { changes: 3, outcome: 'observe', reason: 'just one is missing: it may be registering at this moment' },
    { changes: 4, outcome: 'wait', reason: 'more are to come, whenever their first contacts fall' },
  ])('two seen, $changes awaited: $outcome ($reason)', ({ changes, outcome }) => {
    const terms = { ...awaiting(changes), siblings: 'registered' } as const;
    expect(decide(INSTALL, seeing(pending, two), terms).kind).toBe(outcome);
  });

  test('not all of them, but quiet: deployed without the others', () => {
    const quiet = rules({ now: FRESH + MINUTE, awaited: { changes: 3, since: BEGAN } });
    expect(brief(decide(INSTALL, seeing(pending, two), quiet))).toBe('deploy');
  });
});

describe('busy', () => {
  test.each(['INSTALLING', 'UNINSTALLING'])('a sibling in %s: nothing is registered or deployed beside it', (state) => {
    const sibling = { applicationId: PROJECT, state };
    expect(wordsOf(decide(INSTALL, seeing(sibling), rules()))).toBe(`${PROJECT} is being deployed`);
    expect(brief(decide(INSTALL, seeing({ ...pending, updated: FRESH }, sibling), rules()))).toBe('wait');
  });

  test('a sibling is being deployed, ours is there: done', () => {
    const seen = seeing({}, { applicationId: PROJECT, state: 'INSTALLING' });
    expect(brief(decide(INSTALL, seen, rules()))).toBe('done');
  });
});

describe('order', () => {
  test('a removal and an install: both are registered in one step, the removal first', () => {
    expect(brief(decide(SWAP, seeing({ applicationId: VISIO }), rules()))).toBe(
      `disassociate ${VISIO}, associate ${OFFICE}`,
    );
  });

  test('one is registered, one is not: registers before it deploys', () => {
    const seen = seeing({ applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: FRESH });
    expect(brief(decide(SWAP, seen, rules()))).toBe(`associate ${OFFICE}`);
  });

  test('everything is registered and quiet: one deployment', () => {
    const seen = seeing(
      { applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: FRESH },
      { ...pending, updated: FRESH },
    );
    expect(brief(decide(SWAP, seen, rules()))).toBe('deploy');
  });

  test('the install could not be registered beside the removal: the removal is deployed alone', () => {
    const seen = seeing({ applicationId: VISIO, state: 'PENDING_UNINSTALL', updated: FRESH });
    expect(brief(decide(SWAP, seen, rules({ tried: new Set([VISIO, OFFICE]) })))).toBe('deploy');
  });

  test('the removal is through: the install follows', () => {
    const seen = seeing({ applicationId: VISIO, state: 'REMOVED' });
    expect(brief(decide(SWAP, seen, rules()))).toBe(`associate ${OFFICE}`);
  });

  test('registered in this step but not to be seen yet: waits, does not register again', () => {
    expect(wordsOf(decide(INSTALL, seeing(), rules({ tried: new Set([OFFICE]) })))).toBe('registered just now');
  });
});

test('the same goal, sight and rules: the same decision, and none of them is changed', () => {
  const seen = seeing({ applicationId: VISIO }, { ...pending, updated: at(1050) });
  const before = structuredClone([...seen]);
  expect(decide(SWAP, seen, rules())).toEqual(decide(SWAP, seen, rules()));
  expect([...seen]).toEqual(before);
});
