// What is typed and not saved yet, kept in the browser as well: neither a page that is closed nor a program that was ended loses it.

const PREFIX = "reportgen/";
// What another window has not saved for so long is nobody's any more; a window that is open tries again before.
const LEFT = 20000;

// A window keeps its number when it is loaded again.
function own() {
  let name = sessionStorage.getItem(`${PREFIX}window`);
  if (!name) sessionStorage.setItem(`${PREFIX}window`, (name = String(Math.random()).slice(2)));
  return name;
}

// A browser may keep nothing, or be full: then the page goes on as it would without.
function trying(work, otherwise) {
  try {
    return work();
  } catch (error) {
    return otherwise;
  }
}

// What is not saved of the draft at a place; it is forgotten where nothing is.
export function keep(place, entries) {
  trying(() => {
    const name = `${PREFIX}${place}/${own()}`;
    if (entries) localStorage.setItem(name, JSON.stringify({ at: Date.now(), entries }));
    else localStorage.removeItem(name);
  });
}

// What was left of the draft at a place, the oldest first: by this window, or by one that is gone.
export function left(place) {
  return trying(() => {
    const mine = `${PREFIX}${place}/${own()}`;
    const names = Object.keys(localStorage).filter((one) => one.startsWith(`${PREFIX}${place}/`));
    const found = names.map((name) => ({ name, ...trying(() => JSON.parse(localStorage.getItem(name)), {}) }));
    return found.filter((one) => one.entries && (one.name === mine || Date.now() - one.at > LEFT)).sort((one, other) => one.at - other.at);
  }, []);
}

export const forget = (found) => trying(() => found.forEach(({ name }) => localStorage.removeItem(name)));

// What is kept of a draft follows it to another place.
export const move = (from, to) => trying(() => {
  if (from === to) return;
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(`${PREFIX}${from}/`))) {
    localStorage.setItem(name.replace(from, to), localStorage.getItem(name));
    localStorage.removeItem(name);
  }
});
