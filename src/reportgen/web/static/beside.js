// What is wrong with the cell that one stands in, said beside it: its own fault, or the sum that it counts in and that does not come out.

import { desk, el, mendButtons, placeOf, said } from "./core.js";

const SHOWN = 2;
const wordsOf = (one) => one.say.map((piece) => piece.text).join("");
const nameIn = (box) => box.getAttribute("aria-label").replace(/（.*/, "");
const nameOf = (one) => `${one.finding.code} ${one.finding.ref}`;

const since = new Map(); // by a draft and the name of a problem in it: after which change it came up

export function besideCells(tables) {
  let at = null; // the cell that one stands in
  let closed = ""; // what was closed is not shown again while it stays the same
  let problems = new Map();
  let before = new Set(); // what was wrong when the cell was entered
  let typed = null; // the cell that was typed into last, and what it held before
  const note = el("div", { id: "beside", hidden: true });
  const spoken = el("p", { class: "unseen", role: "status" }); // while one types: what is at a cell when it is entered is its title
  tables.append(note, spoken);

  const holds = (ref) => tables.querySelector(`[data-ref="${ref}"]`).value;

  const draw = (typing) => {
    const found = at && document.contains(at) ? problems.get(at.dataset.ref) || [] : [];
    const shown = found.slice(0, SHOWN);
    const words = shown.map(wordsOf).join("；");
    if (typing && spoken.textContent !== words) spoken.textContent = words;
    if (!words || words === closed) {
      note.hidden = true;
      return;
    }
    const close = el("button", { type: "button", class: "small quiet", tabindex: "-1", "aria-label": "不再显示", onclick: () => { closed = words; note.hidden = true; } }, "×");
    note.className = shown.some((one) => one.finding.severity === "error") ? "error" : "";
    const was = at.dataset.entered;
    const own = was !== undefined && was !== at.value && found.some((one) => !before.has(nameOf(one)));
    const blamed = own ? null : shown.map((one) => since.get(desk.draft + nameOf(one))).find((one) => one && holds(one.ref) !== one.was);
    const here = blamed && blamed.ref === at.dataset.ref;
    const first = !blamed ? ""
      : here ? el("p", {}, el("b", {}, `这一格先前是 ${blamed.was || "空的"}，改了以后才这样`))
      : el("p", {}, el("b", {}, "刚才改了 ", el("a", { href: placeOf({ ref: blamed.ref, value: null, part: null }) }, blamed.name), `（${blamed.was || "空的"} → ${holds(blamed.ref) || "空的"}）以后才这样`));
    note.replaceChildren(close, first, own ? el("p", {}, el("b", {}, `这一格刚才是 ${was || "空的"}，改了以后才这样`), "（按 Esc 改回）") : "", ...shown.map((one) => el("div", { class: one.finding.severity }, el("p", {}, said(one.say)), one.hint.length && !own && !blamed ? el("p", { class: "soft" }, "→ ", said(one.hint)) : null, one.to.ref === at.dataset.ref ? el("p", { class: "buttons" }, mendButtons(one, "small")) : null)),
      found.length > SHOWN ? el("p", { class: "soft" }, `这一格还有 ${found.length - SHOWN} 个问题，见表的下面`) : "");
    note.hidden = false;
    place();
  };

  // Above the cell and a column aside, below the head of the page: one goes on downwards, and sees where to and what one just wrote.
  const place = () => {
    if (note.hidden || !at) return;
    const cell = at.closest("td").getBoundingClientRect();
    const around = tables.getBoundingClientRect();
    const section = at.closest("section").getBoundingClientRect();
    const head = Math.max(...[...document.querySelectorAll("#head, .bar")].map((one) => one.getBoundingClientRect().bottom), 0);
    const above = cell.top - note.offsetHeight - 3;
    const room = above > head;
    const right = cell.right + 6 + note.offsetWidth < section.right ? cell.right + 6 : cell.left - 6 - note.offsetWidth;
    const left = right < section.left ? Math.min(Math.max(cell.left, section.left + 8), section.right - note.offsetWidth - 8) : right;
    note.style.left = `${left - around.left}px`;
    note.style.top = `${(room ? above : left === right ? Math.max(cell.top, head + 3) : cell.bottom + 3) - around.top}px`;
  };

  tables.addEventListener("focusin", (event) => {
    if (note.contains(event.target)) return;
    at = event.target.closest("[data-ref]");
    spoken.textContent = "";
    before = new Set(at ? (problems.get(at.dataset.ref) || []).map(nameOf) : []);
    draw(false);
  });
  tables.addEventListener("input", (event) => {
    const box = event.target.closest("[data-ref]");
    if (box && box.dataset.entered !== undefined) typed = { box, was: box.dataset.entered };
  });
  tables.addEventListener("paste", () => (typed = null), true);
  tables.addEventListener("focusout", (event) => {
    if (event.relatedTarget && tables.contains(event.relatedTarget)) return;
    at = null;
    draw(false);
  });
  tables.addEventListener("scroll", place, true);

  // What is wrong by the cells that it concerns, after every look at them.
  return (found) => {
    const known = new Set([...problems.values()].flat().map(nameOf));
    const now = new Set([...found.values()].flat().map((one) => desk.draft + nameOf(one)));
    for (const name of since.keys()) if (!now.has(name)) since.delete(name);
    const own = typed ? found.get(typed.box.dataset.ref) || [] : [];
    for (const one of own) if (!known.has(nameOf(one))) since.set(desk.draft + nameOf(one), { ref: typed.box.dataset.ref, was: typed.was, name: nameIn(typed.box) });
    problems = found;
    draw(true);
  };
}
