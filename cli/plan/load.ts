import { LOAD_VARIABLE, loadFrom, type ServedLoad } from '../../lambda/contract/load';
import { isObject, type JsonObject, objectAt, textAt } from '../template/json';

/** What the provider in these templates serves, the busiest of several. Undefined if it is in none of them. */
export function loadIn(templates: readonly JsonObject[]): ServedLoad | undefined {
  const loads = templates.flatMap((template) =>
    Object.values(objectAt(template, 'Resources')).flatMap((resource) => {
      if (!isObject(resource) || resource.Type !== 'AWS::Lambda::Function') return [];
      const environment = objectAt(objectAt(resource, 'Properties'), 'Environment');
      const text = textAt(objectAt(environment, 'Variables'), LOAD_VARIABLE);
      return text === undefined ? [] : [loadFrom({ [LOAD_VARIABLE]: text })];
    }),
  );
  return loads.sort((one, other) => other.resources - one.resources)[0];
}
