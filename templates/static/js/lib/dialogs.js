/** Dialogs opened and closed by attributes: data-opens="id" and data-closes="id"; data-prints; menus close when left. */

/** @param {string | undefined} id */
function dialogOf(id) {
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

/** @param {Document} page */
export function openByAttribute(page) {
  page.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-opens]");
    if (opener instanceof HTMLElement) dialogOf(opener.dataset.opens)?.showModal();
    if (event.target.closest("[data-prints]")) window.print();
    const closer = event.target.closest("[data-closes]");
    if (closer instanceof HTMLElement) dialogOf(closer.dataset.closes)?.close();
    for (const menu of page.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll("details.menu[open]")) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  });
}

/**
 * Asks by the dialog `id`: resolves true when the button marked data-yes was pressed.
 * @param {string} id
 * @returns {Promise<boolean>}
 */
export function asked(id) {
  const dialog = dialogOf(id);
  if (!dialog) return Promise.resolve(true);
  return new Promise((resolve) => {
    let yes = false;
    /** @param {Event} event */
    const press = (event) => {
      if (event.target instanceof Element && event.target.closest("[data-yes]")) {
        yes = true;
        dialog.close();
      }
    };
    dialog.addEventListener("click", press);
    dialog.addEventListener(
      "close",
      () => {
        dialog.removeEventListener("click", press);
        resolve(yes);
      },
      { once: true },
    );
    dialog.showModal();
  });
}
