import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Failure } from '../exit';
import { isObject, type Json, type JsonObject, objectAt, textAt } from '../template/json';
import { parseTemplate } from '../template/template';

/** A stack of a CDK app, as it was synthesized. */
export interface AppStack {
  /** Its path in the app, by which the CDK CLI calls it. */
  readonly id: string;
  readonly stackName: string;
  /** Absent if the app leaves it open. */
  readonly account?: string;
  readonly region?: string;
  readonly template: JsonObject;
  /** The template of a nested stack that the app holds; undefined if it comes from elsewhere. */
  readonly nestedTemplate: (resource: JsonObject) => JsonObject | undefined;
}

interface Artifact {
  readonly id: string;
  readonly folder: string;
  readonly body: JsonObject;
}

/** The stacks of a synthesized app, those that others depend on first, as the CDK CLI deploys them. @throws Failure */
export function readAssembly(folder: string): readonly AppStack[] {
  const artifacts = artifactsIn(folder);
  return inOrder(artifacts)
    .filter(({ body }) => body.type === 'aws:cloudformation:stack')
    .map(toStack);
}

function artifactsIn(folder: string): readonly Artifact[] {
  const artifacts = objectAt(readManifest(folder), 'artifacts');
  return Object.entries(artifacts).flatMap(([id, body]) => {
    if (!isObject(body)) return [];
    const inside = textAt(objectAt(body, 'properties'), 'directoryName');
    const own = { id, folder, body };
    return body.type === 'cdk:cloud-assembly' && inside ? [...artifactsIn(join(folder, inside)), own] : [own];
  });
}

function readManifest(folder: string): JsonObject {
  try {
    return readJson(join(folder, 'manifest.json'));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Failure(
      `there is no synthesized CDK app in ${folder}: ${said}. What next: run cdk synth, then name its folder with --app, such as --app cdk.out`,
      EXIT.absent,
    );
  }
}

/** A file may begin with the mark that some editors of Windows write. */
const readText = (file: string): string => readFileSync(file, 'utf8').replace(/^\uFEFF/, '');

function readJson(file: string): JsonObject {
  const value: unknown = JSON.parse(readText(file));
  if (isObject(value)) return value;
  throw new Error(`${file} holds no JSON object`);
}

/** Each artifact after those that it depends on, otherwise as they are listed. */
function inOrder(artifacts: readonly Artifact[]): readonly Artifact[] {
  const byId = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  const placed = new Set<Artifact>();
  const place = (artifact: Artifact, above: readonly Artifact[]): void => {
    if (placed.has(artifact) || above.includes(artifact)) return;
    for (const id of textsIn(artifact.body.dependencies ?? null)) {
      const dependency = byId.get(id);
      if (dependency) place(dependency, [...above, artifact]);
    }
    placed.add(artifact);
  };
  for (const artifact of artifacts) place(artifact, []);
  return [...placed];
}

const textsIn = (value: Json): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function toStack({ id, folder, body }: Artifact): AppStack {
  const properties = objectAt(body, 'properties');
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(textAt(body, 'environment') ?? '') ?? [];
  const file = textAt(properties, 'templateFile') ?? `${id}.template.json`;
  const stackName = textAt(properties, 'stackName') ?? id;
  const assets = new Map(textsIn(body.dependencies ?? null).flatMap((name) => filesOf(folder, name)));
  return {
    id: textAt(body, 'displayName') ?? id,
    stackName,
    ...(account && !account.startsWith('unknown-') && { account }),
    ...(region && !region.startsWith('unknown-') && { region }),
    template: parseTemplate(readText(join(folder, file)), `${stackName} in ${folder}`),
    nestedTemplate(resource) {
      const [, hash = ''] = /\/([0-9a-f]{64})\.json/.exec(JSON.stringify(resource.TemplateURL ?? null)) ?? [];
      const source = assets.get(hash);
      return source === undefined ? undefined : readJson(join(folder, source));
    },
  };
}

/** The files that a manifest of assets lists, by their hashes. */
function filesOf(folder: string, artifact: string): readonly (readonly [hash: string, path: string])[] {
  try {
    const files = objectAt(readJson(join(folder, `${artifact}.json`)), 'files');
    return Object.entries(files).flatMap(([hash, file]) => {
      const path = isObject(file) ? textAt(objectAt(file, 'source'), 'path') : undefined;
      return path === undefined ? [] : [[hash, path] as const];
    });
  } catch {
    // What else a stack can depend on has no such file.
    return [];
  }
}
