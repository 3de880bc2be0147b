// Draws the charts of a page: a line with its likely range as a band, the way it should go, dashed marks where the
// rubric or the judge changed, and the number of calls under the axis. The numbers stand in the table beside it.
const DAY = 86400;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const dark = matchMedia("(prefers-color-scheme: dark)");

const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
const isoDay = (at) => new Date(at * 1000).toISOString().slice(0, 10);
const shortDay = (at) => {
  const day = new Date(at * 1000);
  return `${day.getUTCDate()} ${months[day.getUTCMonth()]}`;
};
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const faint = (name, share) => `color-mix(in srgb, ${colour(name)} ${share}%, transparent)`;

// The value of the way to the target on a day: straight between its corners, level beyond them.
function along(path, at) {
  if (!path.length) return null;
  const after = path.findIndex((step) => seconds(step.day) >= at);
  if (after === -1) return path[path.length - 1].value;
  if (after === 0) return path[0].value;
  const [from, to] = [path[after - 1], path[after]];
  const share = (at - seconds(from.day)) / (seconds(to.day) - seconds(from.day));
  return from.value + share * (to.value - from.value);
}

function columns(chart) {
  const days = new Map(chart.points.map((point) => [seconds(point.day), point]));
  const corners = [...chart.path, ...chart.breaks].map((one) => seconds(one.day));
  // What was measured in another way is not joined by a line: a gap lies just before each break.
  const gaps = new Set(chart.breaks.map((mark) => seconds(mark.day) - DAY));
  const at = [...new Set([...days.keys(), ...corners, ...gaps])].sort((a, b) => a - b);
  // A day that is only a corner of the path must not break the line; a week without a value must.
  const of = (field) => at.map((day) => (days.has(day) ? days.get(day)[field] : gaps.has(day) ? null : undefined));
  return { at, days, data: [at, of("high"), of("low"), of("value"), at.map((day) => along(chart.path, day))] };
}

function marks(chart) {
  return (plot) => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("--quiet");
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    for (const mark of chart.breaks) {
      const x = Math.round(plot.valToPos(seconds(mark.day), "x", true));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const right = x + ctx.measureText(mark.name).width + 8 * ratio > bbox.left + bbox.width;
      ctx.textAlign = right ? "right" : "left";
      ctx.fillText(mark.name, x + (right ? -4 : 4) * ratio, bbox.top + 12 * ratio);
    }
    ctx.restore();
  };
}

// The days under the axis: from the last one back, each that does not touch the one after it. `at`: its middle.
const LABEL = 52;
function axisDays(days, at) {
  const shown = [];
  for (const day of [...days.keys()].reverse()) if (!shown.length || at(shown[0]) - at(day) >= LABEL) shown.unshift(day);
  return shown;
}

function described(chart, point) {
  const unit = chart.unit;
  if (point.value === null) return `${shortDay(seconds(point.day))}: no value, ${point.n} calls`;
  const round = (value) => Math.round(value);
  const range = point.low === null ? "" : `, likely ${round(point.low)}–${round(point.high)}`;
  const number = Number.isInteger(point.value) ? point.value : point.value.toFixed(1);
  return `${shortDay(seconds(point.day))}: ${number}${unit}${range}, ${point.n} ${point.n === 1 ? "call" : "calls"}`;
}

function draw(place, chart, says) {
  const { at, days, data } = columns(chart);
  const axis = { stroke: colour("--quiet"), grid: { stroke: faint("--line", 70), width: 1 }, ticks: { show: false } };
  axis.font = "12px system-ui, sans-serif";
  const edge = { stroke: "transparent", width: 0, points: { show: false } };
  const style = getComputedStyle(place);
  const width = place.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const [first, last] = [at[0] - 3 * DAY, at[at.length - 1] + 3 * DAY];
  const beside = 44; // the axis of values
  const across = (day) => ((day - first) / (last - first)) * (width - beside - 20);
  return new uPlot(
    {
      width,
      height: 220,
      tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1e3), "Etc/UTC"),
      legend: { show: false },
      scales: {
        x: { time: true, range: [first, last] },
        y: { range: [chart.lowest, chart.highest] },
      },
      axes: [
        {
          ...axis,
          size: 46,
          grid: { show: false },
          splits: () => axisDays(days, across),
          values: (_, splits) => splits.map((day) => `${shortDay(day)}\nn ${days.get(day).n}`),
        },
        { ...axis, size: beside, values: (_, splits) => splits.map((value) => `${value}${chart.unit}`) },
      ],
      series: [
        {},
        { ...edge, label: "high" },
        { ...edge, label: "low" },
        { label: chart.label, stroke: colour("--accent"), width: 2, points: { show: true, size: 6, fill: colour("--accent") } },
        { label: chart.path_label, stroke: colour("--quiet"), width: 1, dash: [2, 3], points: { show: false } },
      ],
      bands: [{ series: [1, 2], fill: faint("--accent", 18) }],
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 8 } },
      hooks: {
        draw: [marks(chart)],
        setCursor: [
          (plot) => {
            const point = days.get(at[plot.cursor.idx]);
            says.textContent = point ? described(chart, point) : says.dataset.rest;
          },
        ],
      },
    },
    data,
    place,
  );
}

function show(place) {
  const chart = JSON.parse(place.dataset.chart);
  if (!chart.points.length) return;
  const says = document.createElement("p");
  says.className = "chart-says quiet small";
  says.setAttribute("aria-hidden", "true");
  const path = chart.path.length ? ` Dotted: ${chart.path_label}.` : "";
  says.dataset.rest = `The band is the likely range; n is the number of calls.${path}`;
  says.textContent = says.dataset.rest;
  place.after(says);
  let plot = null;
  const again = () => {
    if (plot) plot.destroy();
    plot = draw(place, chart, says);
  };
  again();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    again();
  }).observe(place);
  dark.addEventListener("change", again);
  if (chart.href) {
    place.classList.add("leads");
    place.addEventListener("click", () => {
      if (plot.cursor.idx == null) return;
      const at = plot.data[0][plot.cursor.idx];
      // The gap before a break is no week of its own.
      const day = chart.points.some((point) => seconds(point.day) === at) ? at : at + DAY;
      location.href = chart.href.replace("{day}", isoDay(day));
    });
  }
}

if (window.uPlot) document.querySelectorAll(".chart[data-chart]").forEach(show);
