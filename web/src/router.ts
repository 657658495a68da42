/** Where the reader is: the path names the page, the query the filters, so that every view is an address. */
import { signal } from "@preact/signals";

export const place = signal({ path: location.pathname, search: location.search });

export function go(path: string, search = "", { replace = false } = {}): void {
  const tail = search && !search.startsWith("?") ? `?${search}` : search;
  if (path === place.peek().path && tail === place.peek().search) return;
  const moves = path !== place.peek().path;
  history[replace ? "replaceState" : "pushState"](null, "", path + tail);
  place.value = { path, search: tail };
  if (moves) {
    scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true }));
  }
}

addEventListener("popstate", () => { place.value = { path: location.pathname, search: location.search }; });

/** Links within the app change the page without loading it anew. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download") || link.pathname.startsWith("/api/")) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname, link.search);
});
