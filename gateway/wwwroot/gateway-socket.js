// One WebSocket that speaks gateway.v1.json: ids, replies, pushes, keep-alive. It lives once; gateway-client.js comes back.

const SUBPROTOCOL = 'gateway.v1.json';
const REPLY_TIMEOUT_MS = 15_000;
const DEFAULT_PING_SECONDS = 25;

/** A refusal by the gateway, or a failure of our own; `retry` is the rule of docs/protocol.md. */
export class GatewayError extends Error {
  constructor({ code = 0, name = 'error', message, retry = 'backoff' }) {
    super(message);
    Object.assign(this, { code, name, retry });
  }
}

export class GatewaySocket {
  #socket;
  #lastId = 0;
  #waiting = new Map();
  #closing = null;
  #heardAt = 0;
  #timer = 0;
  #ended = false;

  /** `onPush(name, content)` for event, gap, stale, live and snapshot; `onEnd({code, error})` once, when the wire is gone and not by `cut`. */
  constructor(url, { onOpen, onPush, onEnd }) {
    this.handlers = { onOpen, onPush, onEnd };
    this.#socket = new WebSocket(url, SUBPROTOCOL);
    this.#socket.onopen = () => onOpen();
    this.#socket.onmessage = (message) => this.#receive(JSON.parse(message.data));
    this.#socket.onclose = (close) => this.#end(close.code);
    // A wire that answers nothing at all is no wire; `keepAlive` takes over from here.
    this.#timer = setTimeout(() => this.#end(1006), REPLY_TIMEOUT_MS);
  }

  /** Sends a command; resolves with its reply, rejects with a GatewayError. */
  command(name, content) {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(lost());
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, [name]: content }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { name, resolve, reject }));
  }

  /** A browser does not show the server's pings, so we send commands of our own when nothing was heard for a while. */
  keepAlive(seconds = DEFAULT_PING_SECONDS) {
    const quiet = seconds * 1000;
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => {
      const silence = performance.now() - this.#heardAt;
      if (silence > quiet + REPLY_TIMEOUT_MS) this.#end(4002);
      else if (silence > quiet) this.command('ping', {}).catch(() => {});
    }, Math.min(quiet, REPLY_TIMEOUT_MS) / 2);
  }

  /** Drops the wire as if it were pulled: what still comes in is not looked at, and `onEnd` is not called. */
  cut() {
    this.#ended = true;
    this.#release();
  }

  #receive(frame) {
    if (this.#ended) return;
    this.#heardAt = performance.now();
    if (frame.id != null) this.#reply(frame);
    else if (frame.closing) this.#closing = frame.closing;
    else if (frame.event) this.handlers.onPush('event', frame.event);
    else if (frame.gap) this.handlers.onPush('gap', frame.gap);
    else if (frame.stale) this.handlers.onPush('stale', frame.stale);
    else if (frame.live) this.handlers.onPush('live', frame.live);
    else if (frame.snapshot) this.handlers.onPush('snapshot', frame.snapshot);
  }

  #reply(frame) {
    const waiting = this.#waiting.get(frame.id);
    if (!waiting) return;
    this.#waiting.delete(frame.id);
    if (frame.error) waiting.reject(new GatewayError(frame.error));
    else waiting.resolve(frame[waiting.name]);
  }

  #end(code) {
    if (this.#ended) return;
    this.#ended = true;
    this.#release();
    this.handlers.onEnd({ code, error: this.#closing });
  }

  #release() {
    clearTimeout(this.#timer); // an interval is cleared by it too
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    for (const { reject } of this.#waiting.values()) reject(lost());
    this.#waiting.clear();
  }
}

function lost() {
  return new GatewayError({ name: 'connection_lost', message: 'The connection went before the answer came.' });
}
