import { stageOf } from '../../lambda/reconcile/states';
import type { Association } from '../../lambda/service/association';
import type { Application, Desktop } from '../../lambda/service/workspaces';
import type { Reader } from '../aws/reader';
import { EXIT, Failure } from '../exit';
import { isoOf, type Print, toJson } from '../terminal/print';
import { tableOf } from '../terminal/table';
import { findCatalogue } from './catalogue';
import { type Fit, fitOf } from './fit';

/** A WorkSpace, the applications on it, and all others of the catalogue. */
interface Found {
  readonly desktop: Desktop;
  readonly installed: readonly { readonly association: Association; readonly application?: Application }[];
  readonly others: readonly { readonly application: Application; readonly fit: Fit }[];
}

/** What is on a WorkSpace and what would fit, as text. */
export async function listDesktop(reader: Reader, workspaceId: string, { json, width }: Print): Promise<string> {
  const found = await find(reader, workspaceId);
  return json ? toJson(jsonOf(found)) : textOf(found, width);
}

async function find(reader: Reader, workspaceId: string): Promise<Found> {
  const { workspaces, calls } = reader;
  const desktop = await findDesktop(reader, workspaceId);
  const seen = await calls.make('DescribeWorkspaceAssociations', () => workspaces.findAssociations(workspaceId));
  const associations = [...seen.values()].filter(({ state }) => stageOf(state) !== 'absent');
  const applications = await findCatalogue(reader);
  const byId = new Map(applications.map((application) => [application.applicationId, application]));
  const ids = associations.map(({ applicationId }) => applicationId);
  return {
    desktop,
    installed: associations.map((association) => ({ association, application: byId.get(association.applicationId) })),
    others: applications
      .filter(({ applicationId }) => !ids.includes(applicationId))
      .map((application) => ({ application, fit: fitOf(application, desktop) })),
  };
}

async function findDesktop({ workspaces, calls, access }: Reader, workspaceId: string): Promise<Desktop> {
  const page = await calls.make('DescribeWorkspaces', () => workspaces.findDesktops({ workspaceIds: [workspaceId] }));
  const [desktop] = page.items;
  if (desktop) return desktop;
  throw new Failure(
    `there is no WorkSpace ${workspaceId} in this account in ${access.region}. What next: check the id, --region and the account`,
    EXIT.absent,
  );
}

function textOf({ desktop, installed, others }: Found, width: number | undefined): string {
  const { workspaceId, userName, state, compute, operatingSystem } = desktop;
  const about = [userName, state, compute, operatingSystem].filter(Boolean).join(', ');
  const onIt = tableOf(
    ['NAME', 'ID', 'STATE', 'SINCE (UTC)', 'REASON'],
    installed.map(({ association: one, application }) => [
      application?.name ?? '(not in the catalogue)',
      one.applicationId,
      one.state,
      isoOf(one.updated ?? one.created)?.slice(0, 16),
      [one.errorCode, one.errorMessage].filter(Boolean).join(': '),
    ]),
    width,
  );
  const rest = tableOf(
    ['NAME', 'ID', 'OWNER', 'FITS'],
    others.map(({ application: { name, applicationId, owner }, fit }) => [name, applicationId, owner, verdict(fit)]),
    width,
  );
  return [
    `WorkSpace ${workspaceId} (${about})\n`,
    installed.length > 0 ? `On it:\n${onIt}` : 'On it: no applications\n',
    others.length > 0 ? `Not on it:\n${rest}` : 'Not on it: nothing\n',
  ].join('\n');
}

const verdict = ({ fits, reasons }: Fit): string =>
  [fits === undefined ? 'unknown' : fits ? 'yes' : 'no', reasons.join(', ')].filter(Boolean).join(': ');

const jsonOf = ({ desktop, installed, others }: Found) => ({
  ...desktop,
  installed: installed.map(({ association: one, application }) => ({
    applicationId: one.applicationId,
    name: application?.name,
    state: one.state,
    created: isoOf(one.created),
    lastUpdated: isoOf(one.updated),
    errorCode: one.errorCode,
    errorMessage: one.errorMessage,
  })),
  others: others.map(({ application, fit: { fits, reasons } }) => ({ ...application, fits: fits ?? null, reasons })),
});
