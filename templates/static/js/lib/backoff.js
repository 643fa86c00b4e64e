/** Waits that grow with each failure and start anew after success. */
export class Backoff {
  /** @param {number} first ms @param {number} most ms */
  constructor(first, most) {
    this.first = first;
    this.most = most;
    this.failures = 0;
  }

  /** The next wait in ms; up to a quarter is chance, so that many browsers do not come at once. */
  next() {
    const wait = Math.min(this.most, this.first * 2 ** this.failures);
    this.failures += 1;
    return wait * (1 + Math.random() / 4);
  }

  reset() {
    this.failures = 0;
  }
}
