import { reportOf } from './protocol/report';
import { SCENARIOS } from './protocol/scenarios';

/** A busy machine takes many times as long as an idle one. */
const LONGEST = 180_000;

test.each(SCENARIOS)(
  'R8 R31 R35 $name: in no order of calls, deaths and deliveries is anything lost or left',
  async (scenario) => {
    expect((await reportOf(scenario)).isComplete).toBe(true);
  },
  LONGEST,
);
