// When to come back after a close or a refusal: the rules of docs/protocol.md.

const MAX_BACKOFF_SECONDS = 30;

// For closes that say only their code; an error object from the gateway carries its own rule and wins.
const NEVER = [1002, 1007, 1009];
const NOW = [4000, 4002];
const BACKOFF_AMONG_TOKEN_CODES = 4104;

/** The retry rule of a WebSocket close code. A cut wire (1006) and what is unknown: back off. */
export function ruleOf(code) {
  if (NEVER.includes(code)) return 'never';
  if (NOW.includes(code)) return 'now';
  if (code >= 4100 && code < 4200 && code !== BACKOFF_AMONG_TOKEN_CODES) return 'new_token';
  return 'backoff';
}

/**
 * Milliseconds to wait before a try. `failures` counts the tries since the connection last held, this one included.
 * The pause is random, so that the clients of a node that went away do not all return in the same moment; and the
 * second failure backs off whatever the rule, so that no rule can make a client hammer.
 */
export function delayOf(rule, failures, random = Math.random) {
  const doublings = rule === 'backoff' ? failures - 1 : Math.max(0, failures - 2);
  return random() * Math.min(2 ** doublings, MAX_BACKOFF_SECONDS) * 1000;
}
