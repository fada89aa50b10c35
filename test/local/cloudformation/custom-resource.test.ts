import { custom, reasonsOf, TestWorld, TOKEN } from './world';

const stackId = expect.stringMatching(/^arn:aws:cloudformation:us-east-1:111122223333:stack\/Test\/[0-9a-f-]{36}$/);

describe('the request', () => {
  test('what CloudFormation sends: every scalar a string, the token and the timeout among the properties', async () => {
    const world = new TestWorld();
    world.create({
      A: custom({ Flag: true, Count: 3, Nested: { On: false }, List: [1, 'two', []], ServiceTimeout: 60 }),
    });
    await world.advance(0);
    expect(world.requests).toEqual([
      {
        RequestType: 'Create',
        ServiceToken: TOKEN,
        ResponseURL: expect.stringMatching(
          /^https:\/\/cloudformation-custom-resource-response-useast1\.s3\.us-east-1\.amazonaws\.com\/arn%3A.*&Signature=/,
        ),
        StackId: stackId,
        RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        LogicalResourceId: 'A',
        ResourceType: 'Custom::Thing',
        ResourceProperties: {
          ServiceToken: TOKEN,
          ServiceTimeout: '60',
          Flag: 'true',
          Count: '3',
          Nested: { On: 'false' },
          List: ['1', 'two', []],
        },
      },
    ]);
  });

  test('two requests: never the same URL or RequestId', async () => {
    const world = new TestWorld();
    world.create({ A: custom(), B: custom() });
    await world.advance(0);
    expect(new Set(world.requests.map(({ ResponseURL }) => ResponseURL)).size).toBe(2);
    expect(new Set(world.requests.map(({ RequestId }) => RequestId)).size).toBe(2);
  });

  test.each([
    ['no token', { ServiceToken: '' }, 'ServiceToken is required'],
    [
      'a topic as token',
      { ServiceToken: 'arn:aws:sns:us-east-1:1:t' },
      'does not support the service token arn:aws:sns:us-east-1:1:t',
    ],
    ['a timeout beyond the hour', { ServiceTimeout: 3601 }, 'Invalid ServiceTimeout'],
  ])('%s: the resource fails by name', async (_what, properties, reason) => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom(properties) });
    expect(reasonsOf(stack, 'A')[0]).toContain(reason);
  });
});

describe('the answer', () => {
  test.each([
    ['longer than 4096 bytes', JSON.stringify({ Reason: 'x'.repeat(4096) }), 'Response object is too long.'],
    ['no JSON', 'well done', 'Response is not valid JSON'],
  ])('%s: a failure', async (_what, body, reason) => {
    const world = new TestWorld();
    world.provider = ({ RequestType }) => (RequestType === 'Create' ? { body } : {});
    const stack = await world.created({ A: custom() });
    expect(reasonsOf(stack, 'A')[0]).toContain(reason);
  });

  test.each(['RequestId', 'StackId', 'LogicalResourceId'])(
    'another %s: ignored, the right one still counts',
    async (key) => {
      const world = new TestWorld();
      world.provider = () => 'silent';
      const stack = world.create({ A: custom() });
      await world.advance(10);
      const request = world.requestOf('Create', 'A');
      await answered(world, { ...request, [key]: 'foreign' }, 'wrong');
      expect(stack.status).toBe('CREATE_IN_PROGRESS');
      await answered(world, request, 'right');
      expect(stack.resources.get('A')?.physicalId).toBe('right');
    },
  );

  test('a second answer: ignored', async () => {
    const world = new TestWorld();
    const stack = await world.created({ A: custom() });
    world.update({ A: custom({ Size: 1 }) });
    await world.rest();
    await answered(world, world.requestOf('Update', 'A'), 'late');
    expect(stack.resources.get('A')?.physicalId).toBe('id-of-A');
  });

  test('without a PhysicalResourceId: a failure', async () => {
    const world = new TestWorld();
    world.provider = (request) =>
      request.RequestType === 'Create'
        ? {
            body: JSON.stringify({
              Status: 'SUCCESS',
              RequestId: request.RequestId,
              StackId: request.StackId,
              LogicalResourceId: 'A',
            }),
          }
        : {};
    const stack = await world.created({ A: custom() });
    expect(reasonsOf(stack, 'A')[0]).toContain('Invalid PhysicalResourceId');
  });
});

test.each([
  ['the default', {}, 3600],
  ['ServiceTimeout', { ServiceTimeout: '90' }, 90],
])('silence for %s: a failure then, and not before', async (_what, properties, seconds) => {
  const world = new TestWorld();
  world.provider = ({ RequestType }) => (RequestType === 'Create' ? 'silent' : {});
  const stack = world.create({ A: custom(properties) });
  await world.advance(seconds - 1);
  expect(stack.status).toBe('CREATE_IN_PROGRESS');
  await world.advance(1);
  expect(reasonsOf(stack, 'A')[0]).toMatch(/^CloudFormation did not receive a response from your Custom Resource\./);
});

async function answered(
  world: TestWorld,
  request: Parameters<TestWorld['answer']>[0],
  physicalId: string,
): Promise<void> {
  const answer = world.answer(request, { physicalId, seconds: 0 });
  await world.advance(0);
  await answer;
  await world.advance(0);
}
