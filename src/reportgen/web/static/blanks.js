// What is not filled in, as somebody sees it: whole columns and rows that are empty are told by their names, since a block may have slid.

// A column or a row with fewer cells than these is no telling one.
const LEAST = 3;

// The names of the rows and columns of a table, as they are drawn.
export function namesOf(table) {
  const figures = table.cells.filter((one) => one.role === "figure");
  const top = Math.min(...figures.map((one) => one.row));
  const nearest = (role, fits, order) => table.cells.filter((one) => one.role === role && fits(one)).sort(order).pop();
  return {
    column: (at) => (nearest("header", (one) => one.row < top && one.column <= at && at < one.column + one.columns, (one, other) => one.row - other.row) || { text: `第${at}列` }).text,
    row: (at) => (nearest("stub", (one) => one.row <= at && at < one.row + one.rows, (one, other) => one.column - other.column) || { text: `第${at}行` }).text,
  };
}

// The columns and rows of a table of which every cell that one fills is empty, while others of it are filled; `empty` says of a Ref whether
// its cell is, `last` what stood there last year. A row is told only where last year's had something in it: most rows are nothing but 0.
export function wholeBlanks(table, empty, last) {
  const own = table.cells.filter((one) => one.role === "figure" && empty(one.ref) !== null);
  const blank = own.filter((one) => empty(one.ref));
  if (!blank.length || blank.length === own.length) return blank.length ? [{ say: `${table.name} 整张表 ${blank.length} 格都空着`, rare: true }] : [];
  const names = namesOf(table);
  const had = (cells) => cells.some((one) => /[1-9]/.test(last(one.ref)));
  const found = [];
  for (const [key, what] of [["column", "列"], ["row", "行"]]) {
    const lanes = new Map();
    for (const one of own) lanes.set(one[key], [...(lanes.get(one[key]) || []), one]);
    if (lanes.size < 2) continue;
    for (const [at, cells] of lanes) {
      if (cells.length < LEAST || !cells.every((one) => empty(one.ref))) continue;
      const rare = had(cells);
      if (key === "row" && !rare) continue;
      found.push({ say: `${table.name} ${names[key](at)} 一整${what} ${cells.length} 格都空着${rare ? "，上年有数" : ""}`, rare });
    }
  }
  return found;
}
