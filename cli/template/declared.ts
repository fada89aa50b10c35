import { type Declaration, parseProperties, RESOURCE_TYPE } from '../../lambda/contract/applications';
import { PropertyError } from '../../lambda/contract/properties';
import type { JsonObject } from './json';
import { type Resolved, Unknown, unknownIn } from './resolve';
import { resourcesOf, type StackFacts, type TemplateResource } from './template';

/** What a resource of ours declares, as far as it is known before deploying. */
export interface Declared {
  readonly logicalId: string;
  /** Absent if it is not known. */
  readonly declaration?: Declaration;
  /** What is not known, or why the declaration is refused. */
  readonly unknown?: string;
  readonly refused?: string;
  /** Whether the applications stay when the resource is removed, and when it moves to another WorkSpace. */
  readonly staysOnDelete: boolean;
  readonly staysOnReplace: boolean;
}

export const declaredIn = (template: JsonObject, facts: StackFacts): readonly Declared[] =>
  resourcesOf(template, facts, [RESOURCE_TYPE]).map((resource) => ({
    logicalId: resource.logicalId,
    ...declarationOf(resource),
    staysOnDelete: /^Retain/.test(resource.deletionPolicy),
    staysOnReplace: resource.updateReplacePolicy === 'Retain',
  }));

function declarationOf({ properties }: TemplateResource): Pick<Declared, 'declaration' | 'unknown' | 'refused'> {
  const unknown = unknownIn(relevant(properties));
  if (unknown) return { unknown: unknown.what };
  try {
    return { declaration: parseProperties(relevant(properties)) };
  } catch (error) {
    if (error instanceof PropertyError) return { refused: error.message };
    throw error;
  }
}

/** The function that serves the resource is of no interest, and often not known. */
export function relevant(properties: Resolved): Resolved {
  if (typeof properties !== 'object' || properties === null || properties instanceof Unknown) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== 'ServiceToken'));
}
