// Builds what is published: the handler's bundle in assets/, the compiled constructs in dist/, the assembly .jsii, and API.md.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...names) => join(root, ...names);

function run(script, ...args) {
  // jsii warns about the age of Node 20, which we support; its own switch takes the version, not a yes.
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

// jsii never cleans up: what was compiled from a file that is gone would still be published.
for (const name of ['dist', '.jsii', '.jsii.tabl.json', '.warnings.jsii.js', 'tsconfig.tsbuildinfo']) {
  rmSync(inRoot(name), { recursive: true, force: true });
}
run(inRoot('scripts', 'bundle.mjs'));
run(createRequire(import.meta.url).resolve('jsii/bin/jsii'), '--fail-on-warnings');
run(inRoot('scripts', 'links.mjs'));
run(inRoot('scripts', 'api.mjs'));
