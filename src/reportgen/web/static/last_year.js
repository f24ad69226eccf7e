// Last year beside this one: what the section said, and the problems that it named, each until the text answers it.

import { api, desk, el, save, take, tell, tellError, undone } from "./core.js";

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
  try {
    await save();
    const found = desk.state.problems.find((one) => one.finding.code === "W128" && one.finding.message.includes(`“${problem}”`));
    if (found) {
      const done = await api("mend", { code: "W128", fingerprint: found.finding.fingerprint, at: found.at, how: "answered" }, desk.draft);
      take(done.state, true);
      tell("不再问了", { undo: undone(done) });
    }
    row.hidden = true;
  } catch (error) {
    tellError(error);
  }
}
