// A picture, a chart or a small table in the text: seen as it will be printed, changed in a dialog, deleted.

import { $, desk, el, tell, tellError } from "./core.js";
import { blocksOf, changedIn, drawBlock, written } from "./blocks.js";
import { askChart } from "./chart.js";
import { askPicture, askTable, drawn, drawnRows, pictured } from "./insert.js";
import { headsTable, oneThing, together } from "./rows.js";

// A picture, a chart or a small table stands as it will be printed, with what one can do to it; its line is kept out of sight.
export function show(block, lines, at) {
  const frame = $(".drawn", block);
  const { kind } = lines[at];
  const row = kind === "row";
  const next = lines[at + 1];
  const last = row && !(next && next.kind === "row" && !headsTable(next));
  let first = at;
  while (row && first > 0 && !headsTable(lines[first]) && lines[first - 1].kind === "row") first -= 1;
  const rows = lines.slice(first, at + 1);
  const made = row || Boolean(lines[at].image || lines[at].drawing) || kind === "chart" || kind === "image";
  // Whoever is writing the line sees it until it is left.
  block.toggleAttribute("data-card", made && document.activeElement !== $(".text", block));
  const wanted = last ? JSON.stringify(rows.map((one) => [one.line, one.shown])) : row ? "" : `${lines[at].line}${lines[at].drawing}`;
  if (!made) {
    if (frame.dataset.shows) frame.replaceChildren();
    delete frame.dataset.shows;
    return;
  }
  if (frame.dataset.shows === wanted) return;
  frame.dataset.shows = wanted;
  frame.replaceChildren();
  if (row && !last) return;
  const { caption } = row ? {} : pictured(lines[at].line) || { caption: "" };
  const what = row ? "小表格" : kind === "chart" ? "图表" : "图片";
  const picture = last ? drawnRows(rows) : drawn(lines[at]) || el("p", { class: "soft" }, `${what}显示不出来`);
  const buttons = state().word_text ? null : el("div", { class: "buttons" },
    el("button", { type: "button", class: "small", "aria-label": `改${what}${caption || ""}`, onclick: () => edit(block, kind) }, `改${what}`),
    el("button", { type: "button", class: "small quiet", "aria-label": `删去${what}${caption || ""}`, onclick: () => drop(block, what) }, "删去"));
  frame.append(picture, caption ? el("p", { class: "caption" }, caption) : "", buttons || "");
}

const state = () => desk.state;

async function edit(block, kind) {
  const old = together(block);
  const lines = written(old).map(({ line }) => line);
  try {
    const now = kind === "row" ? await askTable(lines) : kind === "chart" ? await askChart(pictured(lines[0])) : await askPicture({ now: pictured(lines[0]) });
    if (now) exchange(old, oneThing(now));
  } catch (error) {
    tellError(error);
  }
}

function drop(block, what) {
  const old = together(block);
  const lines = written(old);
  const { part, next } = exchange(old, []);
  tell(`${what}删去了`, { undo: () => {
    const blocks = $(".blocks", part);
    const place = next && blocks.contains(next) ? next : null;
    for (const one of blocksOf(lines)) blocks.insertBefore(one, place);
    changedIn(part);
  } });
}

// Other lines in the place of these blocks.
function exchange(old, lines) {
  const part = old[0].closest(".part");
  const next = old[old.length - 1].nextElementSibling;
  old[0].before(...blocksOf(lines));
  for (const one of old) one.remove();
  const blocks = $(".blocks", part);
  if (!blocks.children.length) blocks.append(drawBlock([]));
  changedIn(part);
  return { part, next };
}

export function focusBlock(block) {
  if (!block) return;
  const wanted = block.hasAttribute("data-card") ? $(".drawn button", together(block).pop()) : $(".text", block);
  if (wanted) wanted.focus();
}
