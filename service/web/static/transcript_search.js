// Searching a transcript. The page of a call imports this; into the report, which is one file, it is put when that is
// made.
export function searchTranscript(lines) {
  const query = document.getElementById("query"), found = document.getElementById("found");
  if (!query) return;
  let hits = [], here = -1;
  const paint = (p, needle) => {
    const text = p.textContent;
    p.replaceChildren();
    // Lower case may be longer than what it came from (İ): such a text is compared as it is.
    const lower = text.toLowerCase().length === text.length ? text.toLowerCase() : text;
    let from = 0;
    for (let at = lower.indexOf(needle); needle && at >= 0; at = lower.indexOf(needle, from)) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(at, at + needle.length);
      p.append(text.slice(from, at), mark);
      hits.push(mark);
      from = at + needle.length;
    }
    p.append(text.slice(from));
  };
  const goTo = (place) => {
    if (!hits.length) return;
    if (hits[here]) hits[here].classList.remove("here");
    here = (place + hits.length) % hits.length;
    hits[here].classList.add("here");
    hits[here].scrollIntoView({ block: "center" });
    found.textContent = `${here + 1} of ${hits.length}`;
  };
  const search = () => {
    const needle = query.value.trim().toLowerCase();
    hits = [];
    here = -1;
    lines.forEach(({ li }) => {
      const p = li.querySelector(".said > p");
      if (p.querySelector("mark") || (needle && p.textContent.toLowerCase().includes(needle))) paint(p, needle);
    });
    found.textContent = needle && !hits.length ? "not said" : "";
    if (hits.length) goTo(0);
  };
  document.getElementById("search").hidden = false;
  query.addEventListener("input", search);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); goTo(here + (event.shiftKey ? -1 : 1)); }
    if (event.key === "Escape") { query.value = ""; search(); query.blur(); }
  });
}
