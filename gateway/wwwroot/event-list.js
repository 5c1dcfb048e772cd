// The list of what came, newest first. Bounded: the page stays light however long it is left open.

const MAX_ROWS = 200;
const MAX_DATA_CHARACTERS = 2_000;
// Rows are put in together, some times a second: a thousand events a second must not mean a thousand layouts.
const DRAW_EVERY_MS = 40;

export class EventList {
  #list;
  #empty;
  #pending = [];
  #timer = 0;

  constructor(list, empty) {
    this.#list = list;
    this.#empty = empty;
  }

  event(event, { late, duplicate }) {
    this.#add(() => eventRow(event, late, duplicate));
  }

  gap(gap) {
    this.#add(() => gapRow(gap));
  }

  /** A line across the list (unplugged, resumed); returns the function that changes its text later. */
  mark(kind, text) {
    const row = element('li', `mark ${kind}`);
    row.dataset.kind = kind;
    const label = row.appendChild(element('span', '', text));
    row.prepend(time(new Date()));
    this.#add(() => row);
    return (later) => { label.textContent = later; };
  }

  clear() {
    this.#pending = [];
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }

  #add(make) {
    this.#pending.push(make);
    if (this.#pending.length > MAX_ROWS) this.#pending.shift();
    this.#timer ||= setTimeout(() => this.#draw(), DRAW_EVERY_MS);
  }

  #draw() {
    this.#timer = 0;
    const rows = this.#pending.map((make) => make()).reverse();
    this.#pending = [];
    this.#list.prepend(...rows);
    while (this.#list.childElementCount > MAX_ROWS) this.#list.lastElementChild.remove();
    this.#empty.hidden = this.#list.childElementCount > 0;
  }
}

/** A hue for a channel's dot, always the same for the same name. */
export function hueOf(channel) {
  let hash = 7;
  for (const character of channel) hash = (hash * 31 + character.codePointAt(0)) % 3600;
  return (hash * 137) % 360;
}

function eventRow(event, late, duplicate) {
  const row = element('li', late ? 'event late' : 'event');
  Object.assign(row.dataset, { kind: 'event', channel: event.channel, position: event.position, id: event.id, type: event.type });
  if (late) row.dataset.late = '';
  if (duplicate) row.dataset.duplicate = '';
  row.style.setProperty('--hue', hueOf(event.channel));
  const head = row.appendChild(element('div', 'event-head'));
  head.append(
    time(new Date(event.time)),
    element('span', 'event-channel', event.channel),
    element('span', 'event-type', event.type),
  );
  if (late) head.append(element('span', 'tag', 'caught up'));
  if (duplicate) head.append(element('span', 'tag bad', 'duplicate'));
  head.append(element('span', 'event-position', event.position));
  row.append(element('pre', 'event-data', dataText(event)));
  row.title = `${event.source} · ${event.id}`;
  return row;
}

function gapRow({ channel, reason, from, to }) {
  const row = element('li', 'gap');
  Object.assign(row.dataset, { kind: 'gap', channel, reason, from, to });
  row.append(time(new Date()), element('span', '', `Gap in ${channel}: the events after ${from} up to ${to} cannot be delivered any more (${
    { retention: 'older than what Kafka keeps', epoch: 'the topic was created anew', future: 'the log ends before this position' }[reason] ?? reason
  }).`));
  return row;
}

function dataText(event) {
  if (event.data_base64 !== undefined) return clip(`${event.datacontenttype ?? 'bytes'}, base64: ${event.data_base64}`);
  if (event.data === undefined) return '(no data)';
  const isText = typeof event.data === 'string' && !/json/i.test(event.datacontenttype ?? 'json');
  return clip(isText ? event.data : JSON.stringify(event.data));
}

function clip(text) {
  return text.length <= MAX_DATA_CHARACTERS ? text : `${text.slice(0, MAX_DATA_CHARACTERS)}… (${text.length.toLocaleString('en')} characters)`;
}

function time(date) {
  const valid = !Number.isNaN(date.getTime());
  const node = element('time', '', valid ? date.toLocaleTimeString('en-GB', { hour12: false }) : '–');
  if (valid) node.dateTime = date.toISOString();
  return node;
}

function element(name, className, text = '') {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}
