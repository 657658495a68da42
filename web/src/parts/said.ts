/** What happened as a line that a reader likes: who did what to whom. */
import { has, language, t, word } from "../i18n";

export interface Told { kind: string; mode: string | null; status: string; who: string; whom: string }

/** Of what was planned, denied or feared no sentence is made that says it happened. */
const HAPPENED = new Set(["happened", "ongoing"]);

/** Null where only the parties can be named, not what one did to the other. */
export function said({ kind, mode, status, who, whom }: Told): string | null {
  if (!HAPPENED.has(status) || !(who || whom)) return null;
  const form = who && whom ? "both" : who ? "who" : "whom";
  const key = [`said.${kind}/${mode}.${form}`, `said.${kind}.${form}`].find(has);
  return key ? sentence(t(key, { who: apart(who), whom: apart(whom) })) : null;
}

/** In a line from right to left two Latin names beside each other would be read as one: each is isolated (U+2068, U+2069). */
const apart = (name: string): string => (name && language.value === "ar" ? `\u2068${name}\u2069` : name);

/** "gunmen attacked …" begins with a capital, as sentences do. */
const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** What is told of where no party is: "Assault, firearms". */
export const kindText = ({ kind, mode }: Pick<Told, "kind" | "mode">): string => [word("kind", kind), mode && word("mode", mode)].filter(Boolean).join(", ");
