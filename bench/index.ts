import { parseArgs } from 'node:util';
import { redraw, writeEverything } from './everything';
import { lineOf, titleLine } from './report';
import { simulateQuickly } from './simulate';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      draw: { type: 'boolean', default: false },
      to: { type: 'string' },
    },
  });
  if (values.draw) {
    redraw(values.to);
    return;
  }
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
