/** Selected words say what was missed: an event, a place or an actor. Names are settled once for all reports. */
import { useState } from "preact/hooks";
import { post, Refused } from "../api";
import { t, word } from "../i18n";
import { columns, me, refresh } from "../state";
import type { Selected } from "../parts/marked-text";

type What = "event" | "place" | "actor";

export function Missed({ document: id, selected, done, first }: { document: string | null; selected: Selected; done: () => void; first?: What }) {
  const [what, setWhat] = useState<What>(first ?? (id ? "event" : "place"));
  const [error, setError] = useState<Refused | null>(null);
  const [said, setSaid] = useState("");
  const submit = async (sent: SubmitEvent) => {
    sent.preventDefault();
    const form = new FormData(sent.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? "").trim() || null;
    try {
      if (what === "event") await post(`/documents/${id}/events`, { kind: given("kind"), start: selected.start, end: selected.end, fields: fieldsOf(given) });
      if (what === "place") await post("/places", { name: given("name"), country: given("country"), admin1: given("admin1"), lat: Number(given("lat")), lon: Number(given("lon")), kind: "populated place" });
      if (what === "actor") await post("/actors", given("actor") ? { alias: given("name"), actor: given("actor") } : { name: given("name"), aliases: [], country: given("country"), sector: given("sector") });
      setSaid(t("missed.done"));
      await refresh();
      done();
    } catch (refused) {
      setError(refused as Refused);
    }
  };
  return (
    <section class="missed" aria-label={t("missed")}>
      <h2>{t("missed")}</h2>
      <p><q>{selected.text}</q></p>
      <div class="views" role="group" aria-label={t("missed.what")}>{(["event", "place", "actor"] as const).filter((one) => one !== "event" || id).map((one) => <button key={one} type="button" aria-pressed={what === one} onClick={() => setWhat(one)}>{t(`missed.${one}`)}</button>)}</div>
      <form key={what} onSubmit={(sent) => void submit(sent)}>
        {what === "event" && <EventFields />}
        {what !== "event" && <label>{t("name")} <input name="name" required value={selected.text.trim()} /></label>}
        {what === "place" && <PlaceFields />}
        {what === "actor" && <ActorFields />}
        <p><button type="submit" class="primary">{t("missed.add")}</button></p>
        {error && <p class="refused" role="alert">{error.message} {error.nextStep}</p>}
        <p role="status" class="small">{said}</p>
      </form>
    </section>
  );
}

function fieldsOf(given: (name: string) => string | null): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (given("where")) fields["where"] = { place: given("where") };
  if (given("when")) fields["when"] = given("when");
  if (given("who")) fields["parties.initiator"] = given("who")!.split(",").map((one) => one.trim());
  if (given("whom")) fields["parties.recipient"] = given("whom")!.split(",").map((one) => one.trim());
  if (given("killed")) fields["counts.killed"] = Number(given("killed"));
  return fields;
}

function EventFields() {
  return (
    <>
      <label>{t("field.kind")} <select name="kind">{me.value?.kinds.toReversed().map((one) => <option key={one} value={one}>{word("kind", one)}</option>)}</select></label>
      <label>{t("mark.initiator")} <input name="who" /></label>
      <label>{t("mark.recipient")} <input name="whom" /></label>
      <label>{t("field.where")} <input name="where" placeholder="Goma, COD" /></label>
      <label>{t("field.when")} <input name="when" type="date" /></label>
      <label>{word("measure", "killed")} <input name="killed" type="number" min="0" /></label>
    </>
  );
}

/** A country by its three letters; those met so far are offered by name. */
function Country({ required }: { required?: boolean }) {
  const known = columns.value?.keys.country;
  return (
    <>
      <label>{t("facet.country")} <input name="country" list="countries" required={required} pattern="[A-Z]{3}" placeholder="COD" /></label>
      <datalist id="countries">{known?.values.map((code, at) => <option key={code} value={code}>{known.labels[at]}</option>)}</datalist>
    </>
  );
}

function PlaceFields() {
  return (
    <>
      <Country required />
      <label>{t("facet.admin1")} <input name="admin1" /></label>
      <label>{t("missed.lat")} <input name="lat" type="number" step="any" min="-90" max="90" required /></label>
      <label>{t("missed.lon")} <input name="lon" type="number" step="any" min="-180" max="180" required /></label>
    </>
  );
}

function ActorFields() {
  return (
    <>
      <label>{t("missed.alias")} <input name="actor" placeholder="m23" /></label>
      <Country />
      <label>{t("missed.sector")} <select name="sector">{["REB", "GOV", "MIL", "COP", "OPP", "CVL", "IGO", "NGO", "UNK"].map((one) => <option key={one} value={one}>{word("sector", one)}</option>)}</select></label>
    </>
  );
}
