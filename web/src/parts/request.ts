/** Ask the server for what a part of the page shows, again whenever what it asks for or the store changes. */
import { useEffect, useState } from "preact/hooks";
import { get } from "../api";
import { version } from "../state";

interface Asked<T> { data: T | null; error: unknown; isLoading: boolean }

export function useRequest<T>(path: string | null, query: Record<string, string | number | boolean | null | undefined | readonly string[]> | URLSearchParams = {}): Asked<T> & { reload: () => void } {
  const [found, setFound] = useState<Asked<T>>({ data: null, error: null, isLoading: path !== null });
  const [turn, setTurn] = useState(0);
  const asked = query instanceof URLSearchParams ? query.toString() : JSON.stringify(query);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    setFound((before) => ({ ...before, isLoading: true }));
    get<T>(path, query, stop.signal).then(
      (data) => setFound({ data, error: null, isLoading: false }),
      (error) => {
        if (stop.signal.aborted) return;
        // Nobody answers, as the page says by itself: what was told before still stands.
        setFound((before) => (error instanceof TypeError && before.data !== null ? { ...before, isLoading: false } : { data: null, error, isLoading: false }));
      },
    );
    return () => stop.abort();
  }, [path, asked, turn, version.value]);
  return { ...found, reload: () => setTurn(turn + 1) };
}
