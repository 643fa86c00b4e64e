/** <history-chart data-by>: draws what the table in it says, above it. Columns whose head has data-series are drawn: the first as bars, the next as a line. Without this script the table says it all. */
import uPlot from "uplot";

const HEIGHT = 240;
const LONGEST_LABEL = 9;

class HistoryChart extends HTMLElement {
  /** @type {uPlot | undefined} */
  #plot;
  #watch = new ResizeObserver(() => this.#draw());
  #width = 0;

  connectedCallback() {
    this.#watch.observe(this);
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #draw() {
    const table = this.querySelector("table");
    const width = Math.floor(this.clientWidth);
    if (!table || width === 0 || width === this.#width) return;
    this.#width = width;
    const rows = [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("th"));
    if (rows.length === 0) return;
    if (this.#plot) this.#plot.setSize({ width, height: HEIGHT });
    else this.#begin(table, rows, width);
  }

  /** @param {HTMLTableElement} table @param {Element[]} rows @param {number} width */
  #begin(table, rows, width) {
    const labels = rows.map((row) => row.querySelector("th")?.textContent?.trim() ?? "");
    const heads = [...table.querySelectorAll("thead th")];
    const drawn = heads.flatMap((head, at) => (head.hasAttribute("data-series") ? [{ head, at }] : []));
    const values = drawn.map(({ at }) => rows.map((row) => this.#value(row, at)));
    const box = document.createElement("div");
    box.className = "history-plot";
    box.setAttribute("aria-hidden", "true");
    this.prepend(box);
    this.#plot = new uPlot(this.#options(labels, [heads[0], ...drawn.map(({ head }) => head)].map((head) => head?.textContent ?? ""), width), [labels.map((_, at) => at), ...values], box);
  }

  /** @param {Element} row @param {number} at @returns {number | null} */
  #value(row, at) {
    const told = /** @type {HTMLElement | undefined} */ (row.children[at])?.dataset.value;
    return told === undefined ? null : Number(told);
  }

  /** @param {string[]} labels @param {string[]} names @param {number} width @returns {uPlot.Options} */
  #options(labels, [key, ...names], width) {
    const style = getComputedStyle(this);
    /** @param {string} name */
    const color = (name) => style.getPropertyValue(name).trim();
    const font = `13px ${style.fontFamily}`;
    const turned = labels.some((label) => label.length > 5);
    /** @param {string} label */
    const short = (label) => (label.length > LONGEST_LABEL && !/^\d{4}-/.test(label) ? `${label.slice(0, LONGEST_LABEL)}…` : label.replace(/^\d{4}-/, ""));
    const line = { stroke: color("--line") || color("--ink-soft"), width: 1 };
    return {
      width,
      height: HEIGHT - 34,
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
      axes: [
        { font, stroke: color("--ink-soft"), grid: { show: false }, ticks: line, space: turned ? 46 : 34, size: turned ? 56 : 32, rotate: turned ? -30 : 0, incrs: [1, 2, 4, 7, 14, 30], values: (_, at) => at.map((index) => (Number.isInteger(index) && labels[index] ? short(labels[index]) : "")) },
        { font, stroke: color("--ink-soft"), grid: line, ticks: line, size: 48 },
      ],
      series: [
        { label: key, value: (_, at) => labels[at ?? -1] ?? "" },
        ...names.map((label, at) =>
          at === 0
            ? { label, fill: color("--green"), stroke: color("--green"), paths: uPlot.paths.bars?.({ size: [0.7, 48] }), points: { show: false } }
            : { label, stroke: color("--seal"), width: 2, points: { show: true, size: 6 } },
        ),
      ],
    };
  }
}

customElements.define("history-chart", HistoryChart);
