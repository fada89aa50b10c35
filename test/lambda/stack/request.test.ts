import { PropertyError } from '../../../lambda/contract/properties';
import { OPERATION_MEMBER, toWire } from '../../../lambda/stack/operation';
import { receive, resume } from '../../../lambda/stack/request';
import {
  declaration,
  event,
  LOGICAL_ID,
  OFFICE,
  operation,
  request,
  STACK_ID,
  stringified,
  VISIO,
  WORKSPACE,
} from '../builders';

const properties = (...applicationIds: readonly string[]) =>
  stringified({ ServiceTimeout: 3600, WorkspaceId: WORKSPACE, ApplicationIds: applicationIds });
const BAD = stringified({ WorkspaceId: 'annas-desk', ApplicationIds: [OFFICE] });

describe('what CloudFormation sends', () => {
  test('create: who, where and what', () => {
    expect(receive(event())).toEqual(request());
  });

  test('create with the id that the framework adds for a waiter: is ignored, it is the answer of onEvent', () => {
    expect(receive(event({ PhysicalResourceId: 'an-id' }))).toEqual(request());
  });

  test('update: the id, and what was declared before', () => {
    const update = event({
      RequestType: 'Update',
      PhysicalResourceId: 'an-id',
      ResourceProperties: properties(OFFICE, VISIO),
      OldResourceProperties: properties(OFFICE),
    });
    expect(receive(update)).toEqual(
      request({
        type: 'Update',
        physicalId: 'an-id',
        declared: declaration({ applicationIds: [OFFICE, VISIO] }),
        before: declaration(),
      }),
    );
  });

  test('delete: the id, and no word of before', () => {
    const deletion = event({
      RequestType: 'Delete',
      PhysicalResourceId: 'an-id',
      OldResourceProperties: properties(VISIO),
    });
    expect(receive(deletion)).toEqual(request({ type: 'Delete', physicalId: 'an-id' }));
  });

  test.each([BAD, undefined, null, 'text', [], { WorkspaceId: WORKSPACE }])(
    'update, the old properties are %j: it declared nothing before',
    (OldResourceProperties) => {
      const update = event({ RequestType: 'Update', PhysicalResourceId: 'an-id', OldResourceProperties });
      expect(receive(update)).not.toHaveProperty('before', expect.anything());
    },
  );

  test.each([BAD, undefined, null, 'text', [], { WorkspaceId: WORKSPACE }])(
    'delete, the properties are %j: nothing was ever installed under them',
    (ResourceProperties) => {
      const deletion = event({ RequestType: 'Delete', PhysicalResourceId: 'an-id', ResourceProperties });
      expect(receive(deletion)).not.toHaveProperty('declared', expect.anything());
    },
  );

  test.each(['Create', 'Update'])(
    '%s, the properties cannot be understood: refused, naming the property',
    (RequestType) => {
      const bad = event({ RequestType, PhysicalResourceId: 'an-id', ResourceProperties: BAD });
      expect(() => receive(bad)).toThrow(PropertyError);
      expect(() => receive(bad)).toThrow(/WorkspaceId.*annas-desk/);
    },
  );

  test.each([
    { type: 'Update', old: properties(OFFICE), isUnchanged: true, reason: 'CloudFormation repeats what failed' },
    { type: 'Update', old: properties(VISIO), isUnchanged: false, reason: 'another application' },
    {
      type: 'Update',
      old: stringified({ ServiceTimeout: 60, WorkspaceId: WORKSPACE, ApplicationIds: [OFFICE] }),
      isUnchanged: false,
      reason: 'it differs in what declares nothing',
    },
    { type: 'Delete', old: properties(OFFICE), isUnchanged: false, reason: 'a delete changes nothing' },
  ])('$type, $reason: unchanged $isUnchanged', ({ type, old, isUnchanged }) => {
    const sent = event({
      RequestType: type,
      PhysicalResourceId: 'an-id',
      ResourceProperties: properties(OFFICE),
      OldResourceProperties: old,
    });
    expect(receive(sent)).toMatchObject({ type, isUnchanged });
  });

  test('the secret of the event: is not kept', () => {
    expect(JSON.stringify(receive(event()))).not.toContain('secret');
  });
});

describe('the look-up of an application', () => {
  const lookup = (overrides: Readonly<Record<string, unknown>> = {}) =>
    event({ ResourceType: 'Custom::WorkspaceApplicationLookup', ResourceProperties: { Name: 'Visio' }, ...overrides });
  const who = { requestId: 'request-1', stackId: STACK_ID, logicalId: LOGICAL_ID };

  test('create: what is looked for', () => {
    expect(receive(lookup())).toEqual({
      kind: 'lookup',
      type: 'Create',
      ...who,
      lookup: { name: 'Visio', allowUninstallOnly: false },
    });
  });

  test('create, the name is missing: refused', () => {
    expect(() => receive(lookup({ ResourceProperties: {} }))).toThrow(PropertyError);
  });

  test('delete: has nothing to do, whatever its properties are', () => {
    const deletion = lookup({ RequestType: 'Delete', PhysicalResourceId: 'wsa-1', ResourceProperties: {} });
    expect(receive(deletion)).toEqual({ kind: 'lookup', type: 'Delete', ...who, physicalId: 'wsa-1' });
  });

  test('it comes to isComplete: without an operation, which it does not need', () => {
    expect(resume(lookup())).toEqual(receive(lookup()));
  });
});

describe('an event that has come through onEvent', () => {
  test('the request, and the operation that onEvent has found', () => {
    const sent = event({ [OPERATION_MEMBER]: toWire(operation()) });
    expect(resume(sent)).toEqual({ request: request(), operation: operation() });
  });

  test('it has not come through onEvent: refused', () => {
    expect(() => resume(event())).toThrow(PropertyError);
  });
});

describe('what CloudFormation never sends', () => {
  test.each([null, undefined, 'text', 7, true, [], {}])('%p: refused, not crashed', (nothing) => {
    expect(() => receive(nothing)).toThrow(PropertyError);
  });

  test.each([
    { overrides: { RequestType: 'Read' }, names: 'RequestType' },
    { overrides: { RequestType: 'create' }, names: 'RequestType' },
    { overrides: { RequestType: ['Create'] }, names: 'RequestType' },
    { overrides: { RequestId: undefined }, names: 'RequestId' },
    { overrides: { StackId: '' }, names: 'StackId' },
    { overrides: { StackId: 7 }, names: 'StackId' },
    { overrides: { LogicalResourceId: null }, names: 'LogicalResourceId' },
    { overrides: { LogicalResourceId: { Ref: LOGICAL_ID } }, names: 'LogicalResourceId' },
    { overrides: { RequestType: 'Update', PhysicalResourceId: undefined }, names: 'PhysicalResourceId' },
    { overrides: { RequestType: 'Delete', PhysicalResourceId: '' }, names: 'PhysicalResourceId' },
    { overrides: { ResourceProperties: undefined }, names: 'ApplicationIds' },
    { overrides: { ResourceProperties: [STACK_ID] }, names: 'ApplicationIds' },
  ])('$overrides: refused, naming $names', ({ overrides, names }) => {
    expect(() => receive(event(overrides))).toThrow(PropertyError);
    expect(() => receive(event(overrides))).toThrow(names);
  });

  test.each([
    { overrides: { RequestType: 'Read' }, says: 'RequestType must be Create, Update or Delete: the event does not' },
    { overrides: { StackId: '' }, says: 'the event has no StackId: it does not come from CloudFormation' },
  ])('$overrides: says what is wrong', ({ overrides, says }) => {
    expect(() => receive(event(overrides))).toThrow(says);
  });
});
