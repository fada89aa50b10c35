import { AssociationState, WorkspaceState } from '@aws-sdk/client-workspaces';
import { isMoving, isMovingIn, isPending, prospectOf, stageIn, stageOf } from '../../../lambda/reconcile/states';
import { OFFICE, PROJECT, seeing, VISIO } from '../builders';

test.each(Object.values(AssociationState))('%s, which the SDK knows: has a stage', (state) => {
  expect(stageOf(state)).toBeDefined();
});

test.each(['', 'QUARANTINED', 'completed', ' COMPLETED', 'toString', '__proto__', 'constructor'])(
  '%p: has no stage, since this version does not know it',
  (text) => {
    expect(stageOf(text)).toBeUndefined();
  },
);

test.each([
  { state: 'PENDING_INSTALL', pending: true, moving: false },
  { state: 'PENDING_UNINSTALL_DEPLOYMENT', pending: true, moving: false },
  { state: 'INSTALLING', pending: false, moving: true },
  { state: 'UNINSTALLING', pending: false, moving: true },
  { state: 'COMPLETED', pending: false, moving: false },
  { state: 'ERROR', pending: false, moving: false },
  { state: 'ABSENT', pending: false, moving: false },
  { state: 'PENDING_REPAIR', pending: true, moving: false },
  { state: 'REPAIRING', pending: false, moving: false },
])(
  '$state: waits for a deployment $pending, is being deployed $moving; an unknown one goes by its name',
  ({ state, pending, moving }) => {
    expect([isPending(state), isMoving(state)]).toEqual([pending, moving]);
  },
);

test.each([
  { state: 'COMPLETED', stage: 'installed' },
  { state: 'PENDING_INSTALL', stage: 'to install' },
  { state: 'ABSENT', stage: 'absent' },
  { state: 'QUARANTINED', stage: undefined },
])('a WorkSpace shows an application in $state, or lists none for ABSENT: $stage', ({ state, stage }) => {
  expect(stageIn(seeing({ applicationId: VISIO, state: 'ERROR' }, { state }), OFFICE)).toBe(stage);
});

test.each([
  { states: ['COMPLETED', 'INSTALLING'], moving: true, reason: 'one of two is' },
  { states: ['UNINSTALLING', 'UNINSTALLING'], moving: true, reason: 'both are' },
  { states: ['COMPLETED', 'PENDING_INSTALL'], moving: false, reason: 'what is pending is not' },
  { states: [], moving: false, reason: 'nothing is there' },
])('a WorkSpace with $states: is being deployed $moving ($reason)', ({ states, moving }) => {
  const ids = [OFFICE, PROJECT];
  const seen = seeing(...states.map((state, index) => ({ applicationId: ids[index], state })));
  expect(isMovingIn(seen)).toBe(moving);
});

test.each([
  { state: undefined, prospect: 'gone', reason: 'there is no such WorkSpace' },
  { state: 'TERMINATED', prospect: 'gone', reason: 'nor will there be' },
  { state: 'SUSPENDED', prospect: 'stuck', reason: 'it needs a person' },
  { state: 'STOPPED', prospect: 'stopped', reason: 'it may take a deployment, or need a start' },
  { state: 'AVAILABLE', prospect: 'ready', reason: 'it has no excuse' },
  { state: 'UPDATING', prospect: 'passing', reason: 'a deployment is under way' },
  { state: 'A_LATER_STATE', prospect: 'passing', reason: 'an unknown state may pass' },
])('a WorkSpace in $state: $prospect ($reason)', ({ state, prospect }) => {
  expect(prospectOf(state)).toBe(prospect);
});

test.each(Object.values(WorkspaceState))(
  'a WorkSpace in %s, which the SDK knows: has a prospect of its own',
  (state) => {
    expect(['ready', 'stopped', 'passing', 'stuck', 'gone']).toContain(prospectOf(state));
  },
);
