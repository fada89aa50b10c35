import { formatIdentity, formatSecond, parseIdentity, physicalIdFor, wholeSecond } from '../../lambda/identity';
import { at, BEGAN, CREATED, LOGICAL_ID, OTHER_WORKSPACE, WORKSPACE } from './builders';

const OWN_ID = `${WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:00:00Z`;
const MOVED_ID = `${OTHER_WORKSPACE}/${LOGICAL_ID}/2026-03-01T12:16:40Z/2026-03-01T12:00:00Z`;
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;

describe('parts of an id', () => {
  test.each([
    { id: OWN_ID, identity: { workspaceId: WORKSPACE, created: CREATED } },
    { id: MOVED_ID, identity: { workspaceId: OTHER_WORKSPACE, created: BEGAN, replacedCreated: CREATED } },
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
    { id: `${OWN_ID}\n`, reason: 'with a line break' },
  ])('$id: not one of ours ($reason)', ({ id }) => {
    expect(parseIdentity(id, LOGICAL_ID)).toBeUndefined();
  });
});

describe('the id that an event is answered with', () => {
  const declared = { workspaceId: WORKSPACE };
  const forward = { began: BEGAN, rollingBack: false };
  const rollback = { began: BEGAN, rollingBack: true };

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
