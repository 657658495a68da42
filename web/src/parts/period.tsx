/** The period and the other choices that hold on this page, said and changeable. */
import { t } from "../i18n";
import { Chosen } from "../explore/facets";
import { filter, filters, total } from "../state";

export function Period() {
  const { since, until } = filters.value;
  return (
    <div class="period">
      <label>{t("since")} <input type="date" value={since ?? ""} onChange={(change) => filter({ ...filters.value, since: change.currentTarget.value || null })} /></label>
      <label>{t("until")} <input type="date" value={until ?? ""} onChange={(change) => filter({ ...filters.value, until: change.currentTarget.value || null })} /></label>
      {total.value !== null && <Chosen />}
    </div>
  );
}
