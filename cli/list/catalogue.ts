import type { Application } from '../../lambda/service/workspaces';
import type { Reader } from '../aws/reader';

/** All applications that the account can see, in the order of their names. */
export async function findCatalogue({
  workspaces,
  calls,
}: Pick<Reader, 'workspaces' | 'calls'>): Promise<readonly Application[]> {
  const found: Application[] = [];
  let token: string | undefined;
  do {
    const page = await calls.make('DescribeApplications', () => workspaces.findApplications(undefined, token));
    found.push(...page.applications);
    token = page.next;
  } while (token !== undefined);
  return found.sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en'));
}

const keyOf = ({ name, applicationId }: Application): string => `${name} ${applicationId}`;
