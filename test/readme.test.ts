import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { STAGES } from '../lambda/reconcile/states';
import { KNOWN } from '../lambda/reconcile/words';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const filesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

const README = read('README.md');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['docs', 'examples'].flatMap(filesUnder).filter((name) => name.endsWith('.md')),
].map((file) => ({ file, text: read(file) }));

const PACKAGE = JSON.parse(read('package.json'));
const SCRIPTS = Object.keys(PACKAGE.scripts);

/** Every match of the first group of a pattern, without repetition. */
const matches = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap(([, group]) => group ?? [])),
];

/** What the first column of the README's tables holds in code marks. */
const firstColumn = README.split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => matches(line.split(' | ')[0] ?? '', /`([^`]+)`/g));

describe('README: names everything that a user can meet', () => {
  test.each([...KNOWN.errorCodes, ...KNOWN.exceptions])('%s: has a row with meaning and remedy', (name) => {
    expect(README).toMatch(new RegExp(`^\\| \`${name.replace('.', '\\.')}\` \\| \\S.* \\| \\S.* \\|$`, 'm'));
  });

  test('error codes and exceptions in tables: none that the handler has no words for', () => {
    const named = firstColumn.filter((name) => /^(ValidationError|DeploymentError)\.|Exception$/.test(name));
    expect(named.filter((name) => ![...KNOWN.errorCodes, ...KNOWN.exceptions].includes(name))).toEqual([]);
  });

  test.each(Object.keys(STAGES).filter((state) => state !== 'ABSENT'))('state %s: is in table and diagram', (state) => {
    const diagram = /```mermaid\n(.*?)```/s.exec(README)?.[1] ?? '';
    expect(diagram).toMatch(new RegExp(`\\b${state}\\b`));
    expect(README).toContain(`\`${state}\``);
  });

  test('properties: the table has each that the constructs take, and no other', () => {
    const declared = ['association', 'set', 'options']
      .map((part) => read(`lib/workspace-application-${part}.ts`))
      .flatMap(interfaceMembers);
    const table = README.slice(README.indexOf('## Properties'), README.indexOf('**Attributes**'));
    expect(matches(table, /^\| `(\w+)` \|/gm).sort()).toEqual([...new Set(declared)].sort());
  });
});

test('README: the table of the provider has each of its properties, and no other', () => {
  const declared = interfaceMembers(read('lib/workspace-application-provider-props.ts'));
  const table = README.slice(README.indexOf('### The provider'), README.indexOf('## What a deployment does'));
  expect(matches(table, /^\| `(\w+)` \|/gm).sort()).toEqual([...declared].sort());
});

function interfaceMembers(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022);
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .flatMap(({ members }) => members.map((member) => member.name?.getText(source) ?? ''));
}

/** What is wrong in any document, each with the document's name. */
const problems = (find: (text: string, file: string) => readonly string[]): string[] =>
  DOCUMENTS.flatMap(({ file, text }) => find(text, file).map((problem) => `${file}: ${problem}`));

describe('every document', () => {
  test('npm scripts that it names: exist in package.json', () => {
    const named = (text: string) => [
      ...matches(text, /\bnpm run ([\w:-]+)/g),
      ...matches(text, /\bnpm (start|test)\b/g),
    ];
    expect(problems((text) => named(text).filter((name) => !SCRIPTS.includes(name)))).toEqual([]);
  });

  test('relative links: lead to a file, and to a heading in it', () => {
    const links = (text: string) => matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^https?:/.test(link));
    expect(problems((text, file) => links(text).filter((link) => !resolves(file, link)))).toEqual([]);
  });

  test('files and rooms that it names: exist', () => {
    const named = (text: string) => matches(text, /`((?:lib|lambda|local|test|examples|docs|scripts)\/[\w./-]*)`/g);
    expect(problems((text) => named(text).filter((name) => !existsSync(join(ROOT, name))))).toEqual([]);
  });

  test('TypeScript snippets: parse', () => {
    expect(problems((text) => snippetsOf(text).flatMap(syntaxErrors))).toEqual([]);
  });

  test('TypeScript snippets: import what the package exports', () => {
    const exported = read('lib/index.ts');
    const imported = (text: string) =>
      snippetsOf(text)
        .flatMap((snippet) => matches(snippet, /import (?:type )?\{([^}]*)\} from 'cdk-workspaces-applications'/g))
        .flatMap((names) => names.split(',').map((name) => name.trim()));
    const isExported = (name: string) => new RegExp(`\\b${name}\\b`).test(exported);
    expect(problems((text) => imported(text).filter((name) => !isExported(name)))).toEqual([]);
  });
});

test('CHANGELOG: has the present version, and older ones below it', () => {
  const versions = matches(read('CHANGELOG.md'), /^## (\d+\.\d+\.\d+)/gm);
  expect(versions[0]).toBe(PACKAGE.version);
  expect(versions).toEqual([...versions].sort((a, b) => b.localeCompare(a, 'en', { numeric: true })));
});

test('README: each language has the name that its package is built with', () => {
  const { python, java, go, dotnet } = PACKAGE.jsii.targets;
  for (const name of [
    python.distName,
    `from ${python.module} import`,
    `${java.maven.groupId}:${java.maven.artifactId}`,
    `import ${java.package}.*`,
    `${go.moduleName}/${go.packageName}`,
    `using ${dotnet.namespace};`,
  ]) {
    expect(README).toContain(name);
  }
});

test('CONTRIBUTING: explains every npm script', () => {
  const text = read('CONTRIBUTING.md');
  const named = [...matches(text, /^\| `npm run ([\w:-]+)`/gm), ...matches(text, /^\| `npm (start|test)`/gm)];
  expect(named.sort()).toEqual([...SCRIPTS].sort());
});

function resolves(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** The headings of a document, as the links to them spell them. */
const anchorsOf = (text: string): string[] =>
  matches(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const snippetsOf = (text: string): string[] => matches(text, /```ts\n(.*?)```/gs);

function syntaxErrors(snippet: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(snippet, {
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
