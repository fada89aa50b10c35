// Writes the templates of the stacks of apps.mjs into a folder, for cfn-lint: `node templates.mjs FOLDER`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { byDefault, hardened } from './apps.mjs';

const [folder = '.'] = process.argv.slice(2);
for (const [name, make] of Object.entries({ byDefault, hardened })) {
  writeFileSync(
    join(folder, `${name}.template.json`),
    JSON.stringify(Template.fromStack(make().stack).toJSON(), null, 1),
  );
}
