// Every page works without this file: it adds suggestions, keys, buttons and a brush.
(() => {
  'use strict';
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const say = t => { const l = $('#live'); if (l) l.textContent = t; };
  const box = $('input[name=q][type=search]');

  /* Suggestions: a combobox with a list, as ARIA 1.2 has it. Nothing is chosen but by the reader. */
  if (box?.form.dataset.suggest) {
    const set = (e, values) => Object.entries(values).forEach(([name, value]) => e.setAttribute(name, value));
    const make = (tag, values, ...inside) => {
      const e = document.createElement(tag);
      set(e, values); e.append(...inside);
      return e;
    };
    const list = make('ul', { id: 'sug', role: 'listbox', 'aria-label': 'Suggestions', hidden: '' });
    box.parentNode.append(list);
    set(box, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'sug', 'aria-expanded': 'false' });
    let at = -1, wait, asking, values = [];
    const close = () => {
      clearTimeout(wait); asking?.abort();
      list.hidden = true; at = -1;
      set(box, { 'aria-expanded': 'false' }); box.removeAttribute('aria-activedescendant');
    };
    const choose = i => {
      box.value = values[i]; close(); box.focus();
      say(`${box.value}. Enter searches.`);
    };
    const move = d => {
      at = (at + 1 + d + values.length + 1) % (values.length + 1) - 1;
      [...list.children].forEach((o, i) => { set(o, { 'aria-selected': i === at }); if (i === at) o.scrollIntoView({ block: 'nearest' }); });
      if (at < 0) box.removeAttribute('aria-activedescendant'); else set(box, { 'aria-activedescendant': `sug-${at}` });
    };
    const show = ([, texts, notes, links]) => {
      values = links.map(l => new URL(l, location).searchParams.get('q'));
      list.replaceChildren(...texts.map((text, i) => {
        const option = make('li', { id: `sug-${i}`, role: 'option', 'aria-selected': 'false' }, make('bdi', {}, text), ' ', make('span', {}, notes[i]));
        option.onclick = () => choose(i);
        return option;
      }));
      at = -1; list.hidden = !texts.length;
      set(box, { 'aria-expanded': !list.hidden });
      say(texts.length ? `${texts.length} suggestion${texts.length > 1 ? 's' : ''}` : 'No suggestions');
    };
    const ask = async () => {
      close();
      const text = box.value;
      if (text.trim().length < 2) return;
      asking = new AbortController();
      try {
        const answer = await fetch(`${box.form.dataset.suggest}?limit=8&q=${encodeURIComponent(text)}`, { signal: asking.signal });
        if (answer.ok) { const found = await answer.json(); if (box.value === text && document.activeElement === box) show(found); }
      } catch { /* another key was pressed, or there is no server: nothing is suggested */ }
    };
    box.addEventListener('input', e => { close(); if (!e.isComposing) wait = setTimeout(ask, 150); });
    box.addEventListener('keydown', e => {
      if (e.isComposing || e.ctrlKey || e.metaKey) return;
      const down = e.key === 'ArrowDown', open = !list.hidden;
      if (e.key === 'Escape') {  /* which in a search field would empty it */
        e.preventDefault();
        if (open) close(); else box.blur();
      } else if (open && e.altKey && e.key === 'ArrowUp') { e.preventDefault(); close(); }
      else if (open && (down || e.key === 'ArrowUp')) { e.preventDefault(); move(down ? 1 : -1); }
      else if (down) { e.preventDefault(); ask(); }
      else if (open && at >= 0 && e.key === 'Enter') { e.preventDefault(); choose(at); }
    });
    list.addEventListener('mousedown', e => e.preventDefault());
    box.addEventListener('blur', close);
    box.form.addEventListener('submit', close);
  }

  /* Hits in an article: n and p, buttons, counter. Past those of a part come those of the next. */
  const marks = $$('mark[id^=hit-]'), pos = $('#hitpos');
  let at = -1;
  const here = i => {
    marks[at]?.classList.remove('cur');
    at = i;
    marks[at].classList.add('cur');
    pos.textContent = `${marks[at].id.slice(4)} of ${pos.dataset.of}`;
  };
  const go = d => {
    const n = marks.length, turn = $(`[data-turn="${d}"]`);
    if (turn && !marks[at + d]) location.href = turn.href;
    else if (n) {
      here(at < 0 && d < 0 ? n - 1 : (at + d + n) % n);
      marks[at].scrollIntoView({ block: 'center' });
      say(`Hit ${pos.textContent}: ${marks[at].closest('p,h1').textContent.slice(0, 120)}`);
    }
  };
  const linked = () => {
    const i = marks.findIndex(m => `#${m.id}` === location.hash), [, par] = location.hash.match(/^#p(\d+)$/) || [];
    if (i >= 0) here(i);
    /* A paragraph that is not here is in the last part that begins before it. */
    const part = par && !$(location.hash) && $$('[data-p]').filter(l => +l.dataset.p <= par).pop();
    if (part?.href) location.replace(part.href + location.hash);
  };
  linked(); addEventListener('hashchange', linked);
  $$('[data-hit]').forEach(b => { b.hidden = false; b.onclick = () => go(+b.dataset.hit); });

  /* Buttons that copy what stands beside them; away from https there is only the selection. */
  $$('[data-copy]').forEach(b => {
    const from = $(b.dataset.copy);
    b.hidden = false;
    b.onclick = async () => {
      let did = true;
      try { await navigator.clipboard.writeText(from.textContent.trim()); } catch {
        getSelection().selectAllChildren(from);
        did = document.execCommand('copy');
      }
      b.textContent = did ? 'Copied' : 'Selected: press Ctrl+C';
      say(b.textContent);
    };
  });

  /* Brush on the timeline: writes the same from and to fields that the form has. */
  const svg = $('.hist svg'), range = $('form.range'), bars = $$('.hist svg a'), n = bars.length;
  if (range && n) {
    let a = null, sel = null;
    const index = e => {
      const r = svg.getBoundingClientRect();
      return Math.max(0, Math.min(n - 1, Math.floor((e.clientX - r.left) / r.width * n)));
    };
    const asked = (bar, name) => new URL(bar.getAttribute('href'), location).searchParams.get(name);
    const drop = () => { sel?.remove(); sel = a = null; };
    svg.addEventListener('pointerdown', e => { if (!e.button && e.pointerType === 'mouse') a = index(e); });
    svg.addEventListener('pointermove', e => {
      if (a === null) return;
      const b = index(e);
      if (a === b && !sel) return;
      if (!sel) {
        sel = document.createElementNS(svg.namespaceURI, 'rect');
        sel.setAttribute('class', 'sel'); sel.setAttribute('height', '79%');
        svg.append(sel); svg.setPointerCapture(e.pointerId);
      }
      const i = Math.min(a, b), j = Math.max(a, b);
      sel.setAttribute('x', i * 100 / n + '%'); sel.setAttribute('width', (j - i + 1) * 100 / n + '%');
      range.elements.from.value = asked(bars[i], 'from'); range.elements.to.value = asked(bars[j], 'to');
    });
    svg.addEventListener('pointerup', () => { const did = sel; drop(); if (did) range.requestSubmit(); });
    svg.addEventListener('pointercancel', drop);
    svg.addEventListener('dragstart', e => e.preventDefault());
  }

  /* Single keys; they can be switched off (WCAG 2.1.4). */
  const dlg = $('#keys'), sw = $('#keys-on'), hint = $('.q kbd');
  let wanted = true;
  try { wanted = localStorage.keys !== 'off'; } catch { /* private mode: on until the page is left */ }
  const shown = () => { if (sw) sw.checked = wanted; if (hint) hint.hidden = !wanted; };
  shown();
  if (sw) sw.onchange = () => {
    wanted = sw.checked; shown();
    try { localStorage.keys = wanted ? 'on' : 'off'; } catch { /* likewise */ }
  };
  $$('[data-open-keys]').forEach(b => { b.parentNode.hidden = false; b.onclick = () => dlg.showModal(); });
  const links = $$('.hit-list :is(h2,h3) :is(a,button)');
  const step = d => {
    const last = links.length - 1, focused = document.activeElement.closest('.hit-list > li');
    const i = links.findIndex(l => focused ? focused.contains(l) : `#${l.parentNode.id}` === location.hash);
    links[i < 0 ? (d > 0 ? 0 : last) : Math.max(0, Math.min(last, i + d))]?.focus();
  };
  /* Who comes back to the list goes on from the article that was read. */
  links.forEach(l => l.addEventListener('click', e => {
    if (!e.ctrlKey && !e.metaKey && !e.shiftKey) history.replaceState(null, '', `#${l.parentNode.id}`);
  }));
  const follow = r => $(`a[rel~=${r}],[data-rel~=${r}]`)?.click();
  const explain = () => {
    const why = $('.why', document.activeElement.closest('.hit-list > li') || $('.hit-list') || document);
    if (why) why.open = !why.open; else $('.tools :is(a[href*="explain=1"],[name=explain])')?.click();
  };
  const map = {
    '/': () => { box?.focus(); box?.select(); }, '?': () => dlg?.showModal(),
    j: () => step(1), k: () => step(-1), n: () => go(1), p: () => go(-1), e: explain,
    ']': () => follow('next'), '[': () => follow('prev'), u: () => follow('up'),
  };
  addEventListener('keydown', e => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || dlg?.open) return;
    const t = e.target;
    if (t.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/).test(t.tagName)) {
      if (e.key === 'Escape') t.blur();
      return;
    }
    if (Object.hasOwn(map, e.key) && wanted) { e.preventDefault(); map[e.key](); }
  });

  /* A form leaves its empty fields out of the URL; busy until the page changes or comes back. */
  $$('form:not([method=dialog])').forEach(f => f.addEventListener('submit', () => {
    $$('input[name]', f).forEach(i => { if (!i.value && i !== box) i.disabled = true; });
    document.body.setAttribute('aria-busy', 'true');
    say('Searching');
  }));
  addEventListener('pageshow', e => {
    document.body.removeAttribute('aria-busy');
    $$('input[disabled]').forEach(i => { i.disabled = false; });
    if (e.persisted) { $$('form').forEach(f => f.reset()); shown(); say(''); }  /* what the address says */
  });
})();
