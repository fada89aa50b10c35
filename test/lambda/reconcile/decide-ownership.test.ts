import { isLeftAlone } from '../../../lambda/reconcile/decide';

const APPLICATION = 'wsa-0visio2021';
const SINCE = Date.UTC(2026, 2, 1, 12);
const BEFORE = SINCE - 3600_000;
const AFTER = SINCE + 60_000;

/** The record of what is older than the resource can be touched at any time: by an upgrade of the service, or a colleague. */
describe('R31 a removal, and an association that was made before the resource and touched since', () => {
  test.each([
    { state: 'COMPLETED', undoing: false, left: true, reason: 'it was installed before' },
    { state: 'COMPLETED', undoing: true, left: true, reason: 'it was installed before' },
    { state: 'PENDING_UNINSTALL_DEPLOYMENT', undoing: true, left: true, reason: 'it is installed still' },
    { state: 'ERROR', undoing: false, left: true, reason: 'it may be installed' },
    { state: 'ERROR', undoing: true, left: false, reason: 'this operation failed with it' },
    { state: 'PENDING_INSTALL_DEPLOYMENT', undoing: true, left: false, reason: 'this operation wished for it' },
    { state: 'PENDING_INSTALL_DEPLOYMENT', undoing: false, left: true, reason: 'it is no wish of this resource' },
  ])('$state, undoing $undoing: left alone $left ($reason)', ({ state, undoing, left }) => {
    const removal = { applicationId: APPLICATION, ours: { since: SINCE, undoing } };
    expect(isLeftAlone(removal, { applicationId: APPLICATION, state, created: BEFORE, updated: AFTER })).toBe(left);
  });

  test.each([false, true])('made since, undoing %s: it is the resource’s', (undoing) => {
    const removal = { applicationId: APPLICATION, ours: { since: SINCE, undoing } };
    const association = { applicationId: APPLICATION, state: 'COMPLETED', created: AFTER, updated: AFTER };
    expect(isLeftAlone(removal, association)).toBe(false);
  });
});
