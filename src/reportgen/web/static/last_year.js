// Last year beside this one: what the section said, and the problems that it named, each until the text answers it.

import { ask, desk, el, mend, onAnswered, save, typeText } from "./core.js";

export function lastYear(part, copy) {
  const list = el("ul");
  for (const line of part.last)
    list.append(el("li", {}, line, " ", el("button", { type: "button", class: "small", onclick: () => copy(line) }, "抄到下面")));
  return el("details", { class: "last-year", open: part.asks_problems },
    el("summary", {}, part.asks_problems ? "上年写的问题：今年改得怎样，请在这一部分写明" : "上年这一部分写的"), list);
}

// Last year's problems, each until somebody says that the text answers it; they are notes in the text file, never printed.
export function questions(part) {
  const list = el("ul");
  for (const problem of part.questions) {
    const row = el("li", {}, problem, " ", el("button", { type: "button", class: "small", onclick: () => answered(problem, row) }, "写明了，不再问"));
    list.append(row);
  }
  return el("div", { class: "questions" }, el("h3", {}, "去年写的问题，今年改得怎样？"), list);
}

async function answered(problem, row) {
  await save();
  const found = desk.state.problems.find((one) => one.finding.code === "W128" && one.finding.message.includes(`“${problem}”`));
  if (!found) row.hidden = true; // it was answered in another window
  else await mend(found, { how: "answered", done: "不再问了" });
}

// Nothing is answered where nothing is written: whoever says so is asked for the words, which go into that part. False where they are not given.
onAnswered(async ({ finding }) => {
  const part = desk.state.parts.find((one) => one.questions.some((problem) => finding.message.includes(`“${problem}”`)));
  if (!part || part.lines.some((line) => line.shown.trim())) return true;
  const words = el("textarea", { id: "answer", rows: "4", maxlength: "2000" });
  const told = el("p", { class: "error", role: "alert" });
  const content = el("div", { class: "fields" }, el("p", {}, finding.message), el("label", { for: "answer" }, `“${part.heading}”里还没有写字。今年改得怎样？写在这里，会放进这一部分`), words, told);
  for (;;) {
    if ((await ask("写明今年改得怎样", content, [["", "以后再写"], ["ok", "写进去，不再问", "main"]])) !== "ok") return false;
    const lines = words.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (lines.length) {
      typeText(part.key, [], lines);
      return !(await save());
    }
    told.textContent = "还没有写。";
  }
});
