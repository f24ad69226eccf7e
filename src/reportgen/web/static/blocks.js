// The paragraphs of a part, each a block that one writes in; what was done to them is taken back step by step.

import { $, $$, el, save, tell, typeText } from "./core.js";
import { copy, lineOf, nodesOf, piecesOf } from "./line.js";
import { headsTable, isRow, isRuleBelow, withRules, withoutRules } from "./rows.js";
import { Steps } from "./steps.js";
import { fillValue, valueIn } from "./values.js";

export const steps = new Steps();

// The lines of a part as its file has them.
export const linesOf = (part) => withRules(part.lines.map((one) => ({ line: one.line, heads: headsTable(one) })));

export function fill(blocks, lines) {
  blocks.replaceChildren();
  for (const one of lines) blocks.append(drawBlock([...piecesOf(one)], headsTable(one)));
  if (!lines.length) blocks.append(drawBlock([]));
}

// A line more at the end of a part.
export function write(blocks, line) {
  const block = drawBlock([line]);
  blocks.append(block);
  changed(block);
  $(".text", block).focus();
}

// Lines as blocks: rules are none, the row above them knows that it heads a table.
export const blocksOf = (lines) => lines.map(({ line, heads }) => drawBlock(nodesOf(line), heads));

export function drawBlock(content, heads = false) {
  const text = el("div", { class: "text", contenteditable: "true", role: "textbox", "aria-multiline": "true", spellcheck: "false" }, content);
  const block = el("div", { class: "block", "data-heads": heads }, el("div", { class: "under", "aria-hidden": "true" }), text, el("div", { class: "drawn" }), el("ul", { class: "said" }));
  text.addEventListener("input", () => changed(block));
  text.addEventListener("copy", copy);
  text.addEventListener("cut", copy);
  text.addEventListener("beforeinput", (event) => { if (/^format(?!Bold)/.test(event.inputType)) event.preventDefault(); }); // no other look can be printed
  text.addEventListener("blur", () => asRule(block));
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

export function level(block) {
  const line = lineOf($(".text", block));
  const heading = /^（[一二三四五六七八九十]+）/.test(line) ? 2 : /^\d{1,2}[.．]/.test(line) ? 3 : /^（\d{1,2}）/.test(line) ? 4 : 0;
  const kind = isRow(line) ? "row" : /^!\[.*\]\(.*\)$/.test(line) ? "picture" : "";
  block.className = `block${heading ? ` level-${heading}` : ""}${kind ? ` ${kind}` : ""}${heading && !/[。；]/.test(line) ? " alone" : ""}`;
}

export function changed(block) {
  level(block);
  changedIn(block.closest(".part"));
}

export function changedIn(part) {
  const now = linesIn(part);
  steps.record(JSON.stringify(part.shows.key), part.now, now);
  part.now = now;
  typeText(part.shows.key, part.was, now);
}

export const written = (blocks) => blocks.map((block) => ({ line: lineOf($(".text", block)), heads: block.hasAttribute("data-heads") })).filter(({ line }) => line);
export const linesIn = (part) => withRules(written($$(".block", part)));

export const partOf = (key) => $$(".part").find((one) => JSON.stringify(one.shows.key) === key);

// The last step in the text taken back, or done again: seen where it was. What is no part is a single value.
export function back(again) {
  const done = steps.back({ again, lines: (key) => (partOf(key) ? linesIn(partOf(key)) : valueIn(key)), put: (key, now) => {
    const part = partOf(key);
    if (!part) {
      fillValue(key, now);
      return;
    }
    showLines(part, now);
    part.scrollIntoView({ block: "nearest" });
    save();
  } });
  if (done === null) tell(again ? "没有可以重做的" : "没有可以撤消的；更早的在“预览和下载”的“以前的样子”里");
  if (done === false) tell("这一段后来又改过，撤消不了；以前的在“预览和下载”的“以前的样子”里");
}

// Other lines in the place of all that a part has.
export function showLines(part, lines) {
  $(".blocks", part).replaceChildren(...(lines.length ? blocksOf(withoutRules(lines)) : [drawBlock([])]));
  part.now = lines;
  typeText(part.shows.key, part.was, lines);
}
