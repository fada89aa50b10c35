import type { Tags } from '../aws/tagging';

const MARK = /^cdk-workspaces-applications:(wsa-[0-9a-z]{8,63}):(.+)$/;

/** Who holds each application of a WorkSpace, by its marks. */
export function holdersOf(tags: Tags): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const key of Object.keys(tags)) {
    const [, applicationId, token] = MARK.exec(key) ?? [];
    if (applicationId && token) holders.set(applicationId, [...(holders.get(applicationId) ?? []), token]);
  }
  return holders;
}
