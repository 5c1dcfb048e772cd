// The curl line that publishes what the form holds, through the publisher API.

/** `data` is the text as typed; `json` tells whether it is JSON; `key` empty leaves it to the reader's shell. */
export function curlLine({ base, app, channel, type, data, json, key }) {
  const url = `${base.replace(/\/+$/, '')}/v1/apps/${app}/channels/${encodeURIComponent(channel)}/events`;
  const parts = [
    `curl ${quote(url)}`,
    key ? `-H ${quote(`Authorization: Bearer ${key}`)}` : '-H "Authorization: Bearer $API_KEY"',
    `-H ${quote(`Content-Type: ${json ? 'application/json' : 'text/plain; charset=utf-8'}`)}`,
  ];
  if (type) parts.push(`-H ${quote(`ce-type: ${headerValue(type)}`)}`);
  // Not -d, which takes a leading @ for a file's name.
  parts.push(`--data-raw ${quote(data)}`);
  return parts.join(' \\\n  ');
}

function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

// CloudEvents, HTTP binding 3.1.3.2: what is not visible ASCII is percent-encoded.
function headerValue(text) {
  return text.replace(/[^!#-$&-~]/gu, encodeURIComponent);
}

/** Puts text on the clipboard; the older way serves pages that do not come over https or from localhost. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement('textarea'), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
