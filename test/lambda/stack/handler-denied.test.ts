import { DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
import { declare, Harness } from '../harness';

test('R15 the stack may not be seen for a minute, then it may: installed', async () => {
  const harness = new Harness();
  harness.stack.enter('CREATE_IN_PROGRESS');
  harness.stack.refuse('AccessDenied', 8, 403);
  await harness.run({ type: 'Create', properties: declare(DESKTOP, [VISIO]) });
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});
