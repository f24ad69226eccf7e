// The rows of small tables in the text: which of them are one table, and the rule by which the file parts a table from one right above it.

export const isRow = (line) => /^\|.*\|$/.test(line);
const isRule = (line) => /^\|(?:\s*:?-+:?\s*\|)+$/.test(line);

// The cells of a row; a bar behind a backslash belongs to the words.
export const cellsOf = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((one) => one.trim());

// A line of the text, and whether it is the row that heads a table.
export const headsTable = (passage) => passage.kind === "row" && passage.level === 1;

// The lines of one table or picture that is put into the text.
export const oneThing = (lines) => lines.map((line, at) => ({ line, heads: isRow(line) && !(at && isRow(lines[at - 1])) }));

// The lines as the file has them: a table right below another needs its rule, or the two would be one.
export const withRules = (lines) => lines.flatMap(({ line, heads }, at) =>
  (heads && at && isRow(line) && isRow(lines[at - 1].line) ? [line, `|${" --- |".repeat(cellsOf(line).length)}`] : [line]));

// The same lines without the rules, each with whether it heads a table.
export const withoutRules = (lines) => lines.flatMap((line, at) => (isRule(line) ? [] : [{ line, heads: isRow(line) && isRule(lines[at + 1] || "") }]));

export const isRuleBelow = (block, line) => isRule(line) && block && block.matches(".row");

// The blocks that are one thing: the rows of a table, or the block itself.
export function together(block) {
  if (!block.matches(".row")) return [block];
  const found = [block];
  const [above, below] = [() => found[0].previousElementSibling, () => found[found.length - 1].nextElementSibling];
  while (!found[0].hasAttribute("data-heads") && above() && above().matches(".row")) found.unshift(above());
  while (below() && below().matches(".row:not([data-heads])")) found.push(below());
  return found;
}
