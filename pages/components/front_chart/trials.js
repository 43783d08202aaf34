// Owns the trials of one run in the browser: rows kept by number, and the front among them.

export function newTrials() {
  return {
    choices: [],
    rows: new Map(),
    revision: 0,
    run: null,
    front: new Set(),
    continued: new Set(),
    left: null,
  };
}

// Rows that changed replace older rows of the same number.
export function takeUpdate(trials, update, now = 0) {
  const table = update.trials;
  if (table?.rows.length) {
    const number = table.columns.indexOf("number");
    const known = new Map(table.columns.map((name, at) => [name, at]));
    trials.choices = table.choices;
    for (const row of table.rows) trials.rows.set(row[number], { row, known });
  }
  for (const number of update.continued ?? []) trials.continued.add(number);
  // The engine's word; it is sent when it has changed.
  if (update.front) trials.front = new Set(update.front);
  // When it was heard, by the browser's own clock.
  trials.run = { ...update.run, heard: now };
  trials.revision = update.revision;
}

export function cell(entry, name) {
  const at = entry.known.get(name);
  return at === undefined ? null : entry.row[at];
}

export function has(trials, metric) {
  for (const entry of trials.rows.values()) {
    if (cell(entry, metric) !== null) return true;
  }
  return false;
}

// The trials that the engine shows as points, with two finite numbers. The scale of the axis leaves
// nobody out: what is on the front does not hang on how it is drawn.
export function pointsOf(trials, x, y) {
  const points = [];
  for (const [number, entry] of trials.rows) {
    if (cell(entry, "drawn") === false || trials.continued.has(number)) continue;
    const px = cell(entry, x);
    const py = cell(entry, y);
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    const generation = cell(entry, "generation") || 0;
    points.push({ number, x: px, y: py, generation, status: cell(entry, "status"), entry });
  }
  return points;
}

// What is over a limit has a size; nearly all of it was never trained and has no score.
export function infeasibleOf(trials, x) {
  const points = [];
  for (const entry of trials.rows.values()) {
    if (cell(entry, "status") !== "infeasible") continue;
    const px = cell(entry, x);
    if (!Number.isFinite(px)) continue;
    points.push({ number: cell(entry, "number"), x: px, entry });
  }
  return points;
}

function countsOnFront({ status, x, y }) {
  return status === "complete" && Number.isFinite(x) && Number.isFinite(y);
}

// The front on two axes, as core/pareto.py has it: sort by x, its best first, keep each point that
// improves y; of equal points the first. The last member is the one with the best y.
export function frontOf(points, moreY, moreX = false) {
  const sign = moreY ? 1 : -1;
  const way = moreX ? -1 : 1;
  const complete = points.filter(countsOnFront);
  complete.sort((a, b) => way * (a.x - b.x) || sign * (b.y - a.y) || a.number - b.number);
  const front = [];
  let best = -Infinity;
  for (const point of complete) {
    const value = sign * point.y;
    if (value <= best) continue;
    best = value;
    front.push(point);
  }
  return front;
}

// The front that is drawn: on the run's own two goals the engine has said who is on it.
export function frontToDraw(points, members, { moreX, moreY }) {
  return frontOf(
    members ? points.filter(({ number }) => members.has(number)) : points,
    moreY,
    moreX,
  );
}

// The best y whose x is at most `limit`: along the front, the last one that fits.
export function bestUnder(front, limit) {
  let best = null;
  for (const point of front) {
    if (point.x > limit) break;
    best = point;
  }
  return best;
}

// The cheapest that is good enough: along the front, the first.
export function cheapestWith(front, least, moreY) {
  if (least === null) return front[0] ?? null;
  return front.find(({ y }) => (moreY ? y >= least : y <= least)) ?? null;
}

// How the hypervolume grew, over the candidates or the seconds that had been trained by then.
export function hypervolumeHistory(trials, over) {
  const spent = over === "time" ? "seconds_so_far" : "trained_so_far";
  const measured = [...trials.rows.values()].filter((entry) => cell(entry, "hypervolume") !== null);
  measured.sort((a, b) => cell(a, "number") - cell(b, "number"));
  return {
    x: measured.map((entry) => cell(entry, spent)),
    y: measured.map((entry) => cell(entry, "hypervolume")),
  };
}
