// 检查: what is still missing, and every finding by its weight; a click leads to the cell or the words.

import { $$, api, ask, desk, el, listen, save, take, tell, tellError } from "./core.js";

const RANKS = ["数对不上", "别的错误", "请看一看", "写法"];
const MENDS = {
  fix: (one) => (one.finding.fix.new ? `改成“${one.finding.fix.new}”` : "删去"),
  number: (one) => `改成 ${one.finding.expected}`,
  answered: () => "写明了，不再问",
  suspect: (one) => `把这一格改成 ${one.finding.suspect.value}`,
};

export function showProblems(place, target, go) {
  const draw = () => {
    const { state } = desk;
    const at = $$(".problems li", place).findIndex((one) => one.contains(document.activeElement));
    const groups = el("div", { class: "problems" });
    RANKS.forEach((words, rank) => {
      const found = state.problems.filter((one) => one.rank === rank);
      if (found.length) groups.append(el("section", {}, el("h2", {}, `${words}（${found.length}）`), el("ol", {}, found.map((one) => entry(one, go)))));
    });
    const missing = state.missing.length
      ? el("section", { class: "missing" }, el("h2", {}, "还缺什么"), el("ul", {}, state.missing.map((one) => el("li", {}, one))))
      : null;
    const clean = state.problems.length ? null : el("p", { class: "clean" }, "没有发现问题，可以生成了。");
    const waived = state.waived.length ? el("details", {}, el("summary", {}, `写明理由、不再提醒的（${state.waived.length}）`), el("ul", {}, state.waived.map((one) => el("li", {}, one)))) : null;
    place.replaceChildren(el("div", { class: "bar" }, el("span", {}, state.tally), el("span", {}, state.coverage)), missing || "", clean || "", groups, waived || "");
    // Whoever mends one after the other by the keyboard goes on where the mended one stood.
    const left = $$(".problems .place", place);
    if (at >= 0 && left.length) left[Math.min(at, left.length - 1)].focus();
  };
  save().then(draw);
  return listen((what) => { if (what === "state") draw(); });
}

function entry(one, go) {
  const draft = encodeURIComponent(desk.draft);
  const made = el("li", { class: one.finding.severity });
  const lead = () => {
    if (one.value !== null) go(`prose/${draft}/v${one.value}`);
    else if (one.part !== null) go(`prose/${draft}/${one.part}.${one.block + 1}`);
    else if (one.ref) go(`tables/${draft}/${encodeURIComponent(one.ref)}`);
    else go(`${one.finding.location.sheet ? "tables" : "prose"}/${draft}`);
  };
  made.append(el("button", { type: "button", class: "place", onclick: lead }, one.place), " ",
    el("b", { class: "kind" }, one.finding.severity === "error" ? "错误" : "提醒"), " ", el("code", {}, one.finding.code),
    el("p", {}, one.finding.message));
  if (one.finding.hint) made.append(el("p", { class: "hint" }, `→ ${one.finding.hint}`));
  const row = el("div", { class: "buttons" });
  for (const how of one.mends) row.append(el("button", { type: "button", onclick: () => mend(one, how) }, MENDS[how](one)));
  if (one.finding.severity === "warning") row.append(el("button", { type: "button", class: "quiet", onclick: () => waive(one) }, "写明理由，不再提醒"));
  made.append(row);
  return made;
}

async function mend(one, how) {
  try {
    await save();
    const done = await api("mend", { code: one.finding.code, fingerprint: one.finding.fingerprint, how }, desk.draft);
    take(done.state, true);
    tell("改好了", { undo: done.undo ? () => back(done.undo) : null });
  } catch (error) {
    tellError(error);
  }
}

async function back(stamp) {
  try {
    const done = await api("back", { stamp }, desk.draft);
    take(done.state, true);
    tell("改回去了");
  } catch (error) {
    tellError(error);
  }
}

async function waive(one) {
  const reason = el("textarea", { id: "reason", rows: "3", required: true, maxlength: "500" });
  const answer = await ask("写明理由，不再提醒", el("div", { class: "fields" }, el("p", {}, one.finding.message), el("label", { for: "reason" }, "理由（会记在文字稿里，报送清单上也有）"), reason),
    [["", "不写了"], ["ok", "记下", "main"]]);
  if (answer !== "ok" || !reason.value.trim()) return;
  try {
    const place = one.ref || one.finding.message.slice(0, 60).replace(/^.*?“|”.*$/g, "");
    const done = await api("waive", { code: one.finding.code, place, reason: reason.value }, desk.draft);
    take(done.state, true);
    tell("记下了", { undo: done.undo ? () => back(done.undo) : null });
  } catch (error) {
    tellError(error);
  }
}
