// What plays a call. ▶ at a sentence loads a clip of its own: the whole sound may be many megabytes.
export const LEAD = 1; // seconds of the call before a sentence, so that its beginning is not clipped
const LONGEST_CLIP = 24; // seconds; what is longer is played from the whole
const TAIL = 0.3;

export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds)), two = (n) => String(n).padStart(2, "0");
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

export class Player extends EventTarget {
  // Events: "time" while it plays or was moved, "face" when it starts or stops, "heard" when ▶ began to sound.
  constructor(sound) {
    super();
    this.sound = sound;
    this.clip = sound.dataset.clips ? new Audio() : null;
    this.form = this.clip && this.clip.canPlayType("audio/webm; codecs=opus") ? "opus" : "aac";
    this.deck = sound; // what plays
    this.base = 0; // and where in the call it begins
    this.rate = 1;
    this.until = null; // where a played piece of evidence ends
    this.goesOn = false; // whether the whole takes over where the clip ends
    this.pressed = null; // the link that plays
    [this.sound, this.clip].filter(Boolean).forEach((one) => this.#listen(one));
    if (this.clip) {
      this.clip.addEventListener("ended", () => this.#handOver());
      this.clip.addEventListener("error", () => { if (this.deck === this.clip) { this.seek(this.base); this.start(); } });
    }
  }

  get duration() { return Number.isFinite(this.sound.duration) ? this.sound.duration : +this.sound.dataset.seconds; }
  get now() { return this.base + this.deck.currentTime; }
  get paused() { return this.deck.paused; }

  start() { const p = this.deck.play(); if (p) p.catch(() => {}); }
  toggle() { if (this.deck.paused) this.start(); else this.deck.pause(); }
  speed(rate) { this.rate = rate; this.deck.playbackRate = rate; }

  seek(seconds) {
    const going = !this.deck.paused;
    this.#put(this.sound, 0);
    this.sound.currentTime = Math.max(0, this.duration ? Math.min(seconds, this.duration) : seconds);
    if (going && this.sound.paused) this.start();
    this.dispatchEvent(new Event("time"));
  }

  release() {
    if (this.pressed) this.pressed.classList.remove("playing");
    this.pressed = this.until = null;
    this.goesOn = false;
  }

  // Plays from a second before `start`. With `until` it stops there; without, it goes on to the end of the call.
  play(start, until, link = null) {
    if (link && this.pressed === link && !this.deck.paused) { this.deck.pause(); return; }
    this.release();
    const from = Math.max(0, start - LEAD), to = until === null ? from + LONGEST_CLIP : until + TAIL;
    if (this.clip && to - from <= LONGEST_CLIP) this.#load(from, Math.min(to, this.duration || to)); else this.seek(from);
    this.until = until === null ? null : to;
    this.goesOn = until === null;
    this.pressed = link;
    if (link) link.classList.add("playing");
    this.start();
  }

  #load(from, to) {
    const part = new URLSearchParams({ start: from.toFixed(2), end: to.toFixed(2), form: this.form });
    this.clip.src = `${this.sound.dataset.clips}?${part}`;
    this.#put(this.clip, from);
  }

  #put(on, from) {
    if (this.deck !== on) this.deck.pause();
    this.deck = on;
    this.base = from;
    this.deck.playbackRate = this.rate;
  }

  #handOver() {
    const at = this.base + this.clip.duration, on = this.goesOn && at < this.duration - 0.5;
    if (!on) { this.#rest(); return; }
    this.release();
    this.seek(at);
    this.start();
  }

  #rest() {
    const at = this.now;
    this.deck.pause();
    this.release();
    if (this.deck === this.clip) this.seek(at); // what goes on from here is the whole
    this.dispatchEvent(new Event("face")); // the clip's own pause comes when the deck is another already
  }

  #listen(one) {
    const face = () => {
      if (one !== this.deck) return;
      if (this.pressed) this.pressed.classList.toggle("playing", !one.paused);
      this.dispatchEvent(new Event("face"));
    };
    one.addEventListener("play", face);
    one.addEventListener("pause", face);
    one.addEventListener("playing", () => {
      if (one === this.deck) this.dispatchEvent(new CustomEvent("heard", { detail: { link: this.pressed, at: this.now } }));
    });
    one.addEventListener("timeupdate", () => {
      if (one !== this.deck) return;
      if (this.until !== null && this.now >= this.until) this.#rest();
      this.dispatchEvent(new Event("time"));
    });
    one.addEventListener("loadedmetadata", () => this.dispatchEvent(new Event("time")));
  }
}
