// How one writes in the paragraphs: keys, what is pasted, and what is put in where the caret stands.

import { $, $$, api, ask, desk, el, save, tell, tellError } from "./core.js";
import { back, blocksOf, changed, changedIn, drawBlock, level, linesIn, partOf, showLines, steps } from "./blocks.js";
import { focusBlock } from "./cards.js";
import { askChart } from "./chart.js";
import { askFigure, askLink, askPicture, askTable } from "./insert.js";
import { OWN, chipOf, linkOf, linkParts, nodesOf, lineOf } from "./line.js";
import { oneThing, together, withoutRules } from "./rows.js";
import { fillValue } from "./values.js";
import { askWhole, emptyValues, linesOf as linesOfWhole } from "./whole.js";

let caret = null; // the block and the range where a figure is to be put

// Let one write in these parts; gives back how that ends.
export function writeIn(parts) {
  parts.addEventListener("keydown", keys);
  parts.addEventListener("paste", paste);
  parts.addEventListener("click", (event) => { if (event.target.closest(".text")) remember(); });
  parts.addEventListener("dblclick", (event) => { const link = event.target.closest(".text .link"); if (link && !desk.state.word_text) changeLink(link); });
  document.addEventListener("selectionchange", remember);
  return () => document.removeEventListener("selectionchange", remember);
}

export const keepFocus = (event) => event.preventDefault();

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
  const text = event.target.closest(".text");
  if (!text) return;
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
  const text = event.target.closest(".text");
  if (!text) return;
  event.preventDefault();
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

export function bold() {
  choose(here());
  document.execCommand("bold");
}

// A link on the words that are chosen, or the one beside the caret changed.
export async function insertLink() {
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

export const insertFigure = () => put(askFigure, (one, there) => insertNodes([chipOf(one.source, one.value)], there));
export const insertPicture = () => put(askPicture, insertLines);
export const insertChart = () => put(askChart, insertLines);
export const insertTable = () => put(askTable, insertLines);
