// The form that publishes, and the curl line that does the same.

import { copy, curlLine } from './curl.js';
import { reasonOf } from './connection-view.js';

const byId = (id) => document.getElementById(id);

export class PublishForm {
  #publish;
  #demo = null;

  /** `publish(event)` resolves with the reply. */
  constructor(publish) {
    this.#publish = publish;
    byId('publish-form').onsubmit = (submit) => {
      submit.preventDefault();
      this.#send();
    };
    byId('publish-form').oninput = () => this.#drawCurl();
    byId('publish-data').onkeydown = (key) => {
      if (key.key === 'Enter' && (key.ctrlKey || key.metaKey)) byId('publish-form').requestSubmit();
    };
    byId('copy-curl').onclick = () => this.#copyCurl();
    this.#drawCurl();
  }

  /** What `/demo/token` said: the app, the key and the address for the curl line. */
  set demo(demo) {
    this.#demo = demo;
    this.#drawCurl();
  }

  set channel(name) {
    byId('publish-channel').value = name;
    this.#drawCurl();
  }

  get #form() {
    const form = new FormData(byId('publish-form'));
    return { channel: form.get('channel'), type: form.get('type').trim(), data: form.get('data'), json: form.get('kind') === 'json' };
  }

  async #send() {
    const event = this.#read();
    if (!event) return;
    const began = performance.now();
    this.#say('');
    try {
      const { position } = await this.#publish(event);
      this.#say(`In Kafka at ${position} after ${Math.max(1, Math.round(performance.now() - began))} ms.`, 'good');
    } catch (error) {
      const unknown = error.name === 'connection_lost' ? ' It may be in Kafka or not.' : '';
      this.#say(reasonOf(error) + unknown, 'bad');
    }
  }

  // The command's content, or null if the JSON is none.
  #read() {
    const { channel, type, data, json } = this.#form;
    const event = { channel, type: type || undefined };
    if (!json) return { ...event, data, datacontenttype: 'text/plain; charset=utf-8' };
    if (!data.trim()) return event;
    try {
      return { ...event, data: JSON.parse(data) };
    } catch (fault) {
      byId('publish-data').setAttribute('aria-invalid', 'true');
      this.#say(`Not JSON: ${fault.message}`, 'bad');
      return null;
    }
  }

  #say(text, kind = '') {
    byId('publish-result').textContent = text;
    byId('publish-result').dataset.kind = kind;
  }

  #drawCurl() {
    byId('publish-data').removeAttribute('aria-invalid');
    const { apiKey: key = '', publishUrl = '', app = 'demo' } = this.#demo ?? {};
    byId('curl').textContent = curlLine({ ...this.#form, app, key, base: publishUrl || new URL('.', document.baseURI).href });
  }

  async #copyCurl() {
    const button = byId('copy-curl');
    await copy(byId('curl').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }
}
