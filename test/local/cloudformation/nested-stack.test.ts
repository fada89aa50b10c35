import type { JsonObject } from '../../../local/transport/json';
import { custom, failingAfter, historyOf, reasonsOf, TestWorld, template } from './world';

/** A world in which a template can be fetched by its URL, `https://t/<name>`. */
function worldWith(templates: Readonly<Record<string, string>>): TestWorld {
  const world = new TestWorld();
  world.services.templateAt = (url) => templates[url.slice('https://t/'.length)];
  return world;
}

const nested = (name: string, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: `https://t/${name}`, ...more },
});

const INNER = template(
  { A: custom({ Size: { Ref: 'Size' } }) },
  {
    Parameters: { Size: { Type: 'String', Default: '1' } },
    Outputs: { Id: { Value: { Ref: 'A' } } },
  },
);

test('a nested stack: created with its parameters, its outputs are attributes', async () => {
  const world = worldWith({ inner: INNER });
  const stack = world.create({
    N: nested('inner', { Parameters: { Size: '7' } }),
    B: custom({ Other: { 'Fn::GetAtt': ['N', 'Outputs.Id'] } }),
  });
  await world.rest();
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(world.requestOf('Create', 'A').ResourceProperties).toMatchObject({ Size: '7' });
  expect(world.requestOf('Create', 'B').ResourceProperties).toMatchObject({ Other: 'id-of-A' });
});

test('a nested stack under way: the outer stack names it already', async () => {
  const world = worldWith({ inner: INNER });
  world.provider = () => ({ seconds: 600 });
  const { events } = world.create({ N: nested('inner') });
  await world.advance(60);
  expect(events.at(-1)).toMatchObject({
    logicalId: 'N',
    physicalId: expect.stringMatching(/^arn:.*:stack\/Test-N-/),
    status: 'CREATE_IN_PROGRESS',
    reason: 'Resource creation Initiated',
  });
  await world.rest();
  expect(events.filter(({ logicalId }) => logicalId === 'N').map(({ status }) => status)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
  ]);
});

test('a parameter changes: what is inside is updated, and back if a sibling fails', async () => {
  const world = worldWith({ inner: INNER });
  const stack = await world.created({ N: nested('inner') });
  world.update({ N: nested('inner', { Parameters: { Size: '2' } }), W: failingAfter(60, { DependsOn: 'N' }) });
  await world.rest();
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.requests.map(({ ResourceProperties }) => ResourceProperties)).toMatchObject([
    { Size: '2' },
    { Size: '1' },
  ]);
});

test('what is inside fails: the outer stack says why, and nothing stays', async () => {
  const world = worldWith({ inner: INNER });
  world.provider = ({ RequestType }) => (RequestType === 'Create' ? { status: 'FAILED', reason: 'no room' } : {});
  const stack = world.create({ N: nested('inner') });
  await world.rest();
  expect(reasonsOf(stack, 'N').at(-1)).toMatch(/was not successfully created: .*no room/);
  expect([stack.status, historyOf(stack, 'N').at(-1)]).toEqual(['ROLLBACK_COMPLETE', 'DELETE_COMPLETE']);
});

test('a sibling fails while it is being created: what is inside is cancelled and deleted', async () => {
  const world = worldWith({ inner: INNER });
  world.provider = ({ RequestType }) => ({ seconds: RequestType === 'Create' ? 600 : 10 });
  const stack = world.create({ N: nested('inner'), W: failingAfter(60) });
  await world.rest();
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(world.asked).toEqual(['Create A', expect.stringMatching(/^Delete A Test-N-.*-A-/)]);
});

test('the outer stack is deleted: what is inside too', async () => {
  const world = worldWith({ inner: INNER });
  const stack = await world.created({ N: nested('inner') });
  world.engine.deleteStack('Test');
  await world.rest();
  expect([stack.status, world.asked]).toEqual(['DELETE_COMPLETE', ['Delete A id-of-A']]);
});
