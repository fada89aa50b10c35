import { WorkspaceState } from '@aws-sdk/client-workspaces';
import {
  INSTALL,
  isMoving,
  isPending,
  type Phase,
  type Prospect,
  prospectOf,
  REMOVAL,
  type STAGES,
  stageOf,
} from '../../../lambda/reconcile/states';

interface Row {
  readonly install: Phase;
  readonly removal: Phase;
  readonly reason: string;
}

const TABLE: Record<keyof typeof STAGES, Row> = {
  ABSENT: { install: 'associate', removal: 'settled', reason: 'the service knows of nothing' },
  REMOVED: { install: 'associate', removal: 'settled', reason: 'a record of what was' },
  PENDING_INSTALL: { install: 'deploy', removal: 'disassociate', reason: 'a wish, not carried out' },
  PENDING_INSTALL_DEPLOYMENT: { install: 'deploy', removal: 'disassociate', reason: 'a wish, not carried out' },
  INSTALLING: { install: 'moving', removal: 'moving', reason: 'cannot be interrupted' },
  COMPLETED: { install: 'settled', removal: 'disassociate', reason: 'installed' },
  PENDING_UNINSTALL: { install: 'associate', removal: 'deploy', reason: 'taken back without an outage' },
  PENDING_UNINSTALL_DEPLOYMENT: { install: 'associate', removal: 'deploy', reason: 'taken back without an outage' },
  UNINSTALLING: { install: 'moving', removal: 'moving', reason: 'cannot be interrupted' },
  ERROR: { install: 'error', removal: 'error', reason: 'its age decides' },
};
const ROWS = Object.entries(TABLE).map(([state, row]) => ({ state, ...row }));

test.each(ROWS)('$state, wanted installed: $install ($reason)', ({ state, install }) => {
  expect(INSTALL[stageOf(state) ?? 'error']).toBe(install);
});

test.each(ROWS)('$state, wanted gone: $removal ($reason)', ({ state, removal }) => {
  expect(REMOVAL[stageOf(state) ?? 'error']).toBe(removal);
});

test.each(['', 'QUARANTINED', 'completed', ' COMPLETED', 'toString', '__proto__', 'constructor'])(
  '%p: not a state that is known',
  (text) => {
    expect(stageOf(text)).toBeUndefined();
  },
);

test.each(ROWS)('$state: pending and moving follow from the stage', ({ state, install, removal }) => {
  const pending = [
    'PENDING_INSTALL',
    'PENDING_INSTALL_DEPLOYMENT',
    'PENDING_UNINSTALL',
    'PENDING_UNINSTALL_DEPLOYMENT',
  ];
  expect(isPending(state)).toBe(pending.includes(state));
  expect([install, removal]).toEqual(
    isMoving(state) ? ['moving', 'moving'] : [expect.not.stringMatching('moving'), expect.not.stringMatching('moving')],
  );
});

const PROSPECTS: Record<WorkspaceState, Prospect> = {
  AVAILABLE: 'ready',
  STOPPED: 'stopped',
  PENDING: 'passing',
  REBOOTING: 'passing',
  STARTING: 'passing',
  REBUILDING: 'passing',
  RESTORING: 'passing',
  MAINTENANCE: 'passing',
  ADMIN_MAINTENANCE: 'passing',
  UPDATING: 'passing',
  STOPPING: 'passing',
  IMPAIRED: 'passing',
  UNHEALTHY: 'passing',
  SUSPENDED: 'stuck',
  ERROR: 'stuck',
  TERMINATING: 'gone',
  TERMINATED: 'gone',
};

test.each(Object.values(WorkspaceState))('a WorkSpace in %s: its prospect is the one of the design', (state) => {
  expect(prospectOf(state)).toBe(PROSPECTS[state]);
});

test.each([
  { state: undefined, prospect: 'gone', reason: 'the service does not know the WorkSpace' },
  { state: 'HIBERNATING', prospect: 'passing', reason: 'a state of a later service is waited out' },
  { state: 'toString', prospect: 'passing', reason: 'a word of JavaScript is no state' },
])('a WorkSpace in $state: $prospect ($reason)', ({ state, prospect }) => {
  expect(prospectOf(state)).toBe(prospect);
});

test.each([
  { state: 'PENDING_REPAIR', pending: true },
  { state: 'REPAIRING', pending: false },
])(
  '$state, which this version does not know: counts as pending $pending, for it goes by its name',
  ({ state, pending }) => {
    expect(isPending(state)).toBe(pending);
  },
);
