// Shows the connection's state: the wire, the words, the countdown, which button is there.

const WORDS = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  live: 'Live',
  unplugged: 'Unplugged',
  reconnecting: 'Reconnecting',
  refused: 'Refused',
};

const byId = (id) => document.getElementById(id);

export class ConnectionView {
  #ticking = 0;

  show({ state, user, app, connection, error, retryAt, failures }) {
    byId('connection').dataset.state = state;
    // A new connection is told anew.
    this.stale(null);
    byId('state').textContent = WORDS[state];
    byId('state-detail').textContent = detailOf({ state, user, app, connection, error, failures });
    const idle = state === 'idle' || (state === 'refused' && !user);
    byId('connect-form').hidden = !idle;
    byId('plugs').hidden = idle;
    byId('unplug').hidden = state !== 'live' && state !== 'connecting';
    byId('plug').hidden = state === 'live' || state === 'connecting';
    byId('plug').textContent = state === 'reconnecting' ? 'Try now' : 'Plug in';
    this.#countDown(state === 'reconnecting' ? retryAt : 0);
  }

  /** Kafka does not answer: since when events may be missing; null: none are. */
  stale(since) {
    byId('connection').dataset.stale = since !== null;
    byId('stale').textContent = since === null ? '' : `Kafka has been silent since ${new Date(since).toLocaleTimeString('en-GB')}; what is late will come.`;
  }

  // Hidden from screen readers: a number read aloud each second helps nobody; the state itself is announced.
  #countDown(until) {
    clearInterval(this.#ticking);
    const draw = () => {
      const seconds = Math.max(0, (until - Date.now()) / 1000);
      byId('countdown').textContent = until ? ` · next try in ${seconds.toFixed(1)} s` : '';
    };
    draw();
    if (until) this.#ticking = setInterval(draw, 100);
  }
}

function detailOf({ state, user, app, connection, error, failures }) {
  if (state === 'idle') return 'No socket is open.';
  if (state === 'connecting') return 'Opening the socket.';
  if (state === 'live') return `${user} in app ${app} · connection ${connection}`;
  if (state === 'unplugged') return 'The socket is gone; the positions are kept.';
  if (state === 'reconnecting') return failures > 1 ? `${reasonOf(error)} · ${failures} failures` : reasonOf(error);
  return reasonOf(error);
}

export function reasonOf(error) {
  if (!error.message) return error.code === 1006 ? 'The connection was cut' : `Closed with code ${error.code}`;
  return error.code ? `${error.code} ${error.name}: ${error.message}` : error.message;
}
