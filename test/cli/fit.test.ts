import { fitOf } from '../../cli/fit';
import { brief } from '../../cli/list';
import { tableOf } from '../../cli/table';

const VISIO = {
  State: 'AVAILABLE',
  SupportedComputeTypeNames: ['STANDARD', 'POWER'],
  SupportedOperatingSystemNames: ['WINDOWS_10', 'WINDOWS_11'],
} as const;
const visio = (overrides = {}) => ({
  ...VISIO,
  SupportedComputeTypeNames: [...VISIO.SupportedComputeTypeNames],
  SupportedOperatingSystemNames: [...VISIO.SupportedOperatingSystemNames],
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
    reason: 'the operating system not told',
    compute: 'POWER',
    system: undefined,
    fits: undefined,
    reasons: ['the service does not tell the operating system of the WorkSpace'],
  },
  {
    reason: 'the operating system not told, the compute type not supported',
    compute: 'VALUE',
    system: undefined,
    fits: false,
    reasons: ['does not support compute type VALUE'],
  },
] as const)('$reason: $fits, $reasons', ({ compute, system, ...expected }) => {
  const { fits, reasons } = fitOf(visio(), {
    WorkspaceProperties: { ComputeTypeName: compute, OperatingSystemName: system },
  });
  expect({ fits, reasons }).toEqual({ fits: expected.fits, reasons: expected.reasons });
});

test('a WorkSpace without properties, an application without state: not fit, for nobody can say that it is', () => {
  expect(fitOf(visio(), {})).toMatchObject({
    reasons: [expect.stringContaining('compute'), expect.stringContaining('system')],
  });
  expect(fitOf(visio({ State: undefined }), {})).toEqual({ fits: false, reasons: ['is of unknown state'] });
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
  ).toBe('NAME       ID\na [2J b    1\nÜnïcode 💥\n');
});
