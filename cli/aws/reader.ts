import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { Workspaces } from '../../lambda/service/workspaces';
import { type Access, type AccessOptions, findAccess } from './access';
import { Calls } from './calls';

/** WorkSpaces as the command reads it: one call after the other. */
export interface Reader {
  readonly access: Access;
  readonly workspaces: Workspaces;
  readonly calls: Calls;
}

export async function openWorkspaces(options: AccessOptions, perSecond?: number): Promise<Reader> {
  const access = await findAccess(options);
  const workspaces = new Workspaces(new WorkSpacesClient(access.config));
  const calls = new Calls({ service: 'workspaces', profile: access.profile, ...(perSecond && { perSecond }) });
  return { access, workspaces, calls };
}
