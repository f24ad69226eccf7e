// A line of the text file as one writes it in the page: bold words bold, links and figures as they are printed; and back to the line.

import { $$, desk, el } from "./core.js";

// What stands for something else: a figure, a link, bold type, a sign that is meant as it stands.
const TOKEN = /\{\{(?:(?!\{\{).)*?\}\}|(?<!!)\[[^[\]]+\]\([^()]*(?:\([^()]*\)[^()]*)*\)|(?<!\*)\*\*(?!\*)|\\[-*|[\]!！\\]/g;
const LINK = /^\[([^[\]]+)\]\((.*)\)$/;
export const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s"<>]+$/i;

// The nodes of a line; `values` says what figures and links print, by what is written for them.
export function nodesOf(line, values = printed()) {
  const tokens = [...line.matchAll(TOKEN)];
  const stars = tokens.filter((one) => one[0] === "**");
  const alone = stars.length % 2 ? stars.pop() : null;
  const found = [];
  let into = found;
  let at = 0;
  const put = (one) => { if (one !== "") into.push(one); };
  for (const token of tokens) {
    if (token === alone) continue;
    put(line.slice(at, token.index));
    at = token.index + token[0].length;
    if (token[0] === "**") {
      if (into === found) into = [];
      else {
        found.push(el("b", {}, into));
        into = found;
      }
    } else put(nodeOf(token[0], values));
  }
  put(line.slice(at));
  return found;
}

function nodeOf(token, values) {
  if (token.startsWith("{{")) {
    const source = token.replace(/^[{}\s]+|[{}\s]+$/g, "");
    return chipOf(source, values.get(source));
  }
  if (token.startsWith("\\")) return el("span", { "data-sign": token }, token.slice(1));
  const [, words, target] = token.match(LINK);
  return ADDRESS.test(target.trim()) ? linkOf(token, values.get(token) || shownLink(words, target.trim())) : token;
}

export function chipOf(source, value) {
  return el("span", { class: "chip", contenteditable: "false", "data-source": source, title: source, role: "img", "aria-label": `${value}，引用 ${source}` }, value || "？");
}

// A link stands as a whole, as it is printed; it is changed in a dialog.
export function linkOf(written, shown) {
  return el("span", { class: "link", contenteditable: "false", "data-link": written, title: `${written.match(LINK)[2]}（双击改）`, role: "link" }, shown);
}

export const linkParts = (written) => written.match(LINK).slice(1);
export const writtenLink = (words, target) => `[${words.replace(/\[/g, "［").replace(/\]/g, "］")}](${target.replace(/\(/g, "%28").replace(/\)/g, "%29")})`;

// The address is printed behind the words, for those who read on paper.
export function shownLink(words, target) {
  const plain = words.replace(/\*\*/g, "");
  const address = target.replace(/^mailto:/, "");
  return address.endsWith(plain) ? plain : `${plain}（${address}）`;
}

// What every figure and link of the text prints now.
function printed() {
  const values = new Map();
  for (const part of desk.state.parts) for (const passage of part.lines) for (const [source, value] of valuesOf(passage)) values.set(source, value);
  return values;
}

export const valuesOf = (passage) => new Map(passage.chips.map((chip) => [chip.source, passage.shown.slice(chip.start, chip.end)]));

// A passage as it is shown; one that would not be written again as it is stays as it is written.
export function piecesOf(passage) {
  if (passage.kind !== "paragraph" && passage.kind !== "heading") return [passage.line];
  const nodes = nodesOf(passage.line.replace(/^[-*] /, "——"), valuesOf(passage));
  return squeeze(lineOf(el("div", {}, nodes))) === squeeze(passage.line) ? el("div", {}, nodes).childNodes : [passage.line];
}

export const squeeze = (text) => text.replace(/^[-*] /, "——").replace(/\{\{\s*/g, "{{").replace(/\s*\}\}/g, "}}").trim();

export function lineOf(text) {
  const runs = [];
  gather(text, false, runs);
  let line = "";
  for (let at = 0; at < runs.length; ) {
    const [, heavy] = runs[at];
    let words = "";
    for (; at < runs.length && runs[at][1] === heavy; at += 1) words += runs[at][0];
    const [, lead, core, behind] = words.match(/^(\s*)([\s\S]*?)(\s*)$/);
    line += heavy && core ? `${lead}**${core}**${behind}` : words;
  }
  return line.replace(/[\u00a0\n]/g, " ").trim();
}

// Runs of words, each with whether it is bold.
function gather(parent, heavy, runs) {
  for (const node of parent.childNodes) {
    if (node.nodeType === 3) runs.push([node.data, heavy]);
    else if (node.nodeType !== 1 || node.tagName === "BR") continue;
    else if (node.dataset.source) runs.push([`{{ ${node.dataset.source} }}`, heavy]);
    else if (node.dataset.link) runs.push([node.dataset.link, heavy]);
    else if (node.dataset.sign && node.textContent.startsWith(node.dataset.sign.slice(1))) runs.push([`\\${node.textContent}`, heavy]);
    else gather(node, heavy || node.tagName === "B" || node.tagName === "STRONG", runs);
  }
}

// Brings what is shown in line with what a passage says, but for what somebody is writing in.
export function refreshLine(text, passage) {
  const values = valuesOf(passage);
  for (const chip of $$(".chip", text)) {
    const value = values.get(chip.dataset.source);
    if (value && chip.textContent !== value) chip.textContent = value;
  }
  if (document.activeElement === text || document.querySelector("dialog[open]")) return;
  const wanted = el("div", {}, ...piecesOf(passage));
  wanted.normalize();
  text.normalize();
  const same = wanted.childNodes.length === text.childNodes.length && [...wanted.childNodes].every((one, number) => one.isEqualNode(text.childNodes[number]));
  if (!same) text.replaceChildren(...wanted.childNodes);
}

// The same nodes once more, to lie under the text, with the numbers marked that the check looked at.
export function marked(text, marks) {
  let at = 0;
  const copy = (node) => {
    if (node.nodeType !== 3) {
      const made = el(/^(?:B|STRONG)$/.test(node.tagName) ? "b" : "span");
      made.append(...[...node.childNodes].flatMap(copy));
      return [made];
    }
    const pieces = [];
    const end = at + node.data.length;
    const start = at;
    const cut = (from, to, one) => {
      if (to <= from) return;
      const words = node.data.slice(from - start, to - start);
      pieces.push(one ? el("span", { class: `claim ${one.status}`, title: one.words }, words) : words);
    };
    for (const one of marks) {
      if (one.end <= at || one.start >= end) continue;
      cut(at, Math.max(one.start, at), null);
      at = Math.max(one.start, at);
      cut(at, Math.min(one.end, end), one);
      at = Math.min(one.end, end);
    }
    cut(at, end, null);
    at = end;
    return pieces;
  };
  return [...text.childNodes].flatMap(copy);
}

// What is copied within the text takes its figures, links and bold type along.
export const OWN = "application/x-reportgen-line";

export function copy(event) {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return;
  const held = el("div", {}, chosen.getRangeAt(0).cloneContents());
  event.preventDefault();
  event.clipboardData.setData("text/plain", held.textContent);
  event.clipboardData.setData(OWN, lineOf(held));
  if (event.type === "cut") document.execCommand("delete");
}

// What the colours under the numbers say.
export const legend = () => el("span", { class: "legend" }, mark("bound", "引用"), mark("matched", "与表相符"), mark("settled", "文中对得上"), mark("contradictory", "不符"), mark("doubtful", "先看表"), mark("untied", "表里没有"));
const mark = (style, words) => el("span", {}, el("b", { class: `claim ${style}` }, "例"), words);
