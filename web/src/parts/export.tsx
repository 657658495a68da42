/** Exactly what is chosen, as a file, in any format; and what is held back, and why, before it is taken. */
import { useState } from "preact/hooks";
import { address } from "../api";
import { toQuery } from "../filters";
import { number, t, word } from "../i18n";
import { filters, me, preview } from "../state";
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

function Formats({ close }: { close: () => void }) {
  const formats = me.value?.formats ?? [];
  const [format, setFormat] = useState(formats.includes("csv") ? "csv" : formats[0] ?? "csv");
  const [level, setLevel] = useState("public");
  const asked = toQuery(filters.value);
  if (!preview.value) asked.set("level", level);
  const held = useRequest<{ count: number; held_back: Record<string, number> }>(`/export/${format}/held-back`, asked);
  const reasons = Object.entries(held.data?.held_back ?? {});
  return (
    <div class="popover export-box">
      <label>{t("export.format")}
        <select value={format} onChange={(event) => setFormat(event.currentTarget.value)}>{formats.map((one) => <option key={one} value={one}>{one}</option>)}</select>
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
      <a class="button" download href={address(`/export/${format}`, asked)} onClick={() => setTimeout(close, 0)}>{t("export.take")}</a>
    </div>
  );
}
