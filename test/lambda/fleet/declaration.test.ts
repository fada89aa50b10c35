import { fleetProblem, parseFleet, renderFleet } from '../../../lambda/contract/fleet';
import { attemptHash, declarationHash, holderOf } from '../../../lambda/fleet/hashes';
import { APP, declared } from './builders';

const full = declared({
  targets: {
    directoryId: 'd-906734e325',
    workspaceIds: ['ws-0abc12345'],
    csv: { bucket: 'lists', key: 'a.csv' },
    withTags: { Team: 'Design' },
    excludedIds: ['ws-0other0000'],
    excludedTags: { Frozen: 'true' },
  },
  waves: [
    { kind: 'tagged', tags: { Ring: 'pilot' } },
    { kind: 'percentage', percentage: 25 },
    { kind: 'count', count: 5 },
    { kind: 'rest' },
  ],
  topicArn: 'arn:aws:sns:us-east-1:111122223333:topic',
});

test.each([
  ['the smallest', declared()],
  ['with everything', full],
])('%s declaration: comes back as it was', (_which, declaration) => {
  expect(parseFleet(JSON.stringify(renderFleet(declaration)))).toEqual(declaration);
});

describe('a declaration that cannot be read', () => {
  const changed = (more: Record<string, unknown>) => JSON.stringify({ ...renderFleet(declared()), ...more });
  test.each([
    ['no JSON', 'x', "the declaration must be JSON, got 'x'"],
    ['a list', '[]', 'the declaration must be an object'],
    ['of a later version', changed({ format: 2 }), 'format must be 1, got 2'],
    ['a malformed id', changed({ applicationIds: ['ws-0abc12345'] }), 'applicationIds of the declaration must be'],
    ['an unknown wave', changed({ waves: [{ kind: 'half' }] }), "got 'half'"],
    [
      'a text where a number belongs',
      changed({ maxConcurrency: '3' }),
      'maxConcurrency of the declaration must be a number',
    ],
    ['without targets', changed({ targets: undefined }), 'targets of the declaration must be an object'],
  ])('%s: says what, and what it must be', (_situation, text, message) => {
    expect(() => parseFleet(text)).toThrow(message);
  });
});

test.each([
  ['both present and absent', declared({ absentApplicationIds: [APP] }), 'both hold'],
  ['no application', declared({ applicationIds: [] }), 'both empty'],
  ['waves without the rest', declared({ waves: [{ kind: 'count', count: 5 }] }), 'must end with FleetWave.rest()'],
  [
    'the rest in the middle',
    declared({ waves: [{ kind: 'rest' }, { kind: 'count', count: 5 }] }),
    'must end with FleetWave.rest()',
  ],
  [
    'a window no longer than its cutoff',
    declared({ window: { ...declared().window, cutoffSeconds: 21_600 } }),
    'nothing could ever start',
  ],
])('%s: a problem', (_situation, declaration, problem) => {
  expect(fleetProblem(declaration)).toContain(problem);
});

describe('what a change does', () => {
  const before = declared();
  test.each([
    ['tolerance', { toleratedFailurePercentage: 10 }, false, false],
    ['concurrency', { maxConcurrency: 5 }, false, false],
    ['waves', { waves: [{ kind: 'rest' }] as const }, false, false],
    ['a pause', { enabled: false }, false, false],
    ['revision', { revision: '2' }, false, true],
    ['an application that must be gone', { absentApplicationIds: ['wsa-1old00000'] }, true, true],
    ['an application more', { applicationIds: [APP, 'wsa-1new00000'] }, true, true],
    ['targets', { targets: { ...before.targets, withTags: { Team: 'Design' } } }, true, false],
    ['users are disconnected', { waitForUser: false }, true, false],
    ['the window', { window: { ...before.window, cutoffSeconds: 60 } }, true, false],
  ])('%s', (_what, change, standsDown, triesAgain) => {
    const after = declared(change);
    expect([
      declarationHash(after) !== declarationHash(before),
      attemptHash(after, '') !== attemptHash(before, ''),
    ]).toEqual([standsDown, triesAgain]);
  });

  test('another nonce: failed desktops are tried again', () => {
    expect(attemptHash(before, '1')).not.toBe(attemptHash(before, ''));
  });

  test('the order of applications and of members: none', () => {
    const [a, b] = [
      declared({ applicationIds: [APP, 'wsa-1new00000'] }),
      declared({ applicationIds: ['wsa-1new00000', APP] }),
    ];
    expect(attemptHash(a, '')).toBe(attemptHash(b, ''));
  });
});

describe('what makes no difference to a hash', () => {
  const targeting = (more: object) => declared({ targets: { ...declared().targets, ...more } });
  test.each([
    ['the order of tags', targeting({ withTags: { a: '1', b: '2' } }), targeting({ withTags: { b: '2', a: '1' } })],
    ['a member that is undefined', targeting({}), targeting({ directoryId: undefined })],
  ])('%s', (_what, one, other) => {
    expect(declarationHash(one)).toBe(declarationHash(other));
  });

  test('the order of applications that must be gone', () => {
    const [a, b] = [
      ['wsa-1old00000', 'wsa-2old00000'],
      ['wsa-2old00000', 'wsa-1old00000'],
    ].map((absentApplicationIds) => attemptHash(declared({ absentApplicationIds }), ''));
    expect(a).toBe(b);
  });

  test('… but which value has which key, and where a list ends, do', () => {
    const hashes = [{ a: '1', b: '2' }, { a: '2', b: '1' }, { a: '1' }, { a: '1', b: '' }].map((withTags) =>
      declarationHash(targeting({ withTags })),
    );
    expect(new Set(hashes).size).toBe(4);
  });
});

test('a holder: is of no family of stacks, and has the name of the fleet', () => {
  expect(holderOf('Visio', 'one')).toMatchObject({ root: '', name: 'fleet/Visio' });
});

test('a fleet of the same name in another stack: another holder', () => {
  const [a, b] = ['one', 'two'].map((stack) => holderOf('Visio', stack));
  expect(a?.token).not.toBe(b?.token);
  expect(a?.token).toMatch(/^[0-9a-f]{16}\.fleet$/);
});
