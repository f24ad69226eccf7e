// 开始: the drafts there are, a new one, one that goes on from last year.

import { $, api, ask, chooser, el, tell, tellError } from "./core.js";
import { move } from "./unsaved.js";

export async function showStart(place, go, wanted) {
  const start = await api("drafts");
  if (!wanted()) return;
  const rows = new Map(start.drafts.map((name) => [name, el("li", {}, el("h3", {}, link(name, shortName(name))), el("p", { class: "soft" }, "正在看……"))]));
  const known = new Map();
  place.replaceChildren(
    el("div", { class: "start" },
      el("section", {}, el("h2", {}, `草稿（文件夹“${start.folder}”）`), rows.size ? el("ul", { class: "drafts" }, [...rows.values()]) : el("p", { class: "soft" }, "还没有草稿，先新建一份。")),
      el("section", { class: "new" }, el("h2", {}, "新建"), form(start, known, go))));
  // The list can be clicked at once; how far each draft is fills in, two at a time.
  const waiting = [...rows.keys()];
  const fill = async () => {
    while (waiting.length && wanted()) {
      const name = waiting.shift();
      try {
        const one = await api("start/entry", undefined, name);
        known.set(name, one);
        rows.get(name).replaceWith(entry(one, () => showStart(place, go, wanted)));
        offer(one);
      } catch (error) {
        $("p", rows.get(name)).textContent = error.message;
      }
    }
  };
  fill();
  fill();
}

const shortName = (name) => (name === "." ? "这个文件夹里的草稿" : name);
const link = (name, words) => el("a", { href: `#tables/${encodeURIComponent(name)}` }, words);

function entry(one, again) {
  const other = el("button", { type: "button", class: "small quiet rename", "aria-label": `改名：${shortName(one.name)}`, title: "改文件夹的名字", onclick: () => rename(one, again) }, "改名");
  const name = el("p", { class: "soft" }, `${shortName(one.name)}　${one.form}`, one.name === "." ? null : other);
  if (one.problem) return el("li", { class: "problem" }, el("h3", {}, shortName(one.name)), el("p", {}, one.problem));
  const share = one.cells ? Math.round((one.filled / one.cells) * 100) : 0;
  const state = one.errors ? ["error", `${one.errors} 个错误`] : one.waiting ? ["todo", `还差 ${one.waiting} 项没有填、没有写`] : ["good", "没有错误"];
  return el("li", {}, el("h3", {}, link(one.name, `${one.agency || shortName(one.name)}　${one.year || ""}年度`)), name,
    one.usual ? el("p", { class: "warning" }, `文件夹叫“${shortName(one.name)}”，里面写的是${one.agency}${one.year || ""}年度。`) : null,
    el("p", {}, el("progress", { value: String(one.filled), max: String(one.cells), "aria-label": "已填的格" }), ` 已填 ${one.filled} / ${one.cells} 格（${share}%）`),
    el("p", { class: "facts" }, el("span", { class: state[0] }, state[1]),
      one.warnings ? el("span", { class: "warning" }, `${one.warnings} 个提醒`) : null,
      el("span", {}, one.built ? "已生成 Word" : "还没有生成"), one.open_elsewhere ? el("span", { class: "warning" }, "数据表正在 Excel 里打开") : null));
}

// The folder of a draft under another name; what is printed is written in the draft, and stays.
async function rename(one, again) {
  const parts = one.name.split("/");
  const was = parts[parts.length - 1];
  const box = el("input", { id: "new-name", type: "text", maxlength: "80", required: true, value: one.usual || was });
  const inside = el("p", { class: "soft" }, `印在年报里的不变：里面写的是${one.agency || "（机关未填）"}${one.year || ""}年度，要改在`,
    el("a", { href: `#prose/${encodeURIComponent(one.name)}/v0`, onclick: (event) => event.target.closest("dialog").close() }, "写文字"), "里改“机关”“年份”。");
  const content = el("div", {}, el("label", { for: "new-name" }, "文件夹的新名字"), box, inside);
  if ((await ask(`改“${was}”的名字`, content, [["", "不改"], ["ok", "改名", "main"]])) !== "ok") return;
  await renamed(one.name, box.value, again, true);
}

async function renamed(draft, name, again, back) {
  try {
    const done = await api("start/rename", { draft, name });
    move(...done.places);
    if (done.draft === draft) return;
    tell([`“${done.was}”改名为“${name.trim()}”`, ...done.told].join("；"), { undo: back ? () => renamed(done.draft, done.was, again, false) : null });
    await again();
  } catch (error) {
    tellError(error);
  }
}

// A draft whose agency and year are known can be gone on from.
function offer(one) {
  const last = $("#last");
  if (last && !one.problem) last.append(el("option", { value: one.name }, `${one.agency} ${one.year || ""}年度（草稿，${one.name === "." ? "这个文件夹" : one.name}）`));
}

function form(start, known, go) {
  const year = el("input", { id: "year", type: "number", min: "2008", max: "2100", required: true, value: String(start.this_year - 1) });
  const agency = el("input", { id: "agency", type: "text", maxlength: "100", required: true, autocomplete: "organization", placeholder: "如 青云县人民政府" });
  const which = el("div", { class: "soft", id: "which" });
  const last = el("select", { id: "last" }, el("option", { value: "" }, "不接着，从空白开始"));
  const file = el("input", { id: "file", type: "file", accept: ".docx,.html,.htm,.pdf,.txt,.md" });
  const told = el("p", { class: "soft", id: "last-told", role: "status" });
  const chosen = el("select", { id: "form" });
  let forms = null;
  const fits = (wanted = chosen.value) => {
    if (!forms) return;
    const found = forms.filter((one) => inYears(Number(year.value), one.years));
    // Several kinds of reports, or a province's form beside the state's: somebody has to say which.
    const several = found.length > 1;
    chosen.replaceChildren(...(several ? found : []).map((one) => el("option", { value: one.id }, `${one.name}（${one.number}）`)));
    chosen.value = (found.find((one) => one.id === wanted || one.name === wanted) || found[0] || {}).id || "";
    which.replaceChildren(...(several ? [el("label", { for: "form" }, "哪一种年报"), chosen] : [found.length ? `用 ${found[0].name}（${found[0].number}）` : "这一年没有合适的格式"]));
    // A form that is there and is not offered is said to be for other years: else its maintainer looks for a fault.
    const later = forms.filter((one) => !found.includes(one) && Number((one.years.match(/\d{4}/) || [0])[0]) > Number(year.value));
    if (later.length) which.append(el("p", {}, `以后年度的：${later.map((one) => `${one.name}（${one.years}）`).join("、")}。改上面的年度就能选`));
  };
  api("start/forms").then((answer) => { forms = answer.forms; fits(); }).catch(tellError);
  year.addEventListener("input", () => { yearFits(year); fits(); });
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    told.textContent = "正在读……";
    const body = new FormData();
    body.append("file", file.files[0]);
    try {
      const read = await api("start/upload", body);
      last.append(el("option", { value: read.last, selected: true }, `${read.agency || "（机关没有读出）"} ${read.year ? read.year - 1 : ""}年度（公布的年报）`));
      last.value = read.last;
      if (read.agency && !agency.value) agency.value = read.agency;
      if (read.year) year.value = String(read.year);
      fits();
      told.textContent = "读好了：机关、前言、联系方式、落款、结转的数会从里面带来，去年的文字放在旁边。";
    } catch (error) {
      told.textContent = "";
      tellError(error);
    }
  });
  last.addEventListener("change", () => {
    const draft = known.get(last.value);
    if (!draft) return;
    agency.value = draft.agency;
    year.value = String(draft.year + 1);
    fits(draft.form);
  });
  const button = el("button", { class: "main", type: "submit" }, "新建");
  const made = el("form", {},
    el("label", { for: "last" }, "接着去年"), last,
    el("label", { for: "file" }, "或者拿去年公布的年报（Word、网页、PDF）"), chooser(file), told,
    el("label", { for: "agency" }, "机关全称"), agency,
    el("label", { for: "year" }, "报告年份"), year, which, button);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    button.textContent = last.value ? "正在从去年的年报里取……" : "正在新建……";
    try {
      const wanted = { agency: agency.value, year: Number(year.value), form: chosen.value, last: last.value };
      let made = await api("start/new", wanted);
      if (made.ask) {
        if ((await ask("已经有这份草稿", el("p", {}, made.ask), [["", "不另建"], ["ok", "另建一份", "main"]])) !== "ok") return;
        made = await api("start/new", { ...wanted, beside: true });
      }
      const { draft, took } = made;
      if (took.length) await ask("从去年带来了什么", el("div", { class: "took" }, took.map(tookLine)), [["ok", "知道了，开始填", "main"]]);
      go(`tables/${encodeURIComponent(draft)}`);
    } catch (error) {
      tellError(error);
    } finally {
      button.disabled = false;
      button.textContent = "新建";
    }
  });
  return made;
}

// What a browser says of a number out of bounds is in the browser's language, and says nothing of years.
function yearFits(year) {
  const wrong = !/^\d{4}$/.test(year.value) || Number(year.value) < Number(year.min) || Number(year.value) > Number(year.max);
  year.setCustomValidity(wrong ? `年份写四位数，如 2024；从 ${year.min} 年起` : "");
}

const tookLine = (line) => (line.startsWith(" ") ? el("p", {}, line.trim()) : el("h3", {}, line));

function inYears(year, years) {
  const found = years.match(/(\d{4})(?:\D+(\d{4}))?/);
  return found && year >= Number(found[1]) && (found[2] ? year <= Number(found[2]) : /起/.test(years) || year === Number(found[1]));
}
