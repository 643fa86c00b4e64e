/* Sets the viewer's choices (large type, contrast) before the first paint; kept for this tab only. */
{
  const root = document.documentElement;
  for (const choice of ["type", "contrast"]) {
    const value = sessionStorage.getItem(`view-${choice}`);
    if (value) root.dataset[choice] = value;
  }
}
