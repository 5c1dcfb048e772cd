// The subscribed channels as chips, each with the position where it stands.

import { hueOf } from './event-list.js';

export class ChannelsView {
  #list;
  #options;
  #onRemove;
  #chips = new Map();

  constructor(list, options, onRemove) {
    this.#list = list;
    this.#options = options;
    this.#onRemove = onRemove;
  }

  get names() {
    return [...this.#chips.keys()];
  }

  show({ channel, state, position }) {
    if (state === 'gone' || state === 'refused') return this.#remove(channel);
    const chip = this.#chips.get(channel) ?? this.#create(channel);
    chip.dataset.state = state;
    this.position(channel, position ?? '');
  }

  position(channel, position) {
    const chip = this.#chips.get(channel);
    if (!chip) return;
    chip.dataset.position = position;
    chip.querySelector('.chip-position').textContent = position || 'waiting';
  }

  #create(channel) {
    const chip = document.createElement('li');
    chip.className = 'chip';
    chip.dataset.channel = channel;
    chip.style.setProperty('--hue', hueOf(channel));
    const remove = part('button', 'chip-remove', '×');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Unsubscribe from ${channel}`);
    remove.onclick = () => this.#onRemove(channel);
    chip.append(part('span', 'chip-name', channel), part('span', 'chip-position'), remove);
    this.#list.append(chip);
    this.#chips.set(channel, chip);
    this.#fillOptions();
    return chip;
  }

  #remove(channel) {
    this.#chips.get(channel)?.remove();
    this.#chips.delete(channel);
    this.#fillOptions();
  }

  #fillOptions() {
    this.#options.replaceChildren(...this.names.map((name) => Object.assign(document.createElement('option'), { value: name })));
  }
}

function part(name, className, text = '') {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
