import { DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
import { declare, Harness } from '../harness';

test('R15 the stack may not be seen for a minute, then it may: installed', async () => {
  const harness = new Harness();
  harness.stack.enter('CREATE_IN_PROGRESS');
  harness.stack.refuse('AccessDenied', 8, 403);
  await harness.run({ type: 'Create', properties: declare(DESKTOP, [VISIO]) });
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'COMPLETED' });
});

test('R15 everything is denied for two minutes while a cancelled create is undone: its mark is read, so that this fails in words, and is undone when it is tried again', async () => {
  const harness = new Harness();
  const properties = declare(DESKTOP, [VISIO]);
  const waiter = await harness.creating(properties);
  await harness.tickUntil(() => harness.states(DESKTOP)[VISIO] === 'COMPLETED', waiter);
  harness.stack.enter('ROLLBACK_IN_PROGRESS');
  harness.simulator.failOperation('*', { exception: 'AccessDeniedException', times: 7 });
  const undo = { type: 'Delete', physicalId: 'Desk-Desk-ABCDEFGHIJKL', properties } as const;
  await expect(harness.run(undo)).rejects.toThrow('AccessDenied');
  await harness.run(undo);
  expect(harness.states(DESKTOP)).toEqual({ [VISIO]: 'REMOVED' });
});
