import type { Scenario } from './state';

const INSTALLED = { P: 'installed' } as const;
const ABSENT = { P: 'absent' } as const;
/** Everything goes wrong once. */
const ALL = { crash: 1, redelivery: 1, failure: 1, error: 1 } as const;

const FAMILY: Readonly<Record<string, Omit<Scenario, 'name' | 'trouble'>>> = {
  'a create and a delete': { stacks: [{ name: 'One', operations: [INSTALLED, null] }] },
  'a create and a delete, and every waiter goes on': {
    stacks: [{ name: 'One', operations: [INSTALLED, null] }],
    keepsWaiters: true,
  },
  'a rename': { stacks: [{ name: 'One', operations: [INSTALLED, { Q: 'installed' }, null] }] },
  'two resources of a stack': { stacks: [{ name: 'One', operations: [{ P: 'installed', Q: 'installed' }, null] }] },
  'from one resource to the other, by updates': {
    stacks: [
      {
        name: 'One',
        operations: [{ P: 'installed', Q: 'nothing' }, { P: 'nothing', Q: 'installed' }, null],
      },
    ],
  },
  'what was there is declared absent': { stacks: [{ name: 'One', operations: [ABSENT, null] }], isThere: true },
  'what was there is adopted, then declared absent': {
    stacks: [{ name: 'One', operations: [INSTALLED, ABSENT, null], allowExisting: true }],
    isThere: true,
  },
  'a resource is retained, and another one comes': {
    stacks: [{ name: 'One', operations: [INSTALLED, {}, { Q: 'installed' }, null], retains: ['P'] }],
  },
  'two stacks': {
    stacks: [
      { name: 'One', operations: [INSTALLED, null], allowExisting: true },
      { name: 'Other', operations: [INSTALLED, null], allowExisting: true },
    ],
  },
  'two stacks, of which the later is refused': {
    stacks: [
      { name: 'One', operations: [INSTALLED, null] },
      { name: 'Other', operations: [INSTALLED, null] },
    ],
  },
};

const scenario = (name: keyof typeof FAMILY, trouble: Scenario['trouble']): Scenario => ({
  name: `${name}${Object.keys(trouble).length > 0 ? `, with ${Object.keys(trouble).join(', ')}` : ''}`,
  stacks: [],
  ...FAMILY[name],
  trouble,
});

/** What two holders can do to one application on one desktop. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('a create and a delete', { crash: 1, failure: 1, error: 3 }),
  scenario('a create and a delete, and every waiter goes on', { failure: 1 }),
  scenario('a rename', { crash: 1, redelivery: 1, failure: 1 }),
  scenario('two resources of a stack', {}),
  scenario('from one resource to the other, by updates', {}),
  scenario('what was there is declared absent', { crash: 1, redelivery: 1, failure: 1 }),
  scenario('what was there is adopted, then declared absent', { crash: 1, failure: 1 }),
  scenario('a resource is retained, and another one comes', { crash: 1, failure: 1 }),
];

/** Two stacks, and the same with more that goes wrong, in minutes. */
export const LONG_SCENARIOS: readonly Scenario[] = [
  scenario('a create and a delete', ALL),
  scenario('a rename', ALL),
  scenario('two resources of a stack', { failure: 1 }),
  scenario('two resources of a stack', { crash: 1, failure: 1 }),
  scenario('from one resource to the other, by updates', { failure: 1 }),
  scenario('what was there is declared absent', ALL),
  scenario('what was there is adopted, then declared absent', ALL),
  scenario('a resource is retained, and another one comes', ALL),
  scenario('two stacks', { crash: 1 }),
  scenario('two stacks', { failure: 1 }),
  scenario('two stacks, of which the later is refused', {}),
];
