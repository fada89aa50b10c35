import { PropertyError } from '../../../lambda/contract/properties';
import { receive } from '../../../lambda/stack/request';
import { declaration, event, LOGICAL_ID, OFFICE, request, STACK_ID, stringified, VISIO, WORKSPACE } from '../builders';

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

  test('the secret of the event: is not kept', () => {
    expect(JSON.stringify(receive(event()))).not.toContain('secret');
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
});
