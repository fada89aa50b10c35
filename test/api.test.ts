import ts from 'typescript';
import { matches, read } from './pages';

const API = read('API.md');
const INDEX = read('lib/index.ts');

interface Documented {
  readonly type: string;
  readonly member: string;
  readonly text: string;
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The docstring of a declaration: its text, its default, its parameters; not what is only for the compiler. */
function docsOf(node: ts.Node): readonly string[] {
  const text = (comment: ts.JSDoc['comment']) => plain(ts.getTextOfJSDocComment(comment) ?? '').replace(/^- /, '');
  return ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .flatMap((doc) => [text(doc.comment), ...(doc.tags ?? []).map((tag) => text(tag.comment))])
    .filter((one) => one !== '');
}

const isHidden = (node: ts.Node): boolean =>
  ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal') ||
  (ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword));

const nameOf = (node: ts.NamedDeclaration): string => node.name?.getText() ?? 'constructor';

/** What the docstrings of the exported types of a file say, each with its place. */
function documented(file: string): readonly Documented[] {
  const source = ts.createSourceFile(file, read(`lib/${file}`), ts.ScriptTarget.ES2022, true);
  return source.statements
    .filter((one) => ts.isClassDeclaration(one) || ts.isInterfaceDeclaration(one) || ts.isEnumDeclaration(one))
    .filter((one) => new RegExp(`\\b${nameOf(one)}\\b`).test(INDEX))
    .flatMap((one) => {
      const members: readonly ts.NamedDeclaration[] = [...one.members].filter((member) => !isHidden(member));
      return [
        ...docsOf(one).map((text) => ({ type: nameOf(one), member: '', text })),
        ...members.flatMap((member) =>
          docsOf(member).map((text) => ({ type: nameOf(one), member: nameOf(member), text })),
        ),
      ];
    });
}

const ALL = matches(INDEX, /from '\.\/([\w-]+)'/g).flatMap((name) => documented(`${name}.ts`));
/** What a class says in the words of its interface stands there. */
const DOCUMENTED = ALL.filter(
  (one) => !ALL.some(({ type, member, text }) => type === `I${one.type}` && member === one.member && text === one.text),
);
const TYPES = [...new Set(DOCUMENTED.map(({ type }) => type))];
const CONSTRUCTS = TYPES.filter((type) => DOCUMENTED.some((one) => one.type === type && one.member === 'constructor'));

/** What the page says of a type. */
const sectionOf = (type: string): string => API.split(/^## /m).find((text) => text.startsWith(`${type}\n`)) ?? '';

const heading = ({ type, member }: Documented): RegExp =>
  member === 'constructor'
    ? new RegExp(`^### new ${type}$`, 'm')
    : new RegExp(`^(### (${type}\\.)?${member}(\\??: |$)|- \`${member}\`: )`, 'm');

describe('API.md', () => {
  test('has every exported type and no other, constructs that a reader declares first', () => {
    expect(matches(API, /^## (\w+)$/gm).sort()).toEqual([...TYPES].sort());
    expect(matches(API, /^## (\w+)$/gm).slice(0, 3)).toEqual([
      'WorkspaceApplicationAssociation',
      'WorkspaceApplicationSet',
      'WorkspaceApplicationFleet',
    ]);
  });

  test('every public member: has its heading in the section of its type', () => {
    const members = DOCUMENTED.filter(({ member }) => member !== '');
    expect(members.length).toBeGreaterThan(100);
    expect(members.filter((one) => !heading(one).test(sectionOf(one.type)))).toEqual([]);
  });

  test('every docstring: is there, word for word', () => {
    // What the page makes of a sentence end, a link and a snippet is its own.
    const bare = (text: string) => text.replace(/[\s.`<>]/g, '');
    const missing = DOCUMENTED.filter(({ type, text }) => !bare(sectionOf(type)).includes(bare(text)));
    expect(missing).toEqual([]);
  });

  test('each construct: has an example that imports it, and one for what is found by its name', () => {
    const withoutExample = [...CONSTRUCTS, 'WorkspaceApplication'].filter(
      (type) => !new RegExp(`\`\`\`ts\\nimport [^\`]*\\b${type}\\b[^\`]*\`\`\``).test(sectionOf(type)),
    );
    expect(CONSTRUCTS.length).toBe(4);
    expect(withoutExample).toEqual([]);
  });

  test('what every construct inherits: is not repeated', () => {
    expect(API).not.toMatch(/toString|isConstruct|### node/);
  });
});
