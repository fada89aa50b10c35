import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { cloudForTests, outcome, set } from './cloud';

const cloud = cloudForTests();

test('cdk deploy --hotswap of a changed application: green, and nothing is changed; cdk deploy installs it', async () => {
  const desk = cloud().scenario('Hotswap');
  expect(outcome(await desk.deploy(set(desk, [VISIO])))).toBe('succeeded');
  const swapped = await desk.deploy(set(desk, [OFFICE]), '--hotswap');
  expect(outcome(swapped)).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'COMPLETED' });
  expect(outcome(await desk.deploy(set(desk, [OFFICE])))).toBe('succeeded');
  expect(desk.states()).toEqual({ [VISIO]: 'REMOVED', [OFFICE]: 'COMPLETED' });
});
