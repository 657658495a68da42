/** One key, one decision. Which key is the reader's to choose; kept in the browser. */
import { signal } from "@preact/signals";
import { keep } from "../state";

export const DEFAULTS = { accept: "a", reject: "x", same: "s", different: "d", unsure: "f", skip: " ", back: "k", undo: "Backspace", flag: "!", open: "o" } as const;
export type Command = keyof typeof DEFAULTS;
export type Keys = Record<Command, string>;

function kept(): Keys {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem("marsad.keys") ?? "{}") as Partial<Keys>) };
  } catch {
    return { ...DEFAULTS };
  }
}

export const keys = signal<Keys>(kept());

export function choose(command: Command, key: string): void {
  const others = Object.fromEntries(Object.entries(keys.value).map(([name, had]) => [name, had === key ? "" : had])) as Keys;
  keys.value = { ...others, [command]: key };
  keep("keys", JSON.stringify(keys.value));
}

export function reset(): void {
  keys.value = { ...DEFAULTS };
  keep("keys", "{}");
}

export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest("input, select, textarea, button, a, [contenteditable]")) return null;
  return (Object.keys(DEFAULTS) as Command[]).find((command) => keys.value[command] === event.key) ?? null;
}

export const keyName = (key: string): string => (key === " " ? "␣" : key === "Backspace" ? "⌫" : key || "–");
