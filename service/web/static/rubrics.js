// Drafts of rubrics: the preview beside the form, the check beside the YAML, and a trial that goes on.
// Everything works without it: forms are saved, and the pages then show the same.
"use strict";

const WAIT = 400;

function afterTyping(element, does) {
  let timer = 0;
  element.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(does, WAIT);
  });
}

// Shows what the server makes of a form in the target; an older answer never replaces a newer one.
function showing(address, form, target, shown) {
  let asked = 0;
  return async () => {
    const mine = ++asked;
    target.classList.add("waiting");
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const text = await answer.text();
      if (mine !== asked || !answer.ok) return;
      target.innerHTML = text;
      if (shown) shown();
    } catch {
      // The network is away: what is saved is shown again by the page itself.
    } finally {
      if (mine === asked) target.classList.remove("waiting");
    }
  };
}

const criterion = document.querySelector("form[data-preview]");
if (criterion) {
  const show = showing(criterion.dataset.preview, criterion, document.getElementById("preview"));
  afterTyping(criterion, show);
  criterion.addEventListener("change", show);
}

const form = document.querySelector("form[data-check]");
if (form) {
  const text = document.getElementById("text");
  const gutter = document.getElementById("gutter");
  const mistakes = document.getElementById("mistakes");

  const number = () => {
    const wrong = new Set([...mistakes.querySelectorAll("li[data-line]")].map((one) => Number(one.dataset.line)));
    gutter.replaceChildren();
    text.value.split("\n").forEach((_, place) => {
      const line = document.createElement(wrong.has(place + 1) ? "b" : "span");
      line.textContent = String(place + 1);
      gutter.append(line, "\n");
    });
    gutter.scrollTop = text.scrollTop;
  };
  const show = showing(form.dataset.check, form, mistakes, number);
  afterTyping(text, show);
  text.addEventListener("input", number);
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });
  const goTo = (wanted) => {
    const lines = text.value.split("\n");
    const line = Math.min(wanted, lines.length);
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line - 1].length);
    text.scrollTop = Math.max(0, (line - 6) * 20);
  };
  mistakes.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
  // A mistake on a page of the form leads here, to its line.
  const asked = location.hash.match(/^#line-(\d{1,6})$/);
  if (asked) goTo(Number(asked[1]));
  number();
}

if (document.querySelector("[data-running]")) setTimeout(() => location.reload(), 3000);
