import { LOOKUP_ATTRIBUTES, type Lookup } from '../contract/lookup';
import { describeFault } from '../reconcile/words';
import { PASSING_OR_DENIED, read } from '../service/calls';
import { directionOf } from '../service/stacks';
import { clip } from '../service/text';
import { SECOND } from '../service/time';
import type { Application } from '../service/workspaces';
import { choose } from './choose-application';
import { RequestFailure } from './failure';
import type { LookupRequest } from './request';
import type { StackTools } from './tools';

export interface LookupAnswer {
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Tried again this long, also when denied: policies take effect with a delay. */
const PATIENCE = 120 * SECOND;

/** Finds the id of an application by its name. It changes nothing, so that a delete has nothing to do. */
export async function lookUp(request: LookupRequest, tools: StackTools): Promise<LookupAnswer> {
  const { physicalId = '' } = request;
  const lookup = request.lookup && (await relent(request.lookup, request, tools));
  if (!lookup) return { PhysicalResourceId: physicalId };
  const catalogue = await findAll(lookup, tools);
  const choice = choose(lookup, catalogue);
  if ('refusal' in choice) throw new RequestFailure(choice.refusal);
  const { application } = choice;
  tools.log('INFO', 'looked up', { application: application.applicationId, listed: catalogue.length });
  return { PhysicalResourceId: application.applicationId, Data: attributesOf(application) };
}

/** A rollback must not fail because an application that it comes back to can only be uninstalled by now. */
async function relent(lookup: Lookup, { type, stackId }: LookupRequest, tools: StackTools): Promise<Lookup> {
  if (type !== 'Update' || lookup.allowUninstallOnly) return lookup;
  const state = await read(tools, 'DescribeStacks', () => tools.stacks.findStack(stackId));
  const isRollback = state.ok && directionOf(state.value.status) === 'rollback';
  return isRollback ? { ...lookup, allowUninstallOnly: true } : lookup;
}

/** All pages. An application that two of them list, because the catalogue changed between them, counts once. */
async function findAll({ name, owner }: Lookup, tools: StackTools): Promise<readonly Application[]> {
  const found = new Map<string, Application>();
  const until = tools.clock.now() + PATIENCE;
  let token: string | undefined;
  do {
    const page = await read(
      { ...tools, until },
      'DescribeApplications',
      () => tools.workspaces.findApplications(owner, token),
      PASSING_OR_DENIED,
    );
    if (!page.ok) throw new RequestFailure(describeFault(page.fault, page.operation, `'${clip(name, 200)}'`));
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
