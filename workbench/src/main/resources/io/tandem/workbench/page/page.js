'use strict';
// Shows what this port answers of one order. Texts of orders and answers become text nodes, never HTML.

const LARGEST = 12; // Contributions with a row of their own.
const MOST_FIELDS = 300;
const SAY_AFTER_MS = 500;
const FILE_OF_ORDERS = 'To pick from a file, start the workbench with --orders.';
const ORDER_NUMBERS = [['event', 'transaction_id'], ['transaction_id'], ['order_id'], ['id']]; // Where an order has its own.
const LONGEST_NUMBER = 60;
const EXCERPT = 60; // Characters on either side of a fault.
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

const at = id => document.getElementById(id);

let about; // What is shown, before there is an order.
let sources; // The fields that its features read.
let file = ''; // The name of that with the orders.
let language = ''; // Of the reasons.
let threshold = 0.5;
let original = null; // {text, pairs, origin}: what edits are compared with.
let current = null; // The same, of what is there now.
let origin = null; // Of this order: {line, name} of what was picked, {name} of a file; null of what was pasted.
let fresh = true; // Whether the next order that is answered is an original.
let taken = 0; // Orders so far: an answer to one is none to the next.
let picked = 0; // Of several picks the last one counts.
let asking = false;
let again = false;
let saying = 0;
let fieldCount = 0;
const parsedTexts = new Map();

// ---- Elements

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** The children of a node become those of these keys; what stays keeps its elements, its focus too. */
function keep(parent, keys, make) {
  const before = new Map([...parent.children].map(child => [child.dataset.key, child]));
  const kept = keys.map((key, index) => {
    let child = before.get(key);
    before.delete(key);
    if (!child) {
      child = make(key);
      child.dataset.key = key;
    }
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
    return child;
  });
  before.forEach(child => child.remove());
  return kept;
}

// ---- Numbers

const percent = probability => `${(100 * probability).toFixed(2)} %`;
const signed = (number, digits) => number === 0 ? '0' : (number > 0 ? '+' : '\u2212') + Math.abs(number).toFixed(digits);
const points = change => `${signed(100 * change, 2)} points`;
const isRefused = probability => probability >= threshold;

function shortNumber(number) {
  return number === null ? 'missing'
    : Number.isInteger(number) ? String(number)
      : String(Number(Math.abs(number) < 1000 ? number.toPrecision(4) : number.toFixed(1)));
}

// ---- The order's text

/**
 * Where values stand in a text that is JSON: by the steps to each, as JSON. An order is edited in its text, so that
 * all else stays as it was written.
 */
function places(text) {
  JSON.parse(text); // From here on it is JSON.
  const found = new Map();
  let i = 0;
  const blanks = () => {
    while (' \t\r\n\ufeff'.includes(text.charAt(i)) && i < text.length) {
      i++;
    }
  };
  const string = () => {
    const begin = i++;
    while (text[i] !== '"') {
      i += text[i] === '\\' ? 2 : 1;
    }
    i++;
    return JSON.parse(text.slice(begin, i));
  };
  const value = steps => {
    blanks();
    const place = {steps, begin: i, size: 0, kind: 'value'};
    found.set(JSON.stringify(steps), place);
    if (text[i] === '{' || text[i] === '[') {
      const close = text[i] === '{' ? '}' : ']';
      place.kind = text[i] === '{' ? 'object' : 'array';
      i++;
      blanks();
      while (text[i] !== close) {
        if (text[i] === ',') {
          i++;
          blanks();
        }
        let step = place.size;
        if (place.kind === 'object') {
          step = string();
          blanks();
          i++;
        }
        value([...steps, step]);
        place.size++;
        blanks();
      }
      i++;
    } else if (text[i] === '"') {
      string();
    } else {
      while (i < text.length && !',]} \t\r\n'.includes(text[i])) {
        i++;
      }
    }
    place.end = i;
  };
  value([]);
  return found;
}

const keyOf = steps => JSON.stringify(steps);

/** The places of a text, of the newest two kept; null of what is no JSON, or nested too deeply. */
function parsed(text) {
  if (!parsedTexts.has(text)) {
    let found = null;
    try {
      found = places(text);
    } catch {
      // What is wrong with it, the answer says.
    }
    parsedTexts.set(text, found);
    for (const old of parsedTexts.keys()) {
      if (parsedTexts.size > 2 && old !== original?.text) {
        parsedTexts.delete(old);
      }
    }
  }
  return parsedTexts.get(text);
}

/** The text with another value at the end of these steps; objects that lack on the way are made. */
function withValue(text, steps, literal) {
  const found = parsed(text);
  const splice = (begin, end, put) => text.slice(0, begin) + put + text.slice(end);
  const there = found.get(keyOf(steps));
  if (there) {
    return splice(there.begin, there.end, literal);
  }
  let depth = steps.length - 1;
  while (!found.has(keyOf(steps.slice(0, depth)))) {
    depth--;
  }
  const parent = found.get(keyOf(steps.slice(0, depth)));
  const made = steps.slice(depth + 1).reduceRight((inner, step) => `{${JSON.stringify(step)}: ${inner}}`, literal);
  const member = `${JSON.stringify(steps[depth])}: ${made}`;
  if (parent.kind !== 'object') {
    return splice(parent.begin, parent.end, `{${member}}`);
  }
  let end = parent.end - 1;
  while (' \t\r\n'.includes(text[end - 1])) {
    end--;
  }
  return splice(end, end, parent.size > 0 ? `, ${member}` : member);
}

// ---- Asking

async function ask(path, body) {
  const answer = await fetch(path, {
    ...(body !== undefined && {method: 'POST', headers: {'Content-Type': 'application/json'}, body}),
    cache: 'no-store', credentials: 'omit'
  });
  if (!answer.ok) {
    throw new Error((await answer.json()).error);
  }
  return answer.json();
}

/** Asks for what is there now: one request at a time, and the newest text always in the end. */
async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    do {
      again = false;
      await refreshOnce(at('json').value);
    } while (again);
  } finally {
    asking = false;
  }
}

async function refreshOnce(text) {
  if (text.trim() === '') {
    current = null;
    original = null;
    fresh = true;
    origin = null;
    at('lines').value = '';
    showFault(null);
    show();
    return;
  }
  if (new Blob([text]).size > about.most_bytes) {
    forgetTheOneBefore();
    showFault(`The order is larger than ${about.most_bytes >> 20} MiB; expected one order.`);
    return;
  }
  const orders = ordersIn(text);
  if (orders > 1) {
    current = null;
    showFault(`These are ${orders} orders, one on each line; the page takes one. ${FILE_OF_ORDERS}`);
    show();
    return;
  }
  const order = taken;
  try {
    const answer = await ask(`/explanation?language=${encodeURIComponent(language)}`, text);
    if (order !== taken || text !== at('json').value && answer.record) {
      again = true;
      return;
    }
    if (answer.record) {
      const place = parsed(text)?.get(keyOf(answer.record));
      if (!place) {
        throw new Error('This is a training record; expected its order.');
      }
      at('json').value = text.slice(place.begin, place.end);
      again = true;
      return;
    }
    const refused = answer.pairs.find(pair => pair.rejected !== undefined);
    if (answer.pairs.every(pair => pair.rejected !== undefined)) {
      showFault(refused.rejected, text);
      current = null;
    } else {
      current = {text, pairs: answer.pairs, origin};
      if (fresh) {
        original = current;
        fresh = false;
      }
      showFault(null);
    }
    show();
  } catch (e) {
    forgetTheOneBefore();
    showFault(e instanceof TypeError ? 'The workbench does not answer; is it still running?' : e.message);
  }
}

/** What is shown is of the order before: of an edit it stays, of another order it would mislead. */
function forgetTheOneBefore() {
  if (fresh) {
    current = null;
    show();
  }
}

/** How many orders a text of JSON Lines holds; 1 of any other. */
function ordersIn(text) {
  if (parsed(text) !== null) {
    return 1;
  }
  const lines = text.split('\n').filter(line => line.trim() !== '');
  return lines.length > 1 && lines.slice(0, 2).every(line => line.startsWith('{') && isJson(line)) ? lines.length : 1;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** From here on it is another order, not an edit of this one. */
function begins(from) {
  taken++;
  picked++;
  fresh = true;
  original = null;
  origin = from;
  at('lines').value = from?.line ?? '';
  at('reset').disabled = true;
}

function take(text, from = null) {
  begins(from);
  at('json').value = text;
  at('find-field').value = '';
  return refresh();
}

// ---- Faults

function showFault(words, text) {
  at('fault').hidden = words === null;
  at('json').toggleAttribute('aria-invalid', words !== null);
  at('excerpt').hidden = true;
  at('go').hidden = true;
  for (const row of at('field-rows').querySelectorAll('.wrong')) {
    row.classList.remove('wrong');
    row.querySelector('input').removeAttribute('aria-invalid');
  }
  if (words === null) {
    setText(at('fault-text'), '');
    return;
  }
  setText(at('fault-text'), words);
  const place = text === undefined ? null : / at (?:line (\d+), )?column (\d+)/.exec(words);
  if (place) {
    mark(text, Number(place[1] ?? 1), Number(place[2]));
  }
  const path = words.split(' ', 1)[0];
  for (const row of at('field-rows').children) {
    if (row.dataset.path === path) {
      row.classList.add('wrong');
      row.querySelector('input').setAttribute('aria-invalid', 'true');
    }
  }
}

/** Shows the line with the fault. Columns count bytes of UTF-8, and name the one behind what cannot stand there. */
function mark(text, line, column) {
  const begin = text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const written = text.slice(begin).split('\n', 1)[0];
  const bytes = new TextEncoder().encode(written).slice(0, Math.max(0, column - 2));
  const index = Math.min(new TextDecoder().decode(bytes).length, written.length);
  const from = Math.max(0, index - EXCERPT);
  at('excerpt').replaceChildren(
    `line ${line}: ${from > 0 ? '\u2026' : ''}${written.slice(from, index)}`,
    element('mark', '', written.charAt(index) || '\u23ce'),
    written.slice(index + 1, index + EXCERPT));
  at('excerpt').hidden = false;
  at('go').hidden = false;
  at('go').dataset.at = begin + index;
}

// ---- The result

/** What one pair says, with contributions by feature: {probability, bias, features: Map, lacking}. */
function predictionOf(pair, index) {
  const [prediction] = pair.answer.predictions;
  const found = {
    probability: prediction.probability, reasons: prediction.reasons,
    features: new Map(), bias: null, lacking: about.pairs[index].without_contributions
  };
  const given = prediction.contributions;
  if (Array.isArray(given)) {
    found.lacking = 'The model has several outputs; contributions are shown of a model with one.';
  } else if (given) {
    found.bias = given.bias;
    const columns = about.pairs[index].features.flatMap(feature => feature.columns.map(column => [column, feature.name]));
    const names = new Set(about.pairs[index].features.map(feature => feature.name));
    const featureOf = new Map(columns);
    const numbers = Array.isArray(given.features)
      ? given.features.map((number, column) => [columns[column][0], number])
      : Object.entries(given.features);
    for (const [key, number] of numbers) {
      const name = names.has(key) ? key : featureOf.get(key) ?? key;
      found.features.set(name, (found.features.get(name) ?? 0) + (number ?? 0));
    }
  }
  return found;
}

function predictions(state) {
  return state === null
    ? about.pairs.map(() => null)
    : state.pairs.map((pair, index) => pair.rejected === undefined ? predictionOf(pair, index) : null);
}

function show() {
  const now = predictions(current);
  const before = predictions(original);
  at('none').hidden = current !== null;
  setText(at('result-title'), current === null ? 'Result' : whichOrder());
  setText(at('none'), at('json').value.trim() === '' ? 'There is no order yet.' : 'The order cannot be used as it is.');
  at('now').hidden = current === null;
  at('shown').hidden = current === null;
  at('features').hidden = current === null;
  at('skip').hidden = current === null;
  showFields();
  if (current === null) {
    return;
  }
  showCards(now, before);
  showNow(now);
  showWaterfall(now, before);
  showFeatures(now);
  say(now, before);
}

/** Its number, unless it is personal, and where it comes from. */
function whichOrder() {
  const {origin, text} = current;
  const values = parsed(text);
  const number = ORDER_NUMBERS.filter(steps => !sources.some(source => source.personal && isWithin(steps, source.steps)))
    .map(steps => plain(literalOf(text, values?.get(keyOf(steps)))))
    .find(found => found !== '' && found.length <= LONGEST_NUMBER);
  const from = origin === null ? 'pasted' : origin.line ? `line ${origin.line} of ${origin.name}` : origin.name;
  return number ? `Order ${number} \u00b7 ${from}` : origin === null ? 'A pasted order' : origin.line ? `An order \u00b7 ${from}` : from;
}

const isWithin = (steps, outer) => outer.every((step, index) => step === steps[index]);
const literalOf = (text, place) => place?.kind === 'value' ? text.slice(place.begin, place.end) : undefined;

function showCards(now, before) {
  keep(at('cards'), about.pairs.map((_, index) => String(index)), () => {
    const card = element('article', 'card');
    card.append(
      element('h3'), element('p', 'headline'), element('div', 'meter'), element('p', 'change quiet'), element('div', 'reasons'));
    const [, headline, meter] = card.children;
    headline.append(element('span', 'probability'), element('span', 'badge'));
    meter.append(element('div', 'filled'), element('div', 'limit'));
    meter.setAttribute('aria-hidden', 'true');
    return card;
  }).forEach((card, index) => {
    const [title, headline, meter, change, reasons] = card.children;
    const prediction = now[index];
    setText(title, about.pairs.length > 1 ? about.pairs[index].label : 'Probability');
    const {probability} = prediction ?? {probability: null};
    const known = typeof probability === 'number';
    const refused = known && isRefused(probability);
    setText(headline.children[0], known ? percent(probability) : '\u2013');
    headline.children[0].title = known ? String(probability) : '';
    setText(headline.children[1], known ? (refused ? 'Refused' : 'Approved') : 'No answer');
    headline.children[1].className = `badge ${known ? (refused ? 'bad' : 'good') : ''}`;
    meter.className = `meter ${refused ? 'bad' : ''}`;
    meter.children[0].style.width = `${known ? 100 * probability : 0}%`;
    meter.children[1].style.left = `${100 * threshold}%`;
    setText(change, changeText(prediction, before[index], index));
    showReasons(reasons, prediction, index);
  });
}

/** On a narrow screen the result is far from the fields. */
function showNow(now) {
  at('now').replaceChildren(...now.flatMap((prediction, index) => {
    if (prediction === null) {
      return [];
    }
    const refused = isRefused(prediction.probability);
    const name = about.pairs.length > 1 ? `${about.pairs[index].label} ` : '';
    const shown = element('span', '', `${name}${percent(prediction.probability)} `);
    shown.append(element('span', `badge ${refused ? 'bad' : 'good'}`, refused ? 'Refused' : 'Approved'));
    return [shown];
  }));
}

function changeText(prediction, before, index) {
  if (prediction === null) {
    return current.pairs[index].rejected;
  }
  if (original === null || before === null || current.text === original.text) {
    return `Refused from ${Number((100 * threshold).toFixed(4))} % on`;
  }
  const change = prediction.probability - before.probability;
  return change === 0 ? 'The same as of the original' : `${points(change)}, from ${percent(before.probability)} of the original`;
}

/** In the words of the definition; codes and texts are constants, whatever the order holds. */
function showReasons(box, prediction, index) {
  const {languages, without_reasons: without} = about.pairs[index];
  const key = JSON.stringify([prediction?.reasons, language]);
  if (box.dataset.key === key) {
    return;
  }
  box.dataset.key = key;
  const title = element('h4', '', 'What raised the risk');
  if (prediction === null) {
    box.replaceChildren();
  } else if (prediction.reasons === undefined) {
    box.replaceChildren(title, element('p', 'quiet', languages.length === 0 && !without ? 'There are none.' : withoutReasons(index)));
  } else if (prediction.reasons.length === 0) {
    box.replaceChildren(title, element('p', 'quiet', 'None: no feature with a reason raises the probability.'));
  } else {
    const list = element('ol');
    list.lang = languages.includes(language) ? language : '';
    for (const {code, text, share: part} of prediction.reasons) {
      const item = element('li');
      item.append(element('span', 'reason', text), element('span', 'code', code), element('span', 'part', `${(100 * part).toFixed(1)} %`));
      list.append(item);
    }
    box.replaceChildren(title, list, element('p', 'quiet', '%: each one\u2019s part of what raised the risk'));
  }
}

/** What the model lacks is told once: what has no contributions has no reasons. */
const withoutReasons = index => about.pairs[index].without_contributions
  ? 'None, as the model has no contributions.' : 'The model has none; see the definition\u2019s \u201creason\u201d.';

/** For those who do not see it change; once, when nothing more changes. */
function say(now, before) {
  clearTimeout(saying);
  saying = setTimeout(() => {
    const words = now.map((prediction, index) => {
      const name = about.pairs.length > 1 ? `${about.pairs[index].label}: ` : '';
      return prediction === null
        ? `${name}no answer`
        : `${name}probability ${percent(prediction.probability)}, ${isRefused(prediction.probability) ? 'refused' : 'approved'}. ${
          current !== null && original !== null && current.text !== original.text ? changeText(prediction, before[index], index) : ''}`;
    });
    setText(at('said'), words.join(' '));
  }, SAY_AFTER_MS);
}

// ---- The waterfall

function namesBySize(shown) {
  const largest = new Map();
  for (const prediction of shown) {
    prediction?.features.forEach((number, name) => largest.set(name, Math.max(Math.abs(number), largest.get(name) ?? 0)));
  }
  return [...largest].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** The rows: each with a number for each pair, and where it begins and ends there. */
function waterfallRows(shown) {
  const names = namesBySize(shown);
  const own = names.length > LARGEST + 1 ? names.slice(0, LARGEST) : names;
  const others = names.slice(own.length);
  const ends = shown.map(prediction => prediction?.bias ?? 0);
  const changes = of => shown.map((prediction, index) => {
    const change = prediction === null ? undefined : of(prediction);
    if (change === undefined) {
      return null; // No answer, or no such feature.
    }
    const from = ends[index];
    ends[index] += change;
    return {change, from, to: ends[index]};
  });
  return [
    {key: ' bias', name: 'bias', total: true,
      cells: shown.map(prediction => prediction && {change: prediction.bias, to: prediction.bias})},
    ...own.map(name => ({key: name, name, cells: changes(prediction => prediction.features.get(name))})),
    ...(others.length === 0 ? [] : [{
      key: ' others', name: `${others.length} others`,
      cells: changes(prediction => others.reduce((sum, name) => sum + (prediction.features.get(name) ?? 0), 0))}]),
    {key: ' margin', name: 'margin', total: true,
      value: shown.filter(Boolean).map(prediction => percent(prediction.probability)).join(' / '),
      cells: shown.map((prediction, index) => prediction && {change: ends[index], to: ends[index]})}
  ];
}

function showWaterfall(now, before) {
  const shown = now.map(prediction => prediction && prediction.bias !== null ? prediction : null);
  const any = shown.some(Boolean);
  at('waterfall').hidden = !any;
  setText(at('waterfall-title'), any ? 'From the average order to this one' : 'No contributions');
  at('waterfall-hint').hidden = !any;
  const lacking = now.filter(prediction => prediction && prediction.bias === null).map(prediction => prediction.lacking);
  at('lacking').hidden = lacking.length === 0;
  setText(at('lacking'), lacking.join('; '));
  if (!any) {
    return;
  }
  const many = shown.length > 1;
  const heads = ['Feature', 'Value', ...shown.flatMap((_, index) => [many ? about.pairs[index].label : 'Contribution', ''])];
  if (at('waterfall-head').dataset.heads !== heads.join('\n')) {
    at('waterfall-head').dataset.heads = heads.join('\n');
    at('waterfall-head').replaceChildren(...heads.map(head => {
      const cell = element(head ? 'th' : 'td', '', head);
      if (head) {
        cell.scope = 'col';
      }
      return cell;
    }));
  }
  const rows = waterfallRows(shown);
  const all = features();
  const valueOf = name => {
    const said = all.get(name)?.find(Boolean);
    return said ? valueText(said) : '';
  };
  const edges = rows.filter(row => !row.total).concat(rows[0], rows.at(-1))
    .flatMap(row => row.cells.filter(Boolean).flatMap(({from, to}) => row.total ? [to] : [from, to]));
  const low = Math.min(...edges);
  const high = Math.max(...edges);
  const room = Math.max(high - low, 1e-9) * 0.04;
  const share = number => 100 * (number - low + room) / (high - low + 2 * room);
  keep(at('waterfall-rows'), rows.map(row => row.key), () => {
    const row = element('tr');
    const head = element('th', 'feature');
    head.scope = 'row';
    row.append(head, element('td', 'value'));
    for (let i = 0; i < shown.length; i++) {
      const track = element('td', 'track');
      track.setAttribute('aria-hidden', 'true');
      const room = element('div');
      room.append(element('i'));
      track.append(room);
      const figure = element('td', 'number');
      figure.dataset.pair = many ? about.pairs[i].label : '';
      row.append(figure, track);
    }
    return row;
  }).forEach((line, number) => {
    const row = rows[number];
    line.className = row.total ? 'sum' : '';
    setText(line.children[0], row.name);
    setText(line.children[1], row.value ?? (row.key.startsWith(' ') ? '' : valueOf(row.name)));
    row.cells.forEach((cell, index) => {
      const [figure, track] = [line.children[2 + 2 * index], line.children[3 + 2 * index]];
      const bar = track.firstChild.firstChild;
      setText(figure, cell === null ? '\u2013' : signed(cell.change, 3));
      figure.title = cell === null ? '' : String(cell.change);
      bar.hidden = cell === null || cell.change === 0;
      if (cell !== null) {
        const {from, to} = cell;
        bar.className = row.total ? 'total' : cell.change > 0 ? 'up' : 'down';
        bar.style.left = `${share(row.total ? to : Math.min(from, to))}%`;
        bar.style.width = row.total ? '0' : `${Math.abs(share(to) - share(from))}%`;
        figure.className = `number ${row.total || cell.change === 0 ? '' : cell.change > 0 ? 'raises' : 'lowers'}`;
      }
    });
  });
}

// ---- How features came about

/** By name: what each pair says of the feature, null of one that has none or no answer. */
function features() {
  const found = new Map();
  const explained = current.pairs.map(said =>
    said.rejected === undefined ? new Map(said.explanation.features.map(feature => [feature.name, feature])) : null);
  about.pairs.forEach((pair, index) => pair.features.forEach(({name, profile}) => {
    if (!found.has(name)) {
      found.set(name, about.pairs.map(() => null));
    }
    const said = current.pairs[index];
    if (said.rejected === undefined) {
      found.get(name)[index] = {explained: explained[index].get(name), profile, places: said.places[name] ?? null};
    }
  }));
  return found;
}

function valueText({explained}) {
  if (explained.personal) {
    return 'hidden because personal';
  }
  const columns = Object.entries(explained.columns);
  const outcome = explained.outcome ? ` (${explained.outcome})` : '';
  if (columns.length === 1) {
    return shortNumber(columns[0][1]) + (columns[0][1] === null ? '' : outcome);
  }
  const not0 = columns.filter(([, number]) => number !== 0);
  return (not0.length === 0
    ? `0 in ${columns.length} columns`
    : not0.slice(0, 3).map(([name, number]) => `${name} ${shortNumber(number)}`).join(', ') + (not0.length > 3 ? ', \u2026' : '')) + outcome;
}

function showFeatures(now) {
  const all = features();
  const wanted = at('find-feature').value.trim().toLowerCase();
  const names = [...all.keys()];
  if (at('sort').value === 'size') {
    const place = new Map(namesBySize(now).map((name, index) => [name, index]));
    names.sort((a, b) => (place.get(a) ?? place.size) - (place.get(b) ?? place.size));
  }
  const shown = names.filter(name => wanted === '' || searched(name, all.get(name)).includes(wanted));
  setText(at('feature-count'), shown.length === names.length ? `${names.length} features` : `${shown.length} of ${names.length} features`);
  keep(at('feature-list'), shown, () => {
    const item = element('details', 'feature-item');
    const head = element('summary');
    head.append(element('span', 'name'), element('span', 'value'), element('span', 'numbers'));
    item.append(head, element('div'));
    item.addEventListener('toggle', () => fillBody(item));
    return item;
  }).forEach((item, index) => {
    const name = shown[index];
    const said = all.get(name);
    item.said = said;
    const [title, value, numbers] = item.firstChild.children;
    setText(title, name);
    const first = said.find(Boolean);
    setText(value, first ? valueText(first) : '');
    keep(numbers, now.map((_, pair) => String(pair)), () => element('span')).forEach((figure, pair) => {
      const number = now[pair]?.features.get(name);
      setText(figure, number === undefined ? '' : signed(number, 3));
      figure.className = !number ? '' : number > 0 ? 'raises' : 'lowers';
    });
    fillBody(item);
  });
}

function searched(name, said) {
  const parts = said.filter(Boolean).flatMap(({explained}) => [
    ...explained.sources.flatMap(source => [source.name, source.path]), ...explained.steps.map(step => step.expression),
    explained.encoding]);
  return [name, ...parts].join('\n').toLowerCase();
}

/** Of an open one only, and only when it says something else than before. */
function fillBody(item) {
  if (!item.open) {
    return;
  }
  const text = JSON.stringify(item.said);
  if (item.dataset.text === text) {
    return;
  }
  item.dataset.text = text;
  const bodies = item.said.map(said => said && JSON.stringify(said));
  const same = bodies.length > 1 && bodies.every(body => body === bodies[0]);
  item.lastChild.replaceChildren(...item.said.flatMap((said, index) => {
    if (same && index > 0) {
      return [];
    }
    const title = item.said.length === 1 ? [] : [element('p', 'quiet', same ? 'The same in both.' : about.pairs[index].label)];
    return [...title, said ? bodyOf(said) : element('p', 'quiet', 'It has no such feature, or no answer.')];
  }));
}

const shownValue = value => Array.isArray(value) ? `[${value.join(', ')}]` : value;

function bodyOf({explained, profile, places: bins}) {
  const body = element('div', 'body');
  const left = element('div');
  const list = (title, entries) => {
    if (entries.length > 0) {
      const made = element('dl');
      entries.forEach(([term, ...details]) => made.append(element('dt', '', term), ...details.map(detail => element('dd', '', detail))));
      left.append(element('h4', '', title), made);
    }
  };
  list('Read', explained.sources.map(source => [
    `${source.name} \u2190 ${source.path}`,
    `${shownValue(source.text)}${JSON.stringify(source.value) === JSON.stringify(source.text) ? '' : `, read as ${shownValue(source.value)}`}${
      source.cause ? ` (${source.cause})` : ''}`]));
  list('Computed', explained.steps.map(step => [step.expression, `= ${shownValue(step.value)}${step.clock ? ` (${step.clock})` : ''}`]));
  if (explained.encoding) {
    list('Encoded', [[explained.encoding, ...(explained.encoded ? [explained.encoded] : [])]]);
  }
  if (explained.personal) {
    left.append(element('h4', '', 'Columns'), element('p', 'masked', 'hidden because personal'));
  } else {
    list('Columns that are not 0', Object.entries(explained.columns).filter(([, number]) => number !== 0)
      .map(([name, number]) => [name, number === null ? 'missing' : String(number)]));
  }
  const right = element('div');
  histogram(right, explained, profile, bins);
  body.append(left, right);
  return body;
}

function histogram(box, explained, profile, bins) {
  box.append(element('h4', '', 'In the training records'));
  if (!profile) {
    box.append(element('p', 'quiet', 'There is no training profile; the definition was not fitted to records.'));
    return;
  }
  const rows = profile.bins.map((bin, index) => ({label: bin.bin, count: bin.count, here: bins !== null && bins.includes(index)}));
  rows.push({label: 'missing', count: profile.missing, here: bins !== null && bins.length === 0});
  const here = rows.filter(row => row.here).map(row => row.label);
  const all = rows.reduce((sum, row) => sum + row.count, 0);
  const place = bins === null ? 'The place of this order is hidden because personal.'
    : `This order: ${here.join('; ')} (${share(rows.filter(row => row.here).reduce((sum, row) => sum + row.count, 0), all)} of them)`;
  const drawn = density(explained, profile, rows);
  const list = binList(rows, all);
  if (drawn) {
    const folded = element('details');
    folded.append(element('summary', 'quiet', 'As a table'), list);
    box.append(drawn, element('p', 'quiet', place), folded);
  } else {
    box.append(list, element('p', 'quiet', place));
  }
}

const share = (count, all) => `${all === 0 ? 0 : (100 * count / all).toFixed(1)} %`;

function binList(rows, all) {
  const most = Math.max(...rows.map(row => row.count), 1);
  const list = element('ul', 'bins');
  for (const {label, count, here} of rows) {
    const line = element('li', here ? 'here' : '');
    const name = element('span', 'label', label);
    if (here) {
      name.append(element('span', 'unseen', ', this order'));
    }
    const length = element('span', 'length');
    length.setAttribute('aria-hidden', 'true');
    const bar = element('i');
    bar.style.width = `${100 * count / most}%`;
    length.append(bar);
    line.append(name, length, element('span', 'count', share(count, all)));
    line.title = `${count} of ${all}`;
    list.append(line);
  }
  return list;
}

/** From and to of a bin of numbers, by its label; null of another. */
function intervalOf(label, min, max) {
  const found = /^(?:([<>=]=?) )(\S+?)(?:, < (\S+))?$/.exec(label);
  if (!found || !NUMBER.test(found[2])) {
    return null;
  }
  const edge = Number(found[2]);
  return found[1] === '<' ? [min, edge] : found[1] === '=' ? [edge, edge] : [edge, found[3] === undefined ? max : Number(found[3])];
}

/**
 * The bins of numbers as areas, since they are deciles: as wide as their numbers, as high as these are dense. A bin of
 * one number alone is a line. Long tails are cut. Null of what is no such profile.
 */
function density(explained, profile, rows) {
  const intervals = profile.min === undefined ? [] : profile.bins.map(bin => intervalOf(bin.bin, profile.min, profile.max));
  if (intervals.length < 2 || intervals.some(interval => interval === null)) {
    return null;
  }
  const first = intervals[0][1];
  const last = intervals.at(-1)[0];
  const tail = (last - first) / 2 || Math.max(profile.max - profile.min, 1e-9);
  const low = Math.max(profile.min, first - tail);
  const high = Math.min(profile.max, last + tail);
  const width = Math.max(high - low, 1e-9);
  const x = number => 100 * (Math.min(Math.max(number, low), high) - low) / width;
  const heights = intervals.map(([from, to], index) => to > from ? rows[index].count / (to - from) : 0);
  const most = Math.max(...heights, 1e-300);
  const picture = element('div', 'density');
  picture.setAttribute('aria-hidden', 'true');
  intervals.forEach(([from, to], index) => {
    const bar = element('i', rows[index].here ? 'here' : '');
    const isLine = to <= from;
    bar.style.left = `${x(from)}%`;
    bar.style.width = isLine ? '3px' : `${x(to) - x(from)}%`;
    bar.style.height = rows[index].count === 0 ? '0' : `${isLine ? 100 : Math.max(100 * heights[index] / most, 3)}%`;
    picture.append(bar);
  });
  const value = Number(shownValue(explained.steps.at(-1)?.value ?? explained.sources[0]?.value));
  if (rows.some(row => row.here) && Number.isFinite(value)) {
    const marker = element('b');
    marker.style.left = `${x(value)}%`;
    picture.append(marker);
  }
  const box = element('div');
  const axis = element('div', 'axis quiet');
  axis.setAttribute('aria-hidden', 'true');
  axis.append(
    element('span', '', (low > profile.min ? '\u2026 ' : '') + shortNumber(low)),
    element('span', '', shortNumber(high) + (high < profile.max ? ' \u2026' : '')));
  box.append(picture, axis);
  return box;
}

// ---- Fields

/** Of both definitions, each field once. */
function sourcesOf(pairs) {
  const found = new Map();
  pairs.flatMap(pair => pair.sources).forEach(source => {
    const known = found.get(keyOf(source.steps));
    found.set(keyOf(source.steps), known ? {...known, personal: known.personal || source.personal} : source);
  });
  return [...found.values()];
}

const pathOf = steps => '$' + steps.map(step => typeof step === 'number' ? `[${step}]` : `.${step}`).join('');

/** The fields that are read: those of the order first, then those of each element of its arrays. */
function fieldsOf(found) {
  const single = [];
  const byElement = new Map();
  for (const source of sources) {
    const each = source.steps.indexOf('[*]');
    if (each < 0) {
      single.push({source, steps: source.steps});
      continue;
    }
    const array = source.steps.slice(0, each);
    const size = found.get(keyOf(array))?.kind === 'array' ? found.get(keyOf(array)).size : 0;
    for (let i = 0; i < size; i++) {
      const element = [...array, i];
      byElement.set(keyOf(element), [
        ...(byElement.get(keyOf(element)) ?? []), {source, steps: [...element, ...source.steps.slice(each + 1)]}]);
    }
  }
  return [...single, ...[...byElement.values()].flat()];
}


const literalAt = (text, found, steps) => {
  const place = found?.get(keyOf(steps));
  return place ? text.slice(place.begin, place.end) : undefined;
};

/** As a person reads it: texts without their quotes. */
function plain(literal) {
  if (literal === undefined || literal === 'null') {
    return '';
  }
  return literal.startsWith('"') ? JSON.parse(literal) : literal.length > 100 ? `${literal.slice(0, 100)}\u2026` : literal;
}

function showFields() {
  const text = at('json').value;
  const found = parsed(text);
  at('edit').hidden = found === null || text.trim() === '';
  at('reset').disabled = original === null || text === original.text;
  if (found === null) {
    return;
  }
  const wanted = at('find-field').value.trim().toLowerCase();
  const all = fieldsOf(found).filter(({source, steps}) => `${pathOf(steps)} ${source.name}`.toLowerCase().includes(wanted));
  const shown = all.slice(0, MOST_FIELDS);
  at('fields-more').hidden = all.length === shown.length;
  setText(at('fields-more'), `The first ${shown.length} of ${all.length} fields are shown; find others by name.`);
  const before = original === null ? null : parsed(original.text);
  const byKey = new Map(shown.map(field => [keyOf(field.steps), field]));
  keep(at('field-rows'), [...byKey.keys()], key => fieldRow(byKey.get(key))).forEach(row => {
    const {source, steps} = byKey.get(row.dataset.key);
    const literal = literalAt(text, found, steps);
    const was = original === null ? literal : literalAt(original.text, before, steps);
    const input = row.querySelector('input');
    if (source.personal) {
      input.placeholder = literal === undefined || literal === 'null' ? 'missing' : 'hidden because personal';
      if (input !== document.activeElement) {
        input.value = '';
      }
    } else if (input !== document.activeElement) {
      input.value = plain(literal);
    }
    const changed = plain(literal) !== plain(was) || (literal?.[0] === '"') !== (was?.[0] === '"');
    row.classList.toggle('changed', changed);
    setText(input.nextSibling, !changed ? '' : source.personal ? 'was another' : `was ${plain(was) || 'missing'}`);
  });
}

function fieldRow({source, steps}) {
  const row = element('tr');
  const path = pathOf(steps);
  row.dataset.path = path;
  const head = element('th');
  head.scope = 'row';
  const label = element('label');
  // A line ends at a dot rather than within a name.
  path.slice(2).split('.').forEach((step, index) => label.append(...(index === 0 ? [step] : ['.', element('wbr'), step])));
  const input = element('input');
  input.id = `field-${path}`;
  label.htmlFor = input.id;
  input.type = 'text';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.placeholder = 'missing';
  input.title = `${source.name}: ${source.expected}`;
  if (source.kind === 'number' || source.kind === 'integer') {
    input.inputMode = 'decimal';
  }
  input.addEventListener('input', () => edit(source, steps, input.value));
  input.addEventListener('blur', () => showFields());
  head.append(label);
  const cell = element('td');
  const was = element('span', 'was');
  was.id = `was-${++fieldCount}`;
  input.setAttribute('aria-describedby', was.id);
  cell.append(input, was);
  row.append(head, cell);
  return row;
}

function edit(source, steps, typed) {
  const text = at('json').value;
  const was = original === null ? undefined : literalAt(original.text, parsed(original.text), steps);
  const bare = was?.[0] !== '"' && (source.kind === 'flag'
    ? ['true', 'false'].includes(typed.trim())
    : ['number', 'integer'].includes(source.kind) && NUMBER.test(typed.trim()));
  const literal = typed === '' ? 'null' : bare ? typed.trim() : JSON.stringify(typed);
  at('json').value = withValue(text, steps, literal);
  refresh();
}

// ---- Picking

/** Of the found ones; how many others there are, and what was not searched. */
function foundText({lines, searched, unread, more}, wanted) {
  if (lines.length === 0) {
    return unread ? `None of the first ${searched} orders of ${file} holds it.` : 'No order holds it.';
  }
  const where = unread ? `, of the first ${searched} of ${file}` : '';
  return more
    ? `The first ${lines.length} are listed${where}; find others by a ${wanted === '' ? '' : 'longer '}text of theirs.`
    : `${lines.length} order${lines.length === 1 ? '' : 's'}${where}`;
}

async function find() {
  const wanted = at('search').value;
  const answer = await ask('/orders', JSON.stringify(wanted));
  if (wanted !== at('search').value) {
    return false;
  }
  file = answer.file.split(/[\\/]/).at(-1);
  setText(at('file'), file);
  const chosen = at('lines').value || (origin?.line ?? '');
  at('lines').replaceChildren(...answer.lines.map(line => {
    const option = element('option', '', `line ${line.line} \u2013 ${line.rejected === undefined
      ? `${percent(line.probability)}, ${isRefused(line.probability) ? 'refused' : 'approved'}` : 'rejected'}`);
    option.value = line.line;
    return option;
  }));
  at('lines').value = chosen;
  setText(at('found'), foundText(answer, wanted));
  return true;
}

async function pick() {
  const line = at('lines').value;
  if (line !== '') {
    const mine = ++picked;
    const order = await ask(`/orders/${line}`);
    if (mine === picked) {
      await take(JSON.stringify(order, null, 2), {line, name: file});
    }
  }
}

/** The first of the orders that hold what is in the field now. */
async function pickFirst() {
  if (await find() && at('lines').options.length > 0) {
    at('lines').selectedIndex = 0;
    await pick();
  }
}

async function read(files) {
  const [{name, size}] = files;
  if (files.length > 1) {
    showFault(`${files.length} files were dropped; the page takes one, with one order.`);
  } else if (name.endsWith('.gz')) {
    showFault(`${name} is packed; the page takes a file with one order as JSON. ${FILE_OF_ORDERS}`);
  } else if (size > about.most_bytes) {
    showFault(`${name} is larger than ${about.most_bytes >> 20} MiB; expected one order. ${FILE_OF_ORDERS}`);
  } else {
    await take(await files[0].text(), {name});
  }
}

// ---- The threshold

/** From 0 to 1, with a dot or a comma, or in percent; NaN of what is none. */
function probabilityOf(typed) {
  const found = /^(\d+(?:[.,]\d*)?|[.,]\d+)(e-?\d+)?\s*(%?)$/i.exec(typed.trim());
  const number = found ? Number(found[1].replace(',', '.') + (found[2] ?? '')) / (found[3] ? 100 : 1) : NaN;
  return number <= 1 ? number : NaN;
}

/** Of what was typed in full: on the way to 0.3 nothing is decided from 0 on. */
function changeThreshold() {
  const number = probabilityOf(at('threshold').value);
  const fits = !Number.isNaN(number);
  setText(at('threshold-fault'), fits ? '' : `from 0 to 1, as 0.5 or 50 %; it is still ${threshold}`);
  at('threshold').toggleAttribute('aria-invalid', !fits);
  if (fits) {
    threshold = number;
    show();
    if (about.orders) {
      find();
    }
  }
}

// ---- Begin

function listen() {
  at('json').addEventListener('paste', event => {
    if (event.clipboardData?.getData('text/plain') === '') {
      return; // A picture or files: nothing is inserted.
    }
    const {selectionStart, selectionEnd, value} = at('json');
    if (selectionEnd - selectionStart >= value.trim().length) {
      begins(null);
    }
  });
  at('json').addEventListener('input', refresh);
  at('open').addEventListener('click', () => at('chosen').click());
  at('chosen').addEventListener('change', async () => {
    if (at('chosen').files.length > 0) {
      await read(at('chosen').files);
      at('chosen').value = '';
    }
  });
  addEventListener('dragover', event => {
    event.preventDefault();
    at('written').classList.add('drop');
  });
  addEventListener('dragleave', () => at('written').classList.remove('drop'));
  addEventListener('drop', event => {
    event.preventDefault();
    at('written').classList.remove('drop');
    const {files} = event.dataTransfer;
    if (files.length > 0) {
      read(files);
    } else {
      take(event.dataTransfer.getData('text/plain'));
    }
  });
  at('go').addEventListener('click', () => {
    const place = Number(at('go').dataset.at);
    at('written').open = true;
    at('json').focus();
    at('json').setSelectionRange(place, place + 1);
  });
  at('find-field').addEventListener('input', showFields);
  at('reset').addEventListener('click', () => {
    at('json').value = original.text;
    refresh();
    at('find-field').focus();
  });
  at('find-feature').addEventListener('input', () => showFeatures(predictions(current)));
  at('sort').addEventListener('change', () => showFeatures(predictions(current)));
  at('language').addEventListener('change', () => {
    language = at('language').value;
    refresh();
  });
  at('search').addEventListener('input', find);
  at('search').addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      pickFirst();
    }
  });
  at('lines').addEventListener('change', pick);
  at('threshold').addEventListener('change', changeThreshold);
}

async function begin() {
  about = await ask('/workbench');
  sources = sourcesOf(about.pairs);
  threshold = about.threshold;
  at('threshold').value = String(threshold);
  const last = about.pairs.map(pair => pair.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? pair.folder);
  about.pairs.forEach((pair, index) => {
    pair.label = new Set(last).size === last.length ? last[index] : pair.folder;
  });
  setText(at('what'), about.pairs.map(pair => `${pair.name} in ${pair.folder}`).join(' beside '));
  const languages = [...new Set(about.pairs.flatMap(pair => pair.languages))].sort();
  const names = new Intl.DisplayNames(['en'], {type: 'language', fallback: 'code'});
  at('language').replaceChildren(...languages.map(tag => {
    const option = element('option', '', names.of(tag));
    option.value = tag;
    return option;
  }));
  language = languages.includes('en') ? 'en' : languages[0] ?? '';
  at('language').value = language;
  at('language-label').hidden = languages.length < 2;
  document.title = `${about.pairs[0].name} \u2013 Workbench`;
  listen();
  show();
  at('pick').hidden = !about.orders;
  refresh(); // A browser may have kept what was there.
  if (about.orders) {
    await find();
    if (at('lines').options.length > 0 && at('json').value.trim() === '') {
      at('lines').selectedIndex = 0;
      at('written').open = false;
      await pick();
    }
  }
}

begin();
