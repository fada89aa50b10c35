import {
  createdAt,
  firstIdFor,
  parseIdentity,
  physicalIdFor,
  tokenFor,
  tokenPrefixOf,
} from '../../../lambda/stack/identity';
import { at, BEGAN, CREATED, LOGICAL_ID, OTHER_WORKSPACE, STACK_ID, TOKEN, WORKSPACE } from '../builders';

const OWN_ID = `${WORKSPACE}/${TOKEN}`;
const INVENTED_ID = `Desk-${LOGICAL_ID}-1QK2ZJ8M4L0PX`;
const SUBJECT = { stackId: STACK_ID, logicalId: LOGICAL_ID };
const create = (overrides: object = {}) => ({
  type: 'Create',
  ...SUBJECT,
  declared: { workspaceId: WORKSPACE },
  ...overrides,
});
const update = (physicalId: string, workspaceId = WORKSPACE) => ({
  ...create({ declared: { workspaceId } }),
  type: 'Update',
  physicalId,
});

describe('the token', () => {
  test('of a create, delivered again seconds later: the same', () => {
    expect(tokenFor(create(), BEGAN)).toBe(tokenFor(create(), BEGAN + 300));
  });

  test.each([
    { other: create({ stackId: `${STACK_ID}-2` }), began: BEGAN, situation: 'another stack' },
    { other: create({ logicalId: 'Renamed' }), began: BEGAN, situation: 'another logical id' },
    { other: create(), began: BEGAN + 1000, situation: 'another operation, such as a retry' },
  ])('of $situation: another one', ({ other, began }) => {
    expect(tokenFor(other, began)).not.toBe(tokenFor(create(), BEGAN));
  });

  test('of a resource that there is: the one in its id, whatever operation goes on', () => {
    expect(tokenFor(update(OWN_ID), at(99_999))).toBe(TOKEN);
    expect(tokenFor(update(`${OTHER_WORKSPACE}/${TOKEN}`), at(99_999))).toBe(TOKEN);
  });

  test('says when the operation began that created the resource, in whole seconds', () => {
    const identity = parseIdentity(physicalIdFor(create(), BEGAN + 999));
    expect(identity && createdAt(identity)).toBe(BEGAN);
  });

  test('without a time: of no time', () => {
    expect(createdAt({ token: 'abc' })).toBeNaN();
  });

  test('begins alike for all resources that a stack ever had under one logical id, and for no other', () => {
    expect(TOKEN.startsWith(tokenPrefixOf(SUBJECT))).toBe(true);
    expect(TOKEN.startsWith(tokenPrefixOf({ ...SUBJECT, logicalId: 'Desk' }))).toBe(false);
  });

  test('fits into the key of a tag beside the longest application id', () => {
    const token = tokenFor(create({ stackId: 's'.repeat(2000), logicalId: 'l'.repeat(255) }), at(10 ** 9));
    expect(`cdk-workspaces-applications:wsa-${'z'.repeat(63)}:${token}`.length).toBeLessThanOrEqual(127);
  });
});

describe('parts of an id', () => {
  test.each([WORKSPACE, OTHER_WORKSPACE])('%s and a token: read', (workspaceId) => {
    expect(parseIdentity(`${workspaceId}/${TOKEN}`)).toEqual({ workspaceId, token: TOKEN });
  });

  test.each([
    { id: undefined, reason: 'none' },
    { id: '', reason: 'none' },
    { id: INVENTED_ID, reason: 'invented by CloudFormation for a cancelled create' },
    { id: 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED', reason: 'invented by the framework' },
    { id: WORKSPACE, reason: 'without a token' },
    { id: `${WORKSPACE}/`, reason: 'without a token' },
    { id: `${WORKSPACE}/${TOKEN.split('.')[0]}`, reason: 'a token without its time' },
    { id: `${WORKSPACE}/${TOKEN.toUpperCase()}`, reason: 'a token of another form' },
    { id: `x${OWN_ID}`, reason: 'with something before it' },
    { id: `${OWN_ID}/more`, reason: 'with something behind it' },
    { id: `${OWN_ID}\n`, reason: 'with a line break' },
  ])('$id: not one of ours ($reason)', ({ id }) => {
    expect(parseIdentity(id)).toBeUndefined();
  });
});

describe('the id that an event is answered with before anything is done', () => {
  const moved = update(`${OTHER_WORKSPACE}/${TOKEN}`);

  test.each([
    { situation: 'a rollback from another WorkSpace', request: moved, isRollingBack: true, id: moved.physicalId },
    { situation: 'an update to another WorkSpace', request: moved, isRollingBack: false, id: OWN_ID },
    {
      situation: 'a rollback of an id that is not ours',
      request: update(INVENTED_ID),
      isRollingBack: true,
      id: undefined,
    },
    { situation: 'a rollback without an id', request: create(), isRollingBack: true, id: undefined },
  ])('$situation: $id', ({ request, isRollingBack, id }) => {
    expect(firstIdFor(request, BEGAN, isRollingBack)).toBe(id ?? physicalIdFor(request, BEGAN));
  });
});

describe('the id that an event is answered with', () => {
  test('create: says which WorkSpace, and which resource', () => {
    expect(physicalIdFor(create(), CREATED)).toBe(OWN_ID);
  });

  test.each([
    { type: 'Update', physicalId: OWN_ID, reason: 'nothing but the properties changed' },
    { type: 'Delete', physicalId: OWN_ID, reason: 'a delete keeps its id' },
    { type: 'Delete', physicalId: INVENTED_ID, reason: 'a delete keeps its id, also an invented one' },
    { type: 'Delete', physicalId: `${OTHER_WORKSPACE}/${TOKEN}`, reason: 'a delete keeps its id' },
  ])('$type of $physicalId: the same ($reason)', ({ type, physicalId }) => {
    expect(physicalIdFor({ ...create(), type, physicalId }, BEGAN)).toBe(physicalId);
  });

  test('delete whose properties cannot be understood: the same', () => {
    expect(physicalIdFor({ ...SUBJECT, type: 'Delete', physicalId: INVENTED_ID }, BEGAN)).toBe(INVENTED_ID);
  });

  test('create whose properties cannot be understood: a token without a WorkSpace', () => {
    expect(physicalIdFor({ ...SUBJECT, type: 'Create' }, BEGAN)).toBe(`/${tokenFor(create(), BEGAN)}`);
  });

  test('update of an id that is not ours: a new one', () => {
    const foreign = update(INVENTED_ID);
    expect(physicalIdFor(foreign, BEGAN)).toBe(`${WORKSPACE}/${tokenFor(create(), BEGAN)}`);
  });

  test('update to a WorkSpace whose id begins with that of the old one: another one', () => {
    expect(physicalIdFor(update(OWN_ID, `${WORKSPACE}6`), BEGAN)).toBe(`${WORKSPACE}6/${TOKEN}`);
  });

  test('R7 another WorkSpace and back in a rollback: the old id, so that nothing is left over to delete', () => {
    const moved = physicalIdFor(update(OWN_ID, OTHER_WORKSPACE), BEGAN);
    expect(moved).toBe(`${OTHER_WORKSPACE}/${TOKEN}`);
    expect(physicalIdFor(update(moved), BEGAN + 60_000)).toBe(OWN_ID);
  });

  test('R7 moved a hundred times: of one length, and each time another WorkSpace’s', () => {
    let physicalId = OWN_ID;
    for (let move = 1; move <= 100; move++) {
      physicalId = physicalIdFor(update(physicalId, `ws-0moved${String(move).padStart(4, '0')}`), at(move * 1000));
      expect(parseIdentity(physicalId)).toEqual({
        workspaceId: `ws-0moved${String(move).padStart(4, '0')}`,
        token: TOKEN,
      });
    }
  });
});
