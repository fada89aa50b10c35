// The README travels in the assembly to registries that do not know the repository. There a relative link leads nowhere, nor does one to a
// heading, so each becomes one to the tag of this version. The address of the repository is that of package.json, and is written without the prefix that npm demands.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const assembly = join(dirname(dirname(fileURLToPath(import.meta.url))), '.jsii');
const content = JSON.parse(readFileSync(assembly, 'utf8'));

const url = content.repository.url.replace(/^git\+/, '');
const page = url.replace(/\.git$/, '');
const absolute = (kind, path) => `](${page}/${kind}/v${content.version}/${path})`;

content.repository.url = url;
content.readme.markdown = content.readme.markdown
  .replace(/(!\[[^\]]*)\]\((?!https?:|#)([^)\s]+)\)/g, (_, text, path) => text + absolute('raw', path))
  .replace(/\]\((?!https?:)([^)\s]+)\)/g, (_, path) => absolute('blob', path.replace(/^#/, 'README.md#')));
writeFileSync(assembly, JSON.stringify(content, null, 2));
