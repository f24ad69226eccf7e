// 写文字: section by section, one paragraph a block; figures stand in it as chips, numbers are marked as the check sees them.

import { $, $$, api, ask, desk, el, listen, placeOf, saidOf, save, tell, tellError, typeText } from "./core.js";
import { askChart } from "./chart.js";
import { askFigure, askLink, askPicture, askTable, drawn, drawnRows, pictured } from "./insert.js";
import { lastYear, questions } from "./last_year.js";
import { OWN, chipOf, copy, legend, lineOf, linkOf, linkParts, marked, nodesOf, piecesOf, refreshLine, squeeze } from "./line.js";
import { headsTable, isRow, isRuleBelow, oneThing, together, withRules, withoutRules } from "./rows.js";
import { Steps } from "./steps.js";
import { drawValues, fillValue, markValues, valueIn } from "./values.js";
import { askWhole, emptyValues, linesOf as linesOfWhole } from "./whole.js";
import { showWordText } from "./word_text.js";

const steps = new Steps();
let caret = null; // the block and the range where a figure is to be put

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
  document.addEventListener("selectionchange", remember);
  return () => {
    stop();
    document.removeEventListener("selectionchange", remember);
  };
}

const keepFocus = (event) => event.preventDefault();

function remember() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount) return;
  const node = chosen.anchorNode;
  const around = node && (node.nodeType === 1 ? node : node.parentElement);
  const text = around && around.closest(".text");
  // A browser may set the caret into what stands as a whole, where nobody can write.
  const whole = text && chosen.isCollapsed && around.closest(".chip, .link");
  if (whole && document.activeElement === text) {
    const range = document.createRange();
    if (chosen.anchorOffset * 2 < whole.textContent.length) range.setStartBefore(whole);
    else range.setStartAfter(whole);
    chosen.removeAllRanges();
    chosen.addRange(range);
  }
  if (text) caret = { text, range: chosen.getRangeAt(0).cloneRange() };
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

// The lines of a part as its file has them.
const linesOf = (part) => withRules(part.lines.map((one) => ({ line: one.line, heads: headsTable(one) })));

function fill(blocks, lines) {
  blocks.replaceChildren();
  for (const one of lines) blocks.append(drawBlock([...piecesOf(one)], headsTable(one)));
  if (!lines.length) blocks.append(drawBlock([]));
}

// A line more at the end of a part.
function write(blocks, line) {
  const block = drawBlock([line]);
  blocks.append(block);
  changed(block);
  $(".text", block).focus();
}

// Lines as blocks: rules are none, the row above them knows that it heads a table.
const blocksOf = (lines) => lines.map(({ line, heads }) => drawBlock(nodesOf(line), heads));

function drawBlock(content, heads = false) {
  const text = el("div", { class: "text", contenteditable: "true", role: "textbox", "aria-multiline": "true", spellcheck: "false" }, content);
  const block = el("div", { class: "block", "data-heads": heads }, el("div", { class: "under", "aria-hidden": "true" }), text, el("div", { class: "drawn" }), el("ul", { class: "said" }));
  text.addEventListener("input", () => changed(block));
  text.addEventListener("keydown", keys);
  text.addEventListener("paste", paste);
  text.addEventListener("copy", copy);
  text.addEventListener("cut", copy);
  text.addEventListener("beforeinput", (event) => { if (/^format(?!Bold)/.test(event.inputType)) event.preventDefault(); }); // no other look can be printed
  text.addEventListener("click", remember);
  text.addEventListener("dblclick", (event) => { const link = event.target.closest(".link"); if (link && !desk.state.word_text) changeLink(link); });
  text.addEventListener("blur", () => asRule(block));
  text.addEventListener("blur", () => save().then(() => { if (document.contains(block)) marks(); })); // what is left is drawn
  level(block);
  return block;
}

// A rule that was typed below a row is no line of its own.
function asRule(block) {
  const above = block.previousElementSibling;
  if (!isRuleBelow(above, lineOf($(".text", block)))) return;
  above.setAttribute("data-heads", "");
  block.remove();
  changed(above);
}

function level(block) {
  const line = lineOf($(".text", block));
  const heading = /^（[一二三四五六七八九十]+）/.test(line) ? 2 : /^\d{1,2}[.．]/.test(line) ? 3 : /^（\d{1,2}）/.test(line) ? 4 : 0;
  const kind = isRow(line) ? "row" : /^!\[.*\]\(.*\)$/.test(line) ? "picture" : "";
  block.className = `block${heading ? ` level-${heading}` : ""}${kind ? ` ${kind}` : ""}${heading && !/[。；]/.test(line) ? " alone" : ""}`;
}

function changed(block) {
  level(block);
  changedIn(block.closest(".part"));
}

function changedIn(part) {
  const now = linesIn(part);
  steps.record(JSON.stringify(part.shows.key), part.now, now);
  part.now = now;
  typeText(part.shows.key, part.was, now);
}

const written = (blocks) => blocks.map((block) => ({ line: lineOf($(".text", block)), heads: block.hasAttribute("data-heads") })).filter(({ line }) => line);
const linesIn = (part) => withRules(written($$(".block", part)));

const partOf = (key) => $$(".part").find((one) => JSON.stringify(one.shows.key) === key);

// The last step in the text taken back, or done again: seen where it was. What is no part is a single value.
function back(again) {
  const done = steps.back({ again, lines: (key) => (partOf(key) ? linesIn(partOf(key)) : valueIn(key)), put: (key, now) => {
    const part = partOf(key);
    if (!part) {
      fillValue(key, now);
      return;
    }
    showLines(part, now);
    part.scrollIntoView({ block: "nearest" });
    save().then(() => { if (document.contains(part)) marks(); });
  } });
  if (done === null) tell(again ? "没有可以重做的" : "没有可以撤消的；更早的在“预览和下载”的“以前的样子”里");
  if (done === false) tell("这一段后来又改过，撤消不了；以前的在“预览和下载”的“以前的样子”里");
}

// Other lines in the place of all that a part has.
function showLines(part, lines) {
  $(".blocks", part).replaceChildren(...(lines.length ? blocksOf(withoutRules(lines)) : [drawBlock([])]));
  part.now = lines;
  typeText(part.shows.key, part.was, lines);
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

// A picture, a chart or a small table stands as it will be printed, with what one can do to it; its line is kept out of sight.
function show(block, lines, at) {
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

function focusBlock(block) {
  if (!block) return;
  const wanted = block.hasAttribute("data-card") ? $(".drawn button", together(block).pop()) : $(".text", block);
  if (wanted) wanted.focus();
}

// -- keys and paste ---------------------------------------------------------------------------------------

function place(text, node, offset) {
  const range = document.createRange();
  range.setStart(node, offset);
  range.collapse(true);
  const chosen = document.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
  text.focus();
}

function keys(event) {
  const text = event.currentTarget;
  const block = text.closest(".block");
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    insertLink();
  } else if (event.key === "Enter") {
    event.preventDefault();
    const range = document.getSelection().getRangeAt(0);
    range.deleteContents();
    const rest = document.createRange();
    rest.selectNodeContents(text);
    rest.setStart(range.endContainer, range.endOffset);
    const next = drawBlock([...rest.extractContents().childNodes]);
    block.after(next);
    level(block);
    changed(next);
    place($(".text", next), $(".text", next), 0);
  } else if (event.key === "Backspace" && atStart(text)) {
    const before = block.previousElementSibling;
    if (!before) return;
    event.preventDefault();
    if (before.hasAttribute("data-card")) {
      focusBlock(before);
      return;
    }
    const target = $(".text", before);
    const at = target.childNodes.length;
    target.append(...text.childNodes);
    block.remove();
    changed(before);
    place(target, target, at);
  } else if (event.key === "ArrowUp" && atStart(text) && beyond(block, "previousElementSibling")) {
    event.preventDefault();
    const target = $(".text", beyond(block, "previousElementSibling"));
    place(target, target, target.childNodes.length);
  } else if (event.key === "ArrowDown" && atEnd(text) && beyond(block, "nextElementSibling")) {
    event.preventDefault();
    const target = $(".text", beyond(block, "nextElementSibling"));
    place(target, target, 0);
  }
}

// The next block in which one can write.
function beyond(block, way) {
  let next = block[way];
  while (next && next.hasAttribute("data-card")) next = next[way];
  return next;
}

function beside(text, end) {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || !chosen.isCollapsed) return "x";
  const range = document.createRange();
  range.selectNodeContents(text);
  if (end) range.setStart(chosen.anchorNode, chosen.anchorOffset);
  else range.setEnd(chosen.anchorNode, chosen.anchorOffset);
  return range.toString();
}

const atStart = (text) => beside(text, false) === "";
const atEnd = (text) => beside(text, true) === "";

// What may look otherwise than plain words: the server reads it.
const LOOKS = /<(?:b|strong|a|img|s|del|strike|su[bp]|u|ins|i|em)\b|font-weight|font-style|vertical-align|text-decoration|text-underline/i;

async function paste(event) {
  event.preventDefault();
  const text = event.currentTarget;
  const block = text.closest(".block");
  const data = event.clipboardData;
  const plain = data.getData("text/plain");
  const html = data.getData("text/html");
  const [picture] = [...data.files].filter((one) => /^image\/(png|jpeg|svg\+xml)$/.test(one.type));
  if (picture && !plain.trim()) {
    await put(() => askPicture({ dropped: picture }), insertLines);
    return;
  }
  const own = data.getData(OWN);
  if (own) {
    insertNodes(nodesOf(own), { pasted: true });
    return;
  }
  const single = !/[\n\r\t\u2028]/.test(plain.trim()) && !/<(?:p|table|li|h\d)\b[\s\S]*<(?:p|table|li|h\d)\b/i.test(html);
  if (single && !LOOKS.test(html)) {
    document.execCommand("insertText", false, plain.trim());
    return;
  }
  const kept = here();
  try {
    const { lines, took, left, whole } = await api("paste", { html: html.slice(0, 1400000), text: plain.slice(0, 490000) }, desk.draft);
    if (single) {
      const nodes = lines.length === 1 ? nodesOf(lines[0]) : [];
      if (nodes.some((one) => typeof one !== "string")) insertNodes(nodes, { pasted: true, where: kept });
      else {
        choose(kept);
        document.execCommand("insertText", false, lines.length === 1 ? nodes.join("") : plain.trim());
      }
      if (left) tell(`粘贴：文字；${left}`);
      return;
    }
    const how = whole ? await askWhole(whole) : "here";
    if (how === null) return;
    if (how !== "here") {
      putWhole(how, whole);
      return;
    }
    const old = [...text.childNodes];
    const filled = Boolean(lineOf(text));
    const came = withoutRules(lines);
    const added = blocksOf(came.slice(filled ? 0 : 1));
    if (!filled && came.length) {
      text.replaceChildren(...nodesOf(came[0].line));
      block.toggleAttribute("data-heads", came[0].heads);
    }
    block.after(...added);
    const after = added.length ? added[added.length - 1] : block;
    level(block);
    changed(after);
    const next = below(after);
    const last = $(".text", next);
    place(last, last, next === after ? last.childNodes.length : 0);
    const part = block.closest(".part");
    tell(`粘贴：${took}${left ? `；${left}` : ""}`, { undo: () => {
      for (const one of added) one.remove();
      if (!filled) {
        text.replaceChildren(...old);
        block.removeAttribute("data-heads");
      }
      level(block);
      changedIn(part);
    } });
  } catch (error) {
    tellError(error);
  }
}

// A whole report into its sections, and the single values that it fills: one step, which is taken back as one.
async function putWhole(how, whole) {
  const batch = `whole-${Date.now()}`;
  for (const [key, lines] of linesOfWhole(how, whole, (key) => linesIn(partOf(key)))) {
    const part = partOf(key);
    steps.record(key, part.now, lines, batch);
    showLines(part, lines);
  }
  const values = emptyValues(whole);
  for (const { key, was, now } of values) {
    steps.record(key, was, now, batch);
    fillValue(key, now);
  }
  await save();
  marks();
  const filled = values.map(({ label }) => label).join("、");
  tell(`分到了 ${whole.parts.length} 个部分${filled ? `，填上了${filled}` : ""}${whole.lost ? `；${whole.lost}` : ""}`, { undo: () => backTo(batch) });
}

// All that was done since a step, and the step itself, taken back.
async function backTo(batch) {
  const later = steps.since(batch) - 1;
  if (later > 0) {
    const answer = await ask("撤消粘贴", el("p", {}, `粘贴以后又改了 ${later} 处，撤消的话也一起改回去。`), [["", "不撤消"], ["ok", "一起撤消", "main"]]);
    if (answer !== "ok") return;
  }
  do back(false); while (steps.since(batch));
}

// -- figures, pictures, charts, small tables ---------------------------------------------------------------

function here() {
  remember(); // what was chosen just now may not have been told yet
  if (caret && document.contains(caret.text)) return caret;
  const text = $(".part .text");
  const range = document.createRange();
  range.selectNodeContents(text);
  range.collapse(false);
  return { text, range };
}

function choose({ text, range }) {
  text.focus();
  const chosen = document.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
}

// What is pasted looks as it did where it came from, though the caret stands in bold words.
function insertNodes(nodes, { pasted = false, where = here() } = {}) {
  const { text, range } = where;
  range.deleteContents();
  const node = range.startContainer;
  const heavy = pasted && (node.nodeType === 1 ? node : node.parentElement).closest(".text b, .text strong");
  if (heavy) {
    range.setEndAfter(heavy);
    const rest = range.extractContents();
    range.setStartAfter(heavy);
    range.collapse(true);
    if (rest.textContent) heavy.after(rest);
    if (!heavy.textContent) heavy.remove();
  }
  for (const node of nodes) {
    range.insertNode(typeof node === "string" ? document.createTextNode(node) : node);
    range.collapse(false);
  }
  choose({ text, range });
  changed(text.closest(".block"));
}

function bold() {
  choose(here());
  document.execCommand("bold");
}

// A link on the words that are chosen, or the one beside the caret changed.
async function insertLink() {
  const { range } = here();
  const near = [range.startContainer.childNodes[range.startOffset], range.startContainer.childNodes[range.startOffset - 1],
    ...(range.startContainer.nodeType === 3 && range.startOffset === range.startContainer.data.length ? [range.startContainer.nextSibling] : []),
    ...(range.startContainer.nodeType === 3 && range.startOffset === 0 ? [range.startContainer.previousSibling] : [])]
    .find((one) => one && one.nodeType === 1 && one.matches(".link"));
  if (near && range.collapsed) changeLink(near);
  else await put(() => askLink({ words: range.toString() }), ({ written, shown }, there) => insertNodes([linkOf(written, shown)], there));
}

async function changeLink(link) {
  const text = link.closest(".text");
  const [words, target] = linkParts(link.dataset.link);
  const now = await askLink({ words, target });
  if (!now || !document.contains(link)) return;
  link.replaceWith(...(now.written ? [linkOf(now.written, now.shown)] : nodesOf(now.words)));
  text.focus();
  changed(text.closest(".block"));
}

// Where one goes on writing: in a paragraph itself, below a table or a picture.
function below(block) {
  if (!block.matches(".row, .picture")) return block;
  const next = block.nextElementSibling;
  if (next && !next.matches(".row, .picture")) return next;
  const blank = drawBlock([]);
  block.after(blank);
  return blank;
}

function insertLines(lines, { where }) {
  const block = together(where.text.closest(".block")).pop();
  const blocks = blocksOf(oneThing(lines));
  block.after(...blocks);
  const last = blocks[blocks.length - 1];
  changed(last);
  $(".text", below(last)).focus();
}

// Where the caret stood before a dialog took it.
async function put(asked, insert) {
  const kept = here();
  try {
    const found = await asked();
    if (!found) return;
    insert(found, { where: kept });
  } catch (error) {
    tellError(error);
  }
}

const insertFigure = () => put(askFigure, (one, there) => insertNodes([chipOf(one.source, one.value)], there));
const insertPicture = () => put(askPicture, insertLines);
const insertChart = () => put(askChart, insertLines);
const insertTable = () => put(askTable, insertLines);
