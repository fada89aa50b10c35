// Runs scripts beside each other, because they mostly wait and download, and prints what each has said as a whole, in their order.
// `node scripts/beside.mjs FOLDER NAME…` runs scripts/NAME.mjs --report=FOLDER/NAME of each. Exit status 1 if one of them failed.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [folder, ...names] = process.argv.slice(2);

function start(name) {
  const args = [join(here, `${name}.mjs`), `--report=${join(folder, name)}`];
  // A process group of its own, which can be ended as a whole.
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const began = Date.now();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => {
    child.on('close', (status) => resolve({ status, output, seconds: Math.round((Date.now() - began) / 1000) }));
  });
  return { name, child, ended };
}

const lanes = names.map(start);

process.on('exit', () => {
  for (const { child } of lanes) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    process.kill(-child.pid, 'SIGTERM');
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

console.log(`beside each other: ${names.join(', ')}`);
for (const { name, ended } of lanes) {
  const { status, output, seconds } = await ended;
  console.log(`\n-- ${name}, ${seconds} s\n${output.trimEnd()}`);
  if (status !== 0) process.exitCode = 1;
}
