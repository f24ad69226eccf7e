// The frame around the screens: the head with its steps, and which screen is shown.

import { $, api, ask, banner, desk, el, hush, isPending, leaveDraft, listen, offerUnsaved, openDraft, save, tell, tellError, watch } from "./core.js";
import "./two.js";
import { showStart } from "./start.js";
import { showTables } from "./tables.js";
import { showProse } from "./prose.js";
import { showProblems } from "./problems.js";
import { showFinish } from "./finish.js";

const STEPS = [
  ["tables", "1 填表", showTables],
  ["prose", "2 写文字", showProse],
  ["problems", "3 检查", showProblems],
  ["finish", "4 预览和下载", showFinish],
];
let leave = () => {};

export function go(place) {
  location.hash = place;
}

const NOT_SAVED = "还没有存上";
let said = "已存好"; // what the head says of saving, whichever screen is shown
let turn = 0; // what was asked for last is shown, whatever answers first

// `stay` where the screen is drawn anew and whoever reads it stays where they are.
async function route({ stay = false } = {}) {
  const mine = ++turn;
  const [view, draft, asked] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const target = stay ? "" : asked;
  const { scrollY } = window;
  leave();
  leave = () => {};
  try {
    if (!draft) {
      if (isPending()) await save();
      leaveDraft();
      desk.draft = null;
      banner("");
      head();
      await showStart($("#main"), go, () => mine === turn);
      return;
    }
    const opens = desk.draft !== draft;
    if (opens) {
      if (isPending()) await save();
      await openDraft(draft);
      leaveDraft();
      said = "已存好";
    }
    if (mine !== turn) return;
    if (desk.view !== view) {
      hush(); // what was said belongs to the screen that is left
      window.scrollTo(0, 0);
    }
    desk.view = view;
    head();
    const step = STEPS.find(([name]) => name === view) || STEPS[0];
    leave = step[2]($("#main"), target || "", go) || leave;
    if (stay) window.scrollTo(0, scrollY);
    if (!target) $("#main").focus({ preventScroll: true });
    if (opens) offerUnsaved().catch(tellError);
  } catch (error) {
    tellError(error);
    if (draft) go("");
  }
}

function head() {
  const place = $("#head");
  const close = el("button", { type: "button", class: "quiet", onclick: closeAll }, "关闭");
  if (!desk.draft) {
    document.title = "年报";
    place.className = "plain";
    place.replaceChildren(el("div", { class: "name" }, el("h1", {}, "年报"), el("p", {}, "填表、写文字、检查、生成 Word 文件")), close);
    return;
  }
  const { state } = desk;
  document.title = `${state.agency}${state.year}年度　${state.form.called}`;
  place.className = "";
  const steps = el("nav", { "aria-label": "步骤" });
  for (const [name, words] of STEPS)
    steps.append(el("a", { href: `#${name}/${encodeURIComponent(desk.draft)}`, "aria-current": desk.view === name ? "page" : null }, words,
      name === "problems" ? el("b", { id: "count" }) : null));
  place.replaceChildren(
    el("div", { class: "name" }, el("a", { href: "#", class: "back" }, "← 开始"), el("h1", {}, state.agency || "（机关未填）"),
      el("p", {}, `${state.year}年度`, el("span", {}, `　${state.form.name}`))),
    steps,
    el("div", { class: "saved" }, el("span", { id: "saved", role: "status", class: said === NOT_SAVED ? "bad" : "" }, said), close));
  counts();
}

function counts() {
  const place = $("#count");
  if (!place || !desk.state) return;
  const { errors, waiting, warnings } = desk.state;
  place.textContent = errors ? `${errors} 个错误` : waiting ? `还差 ${waiting} 项` : warnings ? `${warnings} 个提醒` : "✓";
  place.className = errors ? "error" : waiting ? "todo" : warnings ? "warning" : "good";
}

listen((what) => {
  if (what === "reload") route();
  if (what === "renamed") head();
  if ((what === "back" || what === "mended") && desk.view === "prose") route({ stay: true });
  counts();
  // What was typed while the rest was being saved is not saved yet.
  const done = isPending() ? "正在写……" : "已存好";
  said = { typing: "正在写……", saving: "正在存……", saved: done, state: done, unsaved: NOT_SAVED }[what] || said;
  const place = $("#saved");
  if (!place) return;
  place.textContent = said;
  place.className = said === NOT_SAVED ? "bad" : "";
});

async function closeAll() {
  if (isPending()) await save();
  if (isPending()) {
    const answer = await ask("还有没存上的内容", el("p", {}, "现在关闭，刚才写的、还没有存上的就没有了。"), [["", "不关"], ["ok", "仍然关闭"]]);
    if (answer !== "ok") return;
  }
  try {
    await api("close", {});
  } catch (error) {
    // It is closed: nobody answers.
  }
  desk.draft = null;
  document.body.replaceChildren(el("p", { class: "closed" }, "已经关闭，可以关掉这个窗口。草稿都存在文件夹里。"));
}

// A place is gone to again though the address is the same; the way past the head is no address.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  const href = link.getAttribute("href");
  if (href === "#main") {
    event.preventDefault();
    $("#main").focus();
  } else if (href.includes("/") && decodeURIComponent(href) === decodeURIComponent(location.hash)) route();
});
window.addEventListener("hashchange", () => route());
watch();
route();
export { tell };
