import { parseIdentity } from '../../lambda/service/identity';
import { marksOf } from '../../lambda/service/marks';
import type { JsonObject } from '../../local/transport/json';
import { A, B, bomb, DESKTOP, desk, OLD, OTHER, SECOND, StackWorld, templateOf } from './world';

const ADOPT = { AllowExisting: 'true' };
const KEEPER = desk([A]);
const ELSEWHERE = desk([B], { WorkspaceId: OTHER });
const nested = (name: string): JsonObject => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: `https://t/${name}` },
});

/** How often an application was uninstalled from the desktop. */
const removals = ({ simulator }: StackWorld, applicationId: string = A) =>
  simulator.removals.filter((removal) => removal.applicationId === applicationId).length;

/** The tokens that hold an application on the desktop. */
const holders = ({ simulator }: StackWorld, applicationId: string = A) =>
  marksOf(
    Object.entries(simulator.tags(DESKTOP)).map(([key, value]) => ({ key, value })),
    DESKTOP,
  )
    .filter((mark) => mark.applicationId === applicationId && mark.kind === 'holds')
    .map(({ token }) => token);

interface Way {
  readonly way: string;
  readonly live: (world: StackWorld) => Promise<unknown>;
  /** How many hold it in the end. @default 1 */
  readonly holding?: number;
}

/** Every way in which a resource lets go of an application that another one declares, too. */
const WAYS: readonly Way[] = [
  {
    way: 'another resource joins, and is dropped',
    live: async (world) => {
      await world.update({ Keeper: KEEPER, Other: desk([A]) });
      await world.update({ Keeper: KEEPER });
    },
  },
  {
    way: 'another drops it from its list',
    live: async (world) => {
      await world.update({ Keeper: KEEPER, Other: desk([A, B]) });
      await world.update({ Keeper: KEEPER, Other: desk([B]) });
    },
  },
  {
    way: 'another is renamed',
    holding: 2,
    live: async (world) => {
      await world.update({ Keeper: KEEPER, Other: desk([A]) });
      await world.update({ Keeper: KEEPER, Renamed: desk([A]) });
    },
  },
  {
    way: 'another moves to another WorkSpace',
    live: async (world) => {
      await world.update({ Keeper: KEEPER, Other: desk([A]) });
      await world.update({ Keeper: KEEPER, Other: desk([A], { WorkspaceId: OTHER }) });
    },
  },
  {
    way: 'an update in which another joins is rolled back',
    live: (world) => world.update({ Keeper: KEEPER, Other: desk([A]), Bomb: bomb(300, { DependsOn: 'Other' }) }),
  },
  {
    way: 'an update in which another joins is cancelled',
    live: async (world) => {
      world.beginUpdate({ Keeper: KEEPER, Other: desk([A]), Bomb: bomb(3000) });
      await world.clock.runUntil(world.clock.sleep(90 * SECOND));
      world.engine.cancelUpdateStack(world.stackId);
      await world.rest();
    },
  },
  {
    way: 'an update in which another drops it is rolled back',
    holding: 2,
    live: async (world) => {
      await world.update({ Keeper: KEEPER, Other: desk([A, B]) });
      await world.update({ Keeper: KEEPER, Other: desk([B]), Bomb: bomb(300, { DependsOn: 'Other' }) });
    },
  },
  {
    way: 'a nested stack joins, and is dropped',
    live: async (world) => {
      await world.update({ Keeper: KEEPER, Nested: nested('inner') });
      await world.update({ Keeper: KEEPER });
    },
  },
  {
    way: 'another declares it absent, and is refused',
    live: (world) => world.update({ Keeper: KEEPER, Other: desk([B], { AbsentApplicationIds: [A] }) }),
  },
];

test.each(WAYS)(
  'R31 $way: what a living resource declares is never uninstalled, and only the living hold it',
  async ({ live, holding = 1 }) => {
    const world = new StackWorld({ templates: { inner: templateOf({ Desk: desk([A]) }) } });
    await world.create({ Keeper: KEEPER });
    const [keeper] = world.ids.map((id) => parseIdentity(id)?.token);
    await live(world);
    expect(world.states()).toMatchObject({ [A]: 'COMPLETED', [OLD]: 'COMPLETED' });
    expect(removals(world)).toBe(0);
    expect(holders(world)).toContain(keeper);
    expect(holders(world)).toHaveLength(holding);
  },
);

test('R31 all that hold it let go, one after the other: the last one uninstalls', async () => {
  const world = new StackWorld();
  await world.create({ Keeper: KEEPER, Other: desk([A]), Elsewhere: ELSEWHERE });
  await world.update({ Other: desk([A]), Elsewhere: ELSEWHERE });
  expect([world.states()[A], removals(world)]).toEqual(['COMPLETED', 0]);
  await world.update({ Elsewhere: ELSEWHERE });
  expect([world.states()[A], removals(world)]).toEqual([undefined, 1]);
  expect(holders(world)).toEqual([]);
});

test('R31 both that hold it let go in one update: it is uninstalled, with one outage', async () => {
  const world = new StackWorld();
  await world.create({ Keeper: KEEPER, Other: desk([A]), Elsewhere: ELSEWHERE });
  const before = world.outages();
  await world.update({ Elsewhere: ELSEWHERE });
  expect([world.states()[A], removals(world), world.outages() - before]).toEqual([undefined, 1, 1]);
  expect(holders(world)).toEqual([]);
});

/** What changes its name or its form in one deployment, and keeps what it declares. */
const CHANGES: readonly { change: string; from: JsonObject; to: JsonObject }[] = [
  { change: 'a rename', from: { Before: desk([A]) }, to: { After: desk([A]) } },
  { change: 'a rename, with allowExisting', from: { Before: desk([A], ADOPT) }, to: { After: desk([A], ADOPT) } },
  { change: 'two associations become a set', from: { One: desk([A]), Two: desk([B]) }, to: { Both: desk([A, B]) } },
  { change: 'a set becomes two associations', from: { Both: desk([A, B]) }, to: { One: desk([A]), Two: desk([B]) } },
  {
    change: 'two swap their logical ids',
    from: { One: desk([A]), Two: desk([B]) },
    to: { One: desk([B]), Two: desk([A]) },
  },
  {
    change: 'a resource moves into a nested stack',
    from: { One: desk([A]), Two: desk([B]) },
    to: { Two: desk([B]), Nested: nested('inner') },
  },
];

test.each(CHANGES)(
  'R8 $change: one deployment, nothing happens on the desktop; a destroy uninstalls',
  async ({ from, to }) => {
    const world = new StackWorld({ templates: { inner: templateOf({ Desk: desk([A]) }) } });
    await world.create(from);
    const before = world.outages();
    const installed = world.states();
    expect(await world.update(to)).toEqual({ status: 'UPDATE_COMPLETE', reasons: [] });
    expect(world.states()).toEqual(installed);
    expect([world.outages() - before, removals(world), removals(world, B)]).toEqual([0, 0, 0]);
    expect(holders(world)).toHaveLength(1);
    await world.delete();
    expect(world.states()).toEqual({ [OLD]: 'COMPLETED' });
  },
);

test.each(CHANGES)(
  'R8 $change, and the update fails elsewhere: rolled back, nothing happens, marks as before',
  async ({ from, to }) => {
    const world = new StackWorld({ templates: { inner: templateOf({ Desk: desk([A]) }) } });
    await world.create(from);
    const before = [world.outages(), world.states(), holders(world), holders(world, B)];
    const made = await world.update({ ...to, Bomb: bomb(60) });
    expect(made.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([world.outages(), world.states(), holders(world), holders(world, B)]).toEqual(before);
  },
);
