import type { Declaration } from '../../../lambda/contract/applications';
import type { Goal } from '../../../lambda/reconcile/goal';
import { deadlineOf, goalOf, isUndoing, restorationOf, termsOf, waitsForUser } from '../../../lambda/stack/goals';
import type { Operation } from '../../../lambda/stack/operation';
import { paceOf } from '../../../lambda/stack/pace';
import type { Request } from '../../../lambda/stack/request';
import {
  ASKED,
  ATTEMPT,
  BEGAN,
  CREATED,
  declaration,
  goal,
  LOGICAL_ID,
  MINUTE,
  NOW,
  OFFICE,
  OTHER_WORKSPACE,
  operation,
  PROJECT,
  ROOT,
  request,
  SECOND,
  SIBLING,
  STACK_ID,
  TOKEN,
  tokenOf,
  VISIO,
  WORKSPACE,
} from '../builders';

const OWN_ID = `${WORKSPACE}/${TOKEN}`;
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;
const ROLLBACK = { direction: 'rollback' } as const;
const RETRY = { isRetry: true };

/** A goal as lines that a table can hold. */
function linesOf({ workspaceId, installs, leaves, absents, restores, keeps }: Goal): readonly string[] {
  return [
    ...(workspaceId === WORKSPACE ? [] : [`on ${workspaceId}`]),
    ...installs.map(({ applicationId, known }) => `install ${applicationId}${known ? ', declared before' : ''}`),
    ...leaves.map((id) => `leave ${id}`),
    ...absents.map((id) => `remove ${id}`),
    ...restores.map((id) => `bring back ${id}`),
    ...(keeps === undefined ? [] : [`keep ${keeps.join(' ') || 'nothing'}`]),
  ];
}

const goals = (wanted: Partial<Request>, during: Partial<Operation> = {}) => {
  const found = goalOf(request(wanted), operation(during));
  return found && linesOf(found);
};

const update = (
  declared: Partial<Declaration>,
  before: Partial<Declaration> | undefined,
  physicalId = OWN_ID,
): Partial<Request> => ({
  type: 'Update',
  physicalId,
  declared: declaration(declared),
  before: before && declaration(before),
});

const BOTH = { applicationIds: [OFFICE, VISIO], absentApplicationIds: [PROJECT] };

describe('create', () => {
  test.each([
    { during: {}, situation: 'the first' },
    { during: RETRY, situation: 'of a retry after --no-rollback' },
  ])('$situation: nothing was declared before', ({ during }) => {
    expect(goals({ declared: declaration(BOTH) }, during)).toEqual([
      `install ${OFFICE}`,
      `install ${VISIO}`,
      `remove ${PROJECT}`,
    ]);
  });
});

describe('delete', () => {
  const DELETED = [`leave ${OFFICE}`, `leave ${VISIO}`, `bring back ${PROJECT}`, 'keep nothing'];

  test.each([
    { physicalId: OWN_ID, during: { direction: 'removal' }, reason: 'a plain removal' },
    { physicalId: OWN_ID, during: { direction: 'forward' }, reason: 'another engine cleans up while it goes forward' },
    { physicalId: OWN_ID, during: ROLLBACK, reason: 'the create is rolled back' },
    { physicalId: INVENTED_ID, during: { direction: 'removal' }, reason: 'the create was cancelled' },
  ] as const)('$physicalId, $reason: leaves what it holds, and takes back a removal of its own', (row) => {
    expect(goals({ type: 'Delete', physicalId: row.physicalId, declared: declaration(BOTH) }, row.during)).toEqual(
      DELETED,
    );
  });

  test('its id names another WorkSpace than the properties of an update that failed: leaves what it holds there', () => {
    const physicalId = `${OTHER_WORKSPACE}/${TOKEN}`;
    expect(goals({ type: 'Delete', physicalId, declared: declaration(BOTH) })).toEqual([
      `on ${OTHER_WORKSPACE}`,
      'keep nothing',
    ]);
  });

  test('properties that cannot be read: what its marks say goes', () => {
    expect(goals({ type: 'Delete', physicalId: OWN_ID, declared: undefined })).toEqual(['keep nothing']);
  });

  test('properties that cannot be read, under an invented id: no goal', () => {
    expect(goals({ type: 'Delete', physicalId: INVENTED_ID, declared: undefined })).toBeUndefined();
  });
});

describe('update', () => {
  test.each([
    { situation: 'nothing', declared: {}, before: {} },
    { situation: 'the timeout', declared: { timeoutSeconds: 60 }, before: {} },
    { situation: 'allowExisting', declared: { allowExisting: true }, before: {} },
    { situation: 'waitForInstallation', declared: { waitForInstallation: false }, before: {} },
    {
      situation: 'the order',
      declared: { applicationIds: [VISIO, OFFICE] },
      before: { applicationIds: [OFFICE, VISIO] },
    },
    {
      situation: 'the order of the absent',
      declared: { absentApplicationIds: [VISIO, PROJECT] },
      before: { absentApplicationIds: [PROJECT, VISIO] },
    },
    { situation: 'an absent one dropped', declared: {}, before: { absentApplicationIds: [PROJECT] } },
  ])('R32 $situation changes: nothing to do, and no mark is looked for', ({ declared, before }) => {
    expect(goals(update(declared, before))).toEqual([]);
  });

  test.each([
    {
      situation: 'an application is added',
      declared: { applicationIds: [OFFICE, VISIO] },
      before: { applicationIds: [OFFICE] },
      lines: [`install ${VISIO}`, `keep ${OFFICE} ${VISIO}`],
    },
    {
      situation: 'an application is dropped',
      declared: { applicationIds: [OFFICE] },
      before: { applicationIds: [OFFICE, VISIO] },
      lines: [`leave ${VISIO}`, `keep ${OFFICE}`],
    },
    {
      situation: 'one application for another',
      declared: { applicationIds: [VISIO] },
      before: { applicationIds: [OFFICE] },
      lines: [`install ${VISIO}`, `leave ${OFFICE}`, `keep ${VISIO}`],
    },
    {
      situation: 'an absent one is added',
      declared: { absentApplicationIds: [PROJECT] },
      before: {},
      lines: [`remove ${PROJECT}`, `keep ${OFFICE} ${PROJECT}`],
    },
    {
      situation: 'installed becomes absent',
      declared: { absentApplicationIds: [VISIO] },
      before: { applicationIds: [OFFICE, VISIO] },
      lines: [`remove ${VISIO}`, `keep ${OFFICE} ${VISIO}`],
    },
    {
      situation: 'absent becomes installed',
      declared: { applicationIds: [OFFICE, VISIO] },
      before: { absentApplicationIds: [VISIO] },
      lines: [`install ${VISIO}`, `keep ${OFFICE} ${VISIO}`],
    },
    {
      situation: 'another revision: everything is checked',
      declared: { ...BOTH, revision: '2' },
      before: { applicationIds: [OFFICE], absentApplicationIds: [PROJECT], revision: '1' },
      lines: [
        `install ${OFFICE}, declared before`,
        `install ${VISIO}`,
        `remove ${PROJECT}`,
        `keep ${OFFICE} ${VISIO} ${PROJECT}`,
      ],
    },
    {
      situation: 'what was declared before cannot be understood: everything is checked, as new',
      declared: { absentApplicationIds: [PROJECT] },
      before: undefined,
      lines: [`install ${OFFICE}`, `remove ${PROJECT}`, `keep ${OFFICE} ${PROJECT}`],
    },
  ])('$situation: $lines', ({ declared, before, lines }) => {
    expect(goals(update(declared, before))).toEqual(lines);
  });

  test('another WorkSpace: a create there; the old one is left to the delete that follows', () => {
    const there = { ...BOTH, workspaceId: OTHER_WORKSPACE };
    expect(goals(update(there, BOTH))).toEqual([
      `on ${OTHER_WORKSPACE}`,
      `install ${OFFICE}`,
      `install ${VISIO}`,
      `remove ${PROJECT}`,
      `keep ${OFFICE} ${VISIO} ${PROJECT}`,
    ]);
  });

  test('a retry after --no-rollback: what failed is not in the properties before, so that everything is checked', () => {
    expect(goals(update(BOTH, BOTH), RETRY)).toEqual([
      `install ${OFFICE}, declared before`,
      `install ${VISIO}, declared before`,
      `remove ${PROJECT}`,
      `keep ${OFFICE} ${VISIO} ${PROJECT}`,
    ]);
  });
});

describe('update that rolls back', () => {
  test('A to B to A: A comes back, B is left', () => {
    expect(goals(update({ applicationIds: [OFFICE] }, { applicationIds: [VISIO] }), ROLLBACK)).toEqual([
      `install ${OFFICE}, declared before`,
      `leave ${VISIO}`,
      `keep ${OFFICE}`,
    ]);
  });

  test('it had added an absent one: that comes back, if the marks say that it was removed', () => {
    expect(goals(update({}, { absentApplicationIds: [PROJECT] }), ROLLBACK)).toEqual([
      `bring back ${PROJECT}`,
      `keep ${OFFICE}`,
    ]);
  });

  test('it had dropped an absent one: that is to be gone again', () => {
    expect(goals(update({ absentApplicationIds: [PROJECT] }, {}), ROLLBACK)).toEqual([
      `remove ${PROJECT}`,
      `keep ${OFFICE} ${PROJECT}`,
    ]);
  });

  describe('a move, after operations that failed and were left so: the former WorkSpace comes first', () => {
    const there = { ...BOTH, workspaceId: OTHER_WORKSPACE };
    const restored = (wanted: Partial<Request>, during: Partial<Operation>) => {
      const found = restorationOf(request(wanted), operation(during));
      return found && linesOf(found);
    };

    test('it is as declared, and nothing else of the resource stays there', () => {
      expect(restored(update(BOTH, there), { ...ROLLBACK, ...RETRY })).toEqual([
        `install ${OFFICE}, declared before`,
        `install ${VISIO}, declared before`,
        `remove ${PROJECT}`,
        `keep ${OFFICE} ${VISIO} ${PROJECT}`,
      ]);
    });

    test.each([
      { situation: 'nothing failed before', during: ROLLBACK, before: there },
      { situation: 'no move', during: { ...ROLLBACK, ...RETRY }, before: BOTH },
      { situation: 'forward', during: RETRY, before: there },
    ])('$situation: not touched', ({ during, before }) => {
      expect(restored(update(BOTH, before), during)).toBeUndefined();
    });
  });

  test('R7 nothing differs, since a rollback is continued: everything is checked', () => {
    const same = { absentApplicationIds: [PROJECT] };
    expect(goals({ ...update(same, same), isUnchanged: true }, ROLLBACK)).toEqual([
      `install ${OFFICE}, declared before`,
      `remove ${PROJECT}`,
      `keep ${OFFICE} ${PROJECT}`,
    ]);
  });

  test('what failed spells the same in another way: nothing but what the marks say', () => {
    expect(goals(update({}, {}), ROLLBACK)).toEqual([`keep ${OFFICE}`]);
  });

  test('what failed cannot be understood, so that it was refused: nothing but what the marks say', () => {
    expect(goals(update({}, undefined), ROLLBACK)).toEqual([`keep ${OFFICE}`]);
  });

  test('so too, after a failed update that was left: what was declared before is put back', () => {
    expect(goals(update({}, undefined), { ...ROLLBACK, isRetry: true })).toEqual([
      `install ${OFFICE}, declared before`,
      `keep ${OFFICE}`,
    ]);
  });

  test('back from another WorkSpace: what it did there is undone; its own was not touched, and is not even looked at', () => {
    expect(goals(update({}, { ...BOTH, workspaceId: OTHER_WORKSPACE }), ROLLBACK)).toEqual([
      `on ${OTHER_WORKSPACE}`,
      `leave ${OFFICE}`,
      `leave ${VISIO}`,
      `bring back ${PROJECT}`,
      'keep nothing',
    ]);
  });

  test.each([
    { situation: 'the timeout', before: { timeoutSeconds: 60 } },
    { situation: 'the revision', before: { revision: '2' } },
  ])('only $situation had changed: nothing but what the marks say', ({ before }) => {
    expect(goals(update({}, before), ROLLBACK)).toEqual([`keep ${OFFICE}`]);
  });
});

describe('how long a removal waits for a sibling that takes the application over', () => {
  const drop = update({ applicationIds: [OFFICE] }, { applicationIds: [OFFICE, VISIO] });

  test.each([
    { wanted: drop, during: {}, takeover: 3 * MINUTE, reason: 'CloudFormation may begin the sibling later' },
    { wanted: {}, during: {}, takeover: 3 * MINUTE, reason: 'a create must not deploy what another one drops' },
    { wanted: drop, during: ROLLBACK, takeover: 0, reason: 'a rollback takes nothing over' },
    {
      wanted: { type: 'Delete', physicalId: OWN_ID } as const,
      during: {},
      takeover: 0,
      reason: 'deletes come after every create',
    },
  ])('$takeover ms ($reason)', ({ wanted, during, takeover }) => {
    const [one, then] = [request(wanted), operation(during)];
    const found = goalOf(one, then);
    expect(found && termsOf(found, one, then, NOW, paceOf(2)).takeover).toBe(takeover);
  });
});

describe('when the time is over', () => {
  const SHORT = { timeoutSeconds: 600 };

  test.each([
    { wanted: { declared: declaration(SHORT) }, during: {}, seconds: 600, situation: 'a create' },
    { wanted: update(SHORT, {}), during: {}, seconds: 600, situation: 'an update' },
    { wanted: update(SHORT, {}), during: ROLLBACK, seconds: 3300, situation: 'an update that rolls back' },
    {
      wanted: { type: 'Delete', physicalId: OWN_ID, declared: declaration(SHORT) },
      during: { direction: 'removal' },
      seconds: 3300,
      situation: 'a delete',
    },
    {
      wanted: { type: 'Delete', physicalId: OWN_ID, declared: undefined },
      during: { direction: 'removal' },
      seconds: 3300,
      situation: 'a delete whose properties cannot be read',
    },
  ] as const)('$situation with a timeout of 600 s: $seconds s after it was sent', ({ wanted, during, seconds }) => {
    const sent = operation({ ...during, begunAt: BEGAN, requestedAt: ASKED });
    expect(deadlineOf(request(wanted), sent)).toBe(BEGAN + seconds * SECOND);
  });
});

describe('terms', () => {
  const of = (wanted: Partial<Request>, during: Partial<Operation> = {}) =>
    termsOf(goal(), request(wanted), operation(during), NOW, paceOf(1));

  test.each([
    { wanted: {}, during: {}, undoing: false, situation: 'a create' },
    { wanted: update({}, {}), during: {}, undoing: false, situation: 'an update' },
    { wanted: update({}, {}), during: ROLLBACK, undoing: true, situation: 'an update that rolls back' },
    {
      wanted: { type: 'Delete', physicalId: OWN_ID },
      during: { direction: 'removal' },
      undoing: false,
      situation: 'a delete',
    },
    {
      wanted: { type: 'Delete', physicalId: OWN_ID },
      during: ROLLBACK,
      undoing: true,
      situation: 'a create rolled back',
    },
    {
      wanted: { type: 'Delete', physicalId: INVENTED_ID },
      during: { direction: 'removal' },
      undoing: true,
      situation: 'a create that was cancelled',
    },
  ] as const)('$situation: undoing $undoing', ({ wanted, during, undoing }) => {
    const deleting = 'type' in wanted && wanted.type === 'Delete';
    expect(isUndoing(request(wanted), operation(during))).toBe(undoing);
    expect(of(wanted, during)).toMatchObject({ undoing, deleting, undoesCreate: undoing && deleting });
  });

  test('the holder: the token of the resource, the family of its stack, and a name for people', () => {
    expect(of({ type: 'Update', physicalId: OWN_ID }).holder).toEqual({ token: TOKEN, root: ROOT, name: 'stack/Desk' });
    expect(of({}).holder.token).toBe(tokenOf(STACK_ID, LOGICAL_ID, BEGAN));
  });

  test('a delete under an invented id: all that the logical id has had in what is undone, but for the resource that lives', () => {
    const tokenAt = (time: number) => tokenOf(STACK_ID, LOGICAL_ID, time);
    const living = tokenAt(BEGAN + 5 * SECOND);
    const { token, isAlias } = of({ type: 'Delete', physicalId: INVENTED_ID }, { living, undoneFrom: BEGAN }).holder;
    const tokens = [tokenAt(BEGAN - 60 * MINUTE), tokenAt(BEGAN), tokenAt(BEGAN + 60 * MINUTE), living, SIBLING];
    expect({ token, aliases: tokens.map((one) => isAlias?.(one)) }).toEqual({
      token: '',
      aliases: [false, true, true, false, false],
    });
  });

  test('the attempt: when the request came, so that another delivery of it counts as the same or later', () => {
    const { attempt, isAttempted } = of({});
    expect(attempt).toBe(ATTEMPT);
    const tried = ['', 'x y', (ASKED - 1).toString(36), attempt, (ASKED + 900).toString(36)].map(isAttempted);
    expect(tried).toEqual([false, false, false, true, true]);
  });

  test.each([
    { during: {}, from: BEGAN, reason: 'going forward, what failed operations before it have tried does not' },
    { during: ROLLBACK, from: CREATED, reason: 'what is undone with it, too' },
  ])('an attempt of the operation: $reason', ({ during, from }) => {
    const { isOfOperation } = of(update({}, {}), { ...during, operationStartedAt: BEGAN, undoneFrom: CREATED });
    const tried = ['', 'x y', (from - 1).toString(36), from.toString(36), (BEGAN + SECOND).toString(36)];
    expect(tried.map(isOfOperation)).toEqual([false, false, false, true, true]);
  });

  test('the request: its id, its times, and its deadline', () => {
    const times = { requestedAt: ASKED, begunAt: ASKED - SECOND, operationStartedAt: BEGAN, undoneFrom: CREATED };
    expect(of({ requestId: 'request-7' }, times)).toMatchObject({ requestId: 'request-7', ...times, deadline: NOW });
  });

  test('the pace: when the first poll falls on this WorkSpace, the quiet time, and how many applications are all', () => {
    const pace = paceOf(450, { shared: true, applicationsPerWorkspace: 3 });
    const [one, another] = [WORKSPACE, OTHER_WORKSPACE].map((workspaceId) =>
      termsOf(goal({ workspaceId }), request(), operation(), NOW, pace),
    );
    expect(one).toMatchObject({
      firstPollAt: pace.firstPoll(pace.keyOf(WORKSPACE, LOGICAL_ID), ASKED),
      quiet: pace.quiet,
      installsPerWorkspace: 3,
    });
    expect(one?.firstPollAt).not.toBe(another?.firstPollAt);
  });

  const SAID = { allowExisting: true, waitForInstallation: false, waitForUser: true, rebootAfterInstallation: true };

  test.each([
    { value: true, declared: SAID },
    { value: false, declared: { ...SAID, allowExisting: false, waitForUser: false, rebootAfterInstallation: false } },
  ])('what is declared of adopting, waiting and rebooting, $value: as declared', ({ value, declared }) => {
    expect(of({ declared: declaration(declared) })).toMatchObject({
      allowExisting: value,
      waitForUser: value,
      reboot: value,
    });
  });

  test('a delete whose properties cannot be read: adopts nothing, waits for what is being installed, and reboots nothing', () => {
    expect(of({ type: 'Delete', physicalId: OWN_ID, declared: undefined }, { direction: 'removal' })).toMatchObject({
      allowExisting: false,
      waitForInstallation: true,
      waitForUser: false,
      reboot: false,
      isOwnTimeout: false,
      mayNotWait: false,
    });
  });

  test.each([
    { waitForInstallation: true, wanted: {}, during: {}, may: true, reason: 'a create that waits' },
    { waitForInstallation: false, wanted: {}, during: {}, may: false, reason: 'it does not wait now' },
    {
      waitForInstallation: true,
      wanted: { type: 'Update', physicalId: OWN_ID },
      during: ROLLBACK,
      may: false,
      reason: 'a rollback',
    },
    {
      waitForInstallation: true,
      wanted: { type: 'Delete', physicalId: OWN_ID },
      during: { direction: 'removal' },
      may: false,
      reason: 'a delete',
    },
  ] as const)(
    'waitForInstallation $waitForInstallation: the user can choose not to wait $may ($reason)',
    ({ waitForInstallation, wanted, during, may }) => {
      const terms = of({ ...wanted, declared: declaration({ waitForInstallation }) }, during);
      expect([terms.mayNotWait, terms.waitForInstallation]).toEqual([may, waitForInstallation]);
    },
  );

  test('when the operation began: is what marks of a removal are compared with', () => {
    expect(of({}, { operationStartedAt: CREATED }).operationStartedAt).toBe(CREATED);
  });

  test.each([
    { timeoutSeconds: 600, wanted: {}, own: true, reason: 'a create with a timeout of its own' },
    { timeoutSeconds: 3300, wanted: {}, own: false, reason: 'the longest there is' },
    {
      timeoutSeconds: 600,
      wanted: { type: 'Delete', physicalId: OWN_ID },
      own: false,
      reason: 'a delete has all the time',
    },
  ] as const)('timeout $timeoutSeconds: the user’s own $own ($reason)', ({ timeoutSeconds, wanted, own }) => {
    expect(of({ ...wanted, declared: declaration({ timeoutSeconds }) }).isOwnTimeout).toBe(own);
  });

  test('what is brought back: no reboot, since the session of its user has ended often enough', () => {
    const rebooting = update({ rebootAfterInstallation: true }, {});
    expect([of(rebooting).reboot, of(rebooting, ROLLBACK).reboot]).toEqual([true, false]);
  });

  test('WAIT that the undone update had promised: its rollback keeps it', () => {
    const promised = request(update({}, { waitForUser: true }));
    expect([waitsForUser(promised, operation()), waitsForUser(promised, operation(ROLLBACK))]).toEqual([false, true]);
  });

  test('what the undone update declared cannot be read: its rollback does not wait for the user', () => {
    expect(waitsForUser(request(update({}, undefined)), operation(ROLLBACK))).toBe(false);
  });
});
