// The first script of every document on a stage. It is the page's hand inside the frame: it keeps the client from
// outliving the frame, tells the page where it is, and does what the page says. `window.name` holds its orders.
(() => {
  'use strict';
  let orders;
  try {
    orders = JSON.parse(window.name);
  } catch {
    return;
  }
  if (!orders || typeof orders.page !== 'string' || window.parent === window) return;
  const page = orders.page;
  const tell = (message) => window.parent.postMessage(message, page);
  // As whom the client is looked at, where the page says so: `{ roles, departments, person }`.
  window.previewAs = orders.as ?? null;

  // A service worker would serve what it keeps instead of what was saved.
  if (navigator.serviceWorker) {
    const never = () => new Promise(() => {});
    try {
      Object.defineProperty(navigator.serviceWorker, 'register', { value: never });
    } catch {
      navigator.serviceWorker.register = never;
    }
  }

  // The frame has a scheme of its own. Where the browser is told to emulate one for the whole page, or knows none for a
  // frame, what asks for the scheme is answered here.
  const SCHEME = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g;
  const fixed = (media) => media.replace(SCHEME, (_, scheme) => (scheme === orders.scheme ? '(min-width: 0)' : '(max-width: 0)'));
  const ownMatch = window.matchMedia.bind(window);
  const isOther = () => Boolean(orders.scheme) && !ownMatch(`(prefers-color-scheme: ${orders.scheme})`).matches;
  const fixRules = (rules) => {
    for (const rule of rules) {
      if (rule.media && fixed(rule.media.mediaText) !== rule.media.mediaText) rule.media.mediaText = fixed(rule.media.mediaText);
      if (rule.cssRules) fixRules(rule.cssRules);
      if (rule.styleSheet) fixSheet(rule.styleSheet);
    }
  };
  const fixSheet = (sheet) => {
    try {
      if (sheet.media && fixed(sheet.media.mediaText) !== sheet.media.mediaText) sheet.media.mediaText = fixed(sheet.media.mediaText);
      fixRules(sheet.cssRules);
    } catch {
      // A sheet of another origin cannot be read.
    }
  };
  const keepScheme = () => {
    if (!isOther()) return;
    for (const sheet of document.styleSheets) fixSheet(sheet);
    for (const source of document.querySelectorAll('source[media]')) {
      if (fixed(source.media) !== source.media) source.media = fixed(source.media);
    }
    const root = document.documentElement;
    if (/light.*dark|dark.*light/.test(getComputedStyle(root).colorScheme)) root.style.colorScheme = orders.scheme;
  };
  window.matchMedia = (media) => ownMatch(isOther() ? fixed(media) : media);
  for (const name of ['DOMContentLoaded', 'load']) addEventListener(name, keepScheme);
  document.addEventListener('load', ({ target }) => target.localName === 'link' && keepScheme(), true);
  for (const scheme of ['light', 'dark']) ownMatch(`(prefers-color-scheme: ${scheme})`).addEventListener('change', keepScheme);

  // The page's keys work here too, where the client has no use for them.
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, isComposing, target } = event;
    const isTyped = target instanceof Element && target.closest('input, select, textarea, [contenteditable]');
    const isUndo = (ctrlKey || metaKey) && key === 'z';
    if (((ctrlKey || metaKey) && !isUndo) || altKey || isComposing || isTyped || (key.length > 1 && key !== 'Escape')) return;
    setTimeout(() => event.defaultPrevented || tell({ rebadge: 'key', key, ctrlKey: isUndo }));
  });

  // What another run left on this port is not this client's.
  const NONCE = '.rebadge.nonce';
  try {
    if (localStorage.getItem(NONCE) !== orders.nonce) {
      localStorage.clear();
      sessionStorage.clear();
      localStorage.setItem(NONCE, orders.nonce);
      if (indexedDB.databases) {
        indexedDB.databases().then((all) => all.forEach((one) => indexedDB.deleteDatabase(one.name)), () => {});
      }
      if (window.caches) caches.keys().then((all) => all.forEach((one) => caches.delete(one)), () => {});
      if (navigator.serviceWorker) {
        navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister()), () => {});
      }
    }
  } catch {
    // A client without storage has nothing to clear.
  }

  const place = () => location.pathname + location.search + location.hash;
  const root = () => document.scrollingElement || document.documentElement;

  // What scrolls: the document, or the largest box in it that can.
  const scroller = () => {
    const whole = root();
    if (whole.scrollHeight > whole.clientHeight + 1) return whole;
    let best = whole;
    let most = 0;
    for (const box of document.querySelectorAll('main, main *, body > *')) {
      const over = box.scrollHeight - box.clientHeight;
      if (over < 2) continue;
      const flow = getComputedStyle(box).overflowY;
      const size = box.clientWidth * box.clientHeight;
      if ((flow === 'auto' || flow === 'scroll') && size > most) [best, most] = [box, size];
    }
    return best;
  };
  const share = (at, whole, seen) => (whole > seen ? at / (whole - seen) : 0);
  const where = () => {
    const box = scroller();
    return {
      x: share(box.scrollLeft, box.scrollWidth, box.clientWidth),
      y: share(box.scrollTop, box.scrollHeight, box.clientHeight),
    };
  };
  const scrollTo = ({ x, y }) => {
    const box = scroller();
    quiet = performance.now() + 150;
    box.scrollLeft = x * (box.scrollWidth - box.clientWidth);
    box.scrollTop = y * (box.scrollHeight - box.clientHeight);
  };

  // What the page scrolled itself it need not be told.
  let quiet = 0;
  let waiting = false;
  addEventListener('scroll', () => {
    if (waiting || performance.now() < quiet) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      tell({ rebadge: 'scrolled', ...where() });
    });
  }, { capture: true, passive: true });

  let last = place();
  const went = () => {
    if (place() === last) return;
    last = place();
    tell({ rebadge: 'went', url: last, title: document.title });
  };
  for (const name of ['pushState', 'replaceState']) {
    const own = history[name];
    history[name] = function (...all) {
      const result = own.apply(this, all);
      went();
      return result;
    };
  }
  addEventListener('hashchange', went);
  addEventListener('popstate', went);

  const RETURN = '.rebadge.return';
  const ready = () => {
    tell({ rebadge: 'ready', url: place(), title: document.title, height: root().scrollHeight });
    try {
      const kept = JSON.parse(sessionStorage.getItem(RETURN));
      sessionStorage.removeItem(RETURN);
      if (kept && kept.url === place()) {
        scrollTo(kept);
        // The client may fill its views only now.
        setTimeout(() => scrollTo(kept), 120);
        painted(kept.revision);
      }
    } catch {
      // Without storage the frame begins at its top.
    }
  };
  if (document.readyState === 'complete') ready();
  else addEventListener('load', ready);

  // Two frames: after the second the first one is on the screen.
  const painted = (revision) => {
    requestAnimationFrame(() => requestAnimationFrame(() => tell({ rebadge: 'painted', revision })));
  };

  const pathOf = (url) => {
    try {
      const full = new URL(url, document.baseURI);
      return full.origin === location.origin ? decodeURIComponent(full.pathname.slice(1)) : null;
    } catch {
      return null;
    }
  };
  const anew = (url, revision) => {
    const full = new URL(url, document.baseURI);
    full.searchParams.set('rev', revision);
    return full.pathname + full.search + full.hash;
  };

  // A stylesheet is loaded beside the old one and takes its place when it is there: no moment without style.
  const swapSheet = (link, revision) => swapTo(link, anew(link.href, revision));
  const coming = new Map(); // a sheet that is shown → what is loaded for it; a newer one takes its place
  const isComing = (link) => [...coming.values()].some(({ next }) => next === link);
  const swapTo = (link, href) => new Promise((done) => {
    const older = coming.get(link);
    const next = link.cloneNode();
    next.href = href;
    const end = (gone) => {
      if (coming.get(link)?.next !== next) return;
      coming.delete(link);
      gone.remove();
      keepScheme();
      done();
    };
    next.addEventListener('load', () => end(link), { once: true });
    next.addEventListener('error', () => end(next), { once: true });
    coming.set(link, { next, done });
    older?.next.remove();
    older?.done();
    link.after(next);
  });
  // Elements of a head that may be put in place of others while the document is open.
  const isStill = (element) =>
    ['title', 'style', 'link'].includes(element.localName) || (element.localName === 'meta' && !element.httpEquiv);
  const isAlike = (a, b) => a.localName === b.localName && ['name', 'property', 'rel', 'media', 'sizes', 'type'].every((key) => a.getAttribute(key) === b.getAttribute(key));
  // Puts what changed in the head in place; says whether that was all. Nothing is touched if it was not.
  const swapHead = (before, after) => {
    const parse = (text) => [...new DOMParser().parseFromString(`<head>${text}</head>`, 'text/html').head.children];
    const [old, next] = [parse(before), parse(after)];
    const pairs = old.map((element, at) => [element, next[at]]).filter(([a, b]) => !b || !a.isEqualNode(b));
    if (old.length !== next.length || pairs.some(([a, b]) => !isStill(a) || !isStill(b) || a.localName !== b.localName)) return false;
    const live = [...document.head.children].filter((one) => !isComing(one));
    const places = pairs.map(([a]) => {
      const alike = live.filter((one) => isAlike(one, a));
      return live.find((one) => one.isEqualNode(a)) ?? (alike.length === 1 ? alike[0] : null);
    });
    if (places.includes(null)) return false;
    for (const [at, place] of places.entries()) {
      // A link keeps what it has loaded; a sheet of another name is loaded by the swap of sheets.
      if (place.localName === 'link' && place.sheet) swapTo(place, pairs[at][1].getAttribute('href'));
      else place.replaceWith(document.importNode(pairs[at][1], true));
    }
    return true;
  };
  const swapPicture = async (picture, revision) => {
    const next = new Image();
    next.src = anew(picture.currentSrc || picture.src, revision);
    await next.decode().catch(() => {});
    picture.src = next.src;
  };

  const STYLE = /\.css$/;
  const PICTURE = /\.(svg|png|ico|jpe?g|webp|gif)$/;
  // What only installing reads: no open document shows it.
  const UNSEEN = /(\.webmanifest|(^|\/)sw\.js|\.map)$/;

  const reload = (revision) => {
    try {
      sessionStorage.setItem(RETURN, JSON.stringify({ url: place(), revision, ...where() }));
    } catch {
      // Without storage the frame begins at its top again.
    }
    location.reload();
  };

  // What this document has asked for: a file that it has not, it does not show.
  const seen = new Set();
  const note = (list) => list.getEntries().forEach(({ name }) => seen.add(pathOf(name)));
  new PerformanceObserver(note).observe({ type: 'resource', buffered: true });

  // A client may take what changed itself, and stay as it is otherwise.
  const taken = async (paths, revision) => {
    let answer = false;
    const take = (promise) => { answer = promise; };
    dispatchEvent(new CustomEvent('preview:changed', { detail: { paths, revision, take } }));
    try {
      return (await answer) === true;
    } catch {
      return false;
    }
  };

  const changed = async ({ paths, heads, revision }) => {
    const isSeen = (path) => !UNSEEN.test(path) && (seen.has(path) || STYLE.test(path) || PICTURE.test(path) || path.endsWith('.html'));
    const all = Array.isArray(paths) ? paths.filter(isSeen) : null;
    const own = pathOf(location.href) || 'index.html';
    // Another page's document is not on the screen.
    const rest = all && all.filter((path) => !(path.endsWith('.html') && path !== own && !path.startsWith(own)));
    const head = heads && Object.hasOwn(heads, own) ? heads[own] : null;
    const isSwapped = Boolean(head) && swapHead(...head);
    const others = rest && rest.filter((path) => !STYLE.test(path) && !PICTURE.test(path) && !(isSwapped && path === own));
    if (!others || (others.length && !(await taken(others, revision)))) return reload(revision);
    const set = new Set(rest);
    const work = [];
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      if (set.has(pathOf(link.href)) && !isComing(link)) work.push(swapSheet(link, revision));
    }
    for (const picture of document.querySelectorAll('img[src]')) {
      if (set.has(pathOf(picture.currentSrc || picture.src))) work.push(swapPicture(picture, revision));
    }
    for (const use of document.querySelectorAll('svg use[href], svg image[href]')) {
      const target = use.getAttribute('href');
      if (set.has(pathOf(target))) use.setAttribute('href', anew(target, revision));
    }
    // A picture that a stylesheet names is fetched anew only with another name: the sheet is read again.
    if (rest.some((path) => PICTURE.test(path)) && !rest.some((path) => STYLE.test(path))) {
      for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
        if (pathOf(link.href) !== null && !isComing(link)) work.push(swapSheet(link, revision));
      }
    }
    await Promise.all(work);
    painted(revision);
  };

  // A short digest of a text (FNV-1a, 32 bits): only equality matters.
  const digest = (text) => {
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
    return (hash >>> 0).toString(16);
  };

  const LOOK = [
    'color', 'background-color', 'background-image', 'border-top-color', 'border-top-width', 'border-radius',
    'box-shadow', 'font-family', 'font-size', 'font-weight', 'fill', 'stroke', 'opacity', 'mask-image',
  ];
  const MOST = 4000;

  // Where an element stands in its document, so that two documents name it alike.
  const names = new Map();
  const name = (element) => {
    if (!element || element === document.documentElement) return '';
    if (element.id) return '#' + element.id;
    const known = names.get(element);
    if (known) return known;
    let nth = 1;
    for (let other = element.previousElementSibling; other; other = other.previousElementSibling) {
      if (other.localName === element.localName) nth += 1;
    }
    const own = name(element.parentElement) + '>' + element.localName + nth;
    names.set(element, own);
    return own;
  };

  const ownText = (element) => {
    let text = '';
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) text += node.data;
    return text.replace(/\s+/g, ' ').trim();
  };

  const survey = () => {
    names.clear();
    const marks = [];
    for (const element of document.body ? document.body.querySelectorAll('*') : []) {
      if (marks.length >= MOST) break;
      const box = element.getBoundingClientRect();
      if (box.width < 1 || box.height < 1) continue;
      if (element.checkVisibility && !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      const look = LOOK.map((key) => style.getPropertyValue(key)).join('|').replaceAll(location.origin, '');
      const image = element.currentSrc || element.getAttribute('src') || element.getAttribute('href') || '';
      const sides = [box.x, box.y, box.width, box.height].map(Math.round);
      const parts = [ownText(element), look, image.replaceAll(location.origin, '').replace(/[?&]rev=\d+/, ''), ...sides];
      marks.push({
        id: name(element),
        rect: { x: box.x, y: box.y, width: box.width, height: box.height },
        print: digest(parts.join('\u0000')),
      });
    }
    tell({
      rebadge: 'survey',
      marks,
      width: root().scrollWidth,
      height: root().scrollHeight,
    });
  };

  const go = ({ url }) => {
    const target = new URL(url, location.origin + '/');
    if (target.origin !== location.origin) return;
    const isHere = target.pathname === location.pathname && target.search === location.search;
    if (isHere && target.hash) location.hash = target.hash;
    else if (target.href !== location.href) location.assign(target.href);
  };

  // How others see it: no filter of the page's reaches into a frame of another origin, so each has its own.
  const FILTER = '.rebadge.vision';
  const vision = ({ matrix }) => {
    document.getElementById(FILTER)?.remove();
    document.documentElement.style.filter = '';
    if (typeof matrix !== 'string') return;
    const make = (name, attributes) => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    const drawing = make('svg', { id: FILTER, width: 0, height: 0, 'aria-hidden': 'true' });
    const filter = make('filter', { id: `${FILTER}.filter`, 'color-interpolation-filters': 'linearRGB' });
    filter.append(make('feColorMatrix', { type: 'matrix', values: matrix }));
    drawing.append(filter);
    drawing.style.position = 'absolute';
    document.documentElement.append(drawing);
    document.documentElement.style.filter = `url("#${CSS.escape(`${FILTER}.filter`)}")`;
  };

  const acts = { go, changed, survey, vision, scroll: scrollTo };
  acts.as = ({ as }) => {
    orders.as = as;
    window.name = JSON.stringify(orders);
    window.previewAs = as;
    dispatchEvent(new CustomEvent('preview:as', { detail: as }));
  };

  addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== page || !event.data) return;
    const act = Object.hasOwn(acts, event.data.rebadge) ? acts[event.data.rebadge] : null;
    if (!act) return;
    // The client must not hear the page's orders.
    event.stopImmediatePropagation();
    act(event.data);
  });
})();
