/** Brings an element in step with the server's HTML, and leaves alone what the person is busy with. */
import morphdom from "morphdom";

/** @param {Element} element @returns {element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
function isControl(element) {
  return (
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
  );
}

/** @param {Element} control whether its text is the person's: focused, unsaved, or within a field that says so */
function isBusy(control) {
  if (control === document.activeElement) return true;
  const owner = control.closest("[data-dirty]");
  return owner !== null;
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function keepOwnState(from, to) {
  if (from.tagName.includes("-")) {
    for (const key of ["data-state", "data-dirty", "data-media", "data-quality"]) {
      const value = from.getAttribute(key);
      if (value !== null && !to.hasAttribute(key)) to.setAttribute(key, value);
    }
  }
  if (from.hasAttribute("data-when")) to.hidden = from.hidden;
  if (from instanceof HTMLDetailsElement || from instanceof HTMLDialogElement) {
    if (from.hasAttribute("open")) to.setAttribute("open", "");
    else to.removeAttribute("open");
  }
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function keepOwnText(from, to) {
  if (!isControl(from) || !isControl(to) || !isBusy(from)) return;
  if (from instanceof HTMLInputElement && to instanceof HTMLInputElement) {
    to.checked = from.checked;
    if (from.type !== "file") to.value = from.value;
  } else {
    to.value = from.value;
  }
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function before(from, to) {
  if (from.isEqualNode(to) && !isControl(from)) return false;
  if (from.dataset.keep !== undefined && from.dataset.keep === to.dataset.keep) return false;
  keepOwnState(from, to);
  if (from instanceof HTMLSelectElement && isBusy(from)) return false;
  keepOwnText(from, to);
  return true;
}

/**
 * Morphs the element with this id; an id that the page does not have is passed over.
 * @param {string} id
 * @param {string} html the element itself, not only its inside
 */
export function morph(id, html) {
  const element = document.getElementById(id);
  if (!element) return;
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const next = holder.content.firstElementChild;
  if (!next) return;
  morphdom(element, document.adoptNode(next), { onBeforeElUpdated: before });
}
