import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { STAGES } from '../lambda/reconcile/states';
import { KNOWN } from '../lambda/reconcile/words';
import { matches, PAGES, part, problems, read, resolves } from './pages';

const ROOT = join(__dirname, '..');
const PACKAGE = JSON.parse(read('package.json'));
const SCRIPTS = Object.keys(PACKAGE.scripts);

const README = read('README.md');
const BEHAVIOUR = read('docs/behaviour.md');
const PROPERTIES = read('docs/properties.md');
const TROUBLESHOOTING = read('docs/troubleshooting.md');

/** What the first column of the tables of a page holds in code marks. */
const firstColumn = (page: string): readonly string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => matches(line.split(' | ')[0] ?? '', /`([^`]+)`/g));

describe('docs/troubleshooting.md: names each failure that a user can meet', () => {
  test.each([...KNOWN.errorCodes, ...KNOWN.exceptions])('%s: has a row with meaning and remedy', (name) => {
    expect(TROUBLESHOOTING).toMatch(new RegExp(`^\\| \`${name.replace('.', '\\.')}\` \\| \\S.* \\| \\S.* \\|$`, 'm'));
  });

  test('error codes and exceptions in tables: none that the handler has no words for', () => {
    const named = firstColumn(TROUBLESHOOTING).filter((name) =>
      /^(ValidationError|DeploymentError)\.|Exception$/.test(name),
    );
    expect(named.filter((name) => ![...KNOWN.errorCodes, ...KNOWN.exceptions].includes(name))).toEqual([]);
  });
});

test.each(Object.keys(STAGES).filter((state) => state !== 'ABSENT'))(
  'docs/behaviour.md: state %s is in table and diagram',
  (state) => {
    const diagram = /```mermaid\n(.*?)```/s.exec(BEHAVIOUR)?.[1] ?? '';
    expect(diagram).toMatch(new RegExp(`\\b${state}\\b`));
    expect(BEHAVIOUR).toContain(`\`${state}\``);
  },
);

describe('docs/properties.md: has each property, and no other', () => {
  test('of association and set', () => {
    const declared = ['association', 'set', 'options']
      .map((name) => read(`lib/workspace-application-${name}.ts`))
      .flatMap(interfaceMembers);
    const table = part(PROPERTIES, '## Association and set', '**Attributes**');
    expect(matches(table, /^\| `(\w+)` \|/gm).sort()).toEqual([...new Set(declared)].sort());
  });

  test('of the provider', () => {
    const declared = interfaceMembers(read('lib/workspace-application-provider-props.ts'));
    const table = part(PROPERTIES, '## The provider');
    expect(matches(table, /^\| `(\w+)` \|/gm).sort()).toEqual([...declared].sort());
  });
});

function interfaceMembers(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022);
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .flatMap(({ members }) => members.map((member) => member.name?.getText(source) ?? ''));
}

describe('README', () => {
  test('each language: has the name that its package is built with', () => {
    const { python, java, go, dotnet } = PACKAGE.jsii.targets;
    for (const name of [
      `pip install ${python.distName}`,
      `from ${python.module} import`,
      `${java.maven.groupId}:${java.maven.artifactId}`,
      `import ${java.package}.*`,
      `${go.moduleName}/${go.packageName}`,
      `dotnet add package ${dotnet.packageId}`,
      `using ${dotnet.namespace};`,
    ]) {
      expect(README).toContain(name);
    }
  });

  test('each language: a page says how to install what was built', () => {
    const { python, go, dotnet } = PACKAGE.jsii.targets;
    const text = part(read('docs/getting-started.md'), '## Install what you built');
    for (const line of [
      `/${PACKAGE.name}-${PACKAGE.version}.tgz`,
      `pip install ${python.distName} --find-links /clone/artifacts/python`,
      'file:///clone/artifacts/java</url>',
      `-replace ${go.moduleName}/${go.packageName}=/clone/artifacts/go/${go.packageName}`,
      `dotnet add package ${dotnet.packageId} --source /clone/artifacts/dotnet`,
    ]) {
      expect(text).toContain(line);
    }
  });
});

test('docs/README.md: lists every page of docs/', () => {
  const index = read('docs/README.md');
  const pages = PAGES.filter(({ file }) => /^docs\/[^/]+\.md$/.test(file) && file !== 'docs/README.md');
  expect(pages.filter(({ file }) => !index.includes(`| [${file.slice('docs/'.length)}]`))).toEqual([]);
});

describe('every page', () => {
  test('README below 150 lines, a page of docs/ below 200', () => {
    const limit = (file: string) =>
      file === 'README.md' ? 150 : file.startsWith('docs/') ? 200 : Number.POSITIVE_INFINITY;
    const lines = (text: string) => text.trimEnd().split('\n').length;
    expect(problems((text, file) => (lines(text) < limit(file) ? [] : [`has ${lines(text)} lines`]))).toEqual([]);
  });

  test('npm scripts that it names: exist in package.json', () => {
    const named = (text: string) => [
      ...matches(text, /\bnpm run ([\w:-]+)/g),
      ...matches(text, /\bnpm (start|test)\b/g),
    ];
    expect(problems((text) => named(text).filter((name) => !SCRIPTS.includes(name)))).toEqual([]);
  });

  // On GitHub, a link of SECURITY.md to what is not a file leads to the repository's own pages.
  test('relative links: lead to a file, and to a heading in it', () => {
    const links = (text: string) =>
      matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^https?:|^\.\.\/\.\.\/security\//.test(link));
    expect(problems((text, file) => links(text).filter((link) => !resolves(file, link)))).toEqual([]);
  });

  test('files and rooms that it names: exist', () => {
    const named = (text: string) => matches(text, /`((?:lib|lambda|local|test|examples|docs|scripts)\/[\w./-]*)`/g);
    expect(problems((text) => named(text).filter((name) => !existsSync(join(ROOT, name))))).toEqual([]);
  });

  test('TypeScript snippets: import what the package exports', () => {
    const exported = read('lib/index.ts');
    const imported = (text: string) =>
      matches(text, /```ts\n(.*?)```/gs)
        .flatMap((snippet) => matches(snippet, /import (?:type )?\{([^}]*)\} from 'cdk-workspaces-applications'/g))
        .flatMap((names) => names.split(',').map((name) => name.trim()));
    const isExported = (name: string) => new RegExp(`\\b${name}\\b`).test(exported);
    expect(problems((text) => imported(text).filter((name) => !isExported(name)))).toEqual([]);
  });

  test('owner and mail address: in package.json alone, so that they are replaced in one place', () => {
    const placeholder =
      /github\.com\/cdk-workspaces-applications\/cdk-workspaces-applications(?!-go)|@cdk-workspaces-applications\.invalid/;
    expect(problems((text) => (placeholder.test(text) ? ['names them'] : []))).toEqual([]);
  });
});

test('CHANGELOG: has the present version, and older ones below it', () => {
  const versions = matches(read('CHANGELOG.md'), /^## (\d+\.\d+\.\d+)/gm);
  expect(versions[0]).toBe(PACKAGE.version);
  expect(versions).toEqual([...versions].sort((a, b) => b.localeCompare(a, 'en', { numeric: true })));
});

test('CONTRIBUTING: explains every npm script', () => {
  const text = read('CONTRIBUTING.md');
  const named = [...matches(text, /^\| `npm run ([\w:-]+)`/gm), ...matches(text, /^\| `npm (start|test)`/gm)];
  expect(named.sort()).toEqual([...SCRIPTS].sort());
});

test.each(['ci.yml', 'release.yml'])('%s: every action is pinned by its commit, since a tag can be moved', (name) => {
  const uses = matches(read(`.github/workflows/${name}`), /uses: (.+)$/gm);
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((use) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use))).toEqual([]);
});

test('CI: the workflow runs what .ci/run runs, and nothing of its own', () => {
  const runs = matches(read('.github/workflows/ci.yml'), /^ +- run: (.+)$/gm);
  expect(runs).toEqual(['.ci/run']);
});
