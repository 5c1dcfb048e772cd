// A client of the gateway that outlives its sockets: it reconnects by the rules of docs/protocol.md and goes on after the
// last position seen of each channel. It knows nothing of the page; it tells what happens by events:
//
//   state         {state, failures, retryAt, error, connection}   idle connecting live unplugged reconnecting refused
//   subscription  {channel, state, position, error}               waiting subscribed refused gone
//   event         the event, as docs/protocol.md has it
//   gap           {channel, reason, from, to}
//   stale         {since}                                         Kafka does not answer: what it took since then may be missing
//   live          {}                                              nothing is missing any more
//   snapshot      {channel, state, position}                      of a table: begin (empty it), end (it is whole)
//   resumed       {channels}                                      a connection after the first one stands again

import { GatewayError, GatewaySocket } from './gateway-socket.js';
import { delayOf, ruleOf } from './retry.js';

// A connection that held so long was a good one: the next failure starts at the shortest pause again.
const HELD_MS = 5_000;

// The most channels of one command.
const MAX_CHANNELS = 1_000;

export class GatewayClient extends EventTarget {
  #url;
  #getToken;
  #token = null;
  #socket = null;
  #channels = new Map(); // name → {state, position, heard}
  #failures = 0;
  #attempt = 0;
  #liveSince = 0;
  #wasLive = false;
  #timer = 0;
  state = 'idle';

  /** `url` is a function of the token's answer; `getToken()` resolves with `{token, app}` or rejects with a GatewayError. */
  constructor({ url, getToken }) {
    super();
    this.#url = url;
    this.#getToken = getToken;
  }

  /** Starts, or starts again after `unplug` or a refusal. */
  connect() {
    if (this.state === 'live' || this.state === 'connecting') return;
    this.#failures = 0;
    this.#open();
  }

  /** Kills the socket and stays away until `connect`; the positions are kept. */
  unplug() {
    this.#drop();
    this.#tell('unplugged');
  }

  /** Subscribes; without a connection, as soon as there is one. `position` is optional: with it, what came after is sent first. */
  subscribe(channel, position) {
    if (this.#channels.has(channel)) return;
    this.#channels.set(channel, { state: 'waiting', position, heard: false });
    this.#tellChannel(channel);
    if (this.state === 'live') this.#sendSubscribe([channel]);
  }

  unsubscribe(channel) {
    if (!this.#channels.delete(channel)) return;
    this.#dispatch('subscription', { channel, state: 'gone' });
    if (this.state === 'live') this.#socket.command('unsubscribe', { channels: [channel] }).catch(() => {});
  }

  /** Resolves with `{id, channel, position}` when Kafka has the event. */
  publish(event) {
    if (this.state === 'live') return this.#socket.command('publish', event);
    return Promise.reject(new GatewayError({ name: 'not_connected', message: 'Not connected.' }));
  }

  async #open() {
    this.#drop();
    const attempt = this.#attempt;
    this.#tell('connecting');
    try {
      this.#token ??= await this.#getToken();
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
      return;
    }
    if (attempt !== this.#attempt) return; // unplugged meanwhile
    const socket = new GatewaySocket(this.#url(this.#token), {
      onOpen: () => this.#greet(socket),
      onPush: (name, content) => this.#push(name, content),
      onEnd: ({ code, error }) => this.#failed(error ?? { code, name: 'closed', message: '', retry: ruleOf(code) }),
    });
    this.#socket = socket;
  }

  async #greet(socket) {
    try {
      const reply = await socket.command('connect', { token: this.#token.token });
      if (socket !== this.#socket) return;
      socket.keepAlive(reply.ping_interval_seconds);
      this.#liveSince = performance.now();
      this.#tell('live', { connection: reply.connection });
      await this.#resume();
    } catch (error) {
      if (socket === this.#socket) this.#failed(error);
    }
  }

  async #resume() {
    const channels = [...this.#channels.keys()];
    if (this.#wasLive) this.#dispatch('resumed', { channels });
    this.#wasLive = true;
    for (let i = 0; i < channels.length; i += MAX_CHANNELS) await this.#sendSubscribe(channels.slice(i, i + MAX_CHANNELS));
  }

  async #sendSubscribe(names) {
    const wanted = names.map((channel) => {
      const subscription = this.#channels.get(channel);
      subscription.heard = false;
      return subscription.position ? { channel, position: subscription.position } : channel;
    });
    try {
      const reply = await this.#socket.command('subscribe', { channels: wanted });
      for (const result of reply.channels) this.#subscribed(result);
    } catch (error) {
      // With the connection gone the channels stay wanted; a refusal of the whole command is one of each channel.
      if (error.code) for (const channel of names) this.#subscribed({ channel, error });
    }
  }

  #subscribed({ channel, position, error }) {
    const subscription = this.#channels.get(channel);
    if (!subscription) return;
    subscription.state = error ? 'refused' : 'subscribed';
    // An event may have overtaken the reply; its position is the newer one.
    if (!error && !subscription.heard) subscription.position = position;
    this.#tellChannel(channel, error);
    if (error) this.#channels.delete(channel);
  }

  #push(name, content) {
    if (name === 'stale' || name === 'live') return this.#dispatch(name, content);
    const subscription = this.#channels.get(content.channel);
    if (!subscription) return;
    subscription.heard = true;
    // A table that begins has no position: cut off now, it begins again.
    subscription.position = name === 'gap' ? content.to : content.position;
    this.#dispatch(name, content);
  }

  #failed(error) {
    if (this.#liveSince && performance.now() - this.#liveSince > HELD_MS) this.#failures = 0;
    this.#drop();
    this.#failures++;
    if (error.retry === 'new_token') this.#token = null;
    if (error.retry === 'never') return this.#tell('refused', { error });
    const delay = delayOf(error.retry ?? 'backoff', this.#failures);
    this.#tell('reconnecting', { error, failures: this.#failures, retryAt: Date.now() + delay });
    this.#timer = setTimeout(() => this.#open(), delay);
  }

  #drop() {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#socket?.cut();
    this.#socket = null;
    this.#liveSince = 0;
    for (const [channel, subscription] of this.#channels) {
      if (subscription.state === 'waiting') continue;
      subscription.state = 'waiting';
      this.#tellChannel(channel);
    }
  }

  #tell(state, more = {}) {
    this.state = state;
    this.#dispatch('state', { state, ...more });
  }

  #tellChannel(channel, error) {
    const { state, position } = this.#channels.get(channel);
    this.#dispatch('subscription', { channel, state, position, error });
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
