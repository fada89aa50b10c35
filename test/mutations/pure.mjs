/**
 * The files of the handler that decide without calling anything, each with the names of the tests that see what is wrong in it: `decide` stands for
 * `decide.test.ts` and every `decide-….test.ts` in the folder of the tests beside it.
 */
export const PURE = {
  'lambda/fleet/classify.ts': ['classify'],
  'lambda/fleet/csv.ts': ['lists'],
  'lambda/fleet/hashes.ts': ['declaration'],
  'lambda/fleet/plan.ts': ['plan'],
  'lambda/fleet/report.ts': ['lists'],
  'lambda/fleet/targets.ts': ['lists'],
  'lambda/fleet/waves.ts': ['plan'],
  'lambda/fleet/window.ts': ['window'],
  'lambda/reconcile/claims.ts': ['claims', 'table', 'decide'],
  'lambda/reconcile/decide.ts': ['decide', 'table'],
  'lambda/reconcile/needs.ts': ['decide', 'table'],
  'lambda/reconcile/needs-install.ts': ['decide', 'table'],
  'lambda/reconcile/needs-removal.ts': ['decide', 'table'],
  'lambda/reconcile/situation.ts': ['decide', 'table'],
  'lambda/reconcile/states.ts': ['states'],
  'lambda/reconcile/words.ts': ['words'],
  'lambda/stack/choose-application.ts': ['choose-application'],
  'lambda/stack/goals.ts': ['goals'],
  'lambda/stack/history.ts': ['history'],
  'lambda/stack/identity.ts': ['identity'],
  'lambda/stack/operation.ts': ['operation'],
  'lambda/stack/pace.ts': ['pace'],
  'lambda/stack/request.ts': ['request'],
};
