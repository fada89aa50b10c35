import type { Desktop } from '../../lambda/service/workspaces';
import type { Reader } from '../aws/reader';
import { type Print, toJson } from '../terminal/print';
import { tableOf } from '../terminal/table';

/** The WorkSpaces of the Region, or of a directory, as text. */
export async function listDesktops(reader: Reader, directory: string | undefined, print: Print): Promise<string> {
  const desktops = await findDesktops(reader, directory);
  if (print.json) return toJson(desktops);
  if (desktops.length === 0) return 'No WorkSpaces in this account and Region.\n';
  const rows = desktops.map((one) => [
    one.workspaceId,
    one.userName,
    one.state,
    one.compute,
    one.operatingSystem,
    one.computerName,
    one.directoryId,
  ]);
  return tableOf(
    ['ID', 'USER', 'STATE', 'COMPUTE TYPE', 'OPERATING SYSTEM', 'COMPUTER', 'DIRECTORY'],
    rows,
    print.width,
  );
}

async function findDesktops(
  { workspaces, calls }: Reader,
  directoryId: string | undefined,
): Promise<readonly Desktop[]> {
  const found: Desktop[] = [];
  let token: string | undefined;
  do {
    const page = await calls.make('DescribeWorkspaces', () => workspaces.findDesktops({ directoryId }, token));
    found.push(...page.items);
    token = page.next;
  } while (token !== undefined);
  return found.sort((a, b) => a.userName.localeCompare(b.userName, 'en') || a.workspaceId.localeCompare(b.workspaceId));
}
