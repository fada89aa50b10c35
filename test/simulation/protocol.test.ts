import { reportOf } from './protocol/report';
import { SCENARIOS } from './protocol/scenarios';

test.each(SCENARIOS)(
  'R8 R31 R35 $name: in no order of calls, deaths and deliveries is anything lost or left',
  async (scenario) => {
    expect((await reportOf(scenario)).isComplete).toBe(true);
  },
);
