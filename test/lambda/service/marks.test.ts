import fc from 'fast-check';
import {
  isAbout,
  isHold,
  keyOf,
  MARK_PREFIX,
  type Mark,
  type MarkKind,
  marksOf,
  REBOOT_TAG,
  toMark,
  toTag,
} from '../../../lambda/service/marks';
import { at, EARLIER, MINUTE, mark, OFFICE, OTHER_WORKSPACE, SECOND, strangers, TOKEN, WORKSPACE } from '../builders';

/** Fixed, so that a run can be repeated; printed by fast-check with a counterexample. */
const RUNS = { seed: 20_260_301, numRuns: 500 };

/** What a tag of a WorkSpace can hold: letters, digits and spaces of any script, and a few signs; no space at either end. */
const ALPHABET = /^(?! )[\p{L}\p{N}\p{Zs}+\-=._:/@]*(?<! )$/u;
const LONGEST = { key: 127, value: 255 };

const id = (prefix: string) => fc.stringMatching(/^[0-9a-z]{8,63}$/).map((rest) => `${prefix}-${rest}`);
const attempts = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: at(10 ** 9) }).map((time) => time.toString(36)),
);
const written: fc.Arbitrary<Mark> = fc.record({
  applicationId: id('wsa'),
  token: fc.stringMatching(/^[0-9a-f]{16}\.[0-9a-z]{1,7}$/),
  kind: fc.constantFrom('holds', 'leaving', 'absent', 'tried' as MarkKind),
  workspaceId: fc.stringMatching(/^ws-[0-9a-z]{8,20}$/),
  // Whole seconds are all that a tag says.
  writtenAt: fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => seconds * SECOND),
  attempt: attempts,
  operation: fc.integer({ min: 1, max: at(10 ** 9) }),
  root: fc.stringMatching(/^[0-9a-f]{8}$/),
  // The longest name of a stack.
  holder: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/).map((name) => `stack/${name}`),
});

describe(`a mark and its tag (seed ${RUNS.seed})`, () => {
  test('any mark: is read as it was written', () => {
    fc.assert(
      fc.property(written, (one) => {
        expect(toMark(toTag(one))).toEqual(one);
      }),
      RUNS,
    );
  });

  test('ids and names as long as they can be: fits a tag, in the alphabet of the service; only the name may be cut', () => {
    fc.assert(
      fc.property(written, id('ws'), (one, workspaceId) => {
        const long = { ...one, workspaceId, holder: one.holder.padEnd(134, 'x') };
        const tag = toTag(long);
        expect(tag.key.length).toBeLessThanOrEqual(LONGEST.key);
        expect(tag.value.length).toBeLessThanOrEqual(LONGEST.value);
        expect(tag.key).toMatch(ALPHABET);
        expect(tag.value).toMatch(ALPHABET);
        const { holder = '', ...read } = toMark(tag) ?? {};
        expect(read).toEqual({ ...long, holder: undefined });
        expect(long.holder.startsWith(holder)).toBe(true);
        expect(holder.length).toBeGreaterThan('stack/'.length);
      }),
      RUNS,
    );
  });
});

test('for people: kind, WorkSpace, when, and who', () => {
  expect(toTag(mark({ attempt: 'mm80g0q1', operation: 1_000, root: '1f3a9c02', writtenAt: at(0.9) }))).toEqual({
    key: `cdk-workspaces-applications:${OFFICE}:${TOKEN}`,
    value: 'holds ws-0abc12345 at=2026-03-01T12:00:00Z try=mm80g0q1 op=rs root=1f3a9c02 by=stack/Desk'.replace(
      /^/,
      '1 ',
    ),
  });
});

describe('tags that are no marks, and marks that are not fully understood', () => {
  test.each([
    { key: 'Team', value: 'Design', reason: 'a tag of another tool' },
    { key: REBOOT_TAG, value: 'refused', reason: 'the mark of a reboot' },
    { key: `${MARK_PREFIX}ws-0abc12345:${TOKEN}`, value: toTag(mark()).value, reason: 'not of an application' },
    { key: `${MARK_PREFIX}${OFFICE}`, value: toTag(mark()).value, reason: 'without a holder' },
    { key: `${MARK_PREFIX}${OFFICE}:${TOKEN}:more`, value: toTag(mark()).value, reason: 'of another form' },
    { key: `x${keyOf(mark())}`, value: toTag(mark()).value, reason: 'with something before it' },
  ])('$key: none ($reason)', (tag) => {
    expect(toMark(tag)).toBeUndefined();
  });

  test.each([
    { value: '2 holds ws-0abc12345 at=later', reason: 'a later version' },
    { value: '1 keeps ws-0abc12345', reason: 'a kind of a later version' },
    { value: '', reason: 'emptied by hand' },
    { value: 'true', reason: 'written by hand' },
  ])("'$value', $reason: counts as held by others, on any WorkSpace", ({ value }) => {
    const [found] = marksOf([{ key: keyOf(mark()), value }], OTHER_WORKSPACE);
    expect(found).toMatchObject({ applicationId: OFFICE, token: TOKEN, kind: 'unknown' });
    expect(found && [isHold(found), isAbout(found, at(10 ** 6))]).toEqual([true, true]);
  });

  test.each([
    { value: '1 holds ws-0abc12345', reason: 'all members are missing' },
    { value: '1 holds ws-0abc12345 at=yesterday try op=?', reason: 'members of no meaning' },
  ])('$reason: still a hold, of no time, attempt or operation', ({ value }) => {
    expect(toMark({ key: keyOf(mark()), value })).toMatchObject({
      kind: 'holds',
      writtenAt: 0,
      attempt: '',
      operation: 0,
    });
  });

  test('members that this version does not know: ignored', () => {
    const { key, value } = toTag(mark());
    expect(toMark({ key, value: `${value} more=1` })).toEqual(mark());
  });
});

describe('the marks of a WorkSpace', () => {
  test('a tag that a migration brought along, which names another WorkSpace: none', () => {
    const tags = [toTag(mark({ workspaceId: OTHER_WORKSPACE })), { key: 'Team', value: 'Design' }, toTag(strangers())];
    expect(marksOf(tags, WORKSPACE)).toEqual([strangers()]);
  });
});

describe('whether a mark can be about an association', () => {
  test.each([
    { created: EARLIER - 60 * MINUTE, about: true, reason: 'it was joined' },
    { created: EARLIER + 60 * MINUTE, about: true, reason: 'its install began within the hour' },
    { created: EARLIER + 60 * MINUTE + 1, about: false, reason: 'it was installed again' },
    { created: undefined, about: true, reason: 'the service does not say' },
  ])('created $created: $about ($reason)', ({ created, about }) => {
    expect(isAbout(mark(), created)).toBe(about);
  });
});

test.each([
  { kind: 'holds', hold: true },
  { kind: 'leaving', hold: true },
  { kind: 'unknown', hold: true },
  { kind: 'absent', hold: false },
  { kind: 'tried', hold: false },
] as const)('$kind: a hold $hold', ({ kind, hold }) => {
  expect(isHold(mark({ kind }))).toBe(hold);
});
