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

export interface NightsPlan {
  readonly desks: readonly { readonly isPilot: boolean; readonly isUnfit: boolean; readonly fails: number }[];
  readonly declaration: FleetDeclaration;
  readonly minutes: { readonly install: number; readonly uninstall: number };
  readonly tagLagSeconds: number;
  readonly isThrottled: boolean;
  readonly happenings: readonly Timed[];
}

/** Nights in which things happen; calm ones follow. */
export const NIGHTS = 3;

const waves = fc.constantFrom<FleetDeclaration['waves']>(
  [{ kind: 'rest' }],
  [{ kind: 'count', count: 2 }, { kind: 'rest' }],
  [{ kind: 'tagged', tags: { Ring: 'pilot' } }, { kind: 'percentage', percentage: 30 }, { kind: 'rest' }],
);

const tolerance = fc.constantFrom(0, 5, 30, 100);
const concurrency = fc.constantFrom(1, 2, 5);
const lists = fc.constantFrom(
  { applicationIds: [VISIO], absentApplicationIds: [] },
  { applicationIds: [VISIO, PROJECT], absentApplicationIds: [] },
  { applicationIds: [VISIO], absentApplicationIds: [PROJECT] },
  { applicationIds: [], absentApplicationIds: [VISIO] },
);

const declaration: fc.Arbitrary<FleetDeclaration> = fc
  .record({ waves, toleratedFailurePercentage: tolerance, maxConcurrency: concurrency, lists })
  .map(({ lists: both, ...rest }) => declared({ ...rest, ...both }));

const change: fc.Arbitrary<Partial<FleetDeclaration>> = fc.oneof(
  lists,
  fc.record({ toleratedFailurePercentage: tolerance }),
  fc.record({ maxConcurrency: concurrency }),
  fc.record({ revision: fc.constantFrom('', '2', '3') }),
  fc.record({ enabled: fc.boolean() }),
);

const desk = fc.nat(11);
const happening: fc.Arbitrary<Happening> = fc.oneof(
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
      'retained by a stack' as const,
      'installed by hand' as const,
      'associated by hand' as const,
      'disassociated by hand' as const,
    ),
    desk,
  }),
  fc.record({ kind: fc.constantFrom('new desktop' as const, 'another run' as const) }),
  fc.record({ kind: fc.constant('declare' as const), change }),
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

export const plan: fc.Arbitrary<NightsPlan> = fc.record({
  desks: fc.array(
    fc.record({
      isPilot: fc.boolean(),
      isUnfit: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 9),
      fails: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  declaration,
  minutes: fc.record({ install: fc.integer({ min: 2, max: 90 }), uninstall: fc.integer({ min: 1, max: 20 }) }),
  tagLagSeconds: fc.constantFrom(0, 60, 1_800),
  isThrottled: fc.boolean(),
  happenings: fc.array(fc.record({ at: fc.integer({ min: -50, max: NIGHTS * 24 * 60 - 120 }), what: happening }), {
    maxLength: 12,
  }),
});
