// The page's own count of what it was sent: it trusts nobody, so that a doubled event would be seen.

const REMEMBERED = 10_000;

export class Ledger {
  received = 0;
  gaps = 0;
  duplicates = 0;
  #seen = new Set();

  /** Counts an event; true if this position of this channel came before (within the last 10,000). */
  event({ channel, position }) {
    const key = `${channel}\n${position}`;
    this.received++;
    if (this.#seen.has(key)) {
      this.duplicates++;
      return true;
    }
    this.#seen.add(key);
    // A Set keeps the order of insertion: the first is the oldest.
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
    return false;
  }

  gap() {
    this.gaps++;
  }
}

// How the count of "caught up" ends. The protocol has no mark for it (a resumed subscription is an ordinary one that lags),
// so: a pause, or an event that is younger than the return.
const PAUSE_MS = 700;

/** Counts the events that a return brings; `onDone(count)` when the flood is over. */
export class CatchUp {
  count = 0;
  #since = Date.now();
  #timer = 0;

  constructor(onCount, onDone) {
    this.onCount = onCount;
    this.onDone = onDone;
    this.#rest();
  }

  event({ time }) {
    if (this.done) return;
    if (Date.parse(time) > this.#since) return this.end();
    this.onCount(++this.count);
    this.#rest();
  }

  end() {
    if (this.done) return;
    this.done = true;
    clearTimeout(this.#timer);
    this.onDone(this.count);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), PAUSE_MS);
  }
}
