/** What the resources of a provider declare together, which sets the pace of its functions. One environment variable carries it. */

/** Environment variable of the handler: what the provider serves. */
export const LOAD_VARIABLE = 'PROVIDER_LOAD';

/** Environment variable of the handler: the ARN of the bus that receives events. Absent: no events. */
export const EVENT_BUS_VARIABLE = 'PROVIDER_EVENT_BUS';

/** What a provider serves. */
export interface ServedLoad {
  /** How many resources share the provider. */
  readonly resources: number;
  /** How many applications they declare together. Default: one for each resource. */
  readonly applications?: number | undefined;
  /** How many applications they declare on each WorkSpace; absent if the number differs or is not known. */
  readonly applicationsPerWorkspace?: number | undefined;
  /** Whether more than one resource may be about the same WorkSpace. Default: true for more than one resource. */
  readonly shared?: boolean | undefined;
}

/** Calls per second that are planned for first polls. A hash spreads well, but not evenly. */
const FIRST_CALLS = 1.8;
/** The same if resources of one WorkSpace come together: many calls then come at once. */
const FIRST_CALLS_TOGETHER = 1.2;

/** How many calls the resources make until their installations run: observe, mark and deploy for each, and an association for each application. */
export const firstCallsOf = ({ resources, applications = resources }: ServedLoad): number =>
  3 * resources + applications;

/** Over how many seconds the first polls of the resources are spread, so that their calls stay below the service's rate. */
export const firstPollSecondsOf = (load: ServedLoad): number =>
  firstCallsOf(load) / (comesTogether(load) ? FIRST_CALLS_TOGETHER : FIRST_CALLS);

/** Whether the resources of a WorkSpace make their first polls together, because it is not known how many there are. */
export const comesTogether = ({ resources, applicationsPerWorkspace, shared = resources > 1 }: ServedLoad): boolean =>
  shared && applicationsPerWorkspace === undefined;

/** Renders what a provider serves as the value of {@link LOAD_VARIABLE}, such as `{"resources":2,"shared":false}`. */
export const renderLoad = ({ resources, applications, applicationsPerWorkspace, shared }: ServedLoad): string =>
  JSON.stringify({ resources, applications, applicationsPerWorkspace, shared });

/** Reads what the provider serves from the environment of its functions. What is missing or unreadable takes its default; resources: 1. */
export function loadFrom(environment: Readonly<Record<string, string | undefined>>): ServedLoad {
  const values = membersOf(environment[LOAD_VARIABLE] ?? '');
  const shared = values.get('shared');
  return {
    resources: countIn(values, 'resources') ?? 1,
    applications: countIn(values, 'applications'),
    applicationsPerWorkspace: countIn(values, 'applicationsPerWorkspace'),
    shared: typeof shared === 'boolean' ? shared : undefined,
  };
}

function membersOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}

function countIn(values: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = values.get(name);
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
