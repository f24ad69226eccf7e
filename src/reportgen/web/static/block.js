// A block copied out of a spreadsheet, laid on a table of the form: which of it are figures, and whether it lies right.

const UNIT = "(?:件|条|个|次|人|家|宗|项|元|万元|%)";
// Words in brackets behind a figure are printed with it.
const NOTE = "(?: ?\\((?=[^()]*\\d|[^()]{4})[^()]+\\))";
const FIGURE = new RegExp(`^[-+−]?(?:\\d[\\d,， ]*)?(?:\\.\\d+)?\\d*(?:${UNIT}|${NOTE})?$`);
// What stands for a figure without being one is left to the check of the cell, which says how to mend it.
const STAND_IN = /^(?:[-—–_/\\.*]+|无|零|没有)$/;

const LONG = 6;
const FEW = 3;

const isLabel = (value) => {
  const plain = value.normalize("NFKC").trim();
  return plain !== "" && !STAND_IN.test(plain) && !(FIGURE.test(plain) && /\d/.test(plain)) && /\p{L}/u.test(plain);
};
const isFigure = (value) => value !== "" && !isLabel(value);
const bare = (words) => words.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");

// Rows and cells of what was copied; a cell of several lines stands in quotation marks.
export function cellsOf(text) {
  const rows = [[]];
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (const found of lines.matchAll(/("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)(\t|\n|$)/g)) {
    const [whole, cell, end] = found;
    if (!whole && found.index >= lines.length && found.index > 0 && !/[\t\n]/.test(lines[found.index - 1])) break;
    const value = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell;
    rows[rows.length - 1].push(value.replace(/\n/g, "").trim());
    if (end === "\n") rows.push([]);
  }
  return rows;
}

// The figures with the cells they go to, and what was left out («表头», «行名»); or why nothing can be pasted.
export function laid(text, table, row, column) {
  const rows = cellsOf(text);
  const figures = table.cells.filter((one) => one.role === "figure");
  const inForm = Math.min(...figures.map((one) => one.column)) - 1;
  const firsts = rows.map((cells) => cells.findIndex(isFigure)).filter((at) => at >= 0);
  const blank = rows.every((cells) => cells.every((value) => !value));
  if (!firsts.length && !blank) return { refused: "粘贴的这一块里没有数，没有粘贴。" };
  const from = blank ? 0 : Math.min(...firsts);
  // Headings name the columns of the figures; whatever stands above the last of them is heading too.
  let headings = 0;
  for (let at = 0; at < rows.length && !rows[at].some(isFigure); at += 1) if (rows[at].slice(from).some(isLabel)) headings = at + 1;
  const own = rows.slice(headings);
  let labels = 0;
  for (let at = 0; at < from; at += 1) if (own.some((cells) => isLabel(cells[at] || ""))) labels = at + 1;
  // A name that goes over several columns leaves empty ones behind it.
  if (labels && labels < inForm && own.every((cells) => cells.slice(labels, inForm).every((value) => !value))) labels = Math.min(inForm, from);
  // Columns that are empty from the headings down stand beside the table: an empty column of its own has a heading.
  for (let at = labels; headings && at < from && rows.every((cells) => !cells[at]); at += 1) labels = at + 1;
  const values = [];
  for (const [down, cells] of own.entries()) {
    const line = figures.filter((one) => one.row === row + down);
    const name = cells.slice(0, labels).filter(Boolean).pop();
    const other = name && line.length ? misplaced(name, table, figures, row + down) : "";
    if (other) return { refused: `粘贴的“${name}”一行会落在表里的“${other}”一行，没有粘贴；请在“${name}”那一行的第一格里粘贴，中间不要少行。` };
    for (const [right, value] of cells.slice(labels).entries()) {
      const cell = line.find((one) => one.column === column + right);
      if (cell && isLabel(value)) return { refused: `粘贴的这一块对不上：“${value}”不是数，却会落在“${cell.title}”，没有粘贴；请只复制数，或者连行名、表头一起从最左边复制。` };
      if (cell) values.push({ cell, value });
      else if (isFigure(value) && !STAND_IN.test(value)) return { refused: `粘贴的这一块放不下：第 ${headings + down + 1} 行的 ${value} 会落在表外面，没有粘贴；请核对是不是从左上角那一格开始粘贴。` };
      else if (isLabel(value) && line.length) return { refused: `粘贴的这一块对不上：第 ${headings + down + 1} 行的“${value}”会落在表外面，没有粘贴；请只复制数。` };
    }
  }
  // Rows without names that are a few fewer than there are: one may be missing, and all below it stand one too high.
  const there = new Set(figures.filter((one) => one.row >= row).map((one) => one.row)).size;
  const short = !labels && own.length >= LONG && there - own.length > 0 && there - own.length <= FEW
    ? `只有 ${own.length} 行，表里从这一行往下有 ${there} 行，看看是不是少了，下面的会错位` : "";
  const columns = new Set(values.filter(({ value }) => value).map(({ cell }) => cell.column));
  return { values, short, columns: [...columns], rows: own.length, left: [headings && "表头", labels && "行名"].filter(Boolean).join("、") };
}

// The name of the row where a name lands that is the name of another row; '' where it lands right or is not known.
function misplaced(name, table, figures, row) {
  const names = new Map();
  for (const one of [...table.cells].sort((first, second) => first.column - second.column)) if (one.role === "stub" && figures.some((cell) => cell.row === one.row)) names.set(one.row, one.text);
  const here = names.get(row);
  if (!here || bare(here) === bare(name)) return "";
  return [...names.values()].some((text) => bare(text) === bare(name)) ? here : "";
}

// Whether figures lie one row too low or too high, by a total that does not come out: with its addends a row further it does, in most columns.
// `lines` are the identities, `typed` says whether somebody fills the cell of a Ref. Gives back 1 where they lie too low, -1 too high, 0 else.
export function slid(values, table, lines, typed) {
  const plain = (text) => (text === undefined || !/\d/.test(text) ? 0 : Number(text.normalize("NFKC").replace(/[^\d.-]/g, "")));
  const at = new Map(values.map(({ cell, value }) => [`${cell.row}/${cell.column}`, value]));
  const cells = new Map(table.cells.filter((one) => one.role === "figure").map((one) => [one.ref, one]));
  const totals = values.filter(({ cell }) => !typed(cell.ref)).map(({ cell }) => cell);
  for (const by of [1, -1]) {
    let fits = 0;
    let fails = 0;
    for (const total of totals) {
      const whole = at.get(`${total.row + by}/${total.column}`);
      if (whole === undefined || !plain(whole)) continue;
      const sums = lines.filter((one) => one.anchor === total.ref).map((line) =>
        line.refs.filter(typed).map((ref) => cells.get(ref)).filter((one) => one && one.column === total.column && one.row !== total.row)).filter((addends) => addends.length > 1);
      if (!sums.length) continue; // a total of its row goes along with it
      const made = (shift, wanted) => sums.some((addends) => addends.reduce((all, one) => all + plain(at.get(`${one.row + shift}/${one.column}`)), 0) === plain(wanted));
      if (made(by, whole)) fits += 1;
      else if (!made(0, at.get(`${total.row}/${total.column}`))) fails += 1;
    }
    if (fits && fits > fails) return by;
  }
  return 0;
}

// So many figures above 0, one of them this large at least, do not come twice in the same places by chance.
const TELLING = 3;
const LARGE = 10;

// Rows of a table that hold just what other rows hold, one of the two just pasted: the same block twice. In words; "" where there are none.
// `textOf` says what a cell holds now, `typed` whether somebody fills it.
export function repeated(values, table, textOf, typed) {
  const pasted = new Set(values.map(({ cell }) => cell.row));
  const columns = new Set(values.map(({ cell }) => cell.column)); // of rows that were partly filled the rest may be anything
  const held = new Map();
  for (const one of table.cells) {
    if (one.role !== "figure" || !columns.has(one.column) || !typed(one.ref)) continue;
    const value = textOf(one.ref).normalize("NFKC").replace(/[,，\s]/g, "").trim();
    held.set(one.row, [...(held.get(one.row) || []), [one.column, value]]);
  }
  const above = (row) => (held.get(row) || []).map(([, value]) => Number.parseFloat(value)).filter((value) => value > 0);
  const same = (row, other) => above(row).length > 0 && JSON.stringify(held.get(row)) === JSON.stringify(held.get(other));
  const rows = [...held.keys()].sort((one, other) => one - other);
  let found = null;
  for (let one = 0; one < rows.length; one += 1)
    for (let other = one + 1; other < rows.length; other += 1) {
      // A run ends where the other begins, and the rows of both follow each other in the same way.
      let length = 0;
      const alike = () => rows[one + length] - rows[one] === rows[other + length] - rows[other] && same(rows[one + length], rows[other + length]);
      while (one + length < other && other + length < rows.length && alike()) length += 1;
      const [here, there] = [rows.slice(one, one + length), rows.slice(other, other + length)];
      const figures = here.flatMap(above);
      const telling = figures.length >= TELLING && Math.max(...figures) >= LARGE && [...here, ...there].some((row) => pasted.has(row));
      if (telling && (!found || length > found.here.length)) found = { here, there };
    }
  if (!found) return "";
  const labels = namesOf(table);
  const run = (own) => (own.length > 1 ? `“${labels.get(own[0])}”到“${labels.get(own[own.length - 1])}”` : `“${labels.get(own[0])}”`);
  return `${run(found.there)}和${run(found.here)}的数完全一样：看看是不是同一块粘贴了两遍`;
}

// The name of each row that has figures: the narrowest at its left.
function namesOf(table) {
  const figures = table.cells.filter((one) => one.role === "figure");
  const names = new Map();
  for (const one of [...table.cells].sort((first, second) => first.column - second.column))
    if (one.role === "stub") for (let row = one.row; row < one.row + one.rows; row += 1) if (figures.some((cell) => cell.row === row)) names.set(row, one.text.replace(/(?<=.)（[^（）]{6,}）$/, "")); // what it says of how to count stays out
  return names;
}
