import type { FleetDeclaration } from '../contract/fleet';
import type { Holder } from '../reconcile/goal';
import { hash } from '../service/identity';

const LENGTH = 16;

/** What children stand down for when it changes: what is wanted, where, when, and whether sessions may end. */
export const declarationHash = (declaration: FleetDeclaration): string => {
  const { targets, applicationIds, absentApplicationIds, waitForUser, window } = declaration;
  return hash(canonical({ targets, applicationIds, absentApplicationIds, waitForUser, window }), LENGTH);
};

/** What a desktop that failed must differ in to be tried again. @param nonce changed by hand for another try */
export const attemptHash = (declaration: FleetDeclaration, nonce: string): string => {
  const { applicationIds, absentApplicationIds, revision } = declaration;
  const sets = { applicationIds: [...applicationIds].sort(), absentApplicationIds: [...absentApplicationIds].sort() };
  return hash(canonical({ ...sets, revision, nonce }), LENGTH);
};

/** What the fleet is divided anew for when it changes: the waves, and where its desktops come from. An exclusion moves no desktop to another wave. */
export const divisionHash = ({ targets, waves }: Pick<FleetDeclaration, 'targets' | 'waves'>): string => {
  const { excludedIds: _ids, excludedTags: _tags, ...sources } = targets;
  return hash(canonical({ sources, waves }), LENGTH);
};

/** How a fleet names itself in its marks. A fleet of another stack is another holder, also under the same name. */
export const holderOf = (name: string, stackId: string): Holder => ({
  token: `${hash(`${stackId} ${name}`, LENGTH)}.fleet`,
  root: '',
  name: `fleet/${name}`,
});

/** JSON in which the order of members does not count. */
function canonical(value: unknown): string {
  // Stryker disable next-line StringLiteral: members in quotes stay distinct without a comma
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  // Stryker disable next-line StringLiteral: members in quotes stay distinct without a comma
  return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
