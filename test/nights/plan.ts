import * as fc from 'fast-check';
import type { FleetDeclaration } from '../../lambda/contract/fleet';
import { PROJECT_PROFESSIONAL_2021 as PROJECT, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { declared } from '../lambda/fleet/builders';

/** What happens beside the fleet, or to it. `desk` is the index of a desktop, from the first one on again if it is too large. */
export type Happening =
  | { readonly kind: 'connect'; readonly desk: number; readonly minutes: number }
  | {
      readonly kind: 'rebuild' | 'migrate' | 'terminate' | 'maintenance' | 'deployed by a colleague';
      readonly desk: number;
    }
  | {
      readonly kind:
        | 'held by a stack'
        | 'registered by a stack'
        | 'retained by a stack'
        | 'installed by hand'
        | 'associated by hand'
        | 'disassociated by hand';
      readonly desk: number;
    }
  | { readonly kind: 'new desktop' | 'another run' }
  | { readonly kind: 'declare'; readonly change: Partial<FleetDeclaration> }
  | { readonly kind: 'fault'; readonly exception: string; readonly when: 'before' | 'after'; readonly times: number }
  | { readonly kind: 'killed'; readonly call: number; readonly when: 'before' | 'after'; readonly times: number };

/** Minutes from the opening of the first window. */
export interface Timed {
  readonly at: number;
  readonly what: Happening;
}

export interface PlannedDesk {
  readonly isPilot: boolean;
  readonly isUnfit: boolean;
  /** How many of its installations fail. */
  readonly fails: number;
  /** Whether the service refuses each registration of an installation there. */
  readonly refuses: boolean;
}

export interface NightsPlan {
  readonly desks: readonly PlannedDesk[];
  readonly declaration: FleetDeclaration;
  readonly minutes: { readonly install: number; readonly uninstall: number };
  readonly tagLagSeconds: number;
  readonly isThrottled: boolean;
  readonly happenings: readonly Timed[];
}

/** Nights in which things happen; calm ones follow. */
export const NIGHTS = 3;

/** How large the fleets are. */
interface Size {
  readonly desks: { readonly minLength: number; readonly maxLength: number };
  readonly waves: readonly FleetDeclaration['waves'][];
  readonly concurrency: readonly number[];
  readonly happenings: number;
}

const THREE_WAVES: FleetDeclaration['waves'] = [
  { kind: 'tagged', tags: { Ring: 'pilot' } },
  { kind: 'percentage', percentage: 30 },
  { kind: 'rest' },
];

export const SIZES = {
  small: {
    desks: { minLength: 1, maxLength: 12 },
    waves: [[{ kind: 'rest' }], [{ kind: 'count', count: 2 }, { kind: 'rest' }], THREE_WAVES],
    concurrency: [1, 2, 5],
    happenings: 12,
  },
  /** Each wave has several passes, and most fleets take more than one window. */
  large: {
    desks: { minLength: 24, maxLength: 48 },
    waves: [THREE_WAVES, [{ kind: 'count', count: 5 }, { kind: 'percentage', percentage: 50 }, { kind: 'rest' }]],
    concurrency: [5, 10],
    happenings: 30,
  },
} as const satisfies Record<string, Size>;

const tolerance = fc.constantFrom(0, 5, 30, 100);
const lists = fc.constantFrom(
  { applicationIds: [VISIO], absentApplicationIds: [] },
  { applicationIds: [VISIO, PROJECT], absentApplicationIds: [] },
  { applicationIds: [VISIO], absentApplicationIds: [PROJECT] },
  { applicationIds: [], absentApplicationIds: [VISIO] },
);

const declarationOf = ({ waves, concurrency }: Size): fc.Arbitrary<FleetDeclaration> =>
  fc
    .record({
      waves: fc.constantFrom(...waves),
      toleratedFailurePercentage: tolerance,
      maxConcurrency: fc.constantFrom(...concurrency),
      lists,
    })
    .map(({ lists: both, ...rest }) => declared({ ...rest, ...both }));

const changeOf = ({ concurrency }: Size): fc.Arbitrary<Partial<FleetDeclaration>> =>
  fc.oneof(
    lists,
    fc.record({ toleratedFailurePercentage: tolerance }),
    fc.record({ maxConcurrency: fc.constantFrom(...concurrency) }),
    fc.record({ revision: fc.constantFrom('', '2', '3') }),
    fc.record({ enabled: fc.boolean() }),
  );

const happeningOn = (desk: fc.Arbitrary<number>): fc.Arbitrary<Happening> =>
  fc.oneof(
    fc.record({ kind: fc.constant('connect' as const), desk, minutes: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      kind: fc.constantFrom(
        'rebuild' as const,
        'migrate' as const,
        'terminate' as const,
        'maintenance' as const,
        'deployed by a colleague' as const,
      ),
      desk,
    }),
    fc.record({
      kind: fc.constantFrom(
        'held by a stack' as const,
        'registered by a stack' as const,
        'registered by a stack' as const,
        'retained by a stack' as const,
        'installed by hand' as const,
        'associated by hand' as const,
        'disassociated by hand' as const,
      ),
      desk,
    }),
    fc.record({ kind: fc.constantFrom('new desktop' as const, 'another run' as const) }),
    fc.record({
      kind: fc.constant('fault' as const),
      exception: fc.constantFrom('ThrottlingException', 'InternalServerError', 'timeout', 'socketReset'),
      when: fc.constantFrom('before' as const, 'after' as const),
      times: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      kind: fc.constant('killed' as const),
      call: fc.integer({ min: 0, max: 12 }),
      when: fc.constantFrom('before' as const, 'after' as const),
      times: fc.integer({ min: 1, max: 9 }),
    }),
  );

const happeningOf = (size: Size): fc.Arbitrary<Happening> =>
  fc.oneof(
    { weight: 6, arbitrary: happeningOn(fc.nat(size.desks.maxLength - 1)) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('declare' as const), change: changeOf(size) }) },
  );

export const planOf = (size: Size): fc.Arbitrary<NightsPlan> =>
  fc.record({
    desks: fc.array(
      fc.record({
        isPilot: fc.boolean(),
        isUnfit: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 9),
        fails: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
        refuses: fc.integer({ min: 0, max: 14 }).map((draw) => draw === 14),
      }),
      { ...size.desks, size: 'max' },
    ),
    declaration: declarationOf(size),
    minutes: fc.record({ install: fc.integer({ min: 2, max: 90 }), uninstall: fc.integer({ min: 1, max: 20 }) }),
    tagLagSeconds: fc.constantFrom(0, 60, 1_800),
    isThrottled: fc.boolean(),
    happenings: fc.array(
      fc.record({ at: fc.integer({ min: -50, max: NIGHTS * 24 * 60 - 120 }), what: happeningOf(size) }),
      {
        maxLength: size.happenings,
        size: 'max',
      },
    ),
  });
