(() => {
  const views = document.querySelector(".views");
  const walk = stepper({ list: ".entry", entry: "l", place: "c", of: "/", words: " 处", hides, filtered, go: stepTo });
  const { all, narrow, tell, choose, step } = walk;

  // What is folded cannot be gone to.
  function unfold(place) {
    for (let one = place; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
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

  function stepTo(chosen) {
    history.replaceState(null, "", "#c" + chosen);
    go(chosen);
  }

  // Only the list itself moves: scrollIntoView would stop the page on its way to the change.
  function reveal(entry) {
    const aside = entry.closest("aside");
    const box = aside.getBoundingClientRect();
    const own = entry.getBoundingClientRect();
    if (own.top < box.top + 100 || own.bottom > box.bottom - 90) aside.scrollTop += own.top - box.top - box.height / 2;
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

  function hides(entry, wanted) {
    return ["part", "kind"].some((name) => wanted.get(name) && wanted.get(name) !== entry.dataset[name]);
  }

  function filtered() {
    for (const group of all(".group")) group.hidden = !group.querySelector(".entry:not([hidden])");
  }

  function view(name) {
    document.body.classList.toggle("side", name === "side");
    all(".views button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === name)));
    const place = walk.chosen();
    if (place) place.scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    // The same link once more changes no address.
    if (link && link.getAttribute("href") === location.hash) follow();
    else if (!link && !event.target.closest(".steps")) tell("");
  });
  addEventListener("hashchange", follow);

  const next = () => step(1), previous = () => step(-1);
  const turn = () => { if (views) view(document.body.classList.contains("side") ? "inline" : "side"); };
  walk.onKeys({ n: next, j: next, p: previous, k: previous, v: turn, escape: () => tell("") });

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
  walk.start();
  follow();
})();
