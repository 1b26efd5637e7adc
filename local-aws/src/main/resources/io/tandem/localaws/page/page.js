'use strict';
// Shows what the API of this port answers. Texts of it become text nodes, never HTML.

const EVERY_MS = 2000;
const AFTER_FAILURE_MS = 5000;
const PAGE = 100;
const LOG_PAGE = 1000;
const MOST_LINES = 20000;

function job(title, word) {
  return {
    title, word, list: `${word}Summaries`, status: `${word}Status`,
    group: () => `/aws/sagemaker/${word}s`, prefix: name => `${name}/`
  };
}

// By the first part of the address behind the '#'.
const KINDS = {
  'endpoints': {
    title: 'Endpoints', word: 'Endpoint', list: 'Endpoints', status: 'EndpointStatus',
    group: name => `/aws/sagemaker/Endpoints/${name}`, prefix: () => null
  },
  'training-jobs': job('Training jobs', 'TrainingJob'),
  'processing-jobs': job('Processing jobs', 'ProcessingJob'),
  'transform-jobs': job('Transform jobs', 'TransformJob'),
  'models': {title: 'Models', word: 'Model', list: 'Models'},
  'model-packages': {
    title: 'Model packages', word: 'ModelPackage', list: 'ModelPackageSummaryList', status: 'ModelApprovalStatus',
    asked: {ModelPackageType: 'Both'}, name: one => one.ModelPackageArn.split(':model-package/')[1]
  },
  'endpoint-configs': {title: 'Endpoint configurations', word: 'EndpointConfig', list: 'EndpointConfigs'},
  'buckets': {title: 'Buckets'}
};

const TONES = {
  InService: 'good', Completed: 'good', Approved: 'good', Failed: 'bad', Rejected: 'bad', OutOfService: 'bad',
  Creating: 'busy', Updating: 'busy',
  Deleting: 'busy', InProgress: 'busy', Stopping: 'busy', RollingBack: 'busy', SystemUpdating: 'busy'
};

const at = id => document.getElementById(id);

// What is shown now; another one when the address changes, so that late answers are told apart.
let view = {};
let timer = 0;

class Refusal extends Error {}

async function call(target, body) {
  const answer = await fetch('/', {
    method: 'POST',
    headers: {'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': target},
    body: JSON.stringify(body), cache: 'no-store', credentials: 'omit', signal: view.abort.signal
  });
  const json = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Refusal(json.message || json.__type), {code: json.__type});
  }
  return json;
}

const sagemaker = (operation, body) => call(`SageMaker.${operation}`, body);
const logs = (operation, body) => call(`Logs_20140328.${operation}`, body);

/** S3 answers XML, which the request itself reads into a document. */
function lists(path) {
  const signal = view.abort.signal;
  return new Promise((found, failed) => {
    const request = new XMLHttpRequest();
    request.open('GET', path);
    request.responseType = 'document';
    request.overrideMimeType('application/xml');
    request.onload = () => {
      const xml = request.response;
      if (request.status === 200 && xml) {
        found(xml);
      } else {
        failed(new Refusal(xml ? textOf(xml, 'Message') : `status ${request.status}`));
      }
    };
    request.onerror = () => failed(new TypeError('no answer'));
    request.onabort = () => failed(new DOMException('gone', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send();
  });
}

const textOf = (xml, name) => xml.getElementsByTagName(name)[0]?.textContent ?? '';

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

/** Only what changes is written, so that selections and focus stay. */
function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function show(node, shown) {
  if (node.hidden === shown) {
    node.hidden = !shown;
  }
}

function badge(status) {
  return element('span', `badge ${TONES[status] ?? ''}`, status);
}

const two = number => String(number).padStart(2, '0');

function timeText(seconds) {
  const time = new Date(seconds * 1000);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock(time)}`;
}

function clock(time) {
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function sizeText(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** The rows of the table become these, each by its key; those that stay keep their elements. */
function showRows(heads, rows) {
  const names = heads.join('\n');
  if (view.heads !== names) {
    view.heads = names;
    at('head').replaceChildren(...heads.map(head => {
      const cell = element('th', '', head);
      cell.scope = 'col';
      return cell;
    }));
  }
  const body = at('rows');
  const before = new Map([...body.children].map(row => [row.dataset.key, row]));
  rows.forEach((row, index) => {
    let shown = before.get(row.key);
    before.delete(row.key);
    if (!shown) {
      shown = element('tr');
      shown.dataset.key = row.key;
      shown.append(...row.cells.map(cell => element('td', cell.className)));
    }
    row.cells.forEach((cell, number) => fill(shown.children[number], cell));
    if (body.children[index] !== shown) {
      body.insertBefore(shown, body.children[index] ?? null);
    }
  });
  before.forEach(row => row.remove());
  show(at('table'), rows.length > 0);
  show(at('none'), rows.length === 0);
  setText(at('none'), 'There are none.');
}

function fill(cell, content) {
  const shown = JSON.stringify(content);
  if (cell.dataset.shown === shown) {
    return;
  }
  cell.dataset.shown = shown;
  if (content.href) {
    const link = cell.firstElementChild ?? element('a');
    link.href = content.href;
    link.textContent = content.text;
    if (content.download !== undefined) {
      link.setAttribute('download', content.download);
    }
    if (!link.parentNode) {
      cell.append(link);
    }
  } else if (content.status) {
    cell.replaceChildren(badge(content.status));
  } else if (content.long) {
    cell.replaceChildren(element('div', 'begin', content.long));
  } else {
    cell.textContent = content.text;
  }
}

const address = (...parts) => '#/' + parts.map(encodeURIComponent).join('/');

async function showList(kind) {
  const found = [];
  let token;
  do {
    const page = await sagemaker(
      `List${kind.word}s`, {MaxResults: PAGE, ...kind.asked, ...(token && {NextToken: token})});
    found.push(...page[kind.list]);
    token = page.NextToken;
  } while (token && found.length < view.wanted);
  const rows = [];
  for (const one of found) {
    const name = kind.name ? kind.name(one) : one[`${kind.word}Name`];
    const cells = [{className: 'name', href: address(view.parts[0], name), text: name}];
    if (kind.status) {
      cells.push({className: 'status', status: one[kind.status]});
    }
    cells.push({className: 'time', text: timeText(one.CreationTime)});
    if (kind.status) {
      cells.push({className: 'reason', text: '', long: await reason(kind, one, name)});
    }
    rows.push({key: name, cells});
  }
  return () => {
    showRows(kind.status ? ['Name', 'Status', 'Created', 'Failure'] : ['Name', 'Created'], rows);
    show(at('more'), Boolean(token));
  };
}

/** Not in every list: asked for once. */
async function reason(kind, one, name) {
  if (one.FailureReason || one[kind.status] !== 'Failed') {
    return one.FailureReason ?? '';
  }
  const key = `${name} ${one.LastModifiedTime}`;
  if (!view.reasons.has(key)) {
    const described = await sagemaker(`Describe${kind.word}`, {[`${kind.word}Name`]: name});
    view.reasons.set(key, described.FailureReason ?? '');
  }
  return view.reasons.get(key);
}

async function showBuckets() {
  const xml = await lists('/');
  const rows = [...xml.getElementsByTagName('Bucket')].map(bucket => {
    const name = textOf(bucket, 'Name');
    return {
      key: name,
      cells: [
        {className: 'name', href: address('buckets', name), text: name},
        {className: 'time', text: timeText(Date.parse(textOf(bucket, 'CreationDate')) / 1000)}]
    };
  });
  return () => {
    showRows(['Name', 'Created'], rows);
    show(at('more'), false);
  };
}

async function showObjects(bucket, prefix) {
  const rows = [];
  let token = '';
  const plain = text => decodeURIComponent(text);
  const path = `/${encodeURIComponent(bucket)}`;
  do {
    const query = new URLSearchParams({
      'list-type': '2', 'delimiter': '/', 'prefix': prefix, 'max-keys': String(PAGE), 'encoding-type': 'url',
      ...(token && {'continuation-token': token})
    });
    const xml = await lists(`${path}?${query}`);
    for (const group of xml.getElementsByTagName('CommonPrefixes')) {
      const key = plain(textOf(group, 'Prefix'));
      const cell = {className: 'name', href: address('buckets', bucket, key), text: key.slice(prefix.length)};
      rows.push({key, cells: [cell, {className: 'size', text: ''}, {className: 'time', text: ''}]});
    }
    for (const object of xml.getElementsByTagName('Contents')) {
      const key = plain(textOf(object, 'Key'));
      const name = key.slice(prefix.length);
      rows.push({
        key,
        cells: [
          {
            className: 'name', text: name, download: name,
            href: `${path}/${key.split('/').map(encodeURIComponent).join('/')}`
          },
          {className: 'size', text: sizeText(Number(textOf(object, 'Size')))},
          {className: 'time', text: timeText(Date.parse(textOf(object, 'LastModified')) / 1000)}]
      });
    }
    token = textOf(xml, 'NextContinuationToken');
  } while (token && rows.length < view.wanted);
  return () => {
    showRows(['Name', 'Size', 'Changed'], rows);
    show(at('more'), Boolean(token));
  };
}

async function showThing(kind, name) {
  const described = await sagemaker(`Describe${kind.word}`, {[`${kind.word}Name`]: name});
  const lines = kind.group ? await newLines(kind, name) : null;
  return () => {
    const status = kind.status ? described[kind.status] : '';
    if (status && view.status !== status) {
      view.status = status;
      at('thing-title').replaceChildren(name, badge(status));
    }
    setText(at('reason'), described.FailureReason ?? '');
    show(at('reason'), Boolean(described.FailureReason));
    setText(at('description'), JSON.stringify(described, null, 2));
    if (lines) {
      append(lines);
    }
  };
}

/** What a log has more than is shown; nothing before there is one. */
async function newLines(kind, name) {
  const group = kind.group(name);
  try {
    if (!view.stream) {
      const prefix = kind.prefix(name);
      const found = await logs(
        'DescribeLogStreams', {logGroupName: group, ...(prefix && {logStreamNamePrefix: prefix})});
      view.stream = found.logStreams[0]?.logStreamName;
    }
    return view.stream ? await page({startFromHead: false, ...(view.next && {nextToken: view.next})}) : null;
  } catch (e) {
    if (e.code === 'ResourceNotFoundException') {
      view.stream = undefined; // A variant may have another name by now.
      return null;
    }
    throw e;
  }
}

function page(where) {
  const [kind, name] = view.parts;
  return logs(
    'GetLogEvents',
    {logGroupName: KINDS[kind].group(name), logStreamName: view.stream, limit: LOG_PAGE, ...where});
}

function lineOf(event) {
  const line = element('div', '', event.message);
  const time = new Date(event.timestamp);
  line.dataset.time = `${clock(time)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
  return line;
}

function append(answer) {
  const log = at('log');
  if (!view.next) {
    view.before = answer.nextBackwardToken;
    show(at('earlier'), !isBegin(view.before));
  }
  view.next = answer.nextForwardToken;
  view.behind = answer.events.length === LOG_PAGE;
  if (answer.events.length > 0) {
    log.append(...answer.events.map(lineOf));
    while (log.children.length > MOST_LINES) {
      log.firstElementChild.remove();
      show(at('earlier'), false); // What is between is not there any more.
    }
    follow();
  }
  show(at('no-log'), log.children.length === 0);
  show(log, log.children.length > 0);
}

/** A token backwards is the place in the file. */
const isBegin = token => /^b\/0+$/.test(token);

function follow() {
  if (at('follow').checked) {
    at('log').scrollTop = at('log').scrollHeight;
  }
}

async function earlier() {
  const shown = view;
  const log = at('log');
  at('earlier').disabled = true; // The same lines would come twice.
  try {
    const answer = await page({nextToken: view.before});
    if (shown !== view) {
      return;
    }
    at('follow').checked = false;
    view.before = answer.nextBackwardToken;
    const below = log.scrollHeight - log.scrollTop;
    log.prepend(...answer.events.map(lineOf));
    log.scrollTop = log.scrollHeight - below;
    show(at('earlier'), !isBegin(view.before));
  } catch (e) {
    failed(e, shown);
  } finally {
    at('earlier').disabled = false;
  }
}

function look() {
  const [kind, name, prefix] = view.parts;
  if (kind === 'buckets') {
    return name ? showObjects(name, prefix ?? '') : showBuckets();
  }
  return name ? showThing(KINDS[kind], name) : showList(KINDS[kind]);
}

async function poll() {
  clearTimeout(timer);
  const shown = view;
  let wait = EVERY_MS;
  if (document.visibilityState === 'visible' && !shown.asking) {
    shown.asking = true;
    try {
      const paint = await look();
      if (shown === view) {
        paint();
        at('state').className = '';
        setText(at('state'), '');
        if (shown.behind) {
          wait = 0;
        }
      }
    } catch (e) {
      failed(e, shown);
      wait = AFTER_FAILURE_MS;
    }
    shown.asking = false;
  }
  if (shown === view) {
    clearTimeout(timer);
    timer = setTimeout(poll, wait);
  }
}

function failed(e, shown) {
  if (shown === view && e.name !== 'AbortError') {
    at('state').className = 'lost';
    setText(at('state'), e instanceof Refusal ? e.message : 'No answer; asking again');
  }
}

function open(focus) {
  let parts = [];
  try {
    parts = location.hash.replace(/^#\//, '').split('/').filter(part => part).map(decodeURIComponent);
  } catch {
    // An address that is none shows the first kind.
  }
  if (!Object.hasOwn(KINDS, parts[0] ?? '')) {
    parts = ['endpoints'];
  }
  view.abort?.abort();
  view = {parts, abort: new AbortController(), wanted: PAGE, reasons: new Map()};
  const [kind, name, prefix] = parts;
  const isThing = Boolean(name) && kind !== 'buckets';
  for (const link of at('kinds').querySelectorAll('a')) {
    if (link.dataset.kind === kind) {
      link.setAttribute('aria-current', name ? 'true' : 'page');
      link.scrollIntoView({block: 'nearest', inline: 'nearest'});
    } else {
      link.removeAttribute('aria-current');
    }
  }
  document.title = `${name ?? KINDS[kind].title} – local-aws`;
  show(at('list'), !isThing);
  show(at('thing'), isThing);
  setText(at('list-title'), KINDS[kind].title);
  at('thing-title').replaceChildren(name ?? '');
  showPath(kind === 'buckets' ? name : undefined, prefix ?? '');
  at('rows').replaceChildren();
  at('head').replaceChildren();
  for (const id of ['table', 'none', 'more', 'reason', 'earlier', 'no-log', 'log']) {
    show(at(id), false);
  }
  at('description').textContent = '';
  at('log').replaceChildren();
  at('follow').checked = true;
  at('described').open = isThing && !KINDS[kind].group;
  show(at('logs'), isThing && Boolean(KINDS[kind].group));
  if (focus) {
    window.scrollTo(0, 0);
    (isThing ? at('thing-title') : at('main')).focus({preventScroll: true});
  }
  poll();
}

/** s3://bucket/a/b/, each part a link. */
function showPath(bucket, prefix) {
  const path = at('path');
  show(path, bucket !== undefined);
  if (bucket === undefined) {
    return;
  }
  const link = (text, ...parts) => {
    const made = element('a', '', text);
    made.href = address(...parts);
    return made;
  };
  path.replaceChildren('s3://', link(bucket, 'buckets', bucket), '/');
  let begin = 0;
  for (let end = prefix.indexOf('/'); end >= 0; end = prefix.indexOf('/', begin)) {
    path.append(link(prefix.slice(begin, end) || '(no name)', 'buckets', bucket, prefix.slice(0, end + 1)), '/');
    begin = end + 1;
  }
}

function begin() {
  for (const [kind, {title}] of Object.entries(KINDS)) {
    const link = element('a', '', title);
    link.href = address(kind);
    link.dataset.kind = kind;
    const item = element('li');
    item.append(link);
    at('kinds').append(item);
  }
  at('more').addEventListener('click', () => {
    view.wanted += PAGE;
    poll();
  });
  at('earlier').addEventListener('click', earlier);
  at('follow').addEventListener('change', follow);
  at('times').addEventListener('change', () => at('log').classList.toggle('times', at('times').checked));
  at('log').addEventListener('scroll', () => {
    const log = at('log');
    at('follow').checked = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  });
  addEventListener('hashchange', () => open(true));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && poll());
  open(false);
}

begin();
