// 填表: the official tables as they look on paper; each cell is typed into, sums and identities follow.

import { $, $$, api, ask, desk, el, listen, pendingCell, save, take, tell, tellError, typeCell } from "./core.js";

const undone = [];
const redone = [];

export function showTables(place, target) {
  const { frame } = desk;
  const tables = el("div", { class: "tables" });
  for (const table of frame.tables)
    tables.append(el("section", { id: `table-${table.id}`, "aria-label": table.name }, el("h2", {}, `${table.name}　${table.heading}`),
      el("div", { class: "sheet-frame" }, drawTable(table, input)), el("div", { class: "lines", role: "status", "data-table": table.id })));
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
  place.replaceChildren(bar, el("p", { class: "soft tip" }, "方向键、回车在格子之间走；可以从 Excel、WPS 复制一块，在左上角的格子里粘贴。合计由程序算。"), tables);
  tables.addEventListener("keydown", keys);
  tables.addEventListener("paste", paste);
  refresh(true);
  const stop = listen((what) => {
    if (what === "look" || what === "state") refresh(false);
    if (what === "refused") refresh(true);
  });
  const one = target && $(`[data-ref="${CSS.escape(target)}"]`);
  if (one) {
    one.focus();
    one.scrollIntoView({ block: "center" });
  }
  return stop;
}

// A table as it is drawn; `fill` gives what stands in a figure's cell.
export function drawTable(table, fill) {
  const columns = el("colgroup");
  const total = table.widths.reduce((sum, width) => sum + width, 0);
  for (const width of table.widths) columns.append(el("col", { style: null, width: `${((width / total) * 100).toFixed(2)}%` }));
  const body = el("tbody");
  const rows = new Map();
  for (let row = 1; row <= table.height; row += 1) {
    rows.set(row, el("tr"));
    body.append(rows.get(row));
  }
  for (const cell of [...table.cells].sort((one, other) => one.row - other.row || one.column - other.column)) {
    const span = { rowspan: cell.rows > 1 ? String(cell.rows) : null, colspan: cell.columns > 1 ? String(cell.columns) : null };
    const made = cell.role === "figure"
      ? el("td", { ...span, class: "figure", "data-row": String(cell.row), "data-column": String(cell.column) }, fill(cell))
      : el(cell.role === "dash" || cell.role === "unit" ? "td" : "th", { ...span, class: `${cell.role} depth-${cell.depth}` }, cell.text, cell.note ? el("details", { class: "note" }, el("summary", { "aria-label": `${cell.text}：算什么`, title: cell.note }, "？"), el("p", {}, cell.note)) : null);
    rows.get(cell.row).append(made);
  }
  return el("table", { class: table.widths.length > 6 ? "sheet wide" : "sheet", "data-table": table.id }, columns, body);
}

function input(cell) {
  const figure = desk.state.figures[cell.ref];
  if (figure.formula)
    return [el("output", { "data-ref": cell.ref, tabindex: "-1", "aria-label": `${cell.title}（自动合计）` }), el("small", { class: "last" })];
  const made = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-ref": cell.ref, "aria-label": cell.title });
  made.addEventListener("input", () => changed(made, made.value));
  made.addEventListener("focus", () => made.select());
  made.addEventListener("change", () => save());
  return [made, el("small", { class: "last" })];
}

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
  const failed = new Map();
  for (const line of state.lines)
    if (line.outcome === "failed") for (const ref of line.refs) failed.set(ref, line);
  const told = new Map();
  for (const problem of state.problems) if (problem.ref) told.set(problem.ref, problem);
  let filled = 0;
  let cells = 0;
  for (const one of $$("[data-ref]")) {
    const { ref } = one.dataset;
    const figure = state.figures[ref];
    if (!figure) continue;
    cells += 1;
    if (figure.text.trim()) filled += 1;
    if (one.tagName === "OUTPUT") one.textContent = figure.text;
    else if (all || (!pendingCell(ref) && one !== document.activeElement)) {
      one.value = figure.text;
      delete one.dataset.was;
    }
    const problem = told.get(ref);
    const bad = failed.has(ref) || (problem && problem.finding.severity === "error");
    one.parentElement.classList.toggle("bad", Boolean(bad));
    one.parentElement.classList.toggle("odd", Boolean(problem && !bad));
    one.title = problem ? `${problem.finding.message}\n${problem.finding.hint}` : "";
    if (one.tagName === "INPUT") one.setAttribute("aria-invalid", bad ? "true" : "false");
    one.nextElementSibling.textContent = figure.last ? `上年 ${figure.last}` : "";
  }
  const place = $("#filled");
  if (place) place.textContent = `已填 ${filled} / ${cells} 格　${state.tally}`;
  for (const table of desk.frame.tables) {
    const found = state.problems.filter((one) => one.ref && one.ref.startsWith(`${table.id}.`));
    const lines = $(`.lines[data-table="${table.id}"]`);
    if (!lines) continue;
    const shown = found.slice(0, 12).map((one) => el("li", { class: one.finding.severity }, el("a", { href: "#", onclick: (event) => { event.preventDefault(); focusRef(one.ref); } }, one.place),
      ` ${one.finding.message}`, one.finding.hint ? el("small", {}, `→ ${one.finding.hint}`) : null));
    lines.replaceChildren(found.length ? el("ul", {}, shown) : el("p", { class: "good" }, "这张表没有发现问题。"));
    if (found.length > 12) lines.append(el("p", { class: "soft" }, `还有 ${found.length - 12} 个，见“检查”。`));
  }
}

function focusRef(ref) {
  const one = $(`[data-ref="${CSS.escape(ref)}"]`);
  if (one) {
    one.focus();
    one.scrollIntoView({ block: "center" });
  }
}

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

function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  const one = event.target.closest("input");
  if (!one || !/[\t\n\r]/.test(text.trim())) return;
  event.preventDefault();
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
  const labels = withoutLabels(rows);
  const start = one.closest("td");
  const grid = neighbours(one.closest("table"));
  const block = [];
  let left = 0;
  rows.forEach((row, down) => row.forEach((value, right) => {
    const cell = grid.get(`${Number(start.dataset.row) + down}/${Number(start.dataset.column) + right}`);
    if (!cell) left += value.trim() ? 1 : 0;
    else if (cell.tagName === "INPUT") block.push([cell, value.trim()]);
  }));
  const batch = `paste-${Date.now()}`;
  for (const [cell, value] of block) {
    const was = cell.value;
    cell.value = value;
    changed(cell, value, { record: false });
    undone.push({ ref: cell.dataset.ref, was, now: value, batch });
  }
  redone.length = 0;
  tell(`粘贴了 ${block.length} 格${labels ? `；${labels}没有放` : ""}${left ? `；有 ${left} 个数落在表外面，没有放` : ""}`, { bad: left > 0 });
}

// Headings above and labels in front that were copied with the figures are left out; says which.
function withoutLabels(rows) {
  const isLabel = (value) => /[\u4e00-\u9fff]/.test(value) && !/^\s*[\d０-９]/.test(value);
  const holds = (values) => values.some((value) => value.trim()) && values.every((value) => !value.trim() || isLabel(value));
  const found = [];
  while (rows.length > 1 && holds(rows[0])) {
    rows.shift();
    found[0] = "表头";
  }
  while (rows.every((row) => row.length > 1) && holds(rows.map((row) => row[0]))) {
    for (const row of rows) row.shift();
    found[1] = "行名";
  }
  return found.filter(Boolean).join("、");
}

// What is empty, typed as 0 in one step that can be taken back.
async function zeros() {
  const empty = $$(".sheet input").filter((one) => !one.value.trim());
  if (!empty.length) { tell("没有空着的格"); return; }
  const answer = await ask("空着的都填 0", el("p", {}, `有 ${empty.length} 格空着。确实没有发生的才填 0，漏填的请先填上。`), [["", "不填"], ["ok", `这 ${empty.length} 格都填 0`, "main"]]);
  if (answer !== "ok") return;
  const batch = `zeros-${Date.now()}`;
  for (const one of empty) {
    one.value = "0";
    changed(one, "0", { record: false });
    undone.push({ ref: one.dataset.ref, was: "", now: "0", batch });
  }
  redone.length = 0;
  tell(`填了 ${empty.length} 格 0`, { undo });
}

function back(from, to, which) {
  const first = from.pop();
  if (!first) return;
  const group = [first];
  while (first.batch && from.length && from[from.length - 1].batch === first.batch) group.push(from.pop());
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
    take((await api("upload/workbook", body, desk.draft)).state, true);
    refresh(true);
    tell("换好了；原来的还在“预览和下载”的“以前的样子”里");
  } catch (error) {
    tellError(error);
  }
}

export { api };
