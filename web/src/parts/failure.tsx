import { Refused } from "../api";
import { t } from "../i18n";

/** What went wrong and what to do next, in the server's own words. */
export function Failure({ error }: { error: unknown }) {
  const refused = error instanceof Refused ? error : null;
  return (
    <section class="failure" role="alert">
      <h2>{refused ? refused.message : t("failure.offline")}</h2>
      <p>{refused ? refused.nextStep : t("failure.offlineStep")}</p>
    </section>
  );
}
