import { isOlder, timeOf } from '../../../lambda/service/association';
import { ANCIENT, association, at, CREATED, EARLIER, FRESH } from '../builders';

describe('which time tells the age', () => {
  test.each([
    { times: { created: EARLIER, updated: FRESH }, latest: FRESH, created: EARLIER, reason: 'both are known' },
    { times: { created: FRESH, updated: EARLIER }, latest: FRESH, created: FRESH, reason: 'they are out of order' },
    {
      times: { created: EARLIER, updated: undefined },
      latest: EARLIER,
      created: EARLIER,
      reason: 'one is all there is',
    },
    { times: { created: undefined, updated: FRESH }, latest: FRESH, created: FRESH, reason: 'one is all there is' },
    { times: { created: undefined, updated: undefined }, latest: undefined, created: undefined, reason: 'none' },
    { times: { created: 0, updated: 0 }, latest: 0, created: 0, reason: 'the epoch is a time too' },
  ])('$times: the latest is $latest, of its creation $created ($reason)', ({ times, latest, created }) => {
    expect(timeOf(association(times), 'latest')).toBe(latest);
    expect(timeOf(association(times), 'created')).toBe(created);
  });
});

describe('older than a moment', () => {
  test.each([
    { time: at(-1), older: true, reason: 'a second before' },
    { time: at(0), older: false, reason: 'the same second' },
    { time: at(0.9), older: false, reason: 'the same second' },
    { time: at(1), older: false, reason: 'after' },
  ])('$reason the beginning: $older', ({ time, older }) => {
    expect(isOlder(association({ created: time, updated: time }), CREATED, 'latest')).toBe(older);
  });

  test('a whole second of the service within the second of the moment: is not before it', () => {
    expect(isOlder(association({ created: at(0), updated: at(0) }), at(0.7), 'latest')).toBe(false);
  });

  test('an old installation whose record was touched: stays old for a removal, is new in a conflict or rollback', () => {
    const touched = association({ created: ANCIENT, updated: FRESH });
    expect(isOlder(touched, CREATED, 'created')).toBe(true);
    expect(isOlder(touched, CREATED, 'latest')).toBe(false);
  });

  test.each(['ERROR', 'INSTALLING', 'PENDING_INSTALL', 'PENDING_UNINSTALL_DEPLOYMENT', 'UNINSTALLING', 'NEW_STATE'])(
    '%s without any time: new, since somebody is at it',
    (state) => {
      expect(isOlder(association({ state, created: undefined, updated: undefined }), CREATED, 'created')).toBe(false);
    },
  );

  test('COMPLETED without any time: old, since it harms nobody to leave it', () => {
    expect(isOlder(association({ created: undefined, updated: undefined }), CREATED, 'created')).toBe(true);
  });
});
