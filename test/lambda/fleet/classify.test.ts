import { type Class, type Criteria, classify, type Surveyed } from '../../../lambda/fleet/classify';
import { APP, criteria, declared, inState, markBy, NOW, OLD_APP, surveyed } from './builders';

const other = markBy({ token: 'other', holder: 'stack/Desk' });
const older = markBy({ attempt: 'before' });
const DAY = 24 * 3_600_000;
const longAgo = { created: NOW - DAY, updated: NOW - DAY };

describe('an application that must be installed', () => {
  test.each<[string, Surveyed, Class]>([
    ['absent', surveyed(), 'TODO'],
    ['removed', surveyed([inState('REMOVED')]), 'TODO'],
    ['installed, and held', surveyed([inState('COMPLETED')], [markBy()]), 'COMPLIANT'],
    ['installed by hand', surveyed([inState('COMPLETED')]), 'COMPLIANT'],
    ['installed by a stack', surveyed([inState('COMPLETED')], [other]), 'TODO'],
    ['installed by a stack, and joined', surveyed([inState('COMPLETED')], [other, markBy()]), 'COMPLIANT'],
    ['being installed', surveyed([inState('INSTALLING')], [markBy()]), 'IN_PROGRESS'],
    ['being uninstalled', surveyed([inState('UNINSTALLING')], [markBy()]), 'IN_PROGRESS'],
    ['pending, and its child was aborted', surveyed([inState('PENDING_INSTALL_DEPLOYMENT')], [markBy()]), 'TODO'],
    ['pending by hand', surveyed([inState('PENDING_INSTALL_DEPLOYMENT')]), 'TODO'],
    ['its uninstall is pending by hand', surveyed([inState('PENDING_UNINSTALL_DEPLOYMENT')]), 'IN_PROGRESS'],
    [
      'its uninstall is pending, and it is held',
      surveyed([inState('PENDING_UNINSTALL_DEPLOYMENT')], [markBy()]),
      'TODO',
    ],
    ['in ERROR after this attempt', surveyed([inState('ERROR')], [markBy()]), 'FAILED'],
    ['in ERROR after an older attempt', surveyed([inState('ERROR')], [older]), 'TODO'],
    [
      'in ERROR, and held by a stack',
      surveyed([inState('ERROR', longAgo)], [{ ...other, writtenAt: NOW - DAY }]),
      'FAILED',
    ],
    ['in ERROR without a mark, before the declaration', surveyed([inState('ERROR', longAgo)]), 'TODO'],
    ['in ERROR without a mark, since the declaration', surveyed([inState('ERROR')]), 'FAILED'],
    ['in a state of a later version', surveyed([inState('PONDERING')]), 'FAILED'],
    ['absent after a failure', surveyed([], [], { failure: { code: 'Timeout', reason: 'late', at: NOW } }), 'FAILED'],
    [
      'still being installed after a failure',
      surveyed([inState('INSTALLING')], [markBy()], { failure: { code: 'Timeout', reason: 'late', at: NOW } }),
      'FAILED',
    ],
    [
      'installed after a failure after all',
      surveyed([inState('COMPLETED')], [markBy()], { failure: { code: 'Timeout', reason: 'late', at: NOW } }),
      'COMPLIANT',
    ],
    [
      'installed by a stack after a failure',
      surveyed([inState('COMPLETED')], [other], { failure: { code: 'Timeout', reason: 'late', at: NOW } }),
      'TODO',
    ],
    [
      'installed anew by hand, long after the mark',
      surveyed([inState('COMPLETED', { created: NOW + DAY })], [markBy()]),
      'COMPLIANT',
    ],
    ['rebuilt: the mark is there, and no association', surveyed([], [markBy()]), 'TODO'],
    [
      'joined by a child of this run, whose mark does not show yet',
      surveyed([inState('COMPLETED')], [other], { ending: { class: 'COMPLIANT' } }),
      'COMPLIANT',
    ],
    [
      'done by a child of this run, and rebuilt since',
      surveyed([], [markBy()], { ending: { class: 'COMPLIANT' } }),
      'TODO',
    ],
    [
      'taken out of the fleet by a tag that only a child has seen',
      surveyed([], [], { ending: { class: 'COMPLIANT', code: 'Excluded', reason: 'excluded' } }),
      'COMPLIANT',
    ],
    [
      'in ERROR of a stack, whose mark only a child has seen',
      surveyed([inState('ERROR', longAgo)], [], { ending: { class: 'FAILED', code: 'ERROR' } }),
      'FAILED',
    ],
  ])('%s', (_situation, desktop, expected) => {
    expect(classify(desktop, criteria()).class).toBe(expected);
  });
});

describe('an application that must be gone', () => {
  const absent = { declaration: declared({ applicationIds: [], absentApplicationIds: [APP] }) };
  test.each<[string, Surveyed, Class, Partial<Criteria>?]>([
    ['absent', surveyed(), 'COMPLIANT'],
    ['installed by hand', surveyed([inState('COMPLETED')]), 'TODO'],
    ['installed, and held by this fleet', surveyed([inState('COMPLETED')], [markBy()]), 'TODO'],
    ['installed, and held by a stack', surveyed([inState('COMPLETED')], [other]), 'CLAIMED'],
    [
      'held by what does not exist any more',
      surveyed([inState('COMPLETED')], [other]),
      'TODO',
      { isLiving: () => false },
    ],
    ['being uninstalled', surveyed([inState('UNINSTALLING')], [markBy({ kind: 'absent' })]), 'IN_PROGRESS'],
    [
      'held by what only a child of this run has seen',
      surveyed([inState('COMPLETED')], [], { ending: { class: 'CLAIMED', code: 'stack/Desk', reason: 'held' } }),
      'CLAIMED',
    ],
    [
      'gone, although a child of this run was kept from it',
      surveyed([inState('REMOVED')], [], { ending: { class: 'CLAIMED', code: 'stack/Desk', reason: 'held' } }),
      'COMPLIANT',
    ],
    ['in ERROR after this attempt', surveyed([inState('ERROR')], [markBy({ kind: 'absent' })]), 'FAILED'],
    [
      'in ERROR after an older attempt',
      surveyed([inState('ERROR')], [markBy({ kind: 'absent', attempt: 'before' })]),
      'TODO',
    ],
  ])('%s', (_situation, desktop, expected, more = {}) => {
    expect(classify(desktop, criteria({ ...absent, ...more })).class).toBe(expected);
  });
});

describe('the desktop', () => {
  const OFFICE = {
    applicationId: APP,
    name: 'Office',
    owner: 'AMAZON',
    licenseType: 'LICENSED',
    state: 'AVAILABLE',
    computeTypes: ['POWER', 'PERFORMANCE'],
    operatingSystems: ['WINDOWS_SERVER_2022'],
  };
  const catalogue = new Map([[APP, OFFICE]]);
  test.each<[string, Surveyed, Class, Partial<Criteria>?]>([
    ['of an unfit compute type', surveyed([], [], { desktop: { compute: 'VALUE' } }), 'NOT_APPLICABLE', { catalogue }],
    [
      'of an unfit system',
      surveyed([], [], { desktop: { operatingSystem: 'WINDOWS_10' } }),
      'NOT_APPLICABLE',
      { catalogue },
    ],
    [
      'unfit, but it is there',
      surveyed([inState('COMPLETED')], [], { desktop: { compute: 'VALUE' } }),
      'COMPLIANT',
      { catalogue },
    ],
    ['with Linux', surveyed([], [], { desktop: { operatingSystem: 'UBUNTU_22_04' } }), 'UNMANAGEABLE'],
    ['suspended', surveyed([], [], { desktop: { state: 'SUSPENDED' } }), 'UNMANAGEABLE'],
    ['being terminated', surveyed([], [], { desktop: { state: 'TERMINATING' } }), 'UNMANAGEABLE'],
    ['in maintenance', surveyed([], [], { desktop: { state: 'MAINTENANCE' } }), 'IN_PROGRESS'],
    [
      'stopped, its user unknown',
      surveyed([], [], { desktop: { state: 'STOPPED' }, connection: { state: 'UNKNOWN' } }),
      'TODO',
    ],
    ['in use', surveyed([], [], { connection: { state: 'CONNECTED' } }), 'IN_USE'],
    ['available, its user unknown', surveyed([], [], { connection: { state: 'UNKNOWN' } }), 'IN_USE'],
    [
      'in use, but there is nothing to do',
      surveyed([inState('COMPLETED')], [], { connection: { state: 'CONNECTED' } }),
      'COMPLIANT',
    ],
    [
      'in use, and to be joined without an outage',
      surveyed([inState('COMPLETED')], [other], { connection: { state: 'CONNECTED' } }),
      'TODO',
    ],
    [
      'in use, and users are disconnected',
      surveyed([], [], { connection: { state: 'CONNECTED' } }),
      'TODO',
      { declaration: declared({ waitForUser: false }) },
    ],
  ])('%s', (_situation, desktop, expected, more = {}) => {
    expect(classify(desktop, criteria(more)).class).toBe(expected);
  });
});

test('one application to install, one that is claimed: the first alone is done', () => {
  const declaration = declared({ absentApplicationIds: [OLD_APP] });
  const desktop = surveyed([inState('COMPLETED', { applicationId: OLD_APP })], [{ ...other, applicationId: OLD_APP }]);
  expect(classify(desktop, criteria({ declaration }))).toEqual({ class: 'TODO', installs: [APP], absents: [] });
});

test('a verdict that is no success says why, and what next', () => {
  const { reason } = classify(surveyed([], [], { desktop: { state: 'SUSPENDED' } }), criteria());
  expect(reason).toBe('the WorkSpace is SUSPENDED. What next: bring it back to AVAILABLE or STOPPED, or exclude it');
});
