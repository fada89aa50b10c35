import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Declaration, parseProperties, toProperties } from '../../../lambda/contract/applications';
import { isApplicationId, isWorkspaceId } from '../../../lambda/contract/ids';
import { MAX_APPLICATIONS, PropertyError } from '../../../lambda/contract/properties';
import { declaration, OFFICE, stringified, VISIO, WORKSPACE } from '../builders';

interface Fixture {
  readonly situation: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly declaration: Declaration;
}

const FOLDER = join(__dirname, '../fixtures');
const RELEASES: readonly { release: string; fixtures: readonly Fixture[] }[] = readdirSync(FOLDER).map((file) => ({
  release: file.replace(/\.json$/, ''),
  fixtures: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')),
}));

/** Properties as they arrive, with what differs; `undefined` leaves a property out. */
const arriving = (overrides: Readonly<Record<string, unknown>> = {}): unknown =>
  Object.fromEntries(
    Object.entries({ ServiceTimeout: '3600', WorkspaceId: WORKSPACE, ApplicationIds: [OFFICE], ...overrides }).filter(
      ([, value]) => value !== undefined,
    ),
  );

describe('there and back', () => {
  test.each([
    { situation: 'nothing but defaults', overrides: {} },
    { situation: 'several applications', overrides: { applicationIds: [OFFICE, VISIO] } },
    { situation: 'one absent application', overrides: { absentApplicationIds: [VISIO] } },
    { situation: 'no application but an absent one', overrides: { applicationIds: [], absentApplicationIds: [VISIO] } },
    { situation: 'allowExisting', overrides: { allowExisting: true } },
    { situation: 'waitForInstallation off', overrides: { waitForInstallation: false } },
    { situation: 'a short timeout', overrides: { timeoutSeconds: 60 } },
    { situation: 'a revision', overrides: { revision: '7' } },
    { situation: 'a revision that reads like a flag', overrides: { revision: 'false' } },
    { situation: 'waiting for the user', overrides: { waitForUser: true } },
    { situation: 'a reboot', overrides: { rebootAfterInstallation: true } },
  ])('$situation: what was declared arrives, through strings only', ({ overrides }) => {
    const declared = declaration(overrides);
    expect(parseProperties(stringified(toProperties(declared)))).toEqual(declared);
  });

  test('defaults: are not rendered, so that a new default changes no deployed resource', () => {
    expect(toProperties(declaration())).toEqual({ WorkspaceId: WORKSPACE, ApplicationIds: [OFFICE] });
  });

  test('what is rendered: holds strings and lists of strings, as CloudFormation would make of it anyway', () => {
    const everything = toProperties(
      declaration({
        absentApplicationIds: [VISIO],
        allowExisting: true,
        waitForInstallation: false,
        timeoutSeconds: 9,
      }),
    );
    expect(stringified(everything)).toEqual(everything);
  });
});

describe.each(RELEASES)('R9 resources deployed with $release', ({ fixtures }) => {
  test.each(fixtures)('$situation: still understood', ({ properties, declaration: declared }) => {
    expect(parseProperties(properties)).toEqual(declared);
  });

  test.each(fixtures)(
    '$situation: properties of a later version are ignored',
    ({ properties, declaration: declared }) => {
      const later = { ...properties, Reboot: 'true', Schedule: { At: ['1', '2'] }, workspaceId: 'x', __proto__: 'y' };
      expect(parseProperties(later)).toEqual(declared);
    },
  );
});

test('R9 a property that no fixture shows: must not be released', () => {
  const rendered = toProperties({
    workspaceId: WORKSPACE,
    applicationIds: [OFFICE],
    absentApplicationIds: [VISIO],
    allowExisting: true,
    waitForInstallation: false,
    timeoutSeconds: 1,
    revision: '1',
    waitForUser: true,
    rebootAfterInstallation: true,
  });
  const shown = RELEASES.flatMap(({ fixtures }) => fixtures.flatMap(({ properties }) => Object.keys(properties)));
  expect(shown).toEqual(expect.arrayContaining(Object.keys(rendered)));
});

describe('R22 what CloudFormation does to values', () => {
  test.each([
    { reason: 'a list of one stays a list', name: 'ApplicationIds', value: [OFFICE], ids: [OFFICE] },
    { reason: 'a list of one becomes its element', name: 'ApplicationIds', value: OFFICE, ids: [OFFICE] },
    { reason: 'an empty list becomes an empty string', name: 'AbsentApplicationIds', value: '', ids: [] },
    { reason: 'an empty list stays one', name: 'AbsentApplicationIds', value: [], ids: [] },
    { reason: 'an empty list is left out', name: 'AbsentApplicationIds', value: undefined, ids: [] },
    { reason: 'two references to one id', name: 'ApplicationIds', value: [OFFICE, OFFICE], ids: [OFFICE] },
  ])('$reason: $name is $ids', ({ name, value, ids }) => {
    const parsed = parseProperties(arriving({ [name]: value }));
    expect(name === 'ApplicationIds' ? parsed.applicationIds : parsed.absentApplicationIds).toEqual(ids);
  });

  test.each(['true', 'True', 'TRUE'])('AllowExisting %p: true', (AllowExisting) => {
    expect(parseProperties(arriving({ AllowExisting })).allowExisting).toBe(true);
  });

  test.each(['false', 'False'])('%p as a text: false, not truthy', (text) => {
    const parsed = parseProperties(arriving({ AllowExisting: text, WaitForInstallation: text }));
    expect(parsed).toMatchObject({ allowExisting: false, waitForInstallation: false });
  });

  test.each([
    { text: '1', seconds: 1 },
    { text: '3300', seconds: 3300 },
    { text: '90.5', seconds: 90.5 },
  ])('TimeoutSeconds $text: $seconds s', ({ text, seconds }) => {
    expect(parseProperties(arriving({ TimeoutSeconds: text })).timeoutSeconds).toBe(seconds);
  });
});

const LONG = 'w'.repeat(5000);
const TOO_MANY = Array.from({ length: MAX_APPLICATIONS + 1 }, (_, i) => `wsa-${String(i).padStart(9, '0')}`);

describe('values that cannot be understood', () => {
  test.each([
    { reason: 'no WorkSpace', overrides: { WorkspaceId: undefined }, names: ['WorkspaceId', 'got nothing'] },
    {
      reason: 'the name of a WorkSpace',
      overrides: { WorkspaceId: 'annas-desk' },
      names: ['WorkspaceId', 'annas-desk'],
    },
    { reason: 'an id inside other text', overrides: { WorkspaceId: `x${WORKSPACE}` }, names: ['WorkspaceId'] },
    { reason: 'an id and a line break', overrides: { WorkspaceId: `${WORKSPACE}\n` }, names: ['WorkspaceId', '?'] },
    { reason: 'capitals', overrides: { WorkspaceId: WORKSPACE.toUpperCase() }, names: ['WorkspaceId', 'ws-0abc12345'] },
    { reason: 'too short an id', overrides: { WorkspaceId: 'ws-0abc123' }, names: ['WorkspaceId'] },
    { reason: 'too long an id', overrides: { WorkspaceId: `ws-${'a'.repeat(64)}` }, names: ['WorkspaceId'] },
    { reason: 'a list of WorkSpaces', overrides: { WorkspaceId: [WORKSPACE] }, names: ['WorkspaceId', 'type list'] },
    { reason: 'an endless value', overrides: { WorkspaceId: LONG }, names: ['WorkspaceId', '…'] },
    { reason: 'no application at all', overrides: { ApplicationIds: undefined }, names: ['ApplicationIds', 'empty'] },
    { reason: 'a WorkSpace for an application', overrides: { ApplicationIds: [WORKSPACE] }, names: ['ApplicationIds'] },
    {
      reason: 'one bad id of two',
      overrides: { ApplicationIds: [OFFICE, 'visio'] },
      names: ['ApplicationIds', 'visio'],
    },
    { reason: 'a list in a list', overrides: { ApplicationIds: [[OFFICE]] }, names: ['ApplicationIds', 'type list'] },
    { reason: 'an object', overrides: { ApplicationIds: { Id: OFFICE } }, names: ['ApplicationIds', 'type object'] },
    { reason: 'joined ids', overrides: { ApplicationIds: `${OFFICE},${VISIO}` }, names: ['ApplicationIds'] },
    {
      reason: 'an empty id',
      overrides: { ApplicationIds: ['wsa-0def67890', ''] },
      names: ['ApplicationIds', "got ''"],
    },
    { reason: 'an empty text, split', overrides: { ApplicationIds: [''] }, names: ['both empty', 'at least one'] },
    { reason: 'too many', overrides: { ApplicationIds: TOO_MANY }, names: ['ApplicationIds', '21', '20'] },
    {
      reason: 'too many together',
      overrides: { ApplicationIds: TOO_MANY.slice(0, 11), AbsentApplicationIds: TOO_MANY.slice(11) },
      names: ['ApplicationIds and AbsentApplicationIds', '21', '20'],
    },
    { reason: 'a bad absent id', overrides: { AbsentApplicationIds: ['x'] }, names: ['AbsentApplicationIds', "'x'"] },
    { reason: 'present and absent', overrides: { AbsentApplicationIds: OFFICE }, names: [OFFICE, 'both'] },
    { reason: 'neither true nor false', overrides: { AllowExisting: 'yes' }, names: ['AllowExisting', "'yes'"] },
    { reason: 'an empty flag', overrides: { WaitForInstallation: '' }, names: ['WaitForInstallation', "''"] },
    { reason: 'no time', overrides: { TimeoutSeconds: '0' }, names: ['TimeoutSeconds', "'0'"] },
    { reason: 'negative', overrides: { TimeoutSeconds: '-60' }, names: ['TimeoutSeconds', "'-60'"] },
    { reason: 'over 55 minutes', overrides: { TimeoutSeconds: '3301' }, names: ['TimeoutSeconds', '3300'] },
    { reason: 'endless', overrides: { TimeoutSeconds: 'Infinity' }, names: ['TimeoutSeconds', 'Infinity'] },
    { reason: 'not a number', overrides: { TimeoutSeconds: 'soon' }, names: ['TimeoutSeconds', 'soon'] },
    { reason: 'an empty number is not 0', overrides: { TimeoutSeconds: ' ' }, names: ['TimeoutSeconds', "' '"] },
    { reason: 'a list of revisions', overrides: { Revision: ['1'] }, names: ['Revision', 'type list'] },
  ])('$reason: refused, naming $names', ({ overrides, names }) => {
    const parse = () => parseProperties(arriving(overrides));
    expect(parse).toThrow(PropertyError);
    for (const name of names) expect(parse).toThrow(name);
  });

  test.each([undefined, null, '', 'text', [], 7])('%p instead of properties: refused, not crashed', (raw) => {
    expect(() => parseProperties(raw)).toThrow(PropertyError);
  });

  test.each(['\n', '\u001b[31m', '\u2028', '\u202e'])('a value with %j: cannot forge a line of the message', (text) => {
    expect(() => parseProperties(arriving({ Revision: '1', AllowExisting: `a${text}b` }))).toThrow(/^[\x20-\x7e]+$/);
  });

  test('a value of 5,000 characters: is quoted with 80', () => {
    expect(() => parseProperties(arriving({ WorkspaceId: LONG }))).toThrow(/^.{0,300}$/);
  });
});

describe('ids', () => {
  test.each([
    { id: 'ws-abcdefgh', valid: true },
    { id: `ws-${'0'.repeat(63)}`, valid: true },
    { id: 'wsa-abcdefgh', valid: false },
    { id: 'ws-abcdefg', valid: false },
    { id: 'ws-ABCDEFGH', valid: false },
    { id: ' ws-abcdefgh', valid: false },
  ])('$id: is an id of a WorkSpace: $valid', ({ id, valid }) => {
    expect(isWorkspaceId(id)).toBe(valid);
    expect(isApplicationId(id.replace('ws', 'wsa'))).toBe(valid && id.startsWith('ws-'));
  });
});
