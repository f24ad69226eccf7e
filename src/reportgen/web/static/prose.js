// 写文字: section by section, one paragraph a block; figures stand in it as chips, numbers are marked as the check sees them.

import { $, $$, desk, el, listen, placeOf, saidOf, save } from "./core.js";
import { back, fill, linesIn, linesOf, steps, write } from "./blocks.js";
import { focusBlock, show } from "./cards.js";
import { lastYear, questions } from "./last_year.js";
import { legend, lineOf, marked, refreshLine, squeeze } from "./line.js";
import { headsTable } from "./rows.js";
import { drawValues, markValues } from "./values.js";
import { showWordText } from "./word_text.js";
import { bold, insertChart, insertFigure, insertLink, insertPicture, insertTable, keepFocus, writeIn } from "./writing.js";

export function showProse(place, target) {
  const { state } = desk;
  const parts = el("div", { class: "parts" });
  state.parts.forEach((part, number) => parts.append(drawPart(part, number)));
  const aside = el("aside", { class: "fields", "aria-label": "机关、落款、联系方式" }, drawValues(state.values));
  const bar = el("div", { class: "bar" },
    el("button", { type: "button", onmousedown: keepFocus, onclick: insertFigure }, "插入表里的数"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: bold, title: "Ctrl+B", "aria-keyshortcuts": "Control+B" }, "加粗"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: insertLink, title: "Ctrl+K", "aria-keyshortcuts": "Control+K" }, "链接"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: insertPicture }, "插入图片"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: insertChart }, "插入图表"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: insertTable }, "插入小表格"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: () => back(false), title: "最近改的一步" }, "撤消"),
    el("button", { type: "button", onmousedown: keepFocus, onclick: () => back(true) }, "重做"),
    legend());
  steps.begin(desk.draft);
  if (state.word_text) {
    showWordText(place, state, parts, aside, legend());
    marks();
    return () => {};
  }
  place.replaceChildren(bar, el("p", { class: "soft tip" }, "一行一段，回车另起一段；（一）、1. 开头的自动成为小标题。可以从 Word 里整段粘贴。"),
    el("div", { class: "prose" }, parts, aside));
  const stop = listen((what) => {
    if (what === "look" || what === "state") marks();
  });
  marks();
  const wanted = target && $(`#part-${target.replace(".", " .block:nth-of-type(")}${target.includes(".") ? ")" : ""}`);
  if (wanted) {
    wanted.scrollIntoView({ block: "center" });
    focusBlock(wanted.matches(".block") ? wanted : $(".block", wanted));
  }
  const value = /^v\d+$/.test(target) && $$(".fields [data-value]").find((one) => one.dataset.value === target.slice(1));
  if (value) {
    value.scrollIntoView({ block: "center" });
    value.focus();
  }
  // What is left is drawn.
  parts.addEventListener("focusout", () => save().then(() => { if (document.contains(parts)) marks(); }));
  const done = writeIn(parts);
  return () => {
    stop();
    done();
  };
}

// -- parts ------------------------------------------------------------------------------------------------

function drawPart(part, number) {
  const blocks = el("div", { class: "blocks" });
  const made = el("section", { class: "part", id: `part-${number}`, "aria-label": part.heading }, el("h2", {}, part.heading),
    part.guidance.length ? el("details", {}, el("summary", {}, "写什么"), part.guidance.map((one) => el("p", {}, one))) : null,
    part.last.length ? lastYear(part, (line) => write(blocks, line)) : null, part.questions.length ? questions(part) : null, blocks);
  made.shows = part;
  made.was = linesOf(part);
  fill(blocks, part.lines);
  made.now = linesIn(made);
  return made;
}

// -- marks ------------------------------------------------------------------------------------------------

function marks() {
  const { state } = desk;
  markValues(state);
  state.parts.forEach((part, number) => {
    const section = $(`#part-${number}`);
    if (!section) return;
    section.shows = part;
    $$(".block:not(.row, .picture) > .text", section).forEach((text, at) => text.setAttribute("aria-label", `${part.heading}，第${at + 1}段`));
    const blocks = $$(".block", section).filter((block) => lineOf($(".text", block)));
    const same = blocks.length === part.lines.length && blocks.every((block, at) => squeeze(lineOf($(".text", block))) === squeeze(part.lines[at].line));
    if (!same) return;
    section.was = linesOf(part);
    blocks.forEach((block, at) => {
      block.toggleAttribute("data-heads", headsTable(part.lines[at]));
      markBlock(block, part.lines[at], state);
      show(block, part.lines, at);
    });
  });
}

function markBlock(block, passage, state) {
  const text = $(".text", block);
  refreshLine(text, passage);
  const under = $(".under", block);
  under.replaceChildren(...(text.textContent === passage.shown ? marked(text, passage.marks) : []));
  const told = $(".said", block);
  told.replaceChildren();
  const problems = passage.findings.map((number) => state.problems[number - 1]).filter(Boolean);
  told.append(...problems.filter((one) => !one.waits).map(saidOf));
  const gaps = problems.filter((one) => one.waits).map((one) => one.say.find((piece) => piece.to)).filter(Boolean);
  if (gaps.length) told.append(el("li", { class: "todo" }, "【待填】的在这里填：", gaps.map((one, at) => [at ? "、" : "", el("a", { href: placeOf(one.to) }, one.to.value === null ? one.text : state.values[one.to.value].label)])));
  text.setAttribute("aria-invalid", problems.some((one) => !one.waits) ? "true" : "false");
}
