// What every screen uses: elements, the way to the server, what is said aloud, and the saving of what is typed.

import { forget as forgetLeft, keep, left, move } from "./unsaved.js";

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

export class Refused extends Error {
  constructor(told) {
    super(told.message);
    this.hint = told.hint || "";
    this.place = told.place || "";
  }
}

// What is typed is kept in this browser, too; a page that waits finds the program again by itself.
const GONE = "重新打开 reportgen，这一页留着，不用刷新：连上以后会接着存";
let sending = 0; // what is on its way to change something
let written = 0; // what has been

export async function api(path, body, draft) {
  if (body === undefined) return fetched(path, body, draft);
  sending += 1;
  try {
    return await fetched(path, body, draft);
  } finally {
    sending -= 1;
    written += 1;
  }
}

async function fetched(path, body, draft) {
  const query = draft === undefined ? "" : `?draft=${encodeURIComponent(draft)}`;
  const options = { headers: {}, credentials: "same-origin" };
  if (body instanceof FormData) Object.assign(options, { method: "POST", body });
  else if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(`/api/${path}${query}`, options);
  } catch (error) {
    throw new Refused({ message: "程序没有回答，可能已经关闭", hint: GONE });
  }
  const kind = answer.headers.get("content-type") || "";
  const said = kind.includes("json") ? await answer.json() : { message: await answer.text() };
  if (!answer.ok) throw new Refused(said);
  return said;
}

// -- saying ---------------------------------------------------------------------------------------------

let timer = 0;

// The toast stands in front of the page in the order of the keys, and stays while somebody is in it.
export function tell(words, { undo = null, bad = false, stays = false } = {}) {
  const place = $("#told");
  clearTimeout(timer);
  place.className = bad ? "shown bad" : "shown";
  const close = () => (place.className = "");
  const wait = () => {
    clearTimeout(timer);
    if (stays) return;
    timer = setTimeout(() => (place.matches(":hover, :focus-within") ? wait() : close()), bad ? 15000 : undo ? 10000 : 6000);
  };
  const told = el("span", {}, words);
  place.replaceChildren(told);
  if (undo) place.append(el("button", { type: "button", title: "Alt+Z", "aria-keyshortcuts": "Alt+Z", onclick: () => { close(); undo(); } }, "撤消"));
  place.append(el("button", { type: "button", "aria-label": "不再显示", onclick: close }, "×"));
  // Only what is too long to be seen at once catches the mouse, to be scrolled; else clicks go through to the page.
  if (told.scrollHeight > told.clientHeight + 2) told.className = "long";
  wait();
  return told;
}

export function hush() {
  $("#told").className = "";
}

document.addEventListener("keydown", (event) => {
  const place = $("#told");
  if (!place || !place.matches(".shown")) return;
  if (event.altKey && event.key.toLowerCase() === "z") {
    const [first] = $$("button", place);
    event.preventDefault();
    first.click();
  } else if (event.key === "Escape" && place.contains(document.activeElement)) place.className = "";
});

export function tellError(error) {
  if (!(error instanceof Refused)) console.error(error);
  return tell([error.place, error.message, error.hint].filter(Boolean).join("　"), { bad: true });
}

// What is said, its places as ways to go there.
export const said = (pieces) => pieces.map((one) => (one.to ? el("a", { href: placeOf(one.to) }, one.text) : one.text));

// The address of a place of the draft that is open.
export function placeOf(to) {
  const draft = encodeURIComponent(desk.draft);
  if (to.value !== null) return `#prose/${draft}/v${to.value}`;
  if (to.part !== null) return `#prose/${draft}/${to.part}${to.block === null ? "" : `.${to.block + 1}`}`;
  if (to.note) return `#tables/${draft}/note-${to.note}`;
  return to.ref ? `#tables/${draft}/${encodeURIComponent(to.ref)}` : `#prose/${draft}`;
}

export function banner(words) {
  const place = $("#banner");
  place.hidden = !words;
  place.textContent = words || "";
}

// A dialog that gives back what its form was closed with; null where it was left.
export function ask(title, content, buttons) {
  return new Promise((resolve) => {
    const form = el("form", { method: "dialog" }, el("h2", {}, title), content);
    const row = el("div", { class: "buttons" }, buttons.map(([value, words, style]) => el("button", { value, class: style || "", formnovalidate: !value }, words)));
    form.append(row);
    // What a browser takes for Enter's button is the first, which leaves the dialog.
    form.addEventListener("keydown", (event) => {
      const main = $(".main", row);
      if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || event.target.tagName !== "INPUT" || !main) return;
      event.preventDefault();
      main.click();
    });
    const dialog = el("dialog", { "aria-label": title }, form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue || null);
      dialog.remove();
    });
    dialog.showModal();
  });
}

// -- the draft, and what was typed ------------------------------------------------------------------------

export const desk = { draft: null, state: null, frame: null, names: null, view: "tables" };
const pending = { cells: new Map(), texts: new Map(), values: new Map(), notes: new Map() };
const listeners = new Set();
const LOOK_AFTER = 140;
const SAVE_AFTER = 800;
const AGAIN = 8000;
let lookTimer = 0;
let saveTimer = 0;
let saving = null;
let asked = 0;

export function listen(work) {
  listeners.add(work);
  return () => listeners.delete(work);
}

function changed(what) {
  for (const work of listeners) work(what);
}

export const isPending = () => Object.values(pending).some((one) => one.size > 0);
export const pendingCell = (ref) => pending.cells.get(ref);

// What a place held before it was typed into, and what it is to hold; what it held stays what it was when the typing began.
function type(map, name, one) {
  const first = map.get(name);
  map.set(name, { ...one, was: first ? first.was : one.was });
  typed();
}

export const typeCell = (ref, was, now) => type(pending.cells, ref, { ref, was, now });
export const typeText = (key, was, now) => type(pending.texts, JSON.stringify(key), { key, was, now });
export const typeValue = (key, was, now) => type(pending.values, JSON.stringify(key), { key, was, now });
export const typeNotes = (table, was, now) => type(pending.notes, table, { table, was, now });

function typed() {
  keepUnsaved();
  changed("typing");
  clearTimeout(lookTimer);
  clearTimeout(saveTimer);
  lookTimer = setTimeout(look, LOOK_AFTER);
  saveTimer = setTimeout(save, SAVE_AFTER);
}

const keepUnsaved = () => keep(desk.state.place, isPending() ? sent() : null);

const sent = (over = false) => ({
  cells: [...pending.cells.values()],
  texts: [...pending.texts.values()],
  values: [...pending.values.values()],
  notes: [...pending.notes.values()],
  over,
});

async function look() {
  const number = ++asked;
  try {
    const state = await api("look", sent(), desk.draft);
    if (number === asked && isPending()) take(state, false);
  } catch (error) {
    changed("unsaved");
  }
}

let failure = null; // what was said when saving failed: it is true until it is saved

// Gives back in a sentence what was refused, if anything was; `undo` takes it back.
export async function save({ over = false, undo = null } = {}) {
  clearTimeout(saveTimer);
  while (saving) await saving.catch(() => {});
  if (!isPending()) return "";
  const body = sent(over);
  const draft = desk.draft;
  changed("saving");
  saving = api("save", body, draft).finally(() => { saving = null; });
  try {
    const done = await saving;
    if (failure && failure.isConnected) hush();
    failure = null;
    if (draft !== desk.draft) return "";
    forget(pending.cells, body.cells, (one) => one.ref);
    forget(pending.texts, body.texts, (one) => JSON.stringify(one.key));
    forget(pending.values, body.values, (one) => JSON.stringify(one.key));
    forget(pending.notes, body.notes, (one) => one.table);
    keepUnsaved();
    asked += 1;
    take(done.state, true);
    changed("saved");
    const [first, ...more] = done.refused;
    const refused = first && more.length ? `有 ${more.length + 1} 处没有存，第一处：${first}` : first || "";
    if (refused) {
      changed("refused");
      tell(refused, { bad: true, undo });
    }
    if (done.overlaps.length) await asking.overlaps(body, done.overlaps, () => changed("reload"));
    return refused;
  } catch (error) {
    keepUnsaved();
    changed("unsaved");
    failure = tellError(error);
    saveTimer = setTimeout(save, AGAIN);
    return "";
  }
}

// What was typed on while it was being saved stays to be saved, from what was saved on.
function forget(map, done, nameOf) {
  for (const one of done) {
    const name = nameOf(one);
    const now = map.get(name);
    if (!now) continue;
    if (JSON.stringify(now.now) === JSON.stringify(one.now)) map.delete(name);
    else now.was = one.now;
  }
}

// Who asks what is to be of what was changed twice, and what is written where nothing is.
const asking = { overlaps: null, unsaved: null, answered: null };
export const onOverlaps = (ask) => (asking.overlaps = ask);
export const onUnsaved = (ask) => (asking.unsaved = ask);
export const onAnswered = (ask) => (asking.answered = ask);

// What was typed before the page or the program was ended is offered again, once the draft is open.
export async function offerUnsaved() {
  const found = left(desk.state.place);
  if (!found.length || isPending()) return;
  const answer = await asking.unsaved(found.map(({ entries }) => entries));
  if (answer === null) return;
  forgetLeft(found);
  if (!answer) return;
  for (const { entries: { cells, texts, values, notes } } of found) {
    for (const one of cells) typeCell(one.ref, one.was, one.now);
    for (const one of texts) typeText(one.key, one.was, one.now);
    for (const one of values) typeValue(one.key, one.was, one.now);
    for (const one of notes) typeNotes(one.table, one.was, one.now);
  }
  await save();
  changed("reload");
}

// What could not be saved of a draft that is left is kept in the browser, and does not get into another one.
export function leaveDraft() {
  clearTimeout(saveTimer);
  for (const one of Object.values(pending)) one.clear();
}

// The name that the draft has now: it may have got another one in another window.
function called(name) {
  if (name === desk.draft) return false;
  const [view, , ...more] = location.hash.slice(1).split("/");
  history.replaceState(null, "", `#${[view, encodeURIComponent(name), ...more].join("/")}`);
  desk.draft = name;
  changed("renamed");
  return true;
}

export function take(state, whole) {
  move(desk.state.place, state.place); // the draft may have got another name meanwhile
  desk.state = state;
  called(state.name);
  changed(whole ? "state" : "look");
}

export async function openDraft(name) {
  const [frame, state] = await Promise.all([api("frame", undefined, name), api("state", undefined, name)]);
  Object.assign(desk, { draft: name, frame, state, names: null });
  called(state.name);
  lockBanner(state);
}

export async function names() {
  desk.names = await api("names", undefined, desk.draft);
  return desk.names;
}

// The way back from what was done, by the state that was kept before it; null where none was. What was changed since then goes back, too: asked first.
export function undone({ undo: stamp, state }) {
  if (!stamp) return null;
  return async () => {
    try {
      await save();
      let done = await api("back", { stamp, after: state.stamp }, desk.draft);
      if (done.later) {
        const answer = await ask("撤消", el("p", {}, "这以后又改过别的，撤消的话也一起改回去。现在的样子会存着，在“预览和下载”的“以前的样子”里还能找回来。"), [["", "不撤消"], ["ok", "一起改回去", "main"]]);
        if (answer !== "ok") return;
        done = await api("back", { stamp }, desk.draft);
      }
      take(done.state, true);
      changed("back");
      tell("改回去了", { undo: undone(done) });
    } catch (error) {
      tellError(error);
    }
  };
}

// One click that settles a problem, in one of the ways that it offers.
export async function mend(problem, { how, say = "", done: words = "改好了" }) {
  try {
    await save();
    if (how === "answered" && !(await asking.answered(problem))) return;
    const { code, fingerprint } = problem.finding;
    const done = await api("mend", { code, fingerprint, at: problem.at, how, say }, desk.draft);
    take(done.state, true);
    changed("mended");
    tell(words, { undo: undone(done) });
  } catch (error) {
    tellError(error);
  }
}

// The focus stays where one writes: to leave it draws anew what stands there, this button as well.
export const mendButtons = (problem, style = "") => problem.mends.map((one) => el("button", { type: "button", class: style, onmousedown: (event) => event.preventDefault(), onclick: () => mend(problem, one) }, one.say));

// What is wrong, with what one can do about it at once.
export const saidOf = (one) => el("li", { class: one.finding.severity }, said(one.say), "　", el("small", {}, said(one.hint)), el("div", { class: "buttons" }, mendButtons(one, "small")));

// A file is chosen by a button in our words; the browser's own is in its language. Its name stands beside it.
export function chooser(input) {
  const name = el("span", { class: "soft", role: "status" });
  input.classList.add("unseen");
  input.addEventListener("change", () => (name.textContent = input.files.length ? input.files[0].name : ""));
  return el("div", { class: "chooser" }, el("label", { class: "button" }, "选文件……", input), name);
}

export function reload() {
  return api("state", undefined, desk.draft).then((state) => {
    desk.state = state;
    changed("reload");
  });
}

const lockBanner = (now) => banner(now.open_elsewhere ? "数据表正在 Excel 或 WPS 里打开：要在这里填表，请先在那边保存并关闭；已经关了还这样说的，再打开、关闭一次。" : "");

// Another program may write the files while the page is open.
export function watch() {
  let lost = false;
  const see = async () => {
    if (!desk.draft || document.hidden || sending) return;
    const draft = desk.draft;
    const before = written;
    try {
      const now = await api("stamp", undefined, draft);
      if (draft !== desk.draft || sending || before !== written) return; // what changed meanwhile may be our own doing
      if (called(now.name) && !isPending()) await reload();
      lockBanner(now);
      if (lost && isPending()) save();
      lost = false;
      if (now.stamp !== desk.state.stamp && !isPending()) {
        await reload();
        tell(`文件在${now.ours ? "另一个窗口" : "别的程序"}里改过，已经重新读入`);
      }
    } catch (error) {
      lost = true;
      banner([error.message, error.hint].filter(Boolean).join("。") + "。");
    }
  };
  setInterval(see, 3000);
  document.addEventListener("visibilitychange", see); // whoever comes back from Excel sees what was changed there at once
  window.addEventListener("beforeunload", (event) => {
    if (isPending()) event.preventDefault();
  });
}
