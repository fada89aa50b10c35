export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [element: string]: Xml };

/** A list as the query protocol writes it: each entry in a `member` element. */
export const members = (entries: readonly Xml[]): Xml => ({ member: entries });

/** Elements in order; an array repeats its element, and what is undefined is left out. */
export function xml(value: Xml): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escaped(String(value));
  if (isList(value)) return value.map(xml).join('');
  return Object.entries(value)
    .flatMap(([name, content]) =>
      isList(content) ? content.map((entry) => element(name, entry)) : [element(name, content)],
    )
    .join('');
}

const element = (name: string, content: Xml): string =>
  content === undefined ? '' : `<${name}>${xml(content)}</${name}>`;

// Array.isArray does not narrow a readonly array.
const isList = (value: Xml): value is readonly Xml[] => Array.isArray(value);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? '');
