// Prints what a major of cdk-nag finds in the stacks of apps.mjs, as JSON: `node nag.mjs 2|3 [suppressions.mjs]`.
// Findings are `where: rule`, where the path of the resource is from the provider on.
import { Aspects, Validations } from 'aws-cdk-lib';
import { byDefault, hardened } from './apps.mjs';

const [major, suppressions] = process.argv.slice(2);
const nag = await import(`cdk-nag-${major}`);
const suppress = suppressions && (await import(suppressions)).suppress;
const PACKS = ['AwsSolutionsChecks', 'NIST80053R5Checks', 'HIPAASecurityChecks'];

function findWith2(stack, pack) {
  const found = [];
  const ignore = () => {};
  const logger = {
    onCompliance: ignore,
    onNonCompliance: ({ ruleId, findingId, resource }) =>
      found.push([resource.node.path, findingId ? `${ruleId}[${findingId}]` : ruleId]),
    onSuppressed: ignore,
    onError: ({ ruleId, resource }) => found.push([resource.node.path, `${ruleId} could not be checked`]),
    onSuppressedError: ignore,
    onNotApplicable: ignore,
  };
  Aspects.of(stack).add(new nag[pack]({ reports: false, additionalLoggers: [logger] }));
  stack.node.root.synth();
  return found;
}

// As a plugin it would see more, but only by some versions of aws-cdk-lib; this says the same with all.
function findWith3(stack, pack) {
  stack.node.root.synth();
  const { violations } = new nag[pack]().validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources, violatingConstructs }) =>
    [...(violatingResources ?? []), ...(violatingConstructs ?? [])].map((resource) => [
      resource.constructPath ?? resource.resourceLogicalId,
      ruleName,
    ]),
  );
}

const short = (path) => path.replace(/^Desktops\//, '').replace(/^WorkspaceApplicationProvider\//, '');

const result = {};
for (const [name, make] of Object.entries({ byDefault, hardened })) {
  for (const pack of PACKS) {
    const { stack, provider } = make();
    suppress?.(provider, pack);
    const found = (major === '2' ? findWith2 : findWith3)(stack, pack);
    result[name] ??= {};
    result[name][pack] = found.map(([path, rule]) => `${short(path)}: ${rule}`).sort();
  }
}
console.log(JSON.stringify(result, null, 2));
void Validations;
