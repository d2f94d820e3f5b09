// Every page works without this file: it adds keys, buttons and a brush.
(() => {
  'use strict';
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const say = t => { const l = $('#live'); if (l) l.textContent = t; };
  const box = $('input[name=q][type=search]');

  /* Hits in an article: n and p, buttons, counter. */
  const marks = $$('mark[id^=hit-]'), pos = $('#hitpos');
  let at = -1;
  const go = d => {
    if (!marks.length) return;
    marks[at]?.classList.remove('cur');
    at = at < 0 && d < 0 ? marks.length - 1 : (at + d + marks.length) % marks.length;
    const m = marks[at];
    m.classList.add('cur'); m.scrollIntoView({ block: 'center' });
    if (pos) pos.textContent = `${at + 1} of ${marks.length}`;
    say(`Hit ${at + 1} of ${marks.length}: ${m.closest('p,h1').textContent.slice(0, 120)}`);
  };
  $$('[data-hit]').forEach(b => { b.hidden = false; b.onclick = () => go(+b.dataset.hit); });

  /* Brush on the timeline: writes the same from and to fields that the form has. */
  const svg = $('.hist svg'), range = $('form.range');
  if (svg && range) {
    const bars = $$('a', svg), n = bars.length;
    let a = null, sel = null;
    const index = e => {
      const r = svg.getBoundingClientRect();
      return Math.max(0, Math.min(n - 1, Math.floor((e.clientX - r.left) / r.width * n)));
    };
    const drop = () => { sel?.remove(); sel = a = null; };
    svg.addEventListener('pointerdown', e => { if (!e.button && e.pointerType === 'mouse') a = index(e); });
    svg.addEventListener('pointermove', e => {
      if (a === null) return;
      const b = index(e);
      if (a === b && !sel) return;
      if (!sel) {
        sel = document.createElementNS(svg.namespaceURI, 'rect');
        sel.setAttribute('class', 'sel'); sel.setAttribute('height', 66);
        svg.append(sel); svg.setPointerCapture(e.pointerId);
      }
      const i = Math.min(a, b), j = Math.max(a, b);
      sel.setAttribute('x', i * 100 / n + '%'); sel.setAttribute('width', (j - i + 1) * 100 / n + '%');
      range.elements.from.value = bars[i].dataset.from; range.elements.to.value = bars[j].dataset.to;
    });
    svg.addEventListener('pointerup', () => { const did = sel; drop(); if (did) range.requestSubmit(); });
    svg.addEventListener('pointercancel', drop);
    svg.addEventListener('dragstart', e => e.preventDefault());
  }

  /* Single keys; they can be switched off (WCAG 2.1.4). */
  const dlg = $('#keys'), sw = $('#keys-on');
  const keys = () => { try { return localStorage.keys !== 'off'; } catch { return true; } };
  if (sw) {
    sw.checked = keys();
    sw.onchange = () => { try { localStorage.keys = sw.checked ? 'on' : 'off'; } catch { /* private mode */ } };
  }
  $$('[data-open-keys]').forEach(b => { b.parentNode.hidden = false; b.onclick = () => dlg.showModal(); });
  const links = $$('.hit-list h2 a');
  const step = d => {
    const i = links.indexOf(document.activeElement);
    links[i < 0 ? (d > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, i + d))]?.focus();
  };
  const follow = r => { const l = $(`a[rel~=${r}]`); if (l) location.href = l.href; };
  const map = {
    '/': () => { box?.focus(); box?.select(); }, '?': () => dlg?.showModal(),
    j: () => step(1), k: () => step(-1), n: () => go(1), p: () => go(-1),
    ']': () => follow('next'), '[': () => follow('prev'), u: () => follow('up'),
  };
  addEventListener('keydown', e => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || dlg?.open) return;
    const t = e.target;
    if (t.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/).test(t.tagName)) {
      if (e.key === 'Escape') t.blur();
      return;
    }
    if (Object.hasOwn(map, e.key) && keys()) { e.preventDefault(); map[e.key](); }
  });

  /* A form leaves its empty fields out of the URL; busy until the page changes or comes back. */
  $$('form').forEach(f => f.addEventListener('submit', () => {
    $$('input[name]', f).forEach(i => { if (!i.value && i !== box) i.disabled = true; });
    document.body.setAttribute('aria-busy', 'true');
    say('Searching');
  }));
  addEventListener('pageshow', () => {
    document.body.removeAttribute('aria-busy');
    $$('input[disabled]').forEach(i => { i.disabled = false; });
  });
})();
