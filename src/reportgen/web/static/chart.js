// The dialog for a chart: what it is drawn as, and which row of a table or which figures it shows.

import { api, ask, desk, el, names } from "./core.js";
import { meantBy } from "./find.js";
import { drawn } from "./insert.js";

const KINDS = ["饼图", "柱形图", "条形图", "折线图"];
const SPEC = /^图表[:：]\s*(\S+)\s+(.+)$/;
const OWN = "自己选几个数……";
const MOST_SHOWN = 12;

// 表三.予以公开 as one says it.
const said = (path) => path.split(".").join(" ");

export async function askChart(now = null) {
  const all = await names();
  const byName = new Map(all.map((one) => [one.source, one]));
  const rows = new Map();
  for (const one of all.filter((each) => each.refs.length === 1)) {
    const name = one.source.split(".").slice(0, 2).join(".");
    rows.set(name, (rows.get(name) || 0) + 1);
  }
  // The row with the most figures is the one that a picture says most of.
  const fullest = Math.max(...rows.values());
  const kind = el("select", { id: "kind" }, KINDS.map((one) => el("option", {}, one)));
  const row = el("select", { id: "row" }, el("option", { value: "" }, OWN), [...rows.keys()].map((one) => el("option", { value: one }, said(one))));
  row.value = [...rows.keys()].find((one) => rows.get(one) === fullest);
  const chosen = []; // the figures one by one, by what they are called in the text
  // A chart that was written by hand may be one that this dialog does not offer: then only its name is changed here.
  const spec = now ? now.image.match(SPEC) : null;
  const figures = spec ? spec[2].split("、").map((one) => one.trim()) : [];
  const single = figures.length > 1 && figures.every((one) => byName.has(one));
  const listed = !now || (spec && KINDS.includes(spec[1]) && (rows.has(spec[2].trim()) || single));
  if (now && listed) [kind.value, row.value] = [spec[1], single ? "" : spec[2].trim()];
  if (single) chosen.push(...figures);
  const caption = el("input", { type: "text", id: "chart-caption", required: true, maxlength: "100", value: now ? now.caption : "" });
  const preview = el("div", { class: "drawn", role: "status" });
  const what = () => (listed ? `图表:${kind.value} ${row.value || chosen.join("、")}` : now.image);
  const line = () => `![${caption.value.replace(/[\[\]]/g, "") || "图名"}](${what()})`;
  let turn = 0; // what was asked for last is shown, whatever answers first
  const show = async () => {
    const mine = ++turn;
    picking.hidden = Boolean(row.value);
    if (!row.value && listed && chosen.length < 2) {
      preview.replaceChildren(el("p", { class: "soft" }, "选两个以上的数。"));
      return;
    }
    try {
      const made = await api("drawn", { line: line() }, desk.draft);
      if (mine === turn) preview.replaceChildren(drawn({ drawing: made.drawing }) || "", ...made.told.map((words) => el("p", { class: "warning" }, words)));
    } catch (error) {
      if (mine === turn) preview.replaceChildren(el("p", { class: "warning" }, error.message));
    }
  };
  const picking = pickFigures(all, chosen, byName, show);
  for (const one of [kind, row, caption]) one.addEventListener("change", show);
  show();
  const content = el("div", { class: "fields" }, listed ? [el("label", { for: "kind" }, "画成"), kind, el("label", { for: "row" }, "画哪一行"), row, picking] : el("p", { class: "soft" }, "画的是文字稿里写明的几项，这里只改图名。"),
    el("label", { for: "chart-caption" }, "图名"), caption, preview);
  for (;;) {
    const answer = await ask(now ? "改图表" : "插入图表", content, [["", now ? "不改了" : "不插了"], ["ok", now ? "改好" : "插入", "main"]]);
    if (answer !== "ok") return null;
    if (!listed || row.value || chosen.length > 1) return [line()];
  }
}

// The figures that are chosen, each with a way to leave it out, and a search for more.
function pickFigures(all, chosen, byName, changed) {
  const list = el("ul", { class: "chosen", "aria-label": "选好的数" });
  const found = el("ul", { class: "names", "aria-label": "找到的数" });
  const search = el("input", { type: "search", id: "more-figures", placeholder: "写几个字，如行名、列名，点了就加上" });
  const draw = () => {
    list.replaceChildren(...chosen.map((source) => el("li", {}, byName.get(source).label, " ", el("b", {}, byName.get(source).value || "还没有填"), " ",
      el("button", { type: "button", class: "small quiet", "aria-label": `不画${byName.get(source).label}`, onclick: () => { chosen.splice(chosen.indexOf(source), 1); draw(); changed(); } }, "去掉"))));
    const meant = search.value.trim() ? meantBy(search.value, all).filter((one) => !chosen.includes(one.source)).slice(0, MOST_SHOWN) : [];
    found.hidden = !meant.length;
    found.replaceChildren(...meant.map((one) => el("li", {}, el("button", { type: "button", onclick: () => { chosen.push(one.source); draw(); changed(); } }, one.label, el("b", {}, one.value || "还没有填")))));
  };
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = found.querySelector("button");
    if (first && !found.hidden) first.click();
  });
  draw();
  return el("div", { class: "figures" }, list, el("label", { for: "more-figures" }, "加上哪个数"), search, found);
}
