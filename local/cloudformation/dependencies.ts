import { isList, isObject, type Json } from '../transport/json';
import { validationError } from './errors';
import { intrinsicOf, namesIn } from './intrinsics';
import type { ResourceDefinition } from './template';

export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** For each resource, those that must exist before it. Throws on a circle, and on a reference to nothing. */
export function dependencies(
  resources: ReadonlyMap<string, ResourceDefinition>,
  known: (name: string) => boolean,
): Graph {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const [id, definition] of resources) {
    const names = [...references(definition.properties), ...definition.dependsOn];
    const unknown = names.filter((name) => !resources.has(name) && !known(name));
    if (unknown.length > 0) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${unknown.join(', ')}] in the Resources block of the template`,
      );
    }
    graph.set(id, new Set(names.filter((name) => resources.has(name) && name !== id)));
  }
  refuseCircles(graph);
  return graph;
}

/** Every name that a value refers to, resources and parameters alike. */
export function references(value: Json): string[] {
  if (isList(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const call = intrinsicOf(value);
  if (!call) return Object.values(value).flatMap(references);
  if (call.name === 'Ref') return [String(call.argument)];
  if (call.name === 'Fn::GetAtt') return attributeReferences(call.argument);
  if (call.name === 'Fn::Sub') return substitutionReferences(call.argument);
  return references(call.argument);
}

function attributeReferences(argument: Json): string[] {
  if (!isList(argument)) return [String(argument).split('.')[0] ?? ''];
  return [String(argument[0]), ...references(argument.slice(1))];
}

function substitutionReferences(argument: Json): string[] {
  const [template, variables] = isList(argument) ? argument : [argument];
  const own = isObject(variables) ? variables : {};
  const mentioned = namesIn(String(template)).filter((name) => !Object.hasOwn(own, name));
  return [...mentioned.map((name) => name.split('.')[0] ?? name), ...Object.values(own).flatMap(references)];
}

function refuseCircles(graph: Graph): void {
  const finished = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (finished.has(id)) return;
    if (path.includes(id)) {
      throw validationError(`Circular dependency between resources: [${path.slice(path.indexOf(id)).join(', ')}]`);
    }
    for (const dependency of graph.get(id) ?? []) visit(dependency, [...path, id]);
    finished.add(id);
  };
  for (const id of graph.keys()) visit(id, []);
}

export function reversed(graph: Graph): Graph {
  const result = new Map<string, Set<string>>();
  for (const id of graph.keys()) result.set(id, new Set());
  for (const [id, before] of graph) {
    for (const other of before) result.get(other)?.add(id);
  }
  return result;
}

/**
 * Runs one task per id, each as soon as those before it have ended well, in parallel where the graph allows. A task that
 * returns false keeps those behind it from starting.
 */
export async function inOrder(
  ids: Iterable<string>,
  graph: Graph,
  task: (id: string) => Promise<boolean>,
): Promise<void> {
  const chosen = new Set(ids);
  const running = new Map<string, Promise<boolean>>();
  const run = (id: string): Promise<boolean> => {
    const started = running.get(id);
    if (started) return started;
    const before = chosenBefore(id, chosen, graph);
    const result = Promise.all(before.map(run)).then((ended) => (ended.every(Boolean) ? task(id) : false));
    running.set(id, result);
    return result;
  };
  await Promise.all([...chosen].map(run));
}

/** The chosen ids that come before `id`, also through ones that are not chosen. */
function chosenBefore(id: string, chosen: ReadonlySet<string>, graph: Graph): string[] {
  const found = new Set<string>();
  const passed = new Set<string>();
  const visit = (at: string): void => {
    for (const before of graph.get(at) ?? []) {
      if (passed.has(before)) continue;
      passed.add(before);
      if (chosen.has(before)) found.add(before);
      else visit(before);
    }
  };
  visit(id);
  return [...found];
}
