(() => {
  const walk = stepper({ list: ".finding", entry: "f", place: "p", of: " / ", words: " 个", hides, go });
  const { narrow, tell, choose, step } = walk;

  function hides(finding, wanted) {
    const { severity, code } = finding.dataset;
    return !wanted.has(severity) || Boolean(wanted.get("code") && wanted.get("code") !== code);
  }

  function go(chosen) {
    const { entry, place } = choose(chosen);
    if (!narrow.matches) entry.scrollIntoView({ block: "nearest" });
    if (place) {
      place.scrollIntoView({ block: "center", inline: "center" });
      place.focus({ preventScroll: true });
    }
    tell(narrow.matches ? entry.querySelector("p:nth-of-type(2)").textContent : "");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#f"], a[href^="#p"]');
    const claim = event.target.closest("article .claim");
    if (link) choose(Number(link.getAttribute("href").slice(2)));
    else if (claim) tell(claim.title);
    else if (!event.target.closest(".steps")) tell("");
  });

  walk.onKeys({ n: () => step(1), p: () => step(-1), escape: () => tell("") });
  walk.start();
  const toggle = document.querySelector(".switch");
  if (toggle) {
    toggle.hidden = false;
    toggle.querySelector("input").addEventListener("change", (event) =>
      document.body.classList.toggle("plain", !event.target.checked));
  }
})();
