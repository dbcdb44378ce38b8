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

  // A service worker would serve what it keeps instead of what was saved.
  if (navigator.serviceWorker) {
    const never = () => new Promise(() => {});
    try {
      Object.defineProperty(navigator.serviceWorker, 'register', { value: never });
    } catch {
      navigator.serviceWorker.register = never;
    }
  }

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
  const swapSheet = (link, revision) => new Promise((done) => {
    const next = link.cloneNode();
    next.href = anew(link.href, revision);
    next.addEventListener('load', () => { link.remove(); done(); }, { once: true });
    next.addEventListener('error', () => { next.remove(); done(); }, { once: true });
    link.after(next);
  });
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
    dispatchEvent(new CustomEvent('rebadge:changed', { detail: { paths, revision, take } }));
    try {
      return (await answer) === true;
    } catch {
      return false;
    }
  };

  const changed = async ({ paths, revision }) => {
    const isSeen = (path) => !UNSEEN.test(path) && (seen.has(path) || STYLE.test(path) || PICTURE.test(path) || path.endsWith('.html'));
    const all = Array.isArray(paths) ? paths.filter(isSeen) : null;
    const own = pathOf(location.href) || 'index.html';
    // Another page's document is not on the screen.
    const rest = all && all.filter((path) => !(path.endsWith('.html') && path !== own && !path.startsWith(own)));
    const others = rest && rest.filter((path) => !STYLE.test(path) && !PICTURE.test(path));
    if (!others || (others.length && !(await taken(others, revision)))) return reload(revision);
    const set = new Set(rest);
    const work = [];
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      if (set.has(pathOf(link.href))) work.push(swapSheet(link, revision));
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
        if (pathOf(link.href) !== null) work.push(swapSheet(link, revision));
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
  addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== page || !event.data) return;
    const act = Object.hasOwn(acts, event.data.rebadge) ? acts[event.data.rebadge] : null;
    if (!act) return;
    // The client must not hear the page's orders.
    event.stopImmediatePropagation();
    act(event.data);
  });
})();
