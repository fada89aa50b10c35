/**
 * The code of the function that answers the custom resources of the probe. It writes one line for each delivery: the request, and what
 * CloudFormation says of the stack at that moment, as a handler would see it. Then it does what the properties ask for. It is less than
 * the 4096 bytes that a template may hold.
 */
export const RECORDER = `const https = require('node:https');
const cfn = require('@aws-sdk/client-cloudformation');
const client = new cfn.CloudFormationClient();
const seen = new Set();

async function ask(call, input, pick) {
  try {
    return pick(await client.send(new cfn[call + 'Command'](input)));
  } catch (error) {
    return { refused: error.name + ': ' + error.message };
  }
}

const time = (date) => date && date.getTime();

const stackOf = (id) => ask('DescribeStacks', { StackName: id }, ({ Stacks: [stack] }) => ({
  id: stack.StackId, status: stack.StackStatus, updatedAt: time(stack.LastUpdatedTime), rootId: stack.RootId, parentId: stack.ParentId,
}));

async function outerOf(stack) {
  const outer = [];
  for (let id = stack.parentId; id && outer.length < 4; id = outer[outer.length - 1].parentId) outer.push(await stackOf(id));
  return outer;
}

const logicalIds = ({ StackResources }) => StackResources.map((one) => one.LogicalResourceId);

async function observe({ StackId: id, LogicalResourceId: logical, PhysicalResourceId: physical }) {
  const stack = await stackOf(id);
  return {
    stack,
    outer: await outerOf(stack),
    events: await ask('DescribeStackEvents', { StackName: id }, ({ StackEvents }) =>
      StackEvents.filter((one) => one.PhysicalResourceId === id || one.LogicalResourceId === logical)
        .filter((one) => !one.DetailedStatus).slice(0, 30)
        .map((one) => ({ isStack: one.PhysicalResourceId === id, physicalId: one.PhysicalResourceId, status: one.ResourceStatus, at: time(one.Timestamp) }))),
    listed: await ask('DescribeStackResources', { StackName: id, LogicalResourceId: logical }, logicalIds),
    samePhysicalId: physical && await ask('DescribeStackResources', { PhysicalResourceId: physical }, logicalIds),
  };
}

function answer({ ResponseURL, StackId, RequestId, LogicalResourceId }, Status, PhysicalResourceId) {
  const { hostname, port, pathname, search } = new URL(ResponseURL);
  const body = JSON.stringify({ Status, Reason: 'on purpose', PhysicalResourceId, StackId, RequestId, LogicalResourceId });
  const options = { hostname, port, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } };
  return new Promise((resolve, reject) => {
    https.request(options, (response) => { response.resume(); response.on('end', resolve); }).on('error', reject).end(body);
  });
}

exports.handler = async (event, context) => {
  const { RequestType: type, RequestId: requestId, StackId: stackId, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = event;
  const { ResourceProperties: properties, OldResourceProperties: oldProperties } = event;
  const at = Date.now();
  const observed = await observe(event);
  console.log(JSON.stringify({ probe: 1, at, invocation: context.awsRequestId, type, requestId, stackId, logicalId, physicalId, properties, oldProperties, released: process.env.RELEASED, ...observed }));
  const order = properties['On' + type];
  const isFirst = !seen.has(requestId);
  seen.add(requestId);
  if (order === 'throws once' && isFirst) throw new Error('on purpose');
  if (order === 'never answers') return;
  if (properties.Seconds) await new Promise((resolve) => setTimeout(resolve, Number(properties.Seconds) * 1000));
  const fails = order === 'fails' || (order === 'fails in an update' && String(observed.stack.status).startsWith('UPDATE_'));
  const own = stackId.split('/')[1] + '/' + logicalId + '/' + (properties.Id || '1');
  await answer(event, fails ? 'FAILED' : 'SUCCESS', type === 'Delete' || (fails && physicalId) ? physicalId : own);
};
`;
