// The page is whole without this: here links to sentences become links to their sound. The transcript's search is put
// before it: see service/reports/html.py.
(() => {
  "use strict";
  const LEAD = 1; // seconds of the call before a sentence, so that its beginning is not clipped
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  const sound = $("sound");
  const lines = all("#lines > li").map((li) => ({ li, start: +li.dataset.start, end: +li.dataset.end }));
  const clock = (seconds) => {
    const whole = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
    const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };

  root.classList.add("js");
  if (sound) document.body.classList.add("with-sound");
  const player = document.querySelector(".player");
  const measure = () => root.style.setProperty("--player", `${player.offsetHeight}px`);
  new ResizeObserver(measure).observe(player);
  measure();

  // --- playing -------------------------------------------------------------------------------------
  // On a served page ▶ loads a clip of its own: the whole sound may be many megabytes.
  const clip = sound && sound.dataset.clips ? new Audio() : null;
  const LONGEST_CLIP = 24; // seconds; what is longer is played from the whole
  let deck = sound; // what plays, and where in the call it begins
  let base = 0;
  let rate = 1;
  let until = null; // where a played piece of evidence ends
  let pressed = null; // the link that plays it
  let current = -1;
  let readAt = 0; // when the reader last moved the transcript by hand

  const release = () => {
    if (pressed) pressed.classList.remove("playing");
    pressed = null;
    until = null;
  };
  const duration = () => (Number.isFinite(sound.duration) ? sound.duration : +sound.dataset.seconds);
  const now = () => base + deck.currentTime;
  const put = (on, from) => {
    if (deck !== on) deck.pause();
    deck = on;
    base = from;
    deck.playbackRate = rate;
  };
  const seek = (seconds) => {
    const going = !deck.paused;
    put(sound, 0);
    sound.currentTime = Math.max(0, duration() ? Math.min(seconds, duration()) : seconds);
    if (going && sound.paused) start();
    show();
  };
  const rest = () => {
    const at = now();
    deck.pause();
    release();
    if (deck === clip) seek(at); // what goes on from here is the whole
  };
  const start = () => { const p = deck.play(); if (p) p.catch(() => {}); };
  const toggle = () => { if (deck.paused) start(); else deck.pause(); };
  const form = clip && clip.canPlayType("audio/webm; codecs=opus") ? "opus" : "aac";
  const loadClip = (from, to) => {
    const part = new URLSearchParams({ start: from.toFixed(2), end: to.toFixed(2), form });
    clip.src = `${sound.dataset.clips}?${part}`;
    put(clip, from);
  };
  const playLink = (link) => {
    if (pressed === link && !deck.paused) { deck.pause(); return; }
    release();
    const from = Math.max(0, +link.dataset.play - LEAD), to = +link.dataset.until + 0.3;
    if (clip && to - from <= LONGEST_CLIP) loadClip(from, to); else seek(from);
    until = to;
    pressed = link;
    link.classList.add("playing");
    start();
  };
  const sentenceAt = (time) => {
    let low = 0, high = lines.length;
    while (low < high) { const mid = (low + high) >> 1; if (lines[mid].start <= time) low = mid + 1; else high = mid; }
    return low - 1;
  };
  const follow = (li) => {
    const box = $("lines");
    const inside = getComputedStyle(box).overflowY !== "visible";
    if (!inside || deck.paused || Date.now() - readAt < 4000) return;
    const top = li.offsetTop, bottom = top + li.offsetHeight;
    if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 3;
  };
  const show = () => {
    const time = now();
    $("now").textContent = clock(time);
    const seekbar = $("seek");
    seekbar.value = time;
    seekbar.setAttribute("aria-valuetext", clock(time));
    const needle = $("needle");
    if (needle && duration()) {
      const x = String((1000 * time) / duration());
      needle.setAttribute("x1", x);
      needle.setAttribute("x2", x);
    }
    const next = sentenceAt(time);
    if (next === current) return;
    if (current >= 0) lines[current].li.removeAttribute("aria-current");
    current = next;
    if (current >= 0) { lines[current].li.setAttribute("aria-current", "true"); follow(lines[current].li); }
  };
  const step = (by) => {
    // What is heard now began LEAD seconds before its sentence.
    const here = sentenceAt(now() + LEAD + 0.05);
    const to = Math.min(lines.length - 1, Math.max(0, here + by));
    if (!lines.length) return;
    release();
    seek(lines[to].start - LEAD);
    start();
  };

  if (sound) {
    const toggleButton = $("toggle"), seekbar = $("seek"), speed = $("speed");
    $("transport").hidden = false;
    const face = () => {
      toggleButton.firstElementChild.textContent = deck.paused ? "▶\uFE0E" : "❚❚";
      toggleButton.setAttribute("aria-label", deck.paused ? "Play" : "Pause");
      if (deck.paused && pressed) pressed.classList.remove("playing");
      if (!deck.paused && pressed) pressed.classList.add("playing");
    };
    [sound, clip].filter(Boolean).forEach((one) => {
      one.addEventListener("play", face);
      one.addEventListener("pause", face);
      one.addEventListener("timeupdate", () => {
        if (one !== deck) return;
        if (until !== null && now() >= until) rest();
        show();
      });
    });
    if (clip) {
      clip.addEventListener("ended", rest);
      clip.addEventListener("error", () => { if (deck === clip) { seek(base); start(); } });
    }
    sound.addEventListener("loadedmetadata", () => { seekbar.max = duration(); show(); });
    if (duration()) { seekbar.max = duration(); show(); }
    toggleButton.addEventListener("click", toggle);
    seekbar.addEventListener("input", () => { release(); seek(+seekbar.value); });
    all("[data-skip]").forEach((button) =>
      button.addEventListener("click", () => { release(); seek(now() + +button.dataset.skip); }));
    const speeds = [1, 1.25, 1.5, 2, 0.75];
    speed.addEventListener("click", () => {
      rate = speeds[(speeds.indexOf(rate) + 1) % speeds.length];
      deck.playbackRate = rate;
      speed.textContent = `${rate}×`;
      speed.setAttribute("aria-label", `Speed ${rate} times`);
    });
    const wave = $("wave");
    if (wave) wave.addEventListener("click", (event) => {
      const box = wave.getBoundingClientRect();
      release();
      seek(((event.clientX - box.left) / box.width) * duration());
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-play]");
      if (link) { event.preventDefault(); playLink(link); return; }
      const line = event.target.closest("#lines > li");
      if (line && !String(getSelection())) { release(); seek(+line.dataset.start - LEAD); start(); }
    });
    const box = $("lines");
    if (box) ["wheel", "touchmove"].forEach((kind) =>
      box.addEventListener(kind, () => { readAt = Date.now(); }, { passive: true }));
  } else {
    const needle = $("needle");
    if (needle) needle.remove();
  }

  // --- tabs on narrow screens ----------------------------------------------------------------------
  const tabs = $("tabs");
  const choose = (name) => {
    all(".panel").forEach((panel) => panel.classList.toggle("chosen", panel.id === name));
    all("button", tabs).forEach((button) => {
      if (button.dataset.panel === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  };
  tabs.hidden = false;
  all("button", tabs).forEach((button) => button.addEventListener("click", () => {
    choose(button.dataset.panel);
    const top = document.querySelector(".panes").getBoundingClientRect().top - player.offsetHeight - tabs.offsetHeight;
    if (top < 0) scrollBy(0, top);
  }));
  choose("scorecard");
  // A link to a sentence leads into a panel that may be hidden.
  const reveal = () => {
    const target = location.hash && $(decodeURIComponent(location.hash.slice(1)));
    const panel = target && target.closest(".panel");
    if (panel) { choose(panel.id); target.scrollIntoView({ block: "nearest" }); }
  };
  addEventListener("hashchange", reveal);
  reveal();

  // --- searching the transcript --------------------------------------------------------------------
  searchTranscript(lines);

  // --- keyboard ------------------------------------------------------------------------------------
  const help = $("help");
  const helpButton = $("help-button");
  if (helpButton) helpButton.addEventListener("click", () => help.showModal());
  const keys = {
    " ": () => sound && toggle(),
    ArrowLeft: () => sound && (release(), seek(now() - 5)),
    ArrowRight: () => sound && (release(), seek(now() + 5)),
    j: () => sound && step(1),
    k: () => sound && step(-1),
    "/": () => { const query = $("query"); if (query) { choose("transcript"); query.focus(); } },
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const field = event.target.closest("input, textarea, select, summary, button");
    const own = field && (event.key === " " || field.matches("input"));
    if (own || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
