// Compiles the TypeScript snippets of every page against what `npm run build` has built.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// In the package, so that a snippet can import the package by its name.
const folder = join(root, 'artifacts', 'snippets');

/** Written for two versions of cdk-nag, which are not installed here: `scripts/compat.mjs` runs them. */
const ELSEWHERE = ['docs/checkers.md'];

/** What a snippet may use without importing it, if it is a part of a stack: such a snippet says `this`. */
const COMMON = ['App', 'CfnOutput', 'Duration', 'RemovalPolicy', 'Stack', 'TimeZone'];

function complete(snippet) {
  if (!/\bthis\b/.test(snippet)) return snippet;
  const isImport = (line) => line.startsWith('import ');
  const lines = snippet.split('\n');
  const imports = lines.filter(isImport).join('\n');
  const missing = COMMON.filter((name) => !new RegExp(`\\b${name}\\b`).test(imports));
  const body = lines.filter((line) => !isImport(line)).join('\n');
  const from = `import { ${missing.join(', ')} } from 'aws-cdk-lib';`;
  return `${imports}\n${from}\nexport class Snippet extends Stack {\n  constructor() {\n    super();\n${body}\n  }\n}\n`;
}

const pagesIn = (room) =>
  readdirSync(join(root, room), { recursive: true })
    .map((name) => `${room}/${name}`)
    .filter((name) => name.endsWith('.md') && !ELSEWHERE.includes(name));
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pagesIn('docs'), ...pagesIn('examples')];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const files = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, snippet], index) => {
    const file = join(folder, `${page.replaceAll('/', '-')}-${index + 1}.ts`);
    writeFileSync(file, complete(snippet));
    return file;
  }),
);

const options = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  module: ts.ModuleKind.Node16,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
};
const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
if (diagnostics.length > 0) console.error(ts.formatDiagnostics(diagnostics, host));
console.log(`${files.length} snippets of ${pages.length} pages compiled, ${diagnostics.length} errors`);
process.exit(diagnostics.length > 0 ? 1 : 0);
