// ▶ anywhere: plays the clip of one sentence in place. Without it a ▶ leads to the sentence on the call's page.
// Every finished play is told as "sidetone:played" on the link, for pages that count what was listened to.
const sound = new Audio();
const form = sound.canPlayType('audio/ogg; codecs="opus"') ? "opus" : "aac";
let current = null;

function rest() {
  if (current) current.classList.remove("playing", "waiting");
  current = null;
}

function play(link) {
  const { clip, start, end } = link.dataset;
  rest();
  current = link;
  link.classList.add("waiting");
  sound.src = `${clip}?${new URLSearchParams({ start, end, form })}`;
  sound.play().catch((error) => {
    if (current !== link || error.name === "AbortError") return; // another one, or paused before it came
    rest();
    location.href = link.href;
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.play[data-clip]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link === current && !sound.paused) sound.pause();
  else if (link === current && sound.currentTime > 0 && !sound.ended) sound.play();
  else play(link);
});

sound.addEventListener("playing", () => {
  if (!current) return;
  current.classList.remove("waiting");
  current.classList.add("playing");
});
sound.addEventListener("pause", () => current && current.classList.remove("playing", "waiting"));
sound.addEventListener("ended", () => {
  const played = current;
  rest();
  if (played) played.dispatchEvent(new CustomEvent("sidetone:played", { bubbles: true }));
});
