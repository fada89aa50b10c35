import type { Declaration } from '../../../lambda/contract/applications';
import type { Goal } from '../../../lambda/reconcile/goal';
import { goalsOf } from '../../../lambda/stack/goals';
import type { Request } from '../../../lambda/stack/request';
import {
  BEGAN,
  CREATED,
  declaration,
  LOGICAL_ID,
  OFFICE,
  OTHER_WORKSPACE,
  operation,
  PROJECT,
  request,
  VISIO,
  WORKSPACE,
} from '../builders';

const OWN_ID = `${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:00:00Z`;
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;
const FOREIGN_ID = `${WORKSPACE}/Renamed/2026-03-01T12:00:00Z`;

const CONFLICTS = ' (refused if from before)';

/** A goal as lines that a table can hold. */
const linesOf = ({ workspaceId, installs, removals }: Goal): readonly string[] => [
  workspaceId,
  ...installs.map(
    ({ applicationId, othersBefore }) => `install ${applicationId}${othersBefore === BEGAN ? CONFLICTS : ''}`,
  ),
  ...removals.map(
    ({ applicationId, ours }) => `remove ${applicationId}${ours ? ownershipOf(ours) : ', whatever its age'}`,
  ),
];

function ownershipOf({ since, undoing }: { since: number; undoing: boolean }): string {
  const what = undoing ? 'undone' : 'created';
  if (since === CREATED) return ` if ${what} since the create`;
  return since === BEGAN ? ` if ${what} since the operation` : ` if ${what} since ${since}`;
}

const goals = (wanted: Partial<Request>, direction: 'forward' | 'rollback' | 'removal' = 'forward') =>
  goalsOf(request(wanted), operation({ direction })).map(linesOf);

const update = (
  declared: Partial<Declaration>,
  before: Partial<Declaration>,
  physicalId = OWN_ID,
): Partial<Request> => ({
  type: 'Update',
  physicalId,
  declared: declaration(declared),
  before: declaration(before),
});

describe('create', () => {
  test('applications and absent ones: conflicts are looked for, what is to be absent goes whatever its age', () => {
    const declared = declaration({ applicationIds: [OFFICE, VISIO], absentApplicationIds: [PROJECT] });
    expect(goals({ declared })).toEqual([
      [
        WORKSPACE,
        `install ${OFFICE}${CONFLICTS}`,
        `install ${VISIO}${CONFLICTS}`,
        `remove ${PROJECT}, whatever its age`,
      ],
    ]);
  });

  test("onEvent saw one to be free: that one can be nobody else's any more", () => {
    const declared = declaration({ applicationIds: [OFFICE, VISIO] });
    const [wanted] = goalsOf(request({ declared }), operation({ cleared: [VISIO] }));
    expect(wanted?.installs).toEqual([{ applicationId: OFFICE, othersBefore: BEGAN }, { applicationId: VISIO }]);
  });
});

describe('delete', () => {
  const declared = declaration({ applicationIds: [OFFICE, VISIO], absentApplicationIds: [PROJECT] });

  test.each([
    { physicalId: OWN_ID, direction: 'removal', owned: 'created since the create', reason: 'a plain removal' },
    {
      physicalId: OWN_ID,
      direction: 'forward',
      owned: 'created since the create',
      reason: 'conditional creation ended',
    },
    {
      physicalId: OWN_ID,
      direction: 'rollback',
      owned: 'undone since the operation',
      reason: 'nothing from before it',
    },
    {
      physicalId: INVENTED_ID,
      direction: 'removal',
      owned: 'undone since the operation',
      reason: 'a cancelled create',
    },
    { physicalId: FOREIGN_ID, direction: 'removal', owned: 'undone since the operation', reason: 'not an id of ours' },
    {
      physicalId: OWN_ID.replace(WORKSPACE, OTHER_WORKSPACE),
      direction: 'removal',
      owned: 'undone since the operation',
      reason: 'the id speaks of another WorkSpace',
    },
  ] as const)('$physicalId in a $direction: removes what is $owned ($reason)', ({ physicalId, direction, owned }) => {
    expect(goals({ type: 'Delete', physicalId, declared }, direction)).toEqual([
      [WORKSPACE, `remove ${OFFICE} if ${owned}`, `remove ${VISIO} if ${owned}`],
    ]);
  });

  test('what was declared absent: is nothing to remove', () => {
    const only = declaration({ applicationIds: [], absentApplicationIds: [PROJECT] });
    expect(goals({ type: 'Delete', physicalId: OWN_ID, declared: only }, 'removal')).toEqual([[WORKSPACE]]);
  });

  test('properties that nothing was ever installed under: no goal', () => {
    expect(goals({ type: 'Delete', physicalId: OWN_ID, declared: undefined }, 'removal')).toEqual([]);
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
  ])('$situation changes: nothing to install, nothing to remove', ({ declared, before }) => {
    expect(goals(update(declared, before))).toEqual([[WORKSPACE]]);
  });

  test.each([
    {
      situation: 'an application is added',
      declared: { applicationIds: [OFFICE, VISIO] },
      before: { applicationIds: [OFFICE] },
      lines: [`install ${VISIO}${CONFLICTS}`],
    },
    {
      situation: 'an application is dropped',
      declared: { applicationIds: [OFFICE] },
      before: { applicationIds: [OFFICE, VISIO] },
      lines: [`remove ${VISIO} if created since the create`],
    },
    {
      situation: 'one application for another',
      declared: { applicationIds: [VISIO] },
      before: { applicationIds: [OFFICE] },
      lines: [`install ${VISIO}${CONFLICTS}`, `remove ${OFFICE} if created since the create`],
    },
    {
      situation: 'an absent one is added',
      declared: { absentApplicationIds: [PROJECT] },
      before: {},
      lines: [`remove ${PROJECT}, whatever its age`],
    },
    {
      situation: 'an absent one is dropped',
      declared: {},
      before: { absentApplicationIds: [PROJECT] },
      lines: [],
    },
    {
      situation: 'installed becomes absent',
      declared: { absentApplicationIds: [VISIO] },
      before: { applicationIds: [OFFICE, VISIO] },
      lines: [`remove ${VISIO}, whatever its age`],
    },
    {
      situation: 'absent becomes installed',
      declared: { applicationIds: [OFFICE, VISIO] },
      before: { absentApplicationIds: [VISIO] },
      lines: [`install ${VISIO}${CONFLICTS}`],
    },
    {
      situation: 'another revision',
      declared: { applicationIds: [OFFICE, VISIO], absentApplicationIds: [PROJECT], revision: '2' },
      before: { applicationIds: [OFFICE], absentApplicationIds: [PROJECT], revision: '1' },
      lines: [`install ${OFFICE}`, `install ${VISIO}${CONFLICTS}`, `remove ${PROJECT}, whatever its age`],
    },
  ])('$situation: $lines', ({ declared, before, lines }) => {
    expect(goals(update(declared, before))).toEqual([[WORKSPACE, ...lines]]);
  });

  test('an id that is not ours: a dropped application goes only if it is from this operation', () => {
    expect(goals(update({}, { applicationIds: [OFFICE, VISIO] }, INVENTED_ID))).toEqual([
      [WORKSPACE, `remove ${VISIO} if undone since the operation`],
    ]);
  });

  test('old properties that cannot be understood: count as no applications', () => {
    expect(goals({ ...update({ absentApplicationIds: [PROJECT] }, {}), before: undefined })).toEqual([
      [WORKSPACE, `install ${OFFICE}${CONFLICTS}`, `remove ${PROJECT}, whatever its age`],
    ]);
  });

  test('another WorkSpace: a create there; the old one is left to the delete that follows', () => {
    const moved = update(
      { workspaceId: OTHER_WORKSPACE, absentApplicationIds: [PROJECT] },
      { applicationIds: [OFFICE, VISIO], absentApplicationIds: [PROJECT] },
      OWN_ID.replace(WORKSPACE, OTHER_WORKSPACE),
    );
    expect(goals(moved)).toEqual([
      [OTHER_WORKSPACE, `install ${OFFICE}${CONFLICTS}`, `remove ${PROJECT}, whatever its age`],
    ]);
  });
});

describe('update that rolls back', () => {
  test('A to B to A: A is installed again without a conflict, B goes if this operation brought it', () => {
    expect(goals(update({ applicationIds: [OFFICE] }, { applicationIds: [VISIO] }), 'rollback')).toEqual([
      [WORKSPACE, `install ${OFFICE}`, `remove ${VISIO} if undone since the operation`],
    ]);
  });

  test('R7 nothing differs: everything is checked all the same, since nobody knows how far the update came', () => {
    const same = { absentApplicationIds: [PROJECT] };
    expect(goals(update(same, same), 'rollback')).toEqual([
      [WORKSPACE, `install ${OFFICE}`, `remove ${PROJECT}, whatever its age`],
    ]);
  });

  test('what failed cannot be understood: what was declared before is put back', () => {
    expect(goals({ ...update({}, {}), before: undefined }, 'rollback')).toEqual([[WORKSPACE, `install ${OFFICE}`]]);
  });

  test('back from another WorkSpace: its own was not touched, and what this operation began on the other goes', () => {
    const back = update(
      {},
      { workspaceId: OTHER_WORKSPACE, applicationIds: [OFFICE, VISIO], absentApplicationIds: [PROJECT] },
    );
    expect(goals(back, 'rollback')).toEqual([
      [WORKSPACE],
      [
        OTHER_WORKSPACE,
        `remove ${OFFICE} if undone since the operation`,
        `remove ${VISIO} if undone since the operation`,
      ],
    ]);
  });

  test.each([
    { situation: 'the timeout', before: { timeoutSeconds: 60 } },
    { situation: 'the revision', before: { revision: '2' } },
  ])(
    'only $situation had stackUpdatedAt: what the update did not touch is not touched by its rollback',
    ({ before }) => {
      expect(goals(update({}, before), 'rollback')).toEqual([[WORKSPACE]]);
    },
  );
});
