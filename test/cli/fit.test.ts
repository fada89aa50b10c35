import { brief } from '../../cli/list/brief';
import { fitOf } from '../../cli/list/fit';
import { tableOf } from '../../cli/terminal/table';

const visio = (overrides = {}) => ({
  applicationId: 'wsa-0def67890',
  name: 'Visio',
  owner: 'AMAZON',
  licenseType: 'LICENSED',
  state: 'AVAILABLE',
  computeTypes: ['STANDARD', 'POWER'],
  operatingSystems: ['WINDOWS_10', 'WINDOWS_11'],
  ...overrides,
});

test.each([
  { reason: 'both supported', compute: 'POWER', system: 'WINDOWS_11', fits: true, reasons: [] },
  {
    reason: 'neither supported',
    compute: 'VALUE',
    system: 'UBUNTU_22_04',
    fits: false,
    reasons: ['does not support compute type VALUE', 'does not support operating system UBUNTU_22_04'],
  },
  {
    reason: 'the operating system not said',
    compute: 'POWER',
    system: undefined,
    fits: undefined,
    reasons: ['the service does not say the operating system of the WorkSpace'],
  },
  {
    reason: 'the operating system not said, the compute type not supported',
    compute: 'VALUE',
    system: undefined,
    fits: false,
    reasons: ['does not support compute type VALUE'],
  },
] as const)('$reason: $fits, $reasons', ({ compute, system, ...expected }) => {
  const { fits, reasons } = fitOf(visio(), { compute, operatingSystem: system });
  expect({ fits, reasons }).toEqual({ fits: expected.fits, reasons: expected.reasons });
});

test('a WorkSpace without properties, an application without state: not known to fit', () => {
  expect(fitOf(visio(), {})).toMatchObject({
    reasons: [expect.stringContaining('compute'), expect.stringContaining('system')],
  });
  expect(fitOf(visio({ state: '' }), {})).toEqual({ fits: false, reasons: ['is of unknown state'] });
});

const FAMILIES = [
  { label: 'all Windows', members: ['W7', 'W10', 'W11'] },
  { label: 'all', members: ['W7', 'W10', 'W11', 'L1', 'L2'] },
];

test.each([
  { names: [], text: '' },
  { names: ['W7'], text: 'W7' },
  { names: ['W7', 'W11'], text: 'all Windows but W10' },
  { names: ['W11', 'W10', 'W7'], text: 'all Windows' },
  { names: ['W7', 'L1'], text: 'W7, L1' },
  { names: ['W7', 'W10', 'L1'], text: 'all but W11, L2' },
  { names: ['W7', 'W10', 'W11', 'L1', 'L2'], text: 'all' },
  { names: ['W7', 'W10', 'W12'], text: 'W7, W10, W12' },
])('$names: "$text"', ({ names, text }) => {
  expect(brief(names, FAMILIES)).toBe(text);
});

test('a table: columns as wide as their widest cell, nothing that moves a cursor', () => {
  expect(
    tableOf(
      ['NAME', 'ID'],
      [
        ['a\u001b[2J\nb', '1'],
        ['Ünïcode 💥', undefined],
      ],
    ),
  ).toBe('NAME        ID\na [2J b     1\nÜnïcode 💥\n');
});

test('a table in a narrow terminal: no line is longer, and no word is lost', () => {
  const rows = [['ws-0abc12345', 'Microsoft Visio LTSC Professional 2021', 'COMPLETED']];
  const lines = tableOf(['ID', 'NAME', 'STATE'], rows, 50).split('\n');
  expect(lines).toEqual([
    'ID            NAME                       STATE',
    'ws-0abc12345  Microsoft Visio LTSC       COMPLETED',
    '              Professional 2021',
    '',
  ]);
});

test('a table in a terminal that is too narrow for its columns: the last are left out, which it says', () => {
  const head = ['ID', 'NAME', 'STATE'];
  const text = tableOf(head, [['ws-0abc12345', 'Visio', 'PENDING_INSTALL_DEPLOYMENT']], 25);
  expect(text).toBe('ID            NAME\nws-0abc12345  Visio\n1 more column in a wider terminal, or with --json\n');
});
