import { parseArgs } from 'node:util';
import { writeEverything } from './everything';
import { lineOf, titleLine } from './report';
import { simulateQuickly } from './simulate';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
  console.log(titleLine());
  if (values.quick) {
    await simulateQuickly((result) => console.log(lineOf(result)));
    return;
  }
  await writeEverything((line) => console.log(line), values.only?.split(','));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
