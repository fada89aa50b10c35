import * as fc from 'fast-check';
import { normalizeName } from '../../../lambda/contract/lookup';
import type { Application } from '../../../lambda/service/workspaces';
import { choose, nearest } from '../../../lambda/stack/choose-application';
import { CATALOGUE } from '../../../local/workspaces';

const RUNS = { seed: 20261122, numRuns: 500 };

const application = (overrides: Partial<Application> = {}): Application => ({
  applicationId: 'wsa-0def67890',
  name: 'Microsoft Visio LTSC Professional 2021',
  owner: 'AMAZON',
  licenseType: 'LICENSED',
  state: 'AVAILABLE',
  computeTypes: ['PERFORMANCE'],
  operatingSystems: ['WINDOWS_11'],
  ...overrides,
});

const SEEN: readonly Application[] = CATALOGUE.map((one) => ({ ...one }));

const lookup = (name: string, more = {}) => ({ name, allowUninstallOnly: false, ...more });

/** What a choice is, as one line: the id, or the words of the refusal. */
function brief(name: string, catalogue: readonly Application[] = SEEN, more = {}): string {
  const choice = choose(lookup(name, more), catalogue);
  return 'refusal' in choice ? choice.refusal : choice.application.applicationId;
}

test.each([
  { reason: 'as it stands in the catalogue', typed: 'Microsoft Visio LTSC Professional 2021' },
  { reason: 'other case', typed: 'MICROSOFT visio ltsc PROFESSIONAL 2021' },
  { reason: 'spaces around it', typed: '  Microsoft Visio LTSC Professional 2021\n' },
  { reason: 'spaces, tabs and lines within', typed: 'Microsoft  Visio\tLTSC\r\nProfessional 2021' },
  {
    reason: 'spaces that do not break, from a web page',
    typed: 'Microsoft\u00a0Visio\u202fLTSC\u2009Professional\u30002021',
  },
  { reason: 'letters and digits of full width', typed: 'Ｍicrosoft Ｖisio LTSC Professional ２０２１' },
])('$reason: found', ({ typed }) => {
  expect(brief(typed)).toBe('wsa-0def67890');
});

test.each([
  { reason: 'an accent as one character or as two', one: 'Café Écran', other: 'Cafe\u0301 E\u0301cran' },
  { reason: 'Cyrillic in capitals', one: 'Консультант', other: 'КОНСУЛЬТАНТ' },
  { reason: 'a ligature', one: 'Office Suite', other: 'O\ufb03ce Suite' },
  { reason: 'a superscript', one: 'Cube2', other: 'Cube²' },
  { reason: 'Hangul, composed or not', one: '한글', other: '한글'.normalize('NFD') },
  { reason: 'a capital with two marks, which only its small letter has as one', one: '\u03aa\u0301', other: '\u0390' },
  { reason: 'a dotted capital I', one: 'İşlem', other: 'i\u0307şlem' },
])('$reason: one name', ({ one, other }) => {
  expect(normalizeName(one)).toBe(normalizeName(other));
  expect(brief(other, [application({ name: one })])).toBe('wsa-0def67890');
});

test.each([
  { reason: 'an accent that is missing', one: 'Café', other: 'Cafe' },
  { reason: 'a space that is missing', one: 'Company VPN', other: 'CompanyVPN' },
  { reason: 'another year', one: 'Visio 2021', other: 'Visio 2024' },
  { reason: 'a hyphen for a space', one: 'Company VPN', other: 'Company-VPN' },
])('$reason: another name', ({ one, other }) => {
  expect(normalizeName(one)).not.toBe(normalizeName(other));
});

describe('a name that nothing has', () => {
  test.each([
    { reason: 'a slip of the finger', typed: 'Microsoft Viso LTSC Professional 2021', first: 'wsa-0def67890' },
    { reason: 'letters swapped', typed: 'Mircosoft Porject Standard 2021', first: 'wsa-3projt21s' },
    { reason: 'words left out', typed: 'Visio Professional', first: 'wsa-0def67890' },
    { reason: 'a word too many', typed: 'Microsoft Visual Studio 2022 Enterprise Edition', first: 'wsa-4vstud22e' },
    { reason: 'words in another order', typed: '2022 Professional Visual Studio', first: 'wsa-4vstud22p' },
    { reason: 'of the company', typed: 'company-vpn', first: 'wsa-6vpn00001' },
  ])('$reason: the nearest comes first', ({ typed, first }) => {
    expect(nearest(typed, SEEN)[0]?.applicationId).toBe(first);
    expect(brief(typed)).toMatch(
      new RegExp(`^none of the 13 applications .* is named '.*'; the nearest are '[^']+' \\(${first}\\)`),
    );
  });

  test('the failure: what was asked, at most five names with their ids and states, what next', () => {
    const said = brief('Microsoft Office Professional Plus 2020');
    expect(said).toContain("'Microsoft Office Professional Plus 2019' (wsa-5office19p) UNINSTALL_ONLY, ");
    expect(said.match(/\(wsa-/g)).toHaveLength(5);
    expect(said).toMatch(
      /What next: correct the name \(the command 'cdk-workspaces-applications list' shows all\), or pass its id/,
    );
  });

  test('two are equally alike: by their names, in whatever order the service lists them', () => {
    const [one, two] = [application({ name: 'Tool A1' }), application({ name: 'Tool A2' })];
    const names = (catalogue: readonly Application[]) => nearest('Tool A', catalogue).map(({ name }) => name);
    expect([names([one, two]), names([two, one])]).toEqual([
      ['Tool A1', 'Tool A2'],
      ['Tool A1', 'Tool A2'],
    ]);
  });

  test('nothing like it: says so, and names none', () => {
    expect(brief('Żółć 9')).toMatch(/is named 'Żółć 9', and none has a similar name\. What next: /);
  });

  test('no application at all: the owner or the Region is wrong', () => {
    expect(brief('Visio', [])).toMatch(/lists no application in this account and Region\. What next: check the Region/);
    expect(brief('Visio', [], { owner: '111122223333' })).toMatch(
      /no application of owner 111122223333 .* check owner and/,
    );
  });

  test('long names, in bytes too: the failure stays within 1,500 bytes', () => {
    const catalogue = Array.from({ length: 9 }, (_, i) =>
      application({ applicationId: `wsa-${'0'.repeat(62)}${i}`, name: 'ü'.repeat(900) + i }),
    );
    expect(Buffer.byteLength(brief('ü'.repeat(2000), catalogue))).toBeLessThanOrEqual(1500);
    const twins = catalogue.map((one) => ({ ...one, name: 'ü'.repeat(900), state: 'UNINSTALL_ONLY' }));
    expect(Buffer.byteLength(brief('ü'.repeat(900), twins))).toBeLessThanOrEqual(1500);
  });
});

describe('a name that several have', () => {
  const ours = application({ applicationId: 'wsa-6visio001', owner: '111122223333' });

  test('of different owners: names them, and asks for the owner', () => {
    expect(brief('microsoft visio ltsc professional 2021', [application(), ours])).toMatch(
      /^2 applications are named .*\(wsa-0def67890\) of owner AMAZON, .*\(wsa-6visio001\) of owner 111122223333\. What next: pass owner, or pass its id/,
    );
  });

  test('of one owner: asks for the id', () => {
    const twin = application({ applicationId: 'wsa-6visio001', state: 'UNINSTALL_ONLY' });
    expect(brief(twin.name, [application(), twin])).toMatch(/of owner AMAZON UNINSTALL_ONLY\. What next: pass its id/);
  });

  test('of different owners, and one was passed: asks for the id', () => {
    expect(brief(ours.name, [application(), ours], { owner: 'AMAZON' })).toMatch(/What next: pass its id[^,]*$/);
  });

  test('five: names them all', () => {
    const five = Array.from({ length: 5 }, (_, i) => application({ applicationId: `wsa-0visio00${i}` }));
    expect(brief(five[0]?.name ?? '', five)).toMatch(/^5 applications .*\(wsa-0visio004\) of owner AMAZON\. What next/);
  });

  test('more than five: names five, and counts the others', () => {
    const many = Array.from({ length: 8 }, (_, i) => application({ applicationId: `wsa-0visio00${i}` }));
    expect(brief(many[0]?.name ?? '', many)).toMatch(/^8 applications .* and 3 more\. /);
  });
});

test.each([
  { state: 'AVAILABLE', allow: false, says: /^wsa-/ },
  { state: 'AVAILABLE', allow: true, says: /^wsa-/ },
  { state: 'UNINSTALL_ONLY', allow: true, says: /^wsa-/ },
  {
    state: 'UNINSTALL_ONLY',
    allow: false,
    says: /is UNINSTALL_ONLY: it can only be uninstalled\. What next: .*allowUninstallOnly: true .*absentApplicationIds/,
  },
  { state: 'PENDING', allow: false, says: /is PENDING, not AVAILABLE\. What next: wait until it is/ },
  { state: 'ERROR', allow: true, says: /is ERROR, not AVAILABLE/ },
  { state: 'BETA', allow: true, says: /is BETA, not AVAILABLE/ },
  { state: '', allow: true, says: /is of no state, not AVAILABLE/ },
])('in state "$state", allowUninstallOnly $allow: $says', ({ state, allow, says }) => {
  expect(brief(application().name, [application({ state })], { allowUninstallOnly: allow })).toMatch(says);
});

const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
/** What must not matter. */
const disguises = fc.constantFrom(
  (name: string) => name.toUpperCase(),
  (name: string) => `\t${name}\u00a0`,
  (name: string) => name.replaceAll(' ', ' \u3000 '),
  (name: string) => name.normalize('NFD'),
  (name: string) => name.normalize('NFKD'),
);

test('any name: normalizing it again changes nothing', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      expect(normalizeName(normalizeName(name))).toBe(normalizeName(name));
    }),
    RUNS,
  );
});

test('any application of any catalogue, its name in disguise: found, or a failure that names it', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...SEEN], { minLength: 1 }), fc.array(disguises), (catalogue, worn) => {
      const [wanted] = catalogue;
      const typed = worn.reduce((name, disguise) => disguise(name), wanted?.name ?? '');
      expect(brief(typed, catalogue)).toContain(wanted?.applicationId);
    }),
    RUNS,
  );
});

test('any name in any catalogue: an application of that name, or a failure of at most 1,500 bytes with a way on', () => {
  const applications = fc.array(
    fc
      .record({ name: anyName, applicationId: fc.stringMatching(/^wsa-[0-9a-z]{8,63}$/), state: anyName })
      .map(application),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(anyName, applications, fc.boolean(), (name, catalogue, allowUninstallOnly) => {
      const choice = choose(lookup(name, { allowUninstallOnly }), catalogue);
      if ('application' in choice) {
        expect(normalizeName(choice.application.name)).toBe(normalizeName(name));
        return;
      }
      expect(Buffer.byteLength(choice.refusal)).toBeLessThanOrEqual(1500);
      expect(choice.refusal).toContain('What next: ');
    }),
    RUNS,
  );
});
