// Writes API.md from the assembly: every public member once, in reading order, with the docstrings of lib/.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { name: assembly, types } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8'));

/** What a reader meets first comes first. */
const ORDER = [
  'WorkspaceApplicationAssociation',
  'WorkspaceApplicationSet',
  'WorkspaceApplicationFleet',
  'WorkspaceApplicationAssociationProps',
  'WorkspaceApplicationSetProps',
  'WorkspaceApplicationOptions',
  'WhenUserConnected',
  'WorkspaceApplicationFleetProps',
  'FleetTargets',
  'FleetWave',
  'MaintenanceWindow',
  'NightlyWindowOptions',
  'WeeklyWindowOptions',
  'DayOfWeek',
  'WorkspaceApplication',
  'WorkspaceApplicationNameOptions',
  'IWorkspaceApplication',
  'WorkspaceApplicationProvider',
  'WorkspaceApplicationProviderProps',
];

const isOwn = (fqn) => fqn.startsWith(`${assembly}.`);
const shortName = (fqn) => fqn.slice(fqn.lastIndexOf('.') + 1);
const link = (name) => `[${name}](#${name.toLowerCase()})`;

/** A type as TypeScript writes it. */
function typeText({ primitive, fqn, collection, union }) {
  if (collection) {
    const element = typeText(collection.elementtype);
    return collection.kind === 'array' ? `${element}[]` : `{ [key: string]: ${element} }`;
  }
  if (union) return union.types.map(typeText).join(' | ');
  return primitive ?? shortName(fqn);
}

/** The types of this package in a type. */
const ownTypes = ({ fqn, collection, union }) => {
  if (collection) return ownTypes(collection.elementtype);
  if (union) return union.types.flatMap(ownTypes);
  return fqn && isOwn(fqn) ? [shortName(fqn)] : [];
};

/** One line for each paragraph: lines are as long as the reader's window is wide. */
const unwrap = (text) => text.replace(/([^\n])\n(?!\n|- )/g, '$1 ');

/** What is not the first sentence belongs to the same paragraph, except in the opening of a type. */
const paragraphs = ({ summary, remarks, see }, between = ' ') => [
  unwrap([summary, remarks].filter(Boolean).join(between)),
  ...(see ? [`See <${see}>.`] : []),
];

const defaultText = (text) =>
  text.startsWith('- ') ? `*Default:* ${unwrap(text.slice(2))}` : `*Default:* \`${text}\``;

const parameterText = ({ name, optional, type }) => `${name}${optional ? '?' : ''}: ${typeText(type)}`;

const parametersOf = (parameters) =>
  parameters
    .filter(({ docs }) => docs?.summary)
    .map(({ name, docs }) => `- \`${name}\`: ${docs.summary}`)
    .join('\n');

function callable(title, { docs = {}, parameters = [], returns }) {
  const text = `${title}(${parameters.map(parameterText).join(', ')})${returns ? `: ${typeText(returns.type)}` : ''}`;
  const own = parameters.flatMap(({ type }) => ownTypes(type)).map(link);
  return section(`### ${title}`, [
    `\`\`\`ts\n${text}\n\`\`\``,
    ...paragraphs(docs),
    parametersOf(parameters),
    own.length > 0 && `See ${own.join(', ')}.`,
    docs.default && defaultText(docs.default),
  ]);
}

const property = ({ name, optional, type, docs = {} }) =>
  section(`### ${name}${optional ? '?' : ''}: ${typeText(type)}`, [
    ...paragraphs(docs),
    ownTypes(type).length > 0 && `See ${ownTypes(type).map(link).join(', ')}.`,
    docs.default && defaultText(docs.default),
  ]);

const section = (heading, parts) => [heading, ...parts.filter(Boolean)].join('\n\n');
const byLine = (a, b) => a.locationInModule.line - b.locationInModule.line;

const member = ({ name, docs }) => `- \`${name}\`: ${paragraphs(docs).join('\n\n').replaceAll('\n\n', '\n\n  ')}`;

function typeSection(name) {
  const type = types[`${assembly}.${name}`];
  const { docs, properties = [], methods = [], members = [], initializer, interfaces = [] } = type;
  const others = interfaces.filter(isOwn).map(shortName).map(link);
  const elsewhere = interfaces.filter(isOwn).flatMap((fqn) => types[fqn].properties.map((one) => one.name));
  const listed = properties.filter((one) => !elsewhere.includes(one.name)).sort(byLine);
  const called = [...methods].sort(byLine);
  return section(`## ${name}`, [
    ...paragraphs(docs, '\n\n'),
    others.length > 0 && `It also has the properties of ${others.join(', ')}.`,
    docs.example && `\`\`\`ts\n${docs.example}\n\`\`\``,
    initializer && callable(`new ${name}`, initializer),
    ...called.filter((one) => one.static).map((one) => callable(`${name}.${one.name}`, one)),
    ...listed.map(property),
    ...called.filter((one) => !one.static).map((one) => callable(one.name, one)),
    members.map(member).join('\n'),
  ]);
}

const there = Object.keys(types).map(shortName);
const lost = there.filter((name) => !ORDER.includes(name));
if (lost.length > 0) throw new Error(`API.md has no place for ${lost.join(', ')}: add it to ORDER in scripts/api.mjs`);

const contents = ORDER.map((name) => `| ${link(name)} | ${types[`${assembly}.${name}`].docs.summary} |`);
const page = [
  '# API',
  '<!-- Written by `npm run build`. Do not edit: change the docstrings in lib/. -->',
  `All public types of \`${assembly}\`, in TypeScript. A *token* is a value that is known only when the stack is deployed.`,
  ['| | |', '|---|---|', ...contents].join('\n'),
  ...ORDER.map(typeSection),
].join('\n\n');
writeFileSync(join(root, 'API.md'), `${page}\n`);
