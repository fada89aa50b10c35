import { isApplicationId, isWorkspaceId } from './ids';
import { FleetDeclarationError, Reader } from './members';
import { MAX_APPLICATIONS, show } from './properties';

export { FleetDeclarationError } from './members';

/**
 * The declaration of a fleet, and its form in the value of a parameter: JSON. Constructs render it, the functions of the fleet
 * read it anew at every step. What a deployment may change while a run is on has no other form.
 */

/** What rises with a change that older functions cannot read. */
export const FLEET_FORMAT = 1;

/** The names of all parameters that hold a declaration begin with this. */
export const FLEET_PARAMETER_PREFIX = '/cdk-workspaces-applications/fleet/';

/** The environment variables of the functions of a fleet. */
export const FLEET_VARIABLES = {
  parameter: 'FLEET_PARAMETER',
  bucket: 'FLEET_BUCKET',
  stack: 'FLEET_STACK',
  /** ARN of the event bus, if there is one. */
  eventBus: 'FLEET_EVENT_BUS',
} as const;

/** The metric that the log of a fleet becomes. */
export const FLEET_METRIC = {
  namespace: 'CdkWorkspacesApplications',
  name: 'NotCompliant',
  dimension: 'Fleet',
  /** The message of the line, and its members. */
  message: 'reported',
  value: 'notCompliant',
  fleet: 'fleet',
} as const;

/** Bytes that the value of a parameter of the standard tier can have. */
export const MAX_DECLARATION_BYTES = 4096;

/** Where a list of WorkSpaces is, as CSV. */
export interface CsvLocation {
  readonly bucket: string;
  readonly key: string;
}

type Tags = Readonly<Record<string, string>>;

/** Which WorkSpaces belong to the fleet. Without a directory, ids or CSV all of the account and Region do. */
export interface Targets {
  readonly directoryId?: string;
  readonly workspaceIds?: readonly string[];
  readonly csv?: CsvLocation;
  /** All of these tags are there, with these values. */
  readonly withTags: Tags;
  readonly excludedIds: readonly string[];
  /** None of these tags is there with this value. */
  readonly excludedTags: Tags;
}

/** A part of the fleet that is tried together, before the parts that follow. */
export type Wave =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percentage'; readonly percentage: number }
  | { readonly kind: 'tagged'; readonly tags: Tags }
  | { readonly kind: 'rest' };

export interface MaintenanceWindowDeclaration {
  readonly durationSeconds: number;
  /** Nothing starts from this long before the end. */
  readonly cutoffSeconds: number;
  readonly timeZone: string;
  /** When the window opens in the time zone, such as `22:00`. */
  readonly start: string;
  /** On which days of the week, such as `MON`. None for every day. */
  readonly days: readonly string[];
  /** Days of the time zone on which no window opens, such as `2026-12-24`. */
  readonly skipDates: readonly string[];
}

export interface FleetDeclaration {
  readonly name: string;
  readonly targets: Targets;
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
  readonly waitForUser: boolean;
  readonly window: MaintenanceWindowDeclaration;
  readonly waves: readonly Wave[];
  readonly bakeSeconds: number;
  readonly toleratedFailurePercentage: number;
  readonly maxConcurrency: number;
  readonly installationTimeoutSeconds: number;
  readonly rebootAfterInstallation: boolean;
  readonly revision: string;
  readonly enabled: boolean;
  readonly topicArn?: string;
}

/** Where the fleet is. People find it by its name; its own functions have no use for this. */
export interface FleetPlace {
  readonly stateMachineArn: string;
  readonly reportBucket: string;
  /** Of which the fleet's name in its marks is made. */
  readonly stackId: string;
}

/** Renders a declaration as the value of its parameter. */
export const renderFleet = (declaration: FleetDeclaration, place?: FleetPlace): Record<string, unknown> => ({
  format: FLEET_FORMAT,
  ...declaration,
  ...place,
});

/** Reads where a fleet is from the value of its parameter. Throws {@link FleetDeclarationError}. */
export function parsePlace(text: string): FleetPlace {
  const root = new Reader('the declaration', parsed(text));
  return {
    stateMachineArn: root.text('stateMachineArn'),
    reportBucket: root.text('reportBucket'),
    stackId: root.text('stackId'),
  };
}

/** Reads the value of a parameter. Throws {@link FleetDeclarationError} for one that it does not understand. */
export function parseFleet(text: string): FleetDeclaration {
  const root = new Reader('the declaration', parsed(text));
  const format = root.number('format');
  if (format !== FLEET_FORMAT) {
    throw new FleetDeclarationError(
      `format must be ${FLEET_FORMAT}, got ${format}: the declaration is of another version`,
    );
  }
  const declaration: FleetDeclaration = {
    name: root.text('name'),
    targets: targetsIn(root.object('targets')),
    applicationIds: root.ids('applicationIds', isApplicationId),
    absentApplicationIds: root.ids('absentApplicationIds', isApplicationId),
    waitForUser: root.flag('waitForUser'),
    window: windowIn(root.object('window')),
    waves: root.objects('waves').map(waveIn),
    bakeSeconds: root.number('bakeSeconds'),
    toleratedFailurePercentage: root.number('toleratedFailurePercentage'),
    maxConcurrency: root.number('maxConcurrency'),
    installationTimeoutSeconds: root.number('installationTimeoutSeconds'),
    rebootAfterInstallation: root.flag('rebootAfterInstallation'),
    revision: root.text('revision'),
    enabled: root.flag('enabled'),
    ...(root.has('topicArn') && { topicArn: root.text('topicArn') }),
  };
  const problem = fleetProblem(declaration);
  if (problem !== undefined) throw new FleetDeclarationError(problem);
  return declaration;
}

/** What is wrong with a declaration as a whole; undefined for nothing. Constructs say the same at synthesis. */
export function fleetProblem(declaration: FleetDeclaration): string | undefined {
  const { applicationIds, absentApplicationIds, waves, window } = declaration;
  const both = applicationIds.find((id) => absentApplicationIds.includes(id));
  const count = applicationIds.length + absentApplicationIds.length;
  if (both !== undefined) return `applicationIds and absentApplicationIds both hold '${both}': leave it in one of them`;
  if (count === 0) return 'applicationIds and absentApplicationIds are both empty: name at least one application';
  if (count > MAX_APPLICATIONS)
    return `applicationIds and absentApplicationIds hold ${count} applications, at most ${MAX_APPLICATIONS} are possible: declare fewer`;
  if (waves.filter(({ kind }) => kind === 'rest').length !== 1 || waves.at(-1)?.kind !== 'rest')
    return `waves must end with FleetWave.rest(), and have it once, got ${waves.map(({ kind }) => kind).join(', ') || 'none'}: otherwise WorkSpaces belong to no wave; add it as the last one`;
  if (window.durationSeconds <= window.cutoffSeconds)
    return `the maintenance window lasts ${window.durationSeconds} seconds, and its cutoff is ${window.cutoffSeconds}: nothing could ever start; make the window longer or the cutoff shorter`;
  return undefined;
}

function targetsIn(reader: Reader): Targets {
  return {
    ...(reader.has('directoryId') && { directoryId: reader.text('directoryId') }),
    ...(reader.has('workspaceIds') && { workspaceIds: reader.ids('workspaceIds', isWorkspaceId) }),
    ...(reader.has('csv') && {
      csv: { bucket: reader.object('csv').text('bucket'), key: reader.object('csv').text('key') },
    }),
    withTags: reader.texts('withTags'),
    excludedIds: reader.ids('excludedIds', isWorkspaceId),
    excludedTags: reader.texts('excludedTags'),
  };
}

const windowIn = (reader: Reader): MaintenanceWindowDeclaration => ({
  durationSeconds: reader.number('durationSeconds'),
  cutoffSeconds: reader.number('cutoffSeconds'),
  timeZone: reader.text('timeZone'),
  start: reader.text('start'),
  days: reader.ids('days', (text) => /^(MON|TUE|WED|THU|FRI|SAT|SUN)$/.test(text)),
  skipDates: reader.ids('skipDates', (text) => /^\d{4}-\d\d-\d\d$/.test(text)),
});

function waveIn(reader: Reader): Wave {
  const kind = reader.text('kind');
  switch (kind) {
    case 'count':
      return { kind, count: reader.number('count') };
    case 'percentage':
      return { kind, percentage: reader.number('percentage') };
    case 'tagged':
      return { kind, tags: reader.texts('tags') };
    case 'rest':
      return { kind };
    default:
      throw new FleetDeclarationError(`kind of a wave must be count, percentage, tagged or rest, got ${show(kind)}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FleetDeclarationError(`the declaration must be JSON, got ${show(text)}`);
  }
}
