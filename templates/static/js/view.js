/* Sets the viewer's choices (large type, contrast) before the first paint; kept for this tab only. A page that says
   goodbye forgets all that the tab kept, before it shows; the device's key, in IndexedDB, is nobody's and stays. */
{
  const root = document.documentElement;
  if ("forgets" in root.dataset) {
    sessionStorage.clear();
    localStorage.clear();
  }
  for (const choice of ["type", "contrast"]) {
    const value = sessionStorage.getItem(`view-${choice}`);
    if (value) root.dataset[choice] = value;
  }
}
