import { LOOKUP_ATTRIBUTES, LOOKUP_TYPE, type Lookup, parseLookup } from '../contract/lookup';
import { PropertyError } from '../contract/properties';
import type { Tools } from '../reconcile/context';
import { clip, describeFault, RequestFailure } from '../reconcile/words';
import { read } from '../service/calls';
import { type Application, choose } from './choose-application';
import { parseEnvelope } from './request';

export interface LookupAnswer {
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Tried again this long, also when denied: policies take effect with a delay. */
const PATIENCE = 120_000;

export const isLookup = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && Reflect.get(event, 'ResourceType') === LOOKUP_TYPE;

/** Finds the id of an application by its name. It changes nothing, so that a delete has nothing to do. */
export async function lookUp(event: unknown, tools: Tools): Promise<LookupAnswer> {
  const lookup = parse(event);
  if (typeof lookup === 'string') return { PhysicalResourceId: lookup };
  const catalogue = await findAll(lookup, tools);
  const choice = choose(lookup, catalogue);
  if ('refusal' in choice) throw new RequestFailure(choice.refusal);
  const { application } = choice;
  tools.log('INFO', 'looked up', { application: application.applicationId, listed: catalogue.length });
  return { PhysicalResourceId: application.applicationId, Data: attributesOf(application) };
}

/** What is to be looked up; on a delete the physical id, whatever the properties are. */
function parse(event: unknown): Lookup | string {
  try {
    const { type, physicalId = '', properties } = parseEnvelope(event);
    return type === 'Delete' ? physicalId : parseLookup(properties);
  } catch (error) {
    if (error instanceof PropertyError) throw new RequestFailure(error.message);
    throw error;
  }
}

/** All pages. An application that two of them list, because the catalogue changed between them, counts once. */
async function findAll({ name, owner }: Lookup, tools: Tools): Promise<readonly Application[]> {
  const found = new Map<string, Application>();
  const until = tools.clock.now() + PATIENCE;
  let token: string | undefined;
  do {
    const page = await read(
      { ...tools, until },
      'DescribeApplications',
      () => tools.workspaces.findApplications(owner, token),
      ['throttled', 'transient', 'denied'],
    );
    if (!page.ok) throw new RequestFailure(describeFault(page.fault, 'DescribeApplications', `'${clip(name, 200)}'`));
    for (const application of page.value.applications) found.set(application.applicationId, application);
    token = page.value.next;
  } while (token);
  return [...found.values()];
}

const attributesOf = (application: Application): Readonly<Record<string, string>> => ({
  [LOOKUP_ATTRIBUTES.name]: application.name,
  [LOOKUP_ATTRIBUTES.owner]: application.owner,
  [LOOKUP_ATTRIBUTES.licenseType]: application.licenseType,
  [LOOKUP_ATTRIBUTES.supportedComputeTypes]: application.computeTypes.join(','),
  [LOOKUP_ATTRIBUTES.supportedOperatingSystems]: application.operatingSystems.join(','),
});
