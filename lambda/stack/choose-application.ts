import { type Lookup, normalizeName } from '../contract/lookup';
import { clip } from '../service/text';
import type { Application } from '../service/workspaces';

/** The application that a look-up means, or why there is none to answer. */
export type Choice = { readonly application: Application } | { readonly refusal: string };

/** How many applications a failure names. */
const NAMED = 5;
const BY_ID = 'pass its id instead of its name';

export function choose(lookup: Lookup, catalogue: readonly Application[]): Choice {
  const wanted = normalizeName(lookup.name);
  const found = catalogue.filter(({ name }) => normalizeName(name) === wanted);
  const [application, ...others] = found;
  if (application === undefined) return { refusal: describeNone(lookup, catalogue) };
  if (others.length > 0) return { refusal: describeSeveral(lookup, found) };
  const refusal = describeState(lookup, application);
  return refusal ? { refusal } : { application };
}

function describeNone({ name, owner }: Lookup, catalogue: readonly Application[]): string {
  const whose = owner === undefined ? '' : ` of owner ${owner}`;
  if (catalogue.length === 0) {
    const check = owner === undefined ? 'the Region of the stack' : 'owner and the Region of the stack';
    return `DescribeApplications lists no application${whose} in this account and Region. What next: check ${check}`;
  }
  const near = nearest(name, catalogue).map((application) => `${quote(application)}${unlessAvailable(application)}`);
  const nearby = near.length > 0 ? `; the nearest are ${near.join(', ')}` : ', and none has a similar name';
  return (
    `none of the ${catalogue.length} applications${whose} that DescribeApplications lists in this account and Region is named ` +
    `'${clip(name, 200)}'${nearby}. What next: correct the name (the command 'cdk-workspaces-applications list' shows all), or ${BY_ID}`
  );
}

function describeSeveral({ name, owner }: Lookup, found: readonly Application[]): string {
  const named = found.slice(0, NAMED).map((one) => `${quote(one)} of owner ${one.owner}${unlessAvailable(one)}`);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  const owners = new Set(found.map((one) => one.owner));
  const remedy = owner === undefined && owners.size > 1 ? `pass owner, or ${BY_ID}` : BY_ID;
  return `${found.length} applications are named '${clip(name, 200)}': ${named.join(', ')}${more}. What next: ${remedy}`;
}

/** Why an application of this state is no answer; empty if it is one. */
function describeState({ allowUninstallOnly }: Lookup, application: Application): string {
  const { state } = application;
  if (state === 'AVAILABLE' || (state === 'UNINSTALL_ONLY' && allowUninstallOnly)) return '';
  if (state === 'UNINSTALL_ONLY') {
    return (
      `${quote(application)} is UNINSTALL_ONLY: it can only be uninstalled. What next: name an application that is AVAILABLE; ` +
      'to uninstall this one, pass allowUninstallOnly: true and add it to absentApplicationIds'
    );
  }
  return `${quote(application)} is ${clip(state, 50) || 'of no state'}, not AVAILABLE. What next: wait until it is, then deploy again`;
}

const quote = ({ name, applicationId }: Application): string => `'${clip(name, 100)}' (${clip(applicationId, 70)})`;
const unlessAvailable = ({ state }: Application): string => (state === 'AVAILABLE' ? '' : ` ${clip(state, 30)}`);

/** The applications whose names are most like this one, the most alike first. */
export function nearest(name: string, catalogue: readonly Application[]): readonly Application[] {
  const wanted = pairsOf(name);
  return catalogue
    .map((application) => ({ application, likeness: likenessOf(wanted, pairsOf(application.name)) }))
    .filter(({ likeness }) => likeness > LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || (a.application.name < b.application.name ? -1 : 1))
    .slice(0, NAMED)
    .map(({ application }) => application);
}

/** Below it, two names have little more in common than the letters of a language. */
const LEAST_LIKENESS = 0.25;

/** Pairs of neighbouring letters within words: so neither a slip of the finger nor a missing word counts for much. */
function pairsOf(name: string): ReadonlySet<string> {
  const words = normalizeName(name).split(' ');
  return new Set(
    words.flatMap((word) => {
      const letters = [...word, ' '];
      return letters.map((letter, at) => `${letters[at - 1] ?? ' '}${letter}`);
    }),
  );
}

/** From 0, nothing in common, to 1. */
function likenessOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((pair) => other.has(pair)).length;
  return (2 * shared) / (one.size + other.size);
}
