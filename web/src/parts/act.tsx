/** What a person does to events: sent, said, and one key away from being taken back. */
import { signal } from "@preact/signals";
import { type Act, type ActAnswer, post } from "../api";
import { t } from "../i18n";
import { refresh } from "../state";
import { Failure } from "./failure";
import { Icon } from "./icon";

interface Notice { words: string; act: string | null; error: unknown }
export const notice = signal<Notice | null>(null);
export const lastAct = signal<string | null>(null);
let hiding: ReturnType<typeof setTimeout> | undefined;

function tell(told: Notice): void {
  notice.value = told;
  clearTimeout(hiding);
  if (!told.error) hiding = setTimeout(() => { notice.value = null; }, 8000);
}

/** Do it; the page follows the store. Gives null, and says why, where it was refused. */
export async function perform(act: Act): Promise<ActAnswer | null> {
  try {
    const answer = await post<ActAnswer>("/acts", act);
    const isUndo = act.verb === "undo";
    lastAct.value = isUndo ? null : answer.act.id;
    tell({ words: t(`done.${act.verb}`), act: isUndo ? null : answer.act.id, error: null });
    await refresh();
    return answer;
  } catch (error) {
    tell({ words: "", act: null, error });
    return null;
  }
}

export const undoLast = () => perform(lastAct.peek() ? { verb: "undo", act: lastAct.peek()! } : { verb: "undo" });

export function Notices() {
  const told = notice.value;
  return (
    <div class="notice" role="status" aria-live="polite" hidden={!told}>
      {told?.error ? <Failure error={told.error} /> : told && <p><Icon name="check" />{told.words}</p>}
      {told?.act && <button type="button" class="link" onClick={() => void undoLast()}><Icon name="undo" />{t("undo")}</button>}
      {told && <button type="button" class="quiet" onClick={() => { notice.value = null; }}><Icon name="close" /><span class="hidden">{t("close")}</span></button>}
    </div>
  );
}
