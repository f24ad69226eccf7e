// A whole report that was pasted into one section: whether it is to be put into all of them, and what stands there already.

import { ask, desk, el } from "./core.js";

const MOST = 8;
const keyOf = (one) => JSON.stringify(one.key);

// How it is to be put: "behind" what stands there, "instead" of it, or "here" where it was pasted; null where nothing is to be pasted.
export async function askWhole({ parts, left, tables }) {
  const there = desk.state.parts.filter((part) => part.lines.length && parts.some((one) => keyOf(one) === keyOf(part)));
  const list = el("ul", {}, parts.map((one) => el("li", {}, `${one.name}：${one.lines.length} 段`, there.some((part) => keyOf(part) === keyOf(one)) ? el("span", { class: "warning" }, "（这一部分已经有文字）") : null)));
  const rest = left.length ? el("details", {}, el("summary", {}, `有 ${left.length} 行不是哪一部分的正文，不放`), el("ul", {}, left.slice(0, MOST).map((line) => el("li", {}, line)), left.length > MOST ? el("li", { class: "soft" }, `……还有 ${left.length - MOST} 行`) : null)) : null;
  const figures = tables ? el("p", { class: "soft" }, `${tables} 张填数的表不放：数在“填表”里填。`) : null;
  const content = el("div", {}, el("p", {}, "这像是整份年报，要不要分到各部分？"), list, figures, rest);
  const buttons = there.length ? [["behind", "分开，接在原有文字后面"], ["instead", "分开，换掉原有文字", "main"]] : [["instead", "分到各部分", "main"]];
  return ask("粘贴整份年报", content, [["", "不粘贴"], ["here", "都放在这里"], ...buttons]);
}

// The lines of each part as they are to be, by its key.
export const linesOf = (how, { parts }, now) => new Map(parts.map((one) => [keyOf(one), how === "behind" ? [...now(keyOf(one)), ...one.lines] : one.lines]));

// Single values that are empty are filled; what somebody wrote there stays.
export const emptyValues = ({ values }) => values
  .map((one) => ({ one, there: desk.state.values.find((value) => keyOf(value) === keyOf(one)) }))
  .filter(({ there }) => there && !there.value.trim())
  .map(({ one, there }) => ({ key: keyOf(one), label: there.label, was: there.value, now: one.now }));
