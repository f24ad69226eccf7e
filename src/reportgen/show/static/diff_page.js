(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const entries = all(".entry");
  const filters = document.querySelector(".filters");
  const steps = document.querySelector(".steps");
  const views = document.querySelector(".views");
  const say = document.querySelector(".say");
  const narrow = matchMedia("(max-width: 62rem)");
  const number = (entry) => Number(entry.id.slice(1));
  const shown = () => entries.filter((entry) => !entry.hidden);
  let current = 0;

  function tell(text) {
    say.textContent = text;
    say.hidden = !text;
  }

  // What is folded cannot be gone to.
  function unfold(place) {
    for (let one = place; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  }

  function choose(chosen) {
    current = chosen;
    all("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    const entry = document.getElementById("l" + chosen);
    const place = document.getElementById("c" + chosen);
    for (const one of [entry, place]) if (one) one.setAttribute("aria-current", "true");
    count();
    return { entry, place };
  }

  function count() {
    const found = shown();
    const at = found.findIndex((entry) => number(entry) === current) + 1;
    if (steps) steps.querySelector(".count").textContent = (at || "–") + "/" + found.length;
    if (filters) filters.querySelector("output").textContent =
      found.length === entries.length ? "" : "显示 " + found.length + "/" + entries.length + " 处";
  }

  function go(chosen) {
    const { entry, place } = choose(chosen);
    if (!place) return;
    unfold(place);
    if (!narrow.matches && entry) reveal(entry);
    // A long paragraph is read from its beginning.
    const tall = place.getBoundingClientRect().height > innerHeight * .6;
    place.scrollIntoView({ block: tall ? "start" : "center", inline: "center" });
    place.focus({ preventScroll: true });
    tell(narrow.matches && entry ? entry.querySelector(".kind").textContent + "：" + entry.querySelector(".brief").textContent : "");
  }

  // Only the list itself moves: scrollIntoView would stop the page on its way to the change.
  function reveal(entry) {
    const aside = entry.closest("aside");
    const box = aside.getBoundingClientRect();
    const own = entry.getBoundingClientRect();
    if (own.top < box.top + 100 || own.bottom > box.bottom - 90) aside.scrollTop += own.top - box.top - box.height / 2;
  }

  function step(by) {
    const found = shown();
    if (!found.length) return;
    // From a change that the filter hides the next one that it shows is meant.
    const after = found.findIndex((entry) => by > 0 ? number(entry) > current : number(entry) >= current);
    let at = by > 0 ? after : (after < 0 ? found.length : after) - 1;
    if (at < 0) at = by > 0 ? 0 : found.length - 1;
    const chosen = number(found[at]);
    history.replaceState(null, "", "#c" + chosen);
    go(chosen);
  }

  function follow() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (/^#[cl]\d+$/.test(location.hash)) {
      if (location.hash[1] === "c") go(Number(location.hash.slice(2)));
      else choose(Number(location.hash.slice(2)));
    } else {
      unfold(target);
      target.scrollIntoView({ block: "center" });
    }
  }

  function filter() {
    const wanted = new FormData(filters);
    for (const entry of entries) {
      entry.hidden = ["part", "kind"].some((name) => wanted.get(name) && wanted.get(name) !== entry.dataset[name]);
      const place = document.getElementById("c" + number(entry));
      if (place) place.classList.toggle("off", entry.hidden);
    }
    for (const group of all(".group")) group.hidden = !group.querySelector(".entry:not([hidden])");
    count();
  }

  function view(name) {
    document.body.classList.toggle("side", name === "side");
    all(".views button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === name)));
    const place = document.getElementById("c" + current);
    if (place) place.scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    // The same link once more changes no address.
    if (link && link.getAttribute("href") === location.hash) follow();
    else if (!link && !event.target.closest(".steps")) tell("");
  });
  addEventListener("hashchange", follow);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "j") step(1);
    else if (key === "p" || key === "k") step(-1);
    else if (key === "v" && views) view(document.body.classList.contains("side") ? "inline" : "side");
    else if (event.key === "Escape") tell("");
  });

  // On paper nothing can be opened: what only the old version has is printed.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details.gone:not([open])");
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));

  all(".help").forEach((one) => { one.hidden = false; });
  if (views) {
    views.hidden = false;
    views.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) view(button.dataset.view);
    });
  }
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
  follow();
})();
