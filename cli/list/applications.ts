import { Compute, OperatingSystemName } from '@aws-sdk/client-workspaces';
import type { Reader } from '../aws/reader';
import { type Print, toJson } from '../terminal/print';
import { tableOf } from '../terminal/table';
import { brief } from './brief';
import { findCatalogue } from './catalogue';

const COMPUTE_TYPES = [{ label: 'all', members: Object.values(Compute) }];
const SYSTEMS = Object.values(OperatingSystemName).filter((name) => name !== 'UNKNOWN');
const OPERATING_SYSTEMS = [
  { label: 'all Windows', members: SYSTEMS.filter((name) => name.startsWith('WINDOWS')) },
  { label: 'all', members: SYSTEMS },
];

/** The applications of the account, as text. */
export async function listApplications(reader: Reader, { json, width }: Print): Promise<string> {
  const applications = await findCatalogue(reader);
  if (json) return toJson(applications);
  if (applications.length === 0) return 'No applications in this account and Region.\n';
  const rows = applications.map((one) => [
    one.name,
    one.applicationId,
    one.owner,
    one.state,
    brief(one.computeTypes, COMPUTE_TYPES),
    brief(one.operatingSystems, OPERATING_SYSTEMS),
  ]);
  return tableOf(['NAME', 'ID', 'OWNER', 'STATE', 'COMPUTE TYPES', 'OPERATING SYSTEMS'], rows, width);
}
