import { formatSecond, wholeSecond } from '../../../lambda/service/time';
import { formatIdentity, parseIdentity, physicalIdFor } from '../../../lambda/stack/identity';
import { at, BEGAN, CREATED, LOGICAL_ID, OTHER_WORKSPACE, WORKSPACE } from '../builders';

const OWN_ID = `${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:00:00Z`;
const MOVED_ID = `${OTHER_WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:16:40Z/2026-03-01T12:00:00Z`;
const TWICE_MOVED_ID = `${WORKSPACE}/${LOGICAL_ID}/2026-03-01T13:00:00Z/2026-03-01T12:16:40Z/2026-03-01T12:00:00Z`;
const AGAIN = at(3600);
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;

describe('parts of an id', () => {
  test.each([
    { id: OWN_ID, identity: { workspaceId: WORKSPACE, created: CREATED, earlier: [] } },
    { id: MOVED_ID, identity: { workspaceId: OTHER_WORKSPACE, created: BEGAN, earlier: [CREATED] } },
    { id: TWICE_MOVED_ID, identity: { workspaceId: WORKSPACE, created: AGAIN, earlier: [BEGAN, CREATED] } },
  ])('$id: read, and written the same', ({ id, identity }) => {
    expect(parseIdentity(id, LOGICAL_ID)).toEqual(identity);
    expect(formatIdentity(LOGICAL_ID, identity)).toBe(id);
  });

  test.each([
    { id: undefined, reason: 'none' },
    { id: '', reason: 'none' },
    { id: INVENTED_ID, reason: 'invented by CloudFormation for a cancelled create' },
    { id: 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED', reason: 'invented by the framework' },
    { id: `${WORKSPACE}/Renamed/2026-03-01T12:00:00Z`, reason: 'of another resource' },
    { id: `${WORKSPACE}/${LOGICAL_ID}/yesterday`, reason: 'without a time' },
    { id: `${WORKSPACE}/${LOGICAL_ID}`, reason: 'without a time' },
    { id: `x${OWN_ID}`, reason: 'with something before it' },
    { id: `${MOVED_ID}/more`, reason: 'with something behind it' },
    { id: `${MOVED_ID}/`, reason: 'with nothing behind a slash' },
    { id: `${WORKSPACE}/${LOGICAL_ID}/yesterday/2026-03-01T12:00:00Z`, reason: 'only the earlier time is one' },
    { id: `${OWN_ID}\n`, reason: 'with a line break' },
  ])('$id: not one of ours ($reason)', ({ id }) => {
    expect(parseIdentity(id, LOGICAL_ID)).toBeUndefined();
  });
});

describe('the id that an event is answered with', () => {
  const declared = { workspaceId: WORKSPACE };
  const forward = { startedAt: BEGAN, rollingBack: false };
  const rollback = { startedAt: BEGAN, rollingBack: true };

  test('create: says which WorkSpace, which resource, and when the operation began', () => {
    const id = physicalIdFor({ type: 'Create', logicalId: LOGICAL_ID, declared }, forward);
    expect(id).toBe(`${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:16:40Z`);
  });

  test('create, delivered twice: one id', () => {
    const again = { type: 'Create', logicalId: LOGICAL_ID, declared };
    expect(physicalIdFor(again, forward)).toBe(physicalIdFor(again, forward));
  });

  test.each([
    { type: 'Update', physicalId: OWN_ID, reason: 'it is of the WorkSpace' },
    { type: 'Update', physicalId: `${WORKSPACE}/whatever`, reason: 'it is of the WorkSpace, in whatever form' },
    { type: 'Delete', physicalId: OWN_ID, reason: 'a delete keeps its id' },
    { type: 'Delete', physicalId: INVENTED_ID, reason: 'a delete keeps its id, also an invented one' },
    { type: 'Delete', physicalId: MOVED_ID, reason: 'a delete keeps its id' },
  ])('$type of $physicalId: the same ($reason)', ({ type, physicalId }) => {
    expect(physicalIdFor({ type, logicalId: LOGICAL_ID, physicalId, declared }, forward)).toBe(physicalId);
    expect(physicalIdFor({ type, logicalId: LOGICAL_ID, physicalId, declared }, rollback)).toBe(physicalId);
  });

  test('delete whose properties cannot be understood: the same', () => {
    const deletion = { type: 'Delete', logicalId: LOGICAL_ID, physicalId: INVENTED_ID };
    expect(physicalIdFor(deletion, rollback)).toBe(INVENTED_ID);
  });

  test('update to a WorkSpace whose id the old one begins with: another one', () => {
    const physicalId = OWN_ID.replace(WORKSPACE, `${WORKSPACE}6`);
    const id = physicalIdFor({ type: 'Update', logicalId: LOGICAL_ID, physicalId, declared }, forward);
    expect(id).toBe(`${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:16:40Z/2026-03-01T12:00:00Z`);
  });

  test('update of an id that is not ours: a new one without a predecessor', () => {
    const foreign = { type: 'Update', logicalId: LOGICAL_ID, physicalId: INVENTED_ID, declared };
    expect(physicalIdFor(foreign, forward)).toBe(`${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:16:40Z`);
  });

  test('another WorkSpace and back in a rollback: the old id, so that nothing is left over to delete', () => {
    const moving = {
      type: 'Update',
      logicalId: LOGICAL_ID,
      physicalId: OWN_ID,
      declared: { workspaceId: OTHER_WORKSPACE },
    };
    const moved = physicalIdFor(moving, forward);
    expect(moved).toBe(MOVED_ID);
    expect(physicalIdFor({ type: 'Update', logicalId: LOGICAL_ID, physicalId: moved, declared }, rollback)).toBe(
      OWN_ID,
    );
  });

  test('moved a second time and rolled back: exactly the id that the resource had, with all earlier times', () => {
    const moving = { type: 'Update', logicalId: LOGICAL_ID, physicalId: MOVED_ID, declared };
    const moved = physicalIdFor(moving, { startedAt: AGAIN, rollingBack: false });
    expect(moved).toBe(TWICE_MOVED_ID);
    const back = { ...moving, physicalId: moved, declared: { workspaceId: OTHER_WORKSPACE } };
    expect(physicalIdFor(back, { startedAt: AGAIN, rollingBack: true })).toBe(MOVED_ID);
  });

  /** The id after so many moves to and fro, of which the last startedAt at the given hour. */
  const idAfter = (moves: number, logicalId: string): string =>
    Array.from({ length: moves }).reduce<string>(
      (physicalId, _, hour) =>
        physicalIdFor(
          {
            type: 'Update',
            logicalId,
            physicalId,
            declared: { workspaceId: hour % 2 === 0 ? OTHER_WORKSPACE : WORKSPACE },
          },
          { startedAt: at(3600 * (hour + 1)), rollingBack: false },
        ),
      physicalIdFor({ type: 'Create', logicalId, declared }, { startedAt: CREATED, rollingBack: false }),
    );

  test.each([
    { moves: 1, reason: 'the first' },
    { moves: 2, reason: 'there and back' },
    { moves: 20, reason: 'often' },
  ])('move $moves is rolled back ($reason): the id from before it', ({ moves }) => {
    const before = idAfter(moves - 1, LOGICAL_ID);
    const back = {
      type: 'Update',
      logicalId: LOGICAL_ID,
      physicalId: idAfter(moves, LOGICAL_ID),
      declared: { workspaceId: moves % 2 === 1 ? WORKSPACE : OTHER_WORKSPACE },
    };
    expect(physicalIdFor(back, rollback)).toBe(before);
  });

  test('moved a hundred times: the latest times are kept, and the id is still one of ours', () => {
    const identity = parseIdentity(idAfter(100, LOGICAL_ID), LOGICAL_ID);
    expect(identity?.created).toBe(at(3600 * 100));
    expect(identity?.earlier.slice(0, 3)).toEqual([at(3600 * 99), at(3600 * 98), at(3600 * 97)]);
  });

  test('a rollback from an id without a predecessor: a new one', () => {
    const physicalId = OWN_ID.replace(WORKSPACE, OTHER_WORKSPACE);
    const back = { type: 'Update', logicalId: LOGICAL_ID, physicalId, declared };
    expect(physicalIdFor(back, rollback)).toMatch(`${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:16:40Z`);
  });
});

describe('seconds', () => {
  test.each([
    { time: at(0), text: '2026-03-01T12:00:00Z' },
    { time: at(0.999), text: '2026-03-01T12:00:00Z' },
    { time: at(-0.001), text: '2026-03-01T11:59:59Z' },
  ])('$time: $text', ({ time, text }) => {
    expect(formatSecond(time)).toBe(text);
    expect(Date.parse(text)).toBe(wholeSecond(time));
  });
});

test('a logical id of 255 characters, moved a hundred times: an id of no more than 1,024 characters', () => {
  const logicalId = 'D'.repeat(255);
  let physicalId = physicalIdFor(
    { type: 'Create', logicalId, declared: { workspaceId: WORKSPACE } },
    { startedAt: CREATED, rollingBack: false },
  );
  for (let move = 1; move <= 100; move += 1) {
    const declared = { workspaceId: move % 2 === 1 ? OTHER_WORKSPACE : WORKSPACE };
    physicalId = physicalIdFor(
      { type: 'Update', logicalId, physicalId, declared },
      { startedAt: at(3600 * move), rollingBack: false },
    );
  }
  expect(physicalId.length).toBeLessThanOrEqual(1024);
});
