package io.paymentdone.localstack;

/** What the page is asked in its own language. */
final class PageScripts {

  /**
   * Remembers what the page says about members that do not answer: it is true for a few seconds
   * only, and may be over before it is asked for.
   */
  static final String RECORD_SILENCE =
      """
      window.silence = {members: new Set(), sentences: new Set()};
      window.silenceRecorder = setInterval(() => {
        const members = [...document.querySelectorAll('.member.silent')];
        silence.members.add(members.map((member) => member.innerText).join('\\n'));
        silence.sentences.add(document.getElementById('sentence').innerText);
      }, 100);
      """;

  /** Those of two elements' ids that cover each other, on the screen as it is. */
  static final String COVERED =
      """
      const box = (id) => document.getElementById(id).getBoundingClientRect();
      const tour = box('tour');
      return ['lanes-canvas', 'members'].filter((id) => {
        const other = box(id);
        return other.top < tour.bottom && other.bottom > tour.top;
      });
      """;

  /**
   * Contrast of texts and of borders with what is behind them, that is below what WCAG asks for.
   */
  static final String PALE =
      """
      const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      const rgb = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      };
      const luminance = (color) => {
        const [r, g, b] = rgb(color).map((value) => {
          const part = value / 255;
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (element) => {
        const color = getComputedStyle(element).backgroundColor;
        return rgb(color)[3] === 255 || !element.parentElement ? color : ground(element.parentElement);
      };
      const contrast = (a, b) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (high + 0.05) / (low + 0.05);
      };
      const found = [];
      const check = (selector, least, color, behind) => {
        for (const element of document.querySelectorAll(selector)) {
          const value = contrast(color(element), ground(behind(element)));
          if (value < least) found.push(`${selector} ${value.toFixed(2)}`);
        }
      };
      const self = (element) => element;
      check('input, select', 3, (e) => getComputedStyle(e).borderColor, (e) => e.parentElement);
      check('button.danger, .term, .quiet, .pill, .verdict b, .verdict small, .note, summary', 4.5,
          (e) => getComputedStyle(e).color, self);
      const root = getComputedStyle(document.documentElement);
      for (const name of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'edge']) {
        const value = contrast(root.getPropertyValue(`--${name}`), root.getPropertyValue('--panel'));
        if (value < 3) found.push(`--${name} ${value.toFixed(2)}`);
      }
      return found;
      """;

  /** The word that has the focus, after the id of the nearest element around it. */
  static final String FOCUSED_WORD =
      """
      const e = document.activeElement;
      return `${e.closest('[id]')?.id} ${e.dataset.term}`;
      """;

  /** Controls that are lower or narrower than a finger's or a shaky hand's 24 pixels. */
  static final String SMALL =
      """
      return [...document.querySelectorAll('main a[href], button, input, select, summary')]
        .filter((e) => e.checkVisibility() && !e.closest('dialog'))
        .map((e) => [e, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24)
        .map(([e, box]) => `${e.outerHTML.slice(0, 90)} ${box.width}x${box.height}`);
      """;

  /** Figures of eight digits that take more than one line, or more room than there is. */
  static final String WRAPPED =
      """
      const figures = [...document.querySelectorAll('[data-count]')];
      const before = figures.map((e) => e.textContent);
      figures.forEach((e) => { e.textContent = '12\u202f345\u202f678'; });
      const panel = document.getElementById('ledger').getBoundingClientRect();
      const wrapped = figures.filter((e) => {
        const range = document.createRange();
        range.selectNodeContents(e);
        return range.getClientRects().length > 1 || range.getBoundingClientRect().right > panel.right + 1;
      }).map((e) => e.dataset.count);
      figures.forEach((e, i) => { e.textContent = before[i]; });
      return wrapped;
      """;

  /** From now on counts the drawings of each canvas. */
  static final String COUNT_DRAWINGS =
      """
      window.drawings = {};
      window.counted = performance.now();
      const clear = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        window.drawings[this.canvas.id] = (window.drawings[this.canvas.id] ?? 0) + 1;
        return clear.apply(this, box);
      };
      """;

  /**
   * From now on looks ten times a second whether the page draws what is not known: a time in which
   * a partition is not read, old figures that are not grey, or a connection that is live and brings
   * nothing. The page itself looks once a second.
   */
  static final String RECORD_UNTRUTHS =
      """
      window.untruths = new Set();
      window.looks = 0;
      Promise.all([import('/js/store.js'), import('/js/pieces.js')]).then(([store, {pieces}]) => {
        const {state, now, knownUntil, STALE} = store;
        const begin = now();
        const old = (ms) => ms > STALE + 1_500;
        setInterval(() => {
          window.looks++;
          const note = (wrong, what) => { if (wrong) window.untruths.add(what); };
          for (const lane of state.lanes) {
            for (const piece of pieces(lane, knownUntil())) {
              note(piece.kind !== 'span' && piece.to > begin, `P${lane.partition} ${piece.kind}`);
            }
          }
          note(document.querySelector('.member.silent'), 'a member is silent');
          note(old(now() - state.knownAt) && !document.querySelector('main.stale'), 'old figures are not grey');
          note(old(Date.now() - state.heardAt) && document.querySelector('#connection.good'), 'live without news');
        }, 100);
      });
      """;

  /** From now on the console says that the last record of partition 0 was read by two. */
  static final String READ_TWICE =
      """
      import('/js/store.js').then(({state, receive}) => setInterval(() => {
        const {end, owner: memberId} = state.now.group.partitions[0];
        const again = {from: end - 1, to: end - 1, first: 'one', second: 'other', at: state.now.at};
        receive('group', {...state.now, handled: [{partition: 0, memberId, next: end, again}]});
      }, 100));
      """;

  private PageScripts() {}
}
