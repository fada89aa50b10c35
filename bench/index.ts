import { parseArgs } from 'node:util';
import { readReadings } from '../local/workspaces';
import { redraw, writeEverything } from './everything';
import { lineOf, titleLine } from './report';
import type { Conditions } from './scene';
import { simulateAs, simulateQuickly } from './simulate';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      draw: { type: 'boolean', default: false },
      to: { type: 'string' },
      readings: { type: 'string' },
    },
  });
  if (values.draw) {
    redraw(values.to);
    return;
  }
  console.log(titleLine());
  if (values.readings !== undefined) {
    await simulateAs(conditionsOf(values.readings), values.quick, (result) => console.log(lineOf(result)));
    return;
  }
  if (values.quick) {
    await simulateQuickly((result) => console.log(lineOf(result)));
    return;
  }
  await writeEverything((line) => console.log(line), values.only?.split(','));
}

/** How an account behaved that was probed. Nothing of it goes into the pages, which show the usual. */
function conditionsOf(file: string): Partial<Conditions> {
  const { readings, durations } = readReadings(file);
  const { install } = durations;
  return {
    readings,
    ...(install !== undefined && { install }),
    ...(readings.installsAddUp !== undefined && { addsUp: readings.installsAddUp }),
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
