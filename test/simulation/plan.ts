import * as fc from 'fast-check';
import {
  ALL_READINGS,
  CATALOGUE,
  companyApplication,
  type Readings,
  VISIO_PROFESSIONAL_2021,
  VISIO_STANDARD_2021,
  type World,
} from '../../local/workspaces';
import { type Fault, fault } from './faults';

export const DESKTOPS = ['ws-0desktop01', 'ws-0desktop02'] as const;

/** On the first desktop from the start, and of interest to the stack in some plans. */
export const EXISTING = 'wsa-0existing1';
/** On both desktops from the start; no stack ever names it. */
export const FOREIGN = 'wsa-0foreign01';
/** What the colleague in the console plays with. */
export const COLLEAGUES = 'wsa-0colleague';

const OWN = {
  A: ['wsa-0aaaaaaa1', 'wsa-0aaaaaaa2'],
  B: ['wsa-0bbbbbbb1', 'wsa-0bbbbbbb2'],
  C: ['wsa-0ccccccc1'],
} as const;
const EDITION = { none: [], Standard: [VISIO_STANDARD_2021], Professional: [VISIO_PROFESSIONAL_2021] } as const;
/** They do not go together. */
export const EDITIONS: readonly string[] = [VISIO_STANDARD_2021, VISIO_PROFESSIONAL_2021];

/** Every application that only the stack installs, and the colleague where things get out of hand. */
export const OURS: readonly string[] = [...OWN.A, ...OWN.B, ...OWN.C, ...EDITIONS];

/** Every application that something can happen to behind the stack's back. */
export const KNOWN: readonly string[] = [COLLEAGUES, EXISTING, ...OURS];

const LONG_AGO = Date.UTC(2024, 0, 15);

export const WORLD: World = {
  applications: [
    ...CATALOGUE,
    ...[EXISTING, FOREIGN, COLLEAGUES, ...OWN.A, ...OWN.B, ...OWN.C].map((id) => companyApplication(id, id)),
  ],
  workspaces: DESKTOPS.map((workspaceId) => ({ workspaceId, userName: workspaceId })),
  associations: [
    { workspaceId: DESKTOPS[0], applicationId: EXISTING, state: 'COMPLETED', created: LONG_AGO },
    ...DESKTOPS.map(
      (workspaceId) => ({ workspaceId, applicationId: FOREIGN, state: 'COMPLETED', created: LONG_AGO }) as const,
    ),
  ],
};

/** One resource of a step's template. */
export interface Declared {
  readonly logicalId: string;
  readonly workspaceId: string;
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
  readonly allowExisting: boolean;
  readonly waitForInstallation: boolean;
  readonly retain: boolean;
  /** Changed, it has everything checked again. */
  readonly revision: string;
  readonly waitForUser: boolean;
  readonly rebootAfterInstallation: boolean;
  /** The default if null. */
  readonly timeoutSeconds: number | null;
}

/** One deployment of the stack. */
export interface Step {
  readonly declared: readonly Declared[];
  /** Another resource of the stack fails after so many seconds. */
  readonly bomb: number | null;
  /** Somebody cancels the update, or deletes the stack, after so many seconds. */
  readonly interruption: { readonly kind: 'cancel' | 'delete'; readonly after: number } | null;
}

/** A fault, and when it begins: so many seconds into which step. */
export interface TimedFault {
  readonly step: number;
  readonly second: number;
  readonly fault: Fault;
}

/** One whole stack life. Everything that is left to chance follows from `seed`. */
export interface Plan {
  readonly seed: number;
  readonly readings: Partial<Readings>;
  readonly lastUpdatedTimeMovesAtRollback: boolean;
  readonly throttled: boolean;
  readonly installMinutes: number;
  /** Between two operations. What is late may come in the next one. */
  readonly pauseMinutes: number;
  readonly steps: readonly Step[];
  readonly faults: readonly TimedFault[];
}

const desktop = fc.constantFrom(...DESKTOPS);

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { freq: 3 }).map((value) => value);

/** Mostly absent: an option whose value comes once in four. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.tuple(fc.constantFrom(true, false, false, false), arbitrary).map(([present, value]) => (present ? value : null));

/** What is about the user of the desktop. */
const manners = {
  waitForUser: fc.constantFrom(false, false, false, true),
  rebootAfterInstallation: fc.constantFrom(false, false, false, true),
};

const declaredA: fc.Arbitrary<Declared> = fc
  .record({
    ...manners,
    workspaceId: desktop,
    own: fc.subarray([...OWN.A], { minLength: 1 }),
    edition: fc.constantFrom('none', 'Standard', 'Professional' as const),
    existing: fc.constantFrom('left', 'left', 'wanted', 'absent'),
    allowExisting: fc.boolean(),
    waitForInstallation: fc.constantFrom(true, true, true, false),
    retain: fc.constantFrom(false, false, true),
    revision: fc.constantFrom('', '', '1', '2'),
    timeoutSeconds: seldom(fc.constantFrom(300, 900, 1800)),
    renamed: fc.constantFrom(false, false, false, true),
  })
  .map(({ own, edition, existing, renamed, ...more }) => ({
    ...more,
    // Synthesis refuses the reboot of who does not wait.
    rebootAfterInstallation: more.rebootAfterInstallation && more.waitForInstallation,
    logicalId: renamed ? 'Renamed' : 'A',
    applicationIds: [...own, ...EDITION[edition], ...(existing === 'wanted' ? [EXISTING] : [])],
    absentApplicationIds: existing === 'absent' ? [EXISTING] : [],
  }));

const sibling = (logicalId: 'B' | 'C'): fc.Arbitrary<Declared | null> =>
  fc.option(
    fc
      .record({ ...manners, workspaceId: desktop, applicationIds: fc.subarray([...OWN[logicalId]], { minLength: 1 }) })
      .map((more) => ({
        ...more,
        logicalId,
        absentApplicationIds: [],
        allowExisting: false,
        waitForInstallation: true,
        retain: false,
        revision: '',
        timeoutSeconds: null,
      })),
  );

const step: fc.Arbitrary<Step> = fc
  .record({
    a: rarely(declaredA),
    b: sibling('B'),
    c: sibling('C'),
    bomb: seldom(fc.constantFrom(1, 20, 70, 200, 900, 1500, 2400)),
    interruption: seldom(
      fc.record({
        kind: fc.constantFrom('cancel' as const, 'delete' as const),
        after: fc.integer({ min: 1, max: 2400 }),
      }),
    ),
  })
  .map(({ a, b, c, ...more }) => ({ ...more, declared: [a, b, c].filter((declared) => declared !== null) }));

/** The handler's tag of a reboot does not stand a lagging DescribeTags: two late deliveries reboot twice. */
const NOT_STOOD: ReadonlySet<string> = new Set(['tagLagSeconds']);

/** Each switch stands at its likeliest value half of the time, so that shrinking ends there. */
const readings: fc.Arbitrary<Partial<Readings>> = fc
  .tuple(
    ...Object.entries(ALL_READINGS)
      .filter(([name]) => !NOT_STOOD.has(name))
      .map(([name, values]) =>
        fc.constantFrom<unknown>(...values.slice(0, 1), ...values).map((value) => [name, value] as const),
      ),
  )
  .map((entries) => Object.fromEntries(entries));

/**
 * Two things are documented as what not to do, and are no defects: a rename with allowExisting at once, where the old
 * construct's delete takes away what the new one adopted, and a swap of editions across two resources.
 */
function asDocumented(steps: readonly Step[]): readonly Step[] {
  const names = new Set(steps.flatMap(({ declared }) => declared.map(({ logicalId }) => logicalId)));
  if (!names.has('Renamed')) return steps;
  const alone = (declared: Declared): Declared => ({
    ...declared,
    allowExisting: false,
    applicationIds: declared.applicationIds.filter((id) => !EDITIONS.includes(id)),
  });
  return steps.map((step) => ({ ...step, declared: step.declared.map(alone) }));
}

export const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat({ max: 0x7fffffff }),
  readings,
  lastUpdatedTimeMovesAtRollback: fc.boolean(),
  throttled: fc.boolean(),
  installMinutes: fc.oneof(
    { arbitrary: fc.constantFrom(1, 1, 2, 4), weight: 15 },
    // Long enough to reach a deadline.
    { arbitrary: fc.constantFrom(20, 40, 70), weight: 1 },
  ),
  pauseMinutes: fc.constantFrom(45, 45, 10, 1),
  steps: fc
    .oneof(fc.array(step, { minLength: 1, maxLength: 2 }), fc.array(step, { minLength: 1, maxLength: 3 }))
    .map(asDocumented),
  faults: fc.array(
    fc.record({
      step: fc.nat({ max: 3 }),
      // From the start on, what comes first can meet it: an event on its way, the first call of a function.
      second: fc.oneof(fc.constant(0), fc.nat({ max: 120 }), fc.nat({ max: 600 }), fc.nat({ max: 2400 })),
      fault,
    }),
    { maxLength: 6, size: 'max' },
  ),
});

/** Where the service does not tell when an association was made, what is ours is rather left than something else removed. */
export const isBlind = ({ timestamps, reassociation }: Partial<Readings>): boolean =>
  timestamps === 'none' || timestamps === 'no Created' || reassociation === 'keeps Created';
