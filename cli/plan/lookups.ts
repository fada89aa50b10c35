import { LOOKUP_TYPE, type Lookup, parseLookup } from '../../lambda/contract/lookup';
import { PropertyError } from '../../lambda/contract/properties';
import type { Application } from '../../lambda/service/workspaces';
import { choose } from '../../lambda/stack/choose-application';
import { relevant } from '../template/declared';
import type { JsonObject } from '../template/json';
import { type Resolved, unknownIn } from '../template/resolve';
import { resourcesOf, type StackFacts } from '../template/template';
import type { Note } from './request';

/** The applications that the look-ups of a template find. */
export interface FoundByName {
  /** Ids of applications, by the logical ids of the look-ups that are new or changed. */
  readonly ids: ReadonlyMap<string, string>;
  readonly refused: readonly Note[];
}

/** What is deployed of a stack, for a comparison. */
export interface Before {
  readonly template: JsonObject;
  readonly facts: StackFacts;
}

/** Looks up, in the catalogue, what the deployment will look up: names that are new or changed. */
export async function lookUp(
  template: JsonObject,
  facts: StackFacts,
  before: Before | undefined,
  catalogue: () => Promise<readonly Application[]>,
): Promise<FoundByName> {
  const old = new Map(
    (before ? resourcesOf(before.template, before.facts, [LOOKUP_TYPE]) : []).map((one) => [one.logicalId, one]),
  );
  const ids = new Map<string, string>();
  const refused: Note[] = [];
  for (const { logicalId, properties } of resourcesOf(template, facts, [LOOKUP_TYPE])) {
    const earlier = old.get(logicalId);
    if (earlier && facts.physicalIds.has(logicalId) && sameProperties(earlier.properties, properties)) continue;
    if (unknownIn(relevant(properties))) continue;
    const found = choiceOf(relevant(properties), await catalogue());
    if ('refusal' in found) refused.push({ name: `${facts.stackName}/${logicalId}`, what: found.refusal });
    else ids.set(logicalId, found.application.applicationId);
  }
  return { ids, refused };
}

function choiceOf(properties: Resolved, all: readonly Application[]): ReturnType<typeof choose> {
  try {
    const lookup: Lookup = parseLookup(properties);
    return choose(
      lookup,
      all.filter(({ owner }) => lookup.owner === undefined || lookup.owner === owner),
    );
  } catch (error) {
    if (error instanceof PropertyError) return { refusal: error.message };
    throw error;
  }
}

export const sameProperties = (one: Resolved, other: Resolved): boolean =>
  JSON.stringify(relevant(one)) === JSON.stringify(relevant(other));
