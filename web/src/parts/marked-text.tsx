/** A whole report with everything found in it marked; words can be clicked, or selected to say what was missed. */
import { useRef } from "preact/hooks";
import type { DocumentPage, Mark } from "../api";
import { t } from "../i18n";
import { labelOf, markOf } from "./sentence";
import { paragraphs, runs } from "./text";

export interface Selected { start: number; end: number; text: string }
interface Given { document: Pick<DocumentPage, "text" | "sections" | "language">; marks: readonly Mark[]; picked?: Mark | null; onPick?: (marks: Mark[]) => void; onSelect?: (selected: Selected | null) => void }

/** Offset in code points of a point of the selection. */
function offsetOf(node: Node, at: number): number | null {
  const run = (node.nodeType === Node.TEXT_NODE ? node.parentElement : (node as Element))?.closest<HTMLElement>("[data-start]");
  if (!run) return null;
  return Number(run.dataset["start"]) + [...(node.textContent ?? "").slice(0, at)].length;
}

export function MarkedText({ document: report, marks, picked, onPick, onSelect }: Given) {
  const holder = useRef<HTMLDivElement>(null);
  const points = [...report.text];
  const selected = () => {
    const selection = getSelection();
    if (!onSelect || !selection || selection.isCollapsed || !selection.rangeCount || !holder.current?.contains(selection.anchorNode)) { onSelect?.(null); return; }
    const range = selection.getRangeAt(0);
    const start = offsetOf(range.startContainer, range.startOffset), end = offsetOf(range.endContainer, range.endOffset);
    onSelect(start !== null && end !== null && end > start ? { start, end, text: points.slice(start, end).join("") } : null);
  };
  return (
    <div ref={holder} class="report-text" lang={report.language ?? undefined} dir="auto" onMouseUp={selected} onKeyUp={selected}>
      {paragraphs(report.text, report.sections, points).map(({ kind, start, end }) => (
        <p key={start} class={kind}>
          {runs(report.text, start, end, marks, points).map((run) => {
            if (!run.labels.length) return <span key={run.start} data-start={run.start}>{run.text}</span>;
            const isPicked = picked && run.marks.some((mark) => mark.start === picked.start && mark.field === picked.field);
            return (
              <mark
                key={run.start} data-start={run.start} class={`m m-${markOf(run.labels[0]!)}${isPicked ? " picked" : ""}`} title={run.labels.map(labelOf).join(", ")}
                {...(onPick ? { role: "button", tabIndex: 0, "aria-label": t("mark.of", { words: run.text, labels: run.labels.map(labelOf).join(", ") }), onClick: () => onPick(run.marks), onKeyDown: (key: KeyboardEvent) => { if (key.key === "Enter" || key.key === " ") { key.preventDefault(); onPick(run.marks); } } } : {})}
              >{run.text}</mark>
            );
          })}
        </p>
      ))}
    </div>
  );
}
