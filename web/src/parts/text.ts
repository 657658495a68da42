/** A text cut where marks begin and end. Offsets count code points, as the server's do. Pure. */
import type { Mark } from "../api";

export interface Run { start: number; end: number; text: string; labels: string[]; marks: Mark[] }

/** Of several labels on the same words the first gives the colour. */
const FIRST = ["kind", "where", "when", "parties", "counts"];
const rank = (label: string) => { const at = FIRST.indexOf(label.split(".")[0]!); return at < 0 ? FIRST.length : at; };

export function runs(text: string, start: number, end: number, marks: readonly Mark[], points: readonly string[] = [...text]): Run[] {
  const here = marks.filter((mark) => mark.start < end && mark.end > start);
  const edges = [...new Set([start, end, ...here.flatMap((mark) => [Math.max(mark.start, start), Math.min(mark.end, end)])])].sort((one, other) => one - other);
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1]!;
    const over = here.filter((mark) => mark.start <= from && mark.end >= to).sort((one, other) => rank(one.label) - rank(other.label) || one.end - one.start - (other.end - other.start));
    return { start: from, end: to, text: points.slice(from, to).join(""), labels: [...new Set(over.map(({ label }) => label))], marks: over };
  });
}

/** Where paragraphs begin and end: a section, cut at empty lines. */
export function paragraphs(text: string, sections: readonly { kind: string; start: number; end: number }[], points: readonly string[] = [...text]): { kind: string; start: number; end: number }[] {
  const whole = sections.length ? sections : [{ kind: "body", start: 0, end: points.length }];
  return whole.flatMap(({ kind, start, end }) => {
    const cut: { kind: string; start: number; end: number }[] = [];
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at === end || points[at] === "\n") {
        if (points.slice(from, at).join("").trim()) cut.push({ kind, start: from, end: at });
        from = at + 1;
      }
    }
    return cut;
  });
}
