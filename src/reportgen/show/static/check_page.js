(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const findings = all(".finding");
  const filters = document.querySelector(".filters");
  const steps = document.querySelector(".steps");
  const say = document.querySelector(".say");
  const narrow = matchMedia("(max-width: 62rem)");
  const number = (item) => Number(item.id.slice(1));
  let current = 0;

  const visible = () => findings.filter((item) => !item.hidden);

  function tell(text) {
    say.textContent = text;
    say.hidden = !text;
  }

  function choose(chosen) {
    current = chosen;
    all("[aria-current]").forEach((item) => item.removeAttribute("aria-current"));
    const item = document.getElementById("f" + chosen);
    const place = document.getElementById("p" + chosen);
    for (const one of [item, place]) if (one) one.setAttribute("aria-current", "true");
    count();
    return { item, place };
  }

  function count() {
    const shown = visible();
    const at = shown.findIndex((item) => number(item) === current) + 1;
    if (steps) steps.querySelector(".count").textContent = (at || "–") + " / " + shown.length;
    if (filters) filters.querySelector("output").textContent =
      shown.length === findings.length ? "" : "显示 " + shown.length + " / " + findings.length + " 个";
  }

  function step(by) {
    const shown = visible();
    if (!shown.length) return;
    // From a finding that the filter hides the next one that it shows is meant.
    const after = shown.findIndex((item) => by > 0 ? number(item) > current : number(item) >= current);
    let at = by > 0 ? after : (after < 0 ? shown.length : after) - 1;
    if (at < 0) at = by > 0 ? 0 : shown.length - 1;
    const { item, place } = choose(number(shown[at]));
    if (!narrow.matches) item.scrollIntoView({ block: "nearest" });
    if (place) {
      place.scrollIntoView({ block: "center", inline: "center" });
      place.focus({ preventScroll: true });
    }
    tell(narrow.matches ? item.querySelector("p:nth-of-type(2)").textContent : "");
  }

  function filter() {
    const wanted = new FormData(filters);
    for (const item of findings) {
      const { severity, code } = item.dataset;
      item.hidden = !wanted.has(severity) || (wanted.get("code") && wanted.get("code") !== code);
      const place = document.getElementById("p" + number(item));
      if (place) place.classList.toggle("off", item.hidden);
    }
    count();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#f"], a[href^="#p"]');
    const claim = event.target.closest("article .claim");
    if (link) choose(Number(link.getAttribute("href").slice(2)));
    else if (claim) tell(claim.title);
    else if (!event.target.closest(".steps")) tell("");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
    if (event.key === "n" || event.key === "N") step(1);
    else if (event.key === "p" || event.key === "P") step(-1);
    else if (event.key === "Escape") tell("");
  });

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
  const toggle = document.querySelector(".switch");
  if (toggle) {
    toggle.hidden = false;
    toggle.querySelector("input").addEventListener("change", (event) =>
      document.body.classList.toggle("plain", !event.target.checked));
  }
})();
