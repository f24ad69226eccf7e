"use strict";

// Walks through a list of places in the page (findings, changes): one is chosen, counted, gone to; a form hides some of them.
// An entry of the list and its place in the page have the same number, after the letters `entry` and `place` in their ids.
function stepper({ list, entry, place, of, words, hides, filtered = () => {}, go }) {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const entries = all(list);
  const filters = document.querySelector(".filters");
  const steps = document.querySelector(".steps");
  const say = document.querySelector(".say");
  const number = (one) => Number(one.id.slice(1));
  const placeOf = (chosen) => document.getElementById(place + chosen);
  const shown = () => entries.filter((one) => !one.hidden);
  let current = 0;

  function tell(text) {
    say.textContent = text;
    say.hidden = !text;
  }

  function choose(chosen) {
    current = chosen;
    all("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    const found = { entry: document.getElementById(entry + chosen), place: placeOf(chosen) };
    for (const one of [found.entry, found.place]) if (one) one.setAttribute("aria-current", "true");
    count();
    return found;
  }

  function count() {
    const found = shown();
    const at = found.findIndex((one) => number(one) === current) + 1;
    if (steps) steps.querySelector(".count").textContent = (at || "–") + of + found.length;
    if (filters) filters.querySelector("output").textContent =
      found.length === entries.length ? "" : "显示 " + found.length + of + entries.length + words;
  }

  function step(by) {
    const found = shown();
    if (!found.length) return;
    // From one that the filter hides the next one that it shows is meant.
    const after = found.findIndex((one) => by > 0 ? number(one) > current : number(one) >= current);
    let at = by > 0 ? after : (after < 0 ? found.length : after) - 1;
    if (at < 0) at = by > 0 ? 0 : found.length - 1;
    go(number(found[at]));
  }

  function filter() {
    const wanted = new FormData(filters);
    for (const one of entries) {
      one.hidden = hides(one, wanted);
      const there = placeOf(number(one));
      if (there) there.classList.toggle("off", one.hidden);
    }
    filtered();
    count();
  }

  // What each key does, by its name in small letters; a key typed into the form is the form's.
  function onKeys(actions) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
      const action = actions[event.key.toLowerCase()];
      if (action) action();
    });
  }

  // The form and the buttons are of no use without this script: it shows them.
  function start() {
    if (filters) {
      filters.hidden = false;
      filters.addEventListener("change", filter);
      filters.addEventListener("submit", (event) => event.preventDefault());
      filter();
    }
    if (steps) {
      steps.hidden = false;
      steps.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) step(Number(button.dataset.step));
      });
    }
  }

  return { all, narrow: matchMedia("(max-width: 62rem)"), chosen: () => placeOf(current), tell, choose, step, onKeys, start };
}
