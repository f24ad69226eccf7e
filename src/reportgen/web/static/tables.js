// 填表: the official tables as they look on paper; each cell is typed into, sums and identities follow.

import { besideCells } from "./beside.js";
import { wholeBlanks } from "./blanks.js";
import { laid, repeated, slid } from "./block.js";
import { $, $$, api, ask, desk, el, listen, pendingCell, placeOf, said, save, take, tell, tellError, typeCell, typeNotes, undone as wayBack } from "./core.js";

const undone = [];
const redone = [];
let beside = () => {};
const totalsOf = new Map(); // by what was pasted at once, its totals that did not come out
let of = ""; // the draft that was typed into: what can be taken back is of this one
let pastedTotals = new Map(); // by Ref, a total that was pasted and is another than the one worked out: the draft remembers them

export function showTables(place, target) {
  const { frame } = desk;
  if (of !== desk.draft) {
    of = desk.draft;
    undone.length = redone.length = 0;
    pastedTotals = new Map(Object.entries(desk.state.totals));
  }
  const tables = el("div", { class: "tables" });
  for (const table of frame.tables)
    tables.append(el("section", { id: `table-${table.id}`, "aria-label": table.name }, el("h2", {}, `${table.name}　${table.heading}`),
      el("div", { class: "sheet-frame" }, drawTable(table, input)), below(table), el("div", { class: "lines", "data-table": table.id })));
  const last = el("input", { type: "checkbox", id: "show-last" });
  last.addEventListener("change", () => tables.classList.toggle("with-last", last.checked));
  const bar = el("div", { class: "bar" },
    el("span", { id: "filled" }),
    el("label", { class: "toggle" }, last, "旁边显示上年的数"),
    el("button", { type: "button", onclick: undo, title: "Ctrl+Z" }, "撤消"),
    el("button", { type: "button", onclick: redo, title: "Ctrl+Y" }, "重做"),
    el("button", { type: "button", onclick: zeros }, "空着的都填 0"),
    el("a", { class: "button", href: `/api/workbook?draft=${encodeURIComponent(desk.draft)}` }, "下载数据表"),
    el("label", { class: "button" }, "换成填好的数据表", el("input", { type: "file", accept: ".xlsx", class: "unseen", onchange: upload })));
  if (!desk.state.prior) last.disabled = true;
  place.replaceChildren(bar, greeting() || "", el("p", { class: "soft tip" }, "方向键、回车在格子之间走；可以从 Excel、WPS 复制一块，在左上角的格子里粘贴。合计由程序算。要在数后面印几个字，写在括号里：22（其中修订16件）。"), tables);
  beside = besideCells(tables);
  tables.addEventListener("keydown", keys);
  tables.addEventListener("paste", paste);
  refresh(true);
  const stop = listen((what) => {
    if (what === "look" || what === "state") refresh(false);
    if (what === "refused" || what === "mended" || what === "back") refresh(true);
  });
  const one = target && $(`[data-ref="${CSS.escape(target)}"], [data-note="${CSS.escape(target.replace(/^note-/, ""))}"]`);
  if (one && one.closest("details")) one.closest("details").open = true;
  if (one) {
    one.focus();
    one.scrollIntoView({ block: "center" });
  }
  return stop;
}

// A draft that nobody has begun to fill greets with what there is to do.
function greeting() {
  const { state } = desk;
  const unwritten = state.missing.filter((one) => one.to.part !== null).length;
  const carried = Object.values(state.figures).filter((one) => one.carried && !one.formula).length;
  if (state.filled > carried || !unwritten) return null;
  const draft = encodeURIComponent(desk.draft);
  const step = (href, title, words) => el("li", {}, el("a", { href }, title), "：", words);
  return el("section", { class: "greeting", "aria-label": "怎样做" }, el("h2", {}, "这份年报还没有开始填"),
    el("ol", {},
      el("li", {}, el("b", {}, "填表"), `：下面 ${desk.frame.tables.length} 张表，一共 ${state.cells} 格，合计不用填。可以从 Excel 整块粘贴；没有发生的填 0，最后一次填上。`,
        carried ? ` 有 ${carried} 格是从上年带来的，浅黄色，请核对。` : ""),
      step(`#prose/${draft}`, "写文字", `${unwritten} 个部分，还有联系方式和落款日期。可以从 Word 整段粘贴。`),
      step(`#problems/${draft}`, "检查", "填的时候随时在查，错的地方当场标出来；这里列出全部，能一键改的一键改。"),
      step(`#finish/${draft}`, "预览和下载", "生成 Word、网页、PDF，打印报送清单。")),
    el("p", { class: "soft" }, "不用点保存：写的随时存着，以前的样子也能找回来。"));
}

// The notes that are printed below a table, a line each.
function below(table) {
  const made = el("textarea", { rows: "2", "data-note": table.id, maxlength: "4000" });
  made.value = desk.state.notes[table.id].join("\n");
  made.addEventListener("input", () => typeNotes(table.id, desk.state.notes[table.id], made.value.split("\n").map((line) => line.trim()).filter(Boolean)));
  made.addEventListener("change", () => save());
  return el("details", { class: "below", open: Boolean(made.value) }, el("summary", {}, "表下面的注"), el("label", {}, el("span", { class: "soft" }, "印在表的下面，一行一条；没有就空着"), made));
}

// What is to be counted, behind a label or in a cell: opened by a click, so that it can be read without a mouse over it, too.
function counting(cell) {
  const of = cell.text || cell.title;
  return cell.note ? el("details", { class: "note" }, el("summary", { "aria-label": `${of}：算什么`, title: cell.note, tabindex: cell.ref ? "-1" : null }, "？"), el("p", {}, cell.note)) : null;
}

// A table as it is drawn; `fill` gives what stands in a figure's cell.
export function drawTable(table, fill) {
  const columns = el("colgroup");
  const total = table.widths.reduce((sum, width) => sum + width, 0);
  // The columns in front of the first figure are labels; the label next to the figures names the row.
  const labels = Math.min(...table.cells.filter((one) => one.role === "figure").map((one) => one.column)) - 1;
  for (const [at, width] of table.widths.entries()) columns.append(el("col", { class: at < labels - 1 ? "labels" : at < labels ? "own" : "figures", width: `${((width / total) * 100).toFixed(2)}%` }));
  const body = el("tbody");
  const rows = new Map();
  for (let row = 1; row <= table.height; row += 1) {
    rows.set(row, el("tr"));
    body.append(rows.get(row));
  }
  for (const cell of [...table.cells].sort((one, other) => one.row - other.row || one.column - other.column)) {
    const span = { rowspan: cell.rows > 1 ? String(cell.rows) : null, colspan: cell.columns > 1 ? String(cell.columns) : null };
    const made = cell.role === "figure"
      ? el("td", { ...span, class: "figure", "data-row": String(cell.row), "data-column": String(cell.column), title: cell.note || null }, fill(cell))
      : el(cell.role === "dash" || cell.role === "unit" ? "td" : "th", { ...span, class: `${cell.role} depth-${cell.depth}${cell.role === "stub" && cell.column + cell.columns - 1 === labels ? " own" : ""}` }, cell.text, counting(cell));
    rows.get(cell.row).append(made);
  }
  return el("table", { class: table.widths.length > 6 ? "sheet wide" : "sheet", "data-table": table.id }, columns, body);
}

function input(cell) {
  const figure = desk.state.figures[cell.ref];
  if (figure.formula)
    return [el("output", { "data-ref": cell.ref, tabindex: "-1", "aria-label": `${cell.title}（自动计算${cell.note ? `；${cell.note}` : ""}）` }), el("small", { class: "last" }), counting(cell), el("small", { class: "remark" })];
  const made = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-ref": cell.ref, "aria-label": cell.note ? `${cell.title}（${cell.note}）` : cell.title });
  made.addEventListener("input", () => changed(made, made.value));
  made.addEventListener("focus", () => {
    made.value = textOf(cell.ref);
    made.dataset.entered = made.value;
    made.select();
  });
  made.addEventListener("blur", () => { made.value = bare(made.value); });
  // The click that enters a cell sets no caret into it: what is typed is to take the place of the whole.
  made.addEventListener("mousedown", (event) => {
    if (document.activeElement === made || event.button) return;
    event.preventDefault();
    made.focus();
  });
  made.addEventListener("change", () => {
    const { entered } = made.dataset;
    const [gone] = (entered || "").match(WORDS) || [""];
    save();
    if (gone && !WORDS.test(textOf(cell.ref))) tell(`数后面的说明“${gone.trim()}”也删去了；还要的，写在括号里`, { undo: () => {
      const now = `${bare(textOf(cell.ref))}${textOf(cell.ref) ? gone : ""}`;
      made.value = made === document.activeElement ? now : bare(now);
      changed(made, now);
    } });
  });
  return [made, el("small", { class: "last" }), counting(cell), el("small", { class: "remark" })];
}

// A figure without the words in brackets that are printed behind it: those stand below it while nobody writes in the cell.
const WORDS = /(?<=\d)\s*[（(].*[）)]$/;
const bare = (text) => text.replace(WORDS, "");
const textOf = (ref) => (pendingCell(ref) || { now: desk.state.figures[ref].text }).now;

function changed(one, now, { record = true } = {}) {
  const { ref } = one.dataset;
  const before = one.dataset.was === undefined ? desk.state.figures[ref].text : one.dataset.was;
  if (record) {
    const top = undone[undone.length - 1];
    if (top && top.ref === ref && one === document.activeElement && top.open) top.now = now;
    else undone.push({ ref, was: before, now, open: true });
    redone.length = 0;
  }
  one.dataset.was = now;
  typeCell(ref, desk.state.figures[ref].text, now);
}

function refresh(all) {
  const { state } = desk;
  const told = new Map();
  const bad = new Set();
  const near = new Set();
  const concerned = new Map(); // by cell, what is wrong there: its own first
  const concerns = (ref, problem, own) => {
    const known = concerned.get(ref) || [];
    if (known.includes(problem)) return;
    if (own) known.unshift(problem);
    else known.push(problem);
    concerned.set(ref, known);
  };
  for (const problem of state.problems) {
    if (problem.waits) continue;
    const { finding, to } = problem;
    if (to.ref) {
      concerns(to.ref, problem, true);
      if (!told.has(to.ref) || finding.severity === "error") told.set(to.ref, problem);
      if (finding.severity === "error") bad.add(to.ref);
    }
    const lines = [{ code: finding.code, ref: finding.ref }, ...finding.also];
    // What one fault breaks has the wrong cell in common.
    const broken = state.lines.filter((line) => line.outcome === "failed" && lines.some((one) => one.code === line.code && one.ref === line.anchor));
    if (finding.severity === "error") for (const line of broken) bad.add(line.anchor);
    for (const line of broken) concerns(line.anchor, problem, false);
    const [first, ...rest] = broken.map((line) => new Set(line.refs));
    for (const ref of first || []) {
      if (!rest.every((refs) => refs.has(ref))) continue;
      near.add(ref);
      concerns(ref, problem, false);
    }
  }
  for (const one of $$("[data-ref]")) {
    const { ref } = one.dataset;
    const figure = state.figures[ref];
    if (!figure) continue;
    if (one.tagName === "OUTPUT") one.textContent = figure.text;
    else if (all || (!pendingCell(ref) && one !== document.activeElement)) {
      one.value = one === document.activeElement ? figure.text : bare(figure.text);
      delete one.dataset.was;
    }
    const problem = told.get(ref);
    const { classList } = one.parentElement;
    classList.toggle("computed", one.tagName === "OUTPUT");
    classList.toggle("bad", bad.has(ref));
    classList.toggle("odd", Boolean(problem && !bad.has(ref)));
    classList.toggle("near", near.has(ref) && !bad.has(ref) && !problem);
    classList.toggle("carried", figure.carried);
    one.title = problem ? `${words(problem.say)}\n${words(problem.hint)}` : figure.carried ? "从上年带来的，请核对" : "";
    if (one.tagName === "INPUT") one.setAttribute("aria-invalid", bad.has(ref) ? "true" : "false");
    one.parentElement.lastElementChild.textContent = one.tagName === "INPUT" ? (figure.text.match(WORDS) || [""])[0].trim() : "";
    one.nextElementSibling.textContent = figure.last ? `上年 ${figure.last}` : "";
  }
  beside(concerned);
  for (const one of $$("[data-note]")) if (all || one !== document.activeElement) one.value = state.notes[one.dataset.note].join("\n");
  const begun = $(".greeting");
  if (begun && !greeting()) begun.remove();
  const place = $("#filled");
  if (place) place.textContent = `已填 ${state.filled} / ${state.cells} 格　${state.tally}`;
  for (const table of desk.frame.tables) {
    const found = state.problems.filter((one) => !one.waits && (one.to.ref.startsWith(`${table.id}.`) || one.to.note === table.id));
    const left = state.missing.filter((one) => one.to.ref.startsWith(`${table.id}.`));
    const lines = $(`.lines[data-table="${table.id}"]`);
    if (!lines) continue;
    const shown = found.slice(0, 12).map((one) => el("li", { class: one.finding.severity }, one.say[0].to && one.say[0].text === one.place ? null : [el("a", { href: placeOf(one.to) }, one.place), " "], said(one.say),
      one.hint.length ? el("small", {}, "→ ", said(one.hint)) : null));
    lines.replaceChildren(...left.map((one) => el("p", { class: "todo" }, el("a", { href: placeOf(one.to) }, one.say))),
      ...totalsPasted(table), found.length ? el("ul", {}, shown) : left.length || totalsPasted(table).length ? "" : el("p", { class: "good" }, "这张表填全了，没有发现问题。"));
    if (found.length > 12) lines.append(el("p", { class: "soft" }, `还有 ${found.length - 12} 个，见“检查”。`));
  }
}

// The totals that were pasted and do not come out, until they do or somebody says that it is right so.
function totalsPasted(table) {
  const { figures } = desk.state;
  const own = [...pastedTotals].filter(([ref]) => ref.startsWith(`${table.id}.`) && figures[ref]);
  const left = own.filter(([ref, value]) => unlike(value, figures[ref].text));
  if (left.length < own.length) remember(own.filter((one) => !left.includes(one)).map(([ref]) => [ref, ""]));
  if (!left.length) return [];
  const titles = new Map(table.cells.map((one) => [one.ref, one.title]));
  const forget = () => {
    remember(left.map(([ref]) => [ref, ""]));
    refresh(false);
  };
  return [el("div", { class: "todo pasted" }, el("ul", {}, left.map(([ref, value]) => el("li", {}, el("a", { href: placeOf({ ref, value: null, part: null }) }, titles.get(ref)), ` 粘贴来的合计是 ${value}，照现在的各项算出来是 ${figures[ref].text}`))),
    el("button", { type: "button", class: "small quiet", onclick: forget }, "核对过了，不再提示"))];
}

// Pasted totals by Ref, '' for one that says nothing any more, kept with the draft: a page that is loaded again still tells of them.
function remember(totals) {
  const changes = totals.filter(([ref, value]) => (pastedTotals.get(ref) || "") !== value);
  for (const [ref, value] of changes) {
    if (value) pastedTotals.set(ref, value);
    else pastedTotals.delete(ref);
  }
  if (changes.length) api("totals", { totals: Object.fromEntries(changes) }, desk.draft).catch(tellError);
}

const words = (pieces) => pieces.map((one) => one.text).join("");

// -- keys and paste ---------------------------------------------------------------------------------------

function neighbours(table) {
  const grid = new Map();
  for (const cell of $$("td.figure", table)) grid.set(`${cell.dataset.row}/${cell.dataset.column}`, cell.firstElementChild);
  return grid;
}

// The cell of a row that lies above or below a column, where the rows are cut otherwise.
function across(table, row, column) {
  const found = $$(`td.figure[data-row="${row}"]`, table).find((cell) => {
    const first = Number(cell.dataset.column);
    return first <= column && column < first + cell.colSpan;
  });
  return found ? found.firstElementChild : null;
}

function step(from, down, right) {
  const cell = from.closest("td");
  const table = from.closest("table");
  const grid = neighbours(table);
  let row = Number(cell.dataset.row);
  let column = Number(cell.dataset.column);
  for (let tries = 0; tries < 80; tries += 1) {
    row += down;
    column += right;
    const next = grid.get(`${row}/${column}`) || (down ? across(table, row, column) : null);
    if (next && next.tagName === "INPUT") return next;
    if (row < 1 || column < 1 || row > 80 || column > 80) break;
  }
  return null;
}

function keys(event) {
  const one = event.target;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); undo(); return; }
    if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); redo(); return; }
    return;
  }
  if (one.tagName !== "INPUT") return;
  if (event.key === "Escape") {
    event.preventDefault();
    restore(one);
    return;
  }
  const whole = one.selectionStart === 0 && one.selectionEnd === one.value.length;
  const moves = { ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0], ArrowUp: [-1, 0] };
  if (whole || one.selectionStart === 0) moves.ArrowLeft = [0, -1];
  if (whole || one.selectionStart === one.value.length) moves.ArrowRight = [0, 1];
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const next = step(one, ...move);
  if (next) next.focus();
  if (undone.length) undone[undone.length - 1].open = false;
}

// The cell as it was when it was entered.
function restore(one) {
  const { entered } = one.dataset;
  if (entered === undefined || one.value === entered) return;
  one.value = entered;
  changed(one, entered);
  one.select();
}

async function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  const one = event.target.closest("input");
  if (!one || !/[\t\n\r]/.test(text.trim())) return;
  event.preventDefault();
  const drawn = one.closest("table");
  const start = one.closest("td");
  const table = desk.frame.tables.find((known) => known.id === drawn.dataset.table);
  const block = laid(text, table, Number(start.dataset.row), Number(start.dataset.column));
  if (block.refused) { tell(block.refused, { bad: true }); return; }
  const grid = neighbours(drawn);
  const batch = `paste-${Date.now()}`;
  const totals = [];
  const kept = [];
  let count = 0;
  for (const { cell, value } of block.values) {
    const box = grid.get(`${cell.row}/${cell.column}`);
    if (box.tagName !== "INPUT") { totals.push([cell, value]); continue; }
    const was = textOf(cell.ref);
    // The words behind a figure stay when another figure is pasted: whether they still fit it is checked.
    const [behind] = was.match(WORDS) || [""];
    const now = value && !WORDS.test(value) ? `${value}${behind}` : value;
    if (behind && now !== was && now.endsWith(behind)) kept.push(`${now.trim()}`);
    box.value = box === document.activeElement ? now : bare(now);
    changed(box, now, { record: false });
    undone.push({ ref: cell.ref, was, now, batch });
    count += 1;
  }
  redone.length = 0;
  const back = count ? () => undoTo(batch, "粘贴") : null;
  const typed = (ref) => { const figure = desk.state.figures[ref]; return figure && !figure.formula; };
  const twice = repeated(block.values, table, textOf, typed);
  const doubts = [block.short ? `粘贴的${block.short}` : "", narrow(block, table, typed), twice];
  const noted = kept.length ? `${kept.length} 格后面原来的说明还在（${kept[0]}），看看还合不合` : "";
  tell([`粘贴了 ${count} 格${block.left ? `；${block.left}没有放` : ""}`, noted, block.short, doubts[1], twice].filter(Boolean).join("；"), { undo: back, bad: doubts.some(Boolean), stays: doubts.some(Boolean) || Boolean(noted) });
  const refused = await save({ undo: back });
  const wrong = totals.filter(([cell, value]) => unlike(value, desk.state.figures[cell.ref].text));
  const told = wrong.map(([cell, value]) => [cell.ref, value]);
  remember([...block.values.map(({ cell }) => [cell.ref, ""]).filter(([ref]) => !told.some(([other]) => other === ref)), ...told]);
  if (!wrong.length) { refresh(false); return; }
  totalsOf.set(batch, told);
  refresh(false);
  const by = slid(block.values, table, desk.state.lines, typed);
  const moved = by ? `看起来错开了一行：粘贴的${by > 0 ? "往下" : "往上"}错了一行，撤消以后从${by > 0 ? "上" : "下"}一行的格子粘贴。` : "";
  const [[cell, value]] = wrong;
  const more = wrong.length > 1 ? `；这样的合计一共 ${wrong.length} 个` : "";
  tell(`${[refused, ...doubts].filter(Boolean).map((words) => `${words}。`).join("")}${moved}粘贴的合计 ${value} 与算出来的 ${desk.state.figures[cell.ref].text} 不一样：${cell.title}${more}`, { bad: true, undo: back, stays: true });
}

// A block that has fewer columns than the table has to be filled, while one of these is wholly empty: it may lie a column off.
function narrow(block, table, typed) {
  const own = new Set(table.cells.filter((one) => one.role === "figure" && typed(one.ref)).map((one) => one.column));
  const there = block.columns.filter((one) => own.has(one));
  if (block.rows < 3 || there.length < 2 || there.length >= own.size) return "";
  const [first] = columnsEmpty(table);
  return first ? `粘贴的只有 ${there.length} 列，表里要填 ${own.size} 列，${first.say}：看看是不是错开了一列` : "";
}

const emptyNow = (ref) => { const figure = desk.state.figures[ref]; return figure && !figure.formula ? !textOf(ref).trim() : null; };
const blanksOf = (table) => wholeBlanks(table, emptyNow, (ref) => (desk.state.figures[ref] || { last: "" }).last);
const columnsEmpty = (table) => blanksOf(table).filter((one) => one.say.includes("一整列"));

// Back to before a step, with whatever was typed after it: asked first, since that goes too.
async function undoTo(batch, what) {
  const at = undone.findIndex((one) => one.batch === batch);
  if (at < 0) { tell(`${what}已经撤消了`); return; }
  const later = new Set(undone.slice(at).filter((one) => one.batch !== batch).map((one) => one.ref)).size;
  if (later) {
    const answer = await ask(`撤消${what}`, el("p", {}, `${what}以后又改了 ${later} 格，撤消${what}，这些也一起改回去。`), [["", "不撤消"], ["ok", "一起撤消", "main"]]);
    if (answer !== "ok") return;
  }
  while (undone.some((one) => one.batch === batch)) undo();
}

// Whether a total that was pasted is another number than the one worked out; what is no number yet is told by the table itself.
const unlike = (pasted, computed) => Boolean(pasted && computed) && !alike(pasted, computed);
const plain = (text) => text.normalize("NFKC").replace(/[,\s]/g, "").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(/^0+(?=\d)/, "");
const alike = (one, other) => plain(bare(one)) === plain(bare(other));
const titleOf = (ref) => desk.frame.tables.flatMap((table) => table.cells).find((one) => one.ref === ref).title;

// What is empty, typed as 0 in one step that can be taken back.
async function zeros() {
  const empty = $$(".sheet input").filter((one) => !one.value.trim());
  if (!empty.length) { tell("没有空着的格"); return; }
  const whole = desk.frame.tables.flatMap(blanksOf);
  const told = whole.length ? el("div", { class: whole.some((one) => one.rare) ? "error" : "warning" }, el("p", {}, "其中："), el("ul", {}, whole.map((one) => el("li", {}, one.say))), el("p", {}, "看看是不是漏填了，或者粘贴的时候错开了一列、一行。")) : "";
  const answer = await ask("空着的都填 0", el("div", {}, el("p", {}, `有 ${empty.length} 格空着。确实没有发生的才填 0，漏填的请先填上。`), told), [["", "不填"], ["ok", `这 ${empty.length} 格都填 0`, "main"]]);
  if (answer !== "ok") return;
  const batch = `zeros-${Date.now()}`;
  for (const one of empty) {
    one.value = "0";
    changed(one, "0", { record: false });
    undone.push({ ref: one.dataset.ref, was: "", now: "0", batch });
  }
  redone.length = 0;
  tell(`填了 ${empty.length} 格 0`, { undo: () => undoTo(batch, "填 0") });
}

function back(from, to, which) {
  const first = from.pop();
  if (!first) return;
  if (first.whole) { first.whole(); return; }
  const group = [first];
  while (first.batch && from.length && from[from.length - 1].batch === first.batch) group.push(from.pop());
  // A cell that was changed since in another way (by a mend, in Excel) is not changed back unseen.
  const left = which === "was" ? "now" : "was";
  const other = group.find((one) => !alike(textOf(one.ref), one[left]) && !alike(textOf(one.ref), one[which]));
  if (other) {
    from.length = to.length = 0;
    tell(`${titleOf(other.ref)}后来又改过，${which === "was" ? "撤消" : "重做"}不了；以前的在“预览和下载”的“以前的样子”里`);
    return;
  }
  if (totalsOf.has(first.batch)) remember(totalsOf.get(first.batch).map(([ref, value]) => [ref, which === "was" ? "" : value]));
  for (const one of group) {
    const cell = $(`input[data-ref="${CSS.escape(one.ref)}"]`);
    if (!cell) continue;
    cell.value = one[which];
    changed(cell, one[which], { record: false });
    cell.focus();
    to.push({ ...one, open: false });
  }
}

const undo = () => back(undone, redone, "was");
const redo = () => back(redone, undone, "now");

async function upload(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const body = new FormData();
  body.append("file", file);
  try {
    await save();
    let done = await api("upload/workbook", body, desk.draft);
    if (done.ask) {
      if ((await ask("换成填好的数据表", el("p", {}, done.ask), [["", "不换"], ["ok", "仍然换成它", "main"]])) !== "ok") return;
      body.append("sure", "1");
      done = await api("upload/workbook", body, desk.draft);
    }
    const whole = wayBack(done);
    // What was typed before is gone with the workbook: the last step is the whole of it.
    undone.length = redone.length = 0;
    if (whole) undone.push({ whole });
    take(done.state, true);
    refresh(true);
    tell("换好了；原来的还在“预览和下载”的“以前的样子”里", { undo: whole });
  } catch (error) {
    tellError(error);
  }
}

