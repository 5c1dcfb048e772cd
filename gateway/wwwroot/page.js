// The try-it page: joins the client (gateway-client.js) with what is on the screen. Decides nothing about the protocol.

import { ChannelsView } from './channels-view.js';
import { ConnectionView, reasonOf } from './connection-view.js';
import { EventList } from './event-list.js';
import { GatewayClient } from './gateway-client.js';
import { GatewayError } from './gateway-socket.js';
import { CatchUp, Ledger } from './ledger.js';
import { PublishForm } from './publish-form.js';

const byId = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);

let demo = null; // what /demo/token answered
let catchUp = null;

const ledger = new Ledger();
const client = new GatewayClient({ url: socketUrl, getToken });
const connection = new ConnectionView();
const events = new EventList(byId('events'), byId('empty'));
const channels = new ChannelsView(byId('channels'), byId('known-channels'), (channel) => client.unsubscribe(channel));
const publishForm = new PublishForm((event) => client.publish(event));

async function getToken() {
  const url = new URL('demo/token', document.baseURI);
  url.searchParams.set('user', byId('user').value);
  const answer = await fetch(url, { cache: 'no-store' }).catch(() => null);
  if (!answer || answer.status >= 500) throw new GatewayError({ message: 'The gateway cannot be reached', retry: 'backoff' });
  if (!answer.ok) {
    const { detail } = await answer.json().catch(() => ({}));
    throw new GatewayError({ message: detail ?? `No token: HTTP ${answer.status}.`, retry: 'never' });
  }
  demo = await answer.json();
  publishForm.demo = demo;
  return demo;
}

function socketUrl({ app }) {
  const url = new URL(`v1/apps/${app}/ws`, document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = '';
  return url;
}

client.addEventListener('state', ({ detail }) => {
  connection.show({ ...detail, user: demo?.user, app: demo?.app });
  const live = detail.state === 'live';
  byId('publish').disabled = !live;
  byId('subscribe').disabled = detail.state === 'idle';
  // The connect form, and the focus with it, has gone.
  if (live && document.activeElement === document.body) byId('channel').focus({ preventScroll: true });
  if (detail.state === 'unplugged') events.mark('unplugged', 'Unplugged');
  if (detail.state === 'reconnecting' && detail.failures === 1) events.mark('unplugged', `Connection lost: ${reasonOf(detail.error)}`);
  hint();
});

client.addEventListener('subscription', ({ detail }) => {
  channels.show(detail);
  if (detail.state === 'refused') sayRefused(detail);
  linkSecondTab();
  hint();
});

client.addEventListener('event', ({ detail }) => {
  const duplicate = ledger.event(detail);
  catchUp?.event(detail);
  events.event(detail, { late: catchUp !== null, duplicate });
  channels.position(detail.channel, detail.position);
  drawCounters();
});

client.addEventListener('gap', ({ detail }) => {
  ledger.gap();
  events.gap(detail);
  channels.position(detail.channel, detail.to);
  byId('announce').textContent = `Gap in ${detail.channel}.`;
  drawCounters();
});

client.addEventListener('stale', ({ detail }) => connection.stale(detail.since));
client.addEventListener('live', () => connection.stale(null));

client.addEventListener('resumed', () => {
  const gapsBefore = ledger.gaps;
  const say = events.mark('resumed', 'Resumed');
  const words = (count) => `Resumed: ${count === 1 ? '1 event' : `${count} events`} caught up, ${
    ledger.gaps === gapsBefore ? 'no gap' : 'with a gap'}`;
  const count = (number) => {
    byId('caught-up').textContent = number;
    byId('caught-up').dataset.value = number;
    say(words(number));
  };
  catchUp?.end();
  catchUp = new CatchUp(count, (number) => {
    count(number);
    catchUp = null;
    byId('announce').textContent = words(number);
  });
});

function drawCounters() {
  for (const name of ['received', 'gaps', 'duplicates']) {
    byId(name).textContent = ledger[name].toLocaleString('en');
    byId(name).dataset.value = ledger[name];
  }
  hint();
}

function sayRefused({ channel, error }) {
  byId('subscribe-result').textContent = `${channel}: ${reasonOf(error)}`;
  byId('subscribe-result').dataset.kind = 'bad';
}

// One sentence that says what to try next.
function hint() {
  byId('hint').textContent = {
    idle: 'Choose a name and connect. Everything on this page is a demo: no password, nothing to lose.',
    connecting: 'A token is fetched, then the first frame carries it.',
    reconnecting: 'The page comes back by itself, after a random and growing pause, and goes on after the last positions.',
    refused: 'The same would be refused again, so the page does not try by itself.',
    unplugged: 'You hear nothing now. Publish from a second tab or with the curl line; then plug in and watch it arrive.',
  }[client.state] ?? liveHint();
}

function liveHint() {
  if (channels.names.length === 0) return 'Subscribe to a channel, to see what is published there.';
  if (ledger.received === 0) return 'Publish an event. A second tab sees it too.';
  return 'Pull the plug, publish from a second tab or with the curl line, and plug in again: nothing is lost.';
}

function linkSecondTab() {
  const other = new URLSearchParams({ user: demo?.user === 'bob' ? 'carol' : 'bob' });
  for (const channel of channels.names) other.append('channel', channel);
  byId('second-tab').href = `?${other}`;
}

byId('connect-form').onsubmit = (submit) => {
  submit.preventDefault();
  client.connect();
};
byId('unplug').onclick = () => {
  client.unplug();
  byId('plug').focus();
};
byId('plug').onclick = () => {
  client.connect();
  byId('unplug').focus();
};
byId('subscribe-form').onsubmit = (submit) => {
  submit.preventDefault();
  const channel = byId('channel').value;
  byId('subscribe-result').textContent = channels.names.includes(channel) ? `${channel} is subscribed already.` : '';
  byId('subscribe-result').dataset.kind = '';
  client.subscribe(channel);
  publishForm.channel = channel;
};
byId('clear').onclick = () => events.clear();
window.addEventListener('online', () => {
  if (client.state === 'reconnecting') client.connect();
});

connection.show({ state: 'idle' });
byId('publish').disabled = byId('subscribe').disabled = true;
hint();
linkSecondTab();

// ?user=bob&channel=orders.1 (the second tab) connects and subscribes by itself.
if (asked.has('user')) {
  byId('user').value = asked.get('user');
  for (const channel of asked.getAll('channel')) client.subscribe(channel);
  if (asked.has('channel')) publishForm.channel = asked.getAll('channel')[0];
  client.connect();
}
