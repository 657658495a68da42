/** A sentence of a report with the words marked that say so: role by colour and by the line under them. */
import type { Piece } from "../api";
import { t, word } from "../i18n";

/** Field → how its words are marked. */
export function markOf(label: string): string {
  if (label.startsWith("parties")) return label.includes("initiator") ? "initiator" : label === "parties" ? "party" : "recipient";
  const field = label.split(".")[0]!;
  if (field === "kind" || field === "mode" || field === "status") return "kind";
  if (field === "when" || field === "duration") return "when";
  return ["where", "counts", "attribution"].includes(field) ? field : "more";
}

/** "counts.killed" → "killed"; "parties.victim" → "victim". */
export function labelOf(label: string): string {
  const [field, part] = label.split(".");
  return part ? word(field === "parties" ? "role" : "measure", part) : t(`field.${field}`);
}

export function Marked({ pieces, strong, onPick }: { pieces: readonly Piece[]; strong?: string | null; onPick?: (labels: string[]) => void }) {
  return (
    <>
      {pieces.map((piece, at) => {
        if (!piece.labels.length) return <span key={at}>{piece.text}</span>;
        const names = piece.labels.map(labelOf).join(", ");
        const faded = strong && !piece.labels.some((label) => label === strong || label.startsWith(`${strong}.`) || strong.startsWith(`${label}.`));
        const classes = `m m-${markOf(piece.labels[0]!)}${faded ? " faded" : ""}`;
        return <mark key={at} class={classes} title={names} onClick={onPick && (() => onPick(piece.labels))}>{piece.text}</mark>;
      })}
    </>
  );
}

export const MARKS = ["kind", "initiator", "recipient", "where", "when", "counts", "attribution"] as const;

export function MarkLegend() {
  return (
    <ul class="mark-legend" aria-label={t("legend")}>
      {MARKS.map((one) => <li key={one}><mark class={`m m-${one}`}>{t(`mark.${one}`)}</mark></li>)}
    </ul>
  );
}

/** The pieces around the first marked words, so that a short card shows what matters. */
export function centred(pieces: readonly Piece[], most = 260): Piece[] {
  const whole = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (whole <= most) return [...pieces];
  const start = pieces.findIndex(({ labels }) => labels.includes("kind"));
  let at = 0;
  const offset = pieces.slice(0, Math.max(start, 0)).reduce((sum, { text }) => sum + text.length, 0);
  const from = Math.max(0, Math.min(offset - most / 2, whole - most)), to = from + most;
  const kept: Piece[] = [];
  for (const piece of pieces) {
    const begin = Math.max(0, from - at), end = Math.min(piece.text.length, to - at);
    if (end > begin) kept.push({ ...piece, text: piece.text.slice(begin, end) });
    at += piece.text.length;
  }
  if (from > 0) kept.unshift({ text: "… ", labels: [] });
  if (to < whole) kept.push({ text: " …", labels: [] });
  return kept;
}
