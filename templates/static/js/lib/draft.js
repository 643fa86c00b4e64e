/**
 * What is written in one field and not yet known to be kept: on which revision it was written, what was sent of it,
 * and what the other hand wrote meanwhile. It lives in memory alone. Nothing here waits, sends or shows.
 */

/** @typedef {{ text: string, rev: number }} Written */

export class Draft {
  /** The revision that is written upon. */
  #base = 0;
  /** @type {Set<string>} sent upon #base, and not answered as far as is known */
  #sent = new Set();
  /** @type {Written | null} */
  #theirs = null;

  get theirs() {
    return this.#theirs;
  }

  /**
   * The first key: what was seen then is written upon.
   * @param {number} revision
   */
  begin(revision) {
    this.#base = revision;
    this.#sent.clear();
    this.#theirs = null;
  }

  /** What is to be sent. @param {string} text @returns {Written} */
  send(text) {
    this.#sent.add(text);
    return { text, rev: this.#base };
  }

  /** The server keeps what was sent. @param {number} revision */
  kept(revision) {
    this.#base = revision;
    this.#sent.clear();
  }

  /**
   * The server keeps something else under a newer revision. Was it sent from here, and only its answer lost, then the
   * way is free and the newest text may be sent (true). Else it is the other hand's, and a person has to choose.
   * @param {Written} found
   */
  refused(found) {
    if (this.#sent.has(found.text)) {
      this.kept(found.rev);
      return true;
    }
    this.#theirs = found;
    return false;
  }

  /**
   * A person chose; the text that stands from now on, written upon what the other hand wrote.
   * @param {"mine" | "theirs"} whose
   * @param {string} mine
   */
  settle(whose, mine) {
    if (!this.#theirs) return mine;
    const { text, rev } = this.#theirs;
    this.begin(rev);
    return whose === "theirs" ? text : mine;
  }
}
