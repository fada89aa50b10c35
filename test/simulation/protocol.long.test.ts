import { reportOf } from './protocol/report';
import { LONG_SCENARIOS } from './protocol/scenarios';

/** Half a minute at most for each. */
const MOST_STATES = 60_000;

/** A busy machine takes many times as long as an idle one. */
const LONGEST = 600_000;

test.each(LONG_SCENARIOS)(
  'R8 R31 R35 $name: in no order of calls, deaths and deliveries is anything lost or left',
  async (scenario) => {
    const { isComplete, states } = await reportOf(scenario, MOST_STATES);
    expect(isComplete || states >= MOST_STATES).toBe(true);
  },
  LONGEST,
);
