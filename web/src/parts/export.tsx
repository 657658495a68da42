/** Exactly what is chosen, as a file, in any format; and what is held back, and why, before it is taken. */
import { useState } from "preact/hooks";
import { address, put } from "../api";
import { toQuery } from "../filters";
import { number, t, word } from "../i18n";
import { filters, loadMe, me, preview } from "../state";
import { Failure } from "./failure";
import { Icon } from "./icon";
import { useRequest } from "./request";

export function Export() {
  const [open, setOpen] = useState(false);
  return (
    <span class="export" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="download" />{t("export")}</button>
      {open && <Formats close={() => setOpen(false)} />}
    </span>
  );
}

/** The office's own workbook, filled: the format that is there for those who keep one. */
const OFFICE = "office";
const WEEK_DAYS = 7, DAY_MS = 86_400_000;

function lastDays(query: URLSearchParams): URLSearchParams {
  const out = new URLSearchParams(query);
  out.set("since", new Date(Date.now() - (WEEK_DAYS - 1) * DAY_MS).toISOString().slice(0, 10));
  out.delete("until");
  return out;
}

function Formats({ close }: { close: () => void }) {
  const office = me.value?.office ?? null;
  const formats = [...(office ? [OFFICE] : []), ...(me.value?.formats ?? [])];
  const [chosen, setFormat] = useState<string | null>(null);
  const format = chosen && formats.includes(chosen) ? chosen : office ? OFFICE : formats.includes("csv") ? "csv" : formats[0] ?? "csv";
  const [level, setLevel] = useState("public");
  const asked = toQuery(filters.value);
  if (!preview.value) asked.set("level", level);
  const held = useRequest<{ count: number; held_back: Record<string, number> }>(`/export/${format}/held-back`, asked);
  const reasons = Object.entries(held.data?.held_back ?? {});
  return (
    <div class="popover export-box">
      <label>{t("export.format")}
        <select value={format} onChange={(event) => setFormat(event.currentTarget.value)}>{formats.map((one) => <option key={one} value={one}>{one === OFFICE ? t("office.kept", { name: office! }) : one}</option>)}</select>
      </label>
      <label>{t("export.level")}
        <select value={level} onChange={(event) => setLevel(event.currentTarget.value)}>
          {(me.value?.levels ?? []).map((one) => <option key={one} value={one}>{t(`level.${one}`)}</option>)}
        </select>
      </label>
      <p class="small" role="status">
        {held.data ? t("export.count", { n: held.data.count }) : t("loading")}
        {reasons.length > 0 && ` ${t("export.held", { reasons: reasons.map(([reason, many]) => `${word("held", reason)} ${number(many)}`).join(", ") })}`}
      </p>
      <p class="buttons">
        <a class="button primary" download href={address(`/export/${format}`, asked)} onClick={() => setTimeout(close, 0)}>{t("export.take")}</a>
        <a class="link" download href={address(`/export/${format}`, lastDays(asked))} onClick={() => setTimeout(close, 0)}>{t("export.week")}</a>
        <a class="link" download={`marsad-${format}.manifest.json`} href={address(`/export/${format}/manifest`, asked)}>{t("export.manifest")}</a>
      </p>
      {me.value?.may.includes("add") && me.value.level === "internal" && <OwnColumns office={office} />}
    </div>
  );
}

/** A workbook of one's own is given once; the week's Excel is then two clicks. */
function OwnColumns({ office }: { office: string | null }) {
  const [error, setError] = useState<unknown>(null);
  const change = async (file: File | null) => {
    setError(null);
    try {
      await put("/template", file, file ? { name: file.name } : {});
      await loadMe();
    } catch (told) { setError(told); }
  };
  return (
    <details class="own-columns">
      <summary>{t("office")}</summary>
      <p class="small">{t("office.how", { open: "{", close: "}" })}</p>
      <label class="button">{t("office.take")}<input class="hidden" type="file" accept=".xlsx" onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) void change(file); }} /></label>
      {office && <button type="button" class="link" onClick={() => void change(null)}>{t("office.drop")}</button>}
      {error !== null && <Failure error={error} />}
    </details>
  );
}
