import { isObject, type Json, type JsonObject, objectAt } from '../template/json';

/** For each of these resources of a template, which others of them CloudFormation waits for, also through resources between them. */
export function orderOf(template: JsonObject, ours: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const resources = objectAt(template, 'Resources');
  const direct = new Map(Object.entries(resources).map(([id, body]) => [id, [...namesIn(body)].filter(isResource)]));
  function isResource(name: string): boolean {
    return name in resources;
  }
  return new Map(ours.map((id) => [id, ours.filter((other) => other !== id && reachedFrom(id, direct).has(other))]));
}

function reachedFrom(id: string, direct: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = [...(direct.get(id) ?? [])];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    next.push(...(direct.get(name) ?? []));
  }
  return reached;
}

/** The names that a resource depends on or refers to. */
export function namesIn(value: Json): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: Json): void => {
    if (Array.isArray(part)) part.forEach(visit);
    if (!isObject(part)) return;
    for (const [key, member] of Object.entries(part)) {
      for (const name of namesOf(key, member)) names.add(name);
      visit(member);
    }
  };
  visit(value);
  return names;
}

function namesOf(key: string, member: Json): readonly string[] {
  const [given] = Array.isArray(member) ? member : [member];
  const first = typeof given === 'string' ? given : '';
  if (key === 'Ref') return [first];
  if (key === 'Fn::GetAtt') return [first.split('.')[0] ?? ''];
  if (key === 'Fn::Sub') return [...first.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name = '']) => name);
  if (key !== 'DependsOn') return [];
  return (Array.isArray(member) ? member : [member]).filter((name) => typeof name === 'string');
}
