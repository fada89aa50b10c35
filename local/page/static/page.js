// The live picture of the embedded AWS. Everything that comes from it is put into the page as text, never as markup.
const SVG = 'http://www.w3.org/2000/svg';

/** What a person would call the state of an application. */
const STATES = {
  PENDING_INSTALL: ['waits to be installed', 'busy'],
  PENDING_INSTALL_DEPLOYMENT: ['will be installed', 'busy'],
  INSTALLING: ['is being installed', 'busy'],
  COMPLETED: ['installed', 'good'],
  PENDING_UNINSTALL: ['waits to be uninstalled', 'busy'],
  PENDING_UNINSTALL_DEPLOYMENT: ['will be uninstalled', 'busy'],
  UNINSTALLING: ['is being uninstalled', 'busy'],
  ERROR: ['failed', 'bad'],
};

const byId = (id) => document.getElementById(id);

/** Makes an element with a class and a text. */
function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Writes only what differs, so that a screen reader and a selection are left in peace. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Brings the children in line with a list: one for each key, made once and drawn each time. */
function draw(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item, index);
    const child = known.get(key) ?? create(item);
    child.dataset.key = key;
    known.delete(key);
    update(child, item);
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  for (const child of known.values()) child.remove();
}

async function ask(action, more) {
  try {
    const response = await fetch('do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action, ...more }),
    });
    byId('problem').textContent = response.ok ? '' : await response.text();
  } catch {
    byId('problem').textContent = 'The embedded AWS does not answer: it has ended, or is busy.';
  }
}

function button(action, workspaceId) {
  const made = make('button');
  made.type = 'button';
  made.addEventListener('click', () => ask(made.dataset.action, { workspaceId }));
  made.dataset.action = action;
  return made;
}

function label(element, text, who, action) {
  write(element, text);
  element.dataset.action = action;
  element.setAttribute('aria-label', `${text}: ${who}`);
}

function makeDesktop({ id }) {
  const card = make('article');
  const title = make('h3');
  title.append(make('span', 'user'), ' ', make('span', 'id', id));
  const line = make('div', 'line');
  line.append(make('p', 'state'), make('p', 'session'));
  card.append(title, line, make('p', 'outage'), make('progress'), make('ul', 'on'));
  const buttons = make('div', 'buttons');
  for (const action of ['connect', 'fail', 'stop', 'rebuild']) buttons.append(button(action, id));
  card.append(buttons, make('p', 'small count'));
  return card;
}

function updateDesktop(card, desktop) {
  const { user, id, state, connection, isToFail, isThrownOut, outageSeconds, outages, thrownOut, applications } = desktop;
  const part = (name) => card.querySelector(`.${name}`);
  const who = `${user}, ${id}`;
  const isOut = outageSeconds !== null;
  const isFailed = applications.some((one) => one.state === 'ERROR');
  card.dataset.tone = isOut ? 'busy' : isFailed ? 'bad' : state === 'AVAILABLE' ? 'good' : '';
  card.setAttribute('aria-label', who);
  write(part('user'), user);
  write(part('state'), state);
  const session = isThrownOut ? 'User thrown out' : connection === 'CONNECTED' ? 'User connected' : 'User not connected';
  write(part('session'), session);
  part('session').className = `session ${isThrownOut ? 'bad strong' : connection === 'CONNECTED' ? 'good strong' : ''}`;
  write(part('outage'), isOut ? `Cannot be used for ${minutes(outageSeconds)}` : '');
  part('outage').className = 'outage busy';
  part('outage').hidden = !isOut;
  card.querySelector('progress').hidden = !isOut;
  part('on').hidden = applications.length === 0;
  draw(part('on'), applications, (one) => one.id, () => make('li'), updateApplication);
  const [first, second, third, fourth] = card.querySelectorAll('button');
  const isConnected = connection === 'CONNECTED';
  label(first, isConnected ? 'Disconnect user' : 'Connect user', who, isConnected ? 'disconnect' : 'connect');
  label(second, 'Fail next install', who, isToFail ? 'succeed' : 'fail');
  second.setAttribute('aria-pressed', String(isToFail));
  const isStopped = state === 'STOPPED';
  label(third, isStopped ? 'Start' : 'Stop', who, isStopped ? 'start' : 'stop');
  label(fourth, 'Rebuild', who, 'rebuild');
  write(part('count'), `${counted(outages, 'outage')}, ${counted(thrownOut, 'session')} ended`);
}

function updateApplication(item, { name, state, reason }) {
  const [words, tone] = STATES[state] ?? [state, ''];
  write(item, `${name}: ${words}${reason ? ` (${reason})` : ''}`);
  item.className = tone;
}

const counted = (count, thing) => `${count} ${thing}${count === 1 ? '' : 's'}`;

const minutes = (seconds) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`);

function updateChart({ perSecond, limit }) {
  const chart = byId('chart');
  const most = Math.max(limit * 1.5, ...perSecond);
  const width = 300 / perSecond.length;
  draw(
    chart,
    [...perSecond, 'limit'],
    (_, index) => String(index),
    (one) => document.createElementNS(SVG, one === 'limit' ? 'line' : 'rect'),
    (shape, one) => {
      if (one === 'limit') return place(shape, { x1: 0, x2: 300, y1: 80 - (limit / most) * 80, y2: 80 - (limit / most) * 80 });
      const height = (one / most) * 80;
      place(shape, { x: Number(shape.dataset.key) * width, y: 80 - height, width: width - 1, height });
      shape.setAttribute('class', one > limit ? 'over' : '');
    },
  );
}

function place(shape, values) {
  for (const [name, value] of Object.entries(values)) shape.setAttribute(name, String(value));
}

function updateStack(item, { name, status, reason, resources, done, moving }) {
  const tone = /FAILED|ROLLBACK/.test(status) ? 'bad' : status.endsWith('_IN_PROGRESS') ? 'busy' : 'good';
  const now = moving.length > 0 ? `, now ${moving.join(', ')}` : '';
  write(item, `${name}: ${status}, ${done} of ${resources} resources${now}${reason && tone === 'bad' ? `. ${reason}` : ''}`);
  item.className = tone;
}

function updateFleet(item, { name, status, waves }) {
  const all = waves.map(
    ({ total, succeeded, failed, running, pending }, index) =>
      `wave ${index + 1}: ${succeeded} of ${total} done, ${failed} failed, ${running} now, ${pending} to come`,
  );
  write(item, `${name}: ${status}. ${all.join('; ')}`);
}

function updateCall(item, { time, operation, workspaceId, outcome, endedSession }) {
  const about = workspaceId ? ` ${workspaceId}` : '';
  write(item, `${time.slice(11, 19)} ${operation}${about} ${outcome}${endedSession ? ', ended a session' : ''}`);
  item.className = outcome === 'ok' ? (endedSession ? 'bad' : '') : 'busy';
}

let before;

/** What a person who does not see the page should hear. */
function tell(picture) {
  const old = new Map((before?.desktops ?? []).map((desktop) => [desktop.id, desktop]));
  const news = picture.desktops.flatMap((desktop) => {
    const was = old.get(desktop.id);
    if (!was) return [];
    const states = new Map(was.applications.map(({ id, state }) => [id, state]));
    return [
      ...(desktop.isThrownOut && !was.isThrownOut ? [`${desktop.user} was thrown out`] : []),
      ...desktop.applications
        .filter(({ id, state }) => states.get(id) !== state && (state === 'COMPLETED' || state === 'ERROR'))
        .map(({ name, state }) => `${name} of ${desktop.user} ${STATES[state][0]}`),
    ];
  });
  before = picture;
  if (news.length > 0) byId('news').textContent = news.join('. ');
}

function show(picture) {
  const { time, speed, speeds, desktops, calls, stacks, fleets } = picture;
  write(byId('clock'), `${time.slice(0, 19).replace('T', ' ')} UTC`);
  const choices = speeds.includes(speed) ? speeds : [...speeds, speed];
  draw(byId('speed'), choices, String, (one) => new Option(`${one} times as fast as real time`, String(one)), () => {});
  if (document.activeElement !== byId('speed')) byId('speed').value = String(speed);
  draw(document.querySelector('.desktops'), desktops, ({ id }) => id, makeDesktop, updateDesktop);
  write(byId('calls-now'), `${(calls.perSecond.at(-1) ?? 0).toFixed(1)} a second, at most ${calls.limit}; ${calls.total} in all`);
  updateChart(calls);
  draw(byId('calls'), calls.last, (_, index) => String(index), () => make('li'), updateCall);
  byId('no-stacks').hidden = stacks.length > 0;
  byId('no-fleets').hidden = fleets.length > 0;
  draw(byId('stacks'), stacks, ({ name }, index) => `${name} ${index}`, () => make('li'), updateStack);
  draw(byId('fleets'), fleets, ({ name }, index) => `${name} ${index}`, () => make('li'), updateFleet);
  tell(picture);
}

byId('speed').addEventListener('change', ({ target }) => ask('speed', { speed: Number(target.value) }));

const events = new EventSource('events');
events.addEventListener('message', ({ data }) => show(JSON.parse(data)));
events.addEventListener('open', () => write(byId('connection'), 'Live'));
events.addEventListener('error', () => write(byId('connection'), 'Not connected: it has ended, or is busy. Trying again…'));
