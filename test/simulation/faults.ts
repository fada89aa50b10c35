import { AssociationErrorCode } from '@aws-sdk/client-workspaces';
import * as fc from 'fast-check';

const OPERATIONS = [
  'DescribeWorkspaceAssociations',
  'AssociateWorkspaceApplication',
  'DisassociateWorkspaceApplication',
  'DeployWorkspaceApplications',
  'DescribeWorkspaces',
  'DescribeWorkspacesConnectionStatus',
  'DescribeTags',
  'CreateTags',
  'DeleteTags',
  'RebootWorkspaces',
  '*',
] as const;
const EXCEPTIONS = [
  'ThrottlingException',
  'InternalServerError',
  'socketReset',
  'timeout',
  'AccessDeniedException',
  'ResourceInUseException',
] as const;
const ERROR_CODES = Object.values(AssociationErrorCode);

const one = <T extends string | number | boolean>(...values: readonly T[]): fc.Arbitrary<T> =>
  fc.constantFrom(...values);
/** A desktop from the start, or the WorkSpace that a stack made last. */
const desktop = one(0, 0, 1, 1, 2);

/** Everything that can go wrong. `application` is an index into OURS; up to 8 it is one of what is there, or of KNOWN. */
const FAULTS = {
  refusal: fc.record({
    kind: one('refusal'),
    operation: one(...OPERATIONS),
    exception: one(...EXCEPTIONS),
    times: fc.integer({ min: 1, max: 6 }),
    lost: fc.boolean(),
  }),
  'stack refusal': fc.record({
    kind: one('stack refusal'),
    code: one('Throttling', 'AccessDenied', 'InternalFailure'),
    times: fc.integer({ min: 1, max: 5 }),
  }),
  crash: fc.record({ kind: one('crash'), call: fc.integer({ min: 1, max: 6 }), after: fc.boolean() }),
  duplicate: fc.record({ kind: one('duplicate'), delay: one(0, 5, 30, 90, 400, 3000, 9000) }),
  'late delivery': fc.record({ kind: one('late delivery'), delay: one(5, 60, 180, 900, 4000) }),
  'slow answers': fc.record({
    kind: one('slow answers'),
    milliseconds: one(300, 3000, 9000),
    calls: fc.integer({ min: 1, max: 10 }),
  }),
  'failing application': fc.record({
    kind: one('failing application'),
    application: fc.nat({ max: 6 }),
    code: one(...ERROR_CODES),
    times: one(1, 2, 3, 12),
    aim: one('INSTALL', 'INSTALL', 'UNINSTALL', 'BOTH'),
  }),
  'WorkSpace state': fc.record({
    kind: one('WorkSpace state'),
    desktop,
    state: one('REBOOTING', 'STOPPED', 'MAINTENANCE', 'UNHEALTHY', 'SUSPENDED'),
    seconds: one(30, 120, 300, 900),
  }),
  colleague: fc.record({
    kind: one('colleague'),
    desktop,
    act: one('associate', 'disassociate', 'change of mind', 'deploy'),
    application: fc.nat({ max: 8 }),
  }),
  user: fc.record({
    kind: one('user'),
    desktop,
    connection: one('CONNECTED', 'CONNECTED', 'UNKNOWN'),
    seconds: one(60, 600, 3000, 5000),
  }),
  'unknown state': fc.record({
    kind: one('unknown state'),
    desktop,
    application: fc.nat({ max: 8 }),
    seconds: one(60, 900),
  }),
  'refused tags': fc.record({
    kind: one('refused tags'),
    operations: one(
      'DescribeTags',
      'CreateTags',
      'DeleteTags',
      'CreateTags DeleteTags',
      'DescribeTags CreateTags DeleteTags',
    ),
    seconds: one(60, 600, 3600),
  }),
  cleaner: fc.record({ kind: one('cleaner'), desktop, all: fc.boolean(), which: fc.nat({ max: 5 }) }),
  'full tags': fc.record({ kind: one('full tags'), desktop, room: one(0, 1, 2) }),
  'end of a WorkSpace': fc.record({ kind: one('end of a WorkSpace'), desktop, seconds: one(0, 300) }),
};

type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Fault = Drawn<(typeof FAULTS)[keyof typeof FAULTS]>;
export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** What leaves little to look at comes seldom: a WorkSpace that is gone, marks that are lost. */
const SELDOM: readonly string[] = ['end of a WorkSpace', 'unknown state', 'refused tags', 'cleaner', 'full tags'];

export const fault: fc.Arbitrary<Fault> = fc.oneof(
  ...Object.entries(FAULTS).map(([kind, arbitrary]: [string, fc.Arbitrary<Fault>]) => ({
    arbitrary,
    weight: SELDOM.includes(kind) ? 1 : 3,
  })),
);

/** The most that a fault can cost an operation, in minutes: a contact is made once a minute. */
export function minutesOf(fault: Fault, installMinutes: number): number {
  switch (fault.kind) {
    case 'refusal':
    case 'stack refusal':
      return fault.times;
    case 'WorkSpace state':
    case 'user':
    case 'refused tags':
      return fault.seconds / 60 + 1;
    case 'slow answers':
      return (fault.milliseconds * fault.calls) / 60_000;
    case 'late delivery':
      return fault.delay / 60;
    case 'failing application':
      // It is tried again in windows, half an hour apart while a rollback takes it back.
      return 40 + fault.times * installMinutes;
    case 'colleague':
      return 5 + 4 * installMinutes;
    default:
      return 1;
  }
}
