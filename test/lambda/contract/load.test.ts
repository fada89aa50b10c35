import { LOAD_VARIABLE, loadFrom, renderLoad } from '../../../lambda/contract/load';

const NOTHING_KNOWN = { resources: 1, applications: undefined, shared: undefined };

test.each([
  { situation: 'one resource', load: { resources: 1, applications: 1, shared: false } },
  {
    situation: 'a shared WorkSpace',
    load: { resources: 2, applications: 5, shared: true },
  },
  { situation: 'numbers that differ', load: { resources: 450, applications: 1350, shared: false } },
  { situation: 'nothing but resources', load: { resources: 3 } },
])('$situation: what is rendered is read back', ({ load }) => {
  expect(loadFrom({ [LOAD_VARIABLE]: renderLoad(load) })).toEqual({ ...NOTHING_KNOWN, ...load });
});

test.each([
  undefined,
  '',
  'text',
  'null',
  '7',
  '[]',
  '{}',
  '{"resources":0}',
  '{"resources":"2"}',
  '{"shared":"true"}',
])('%p in the environment: one resource, and nothing else is known', (text) => {
  expect(loadFrom({ [LOAD_VARIABLE]: text })).toEqual(NOTHING_KNOWN);
});
