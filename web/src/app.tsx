/** The frame around every page: where one is, where one can go, search, and how the page is read. */
import { type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Explore } from "./explore/explore";
import { LANGUAGES, language, type Language, t } from "./i18n";
import { Notices } from "./parts/act";
import { Failure } from "./parts/failure";
import { Icon } from "./parts/icon";
import { Search } from "./parts/search";
import { place } from "./router";
import { at, chooseLanguage, chooseTheme, failure, isReached, isWaiting, me, preview, see, theme, type Theme } from "./state";

interface Page { pattern: RegExp; nav: string | null; load: () => Promise<ComponentType<{ id: string }>> }

/** Pages beyond the first are loaded when somebody goes there. */
const PAGES: Page[] = [
  { pattern: /^\/events\/([^/]+)$/, nav: "explore", load: async () => (await import("./event/event")).EventPage },
  { pattern: /^\/documents\/([^/]+)$/, nav: "explore", load: async () => (await import("./document/document")).DocumentPage },
  { pattern: /^\/review(?:\/(.+))?$/, nav: "review", load: async () => (await import("./review/review")).Review },
  { pattern: /^\/actors(?:\/(.+))?$/, nav: "actors", load: async () => (await import("./actors/actors")).Actors },
  { pattern: /^\/trends$/, nav: "trends", load: async () => (await import("./trends/trends")).Trends },
  { pattern: /^\/sources$/, nav: "sources", load: async () => (await import("./sources/sources")).Sources },
  { pattern: /^\/add$/, nav: "add", load: async () => (await import("./add/add")).Add },
];

const NAVIGATION = [["explore", "/"], ["review", "/review"], ["actors", "/actors"], ["trends", "/trends"], ["sources", "/sources"], ["add", "/add"]] as const;

export function App() {
  const { path } = place.value;
  const page = PAGES.find(({ pattern }) => pattern.test(path));
  const nav = page?.nav ?? (path === "/" ? "explore" : null);
  const id = decodeURIComponent(page?.pattern.exec(path)?.[1] ?? "");
  useEffect(() => { document.title = nav ? `${t(`nav.${nav}`)} · Marsad` : "Marsad"; }, [nav, language.value]);
  return (
    <>
      <a class="skip" href="#main">{t("skip")}</a>
      <Header nav={nav} />
      {preview.value && <PreviewBar />}
      {isWaiting.value && <p class="preview-bar" role="status">{t("waiting")}</p>}
      {!isReached.value && <p class="preview-bar" role="status">{t("unreachable")}</p>}
      <main id="main" class={page ? "page" : "explore-page"}>
        {failure.value && !me.value ? <Failure error={failure.value} /> : page ? <Lazy key={page.pattern.source} page={page} id={id} /> : path === "/" ? <Explore /> : <NotFound />}
      </main>
      <Notices />
    </>
  );
}

function Lazy({ page, id }: { page: Page; id: string }) {
  const [Loaded, setLoaded] = useState<{ component: ComponentType<{ id: string }> } | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    page.load().then((component) => setLoaded({ component }), setError);
  }, []);
  if (error) return <Failure error={error} />;
  return Loaded ? <Loaded.component key={id} id={id} /> : <p class="loading" role="status">{t("loading")}</p>;
}

function NotFound() {
  return (
    <section class="narrow">
      <h1 tabIndex={-1}>{t("notFound.title")}</h1>
      <p>{t("notFound.text")} <a href="/">{t("nav.explore")}</a></p>
    </section>
  );
}

function Header({ nav }: { nav: string | null }) {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place.value.path]);
  const shown = NAVIGATION.filter(([name]) => allowed(name));
  return (
    <header class="top">
      <a class="brand" href="/"><Icon name="eye" /><span>Marsad</span></a>
      <button class="menu quiet" type="button" aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)}>
        <Icon name="menu" /><span class="hidden">{t("menu")}</span>
      </button>
      <nav id="navigation" aria-label={t("nav")} class={open ? "open" : ""}>
        {shown.map(([name, path]) => (
          <a key={name} href={name === "explore" || name === "add" ? path : at(path)} aria-current={nav === name ? "page" : undefined}>{t(`nav.${name}`)}</a>
        ))}
      </nav>
      <Search />
      <Settings />
    </header>
  );
}

function allowed(name: string): boolean {
  const may = me.value?.may ?? [];
  if (name === "review") return me.value?.level === "internal" && may.includes("act");
  return name !== "add" || may.includes("code") || may.includes("add");
}

function Settings() {
  const [open, setOpen] = useState(false);
  const levels = me.value?.levels ?? [];
  return (
    <div class="settings" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button class="quiet" type="button" aria-expanded={open} aria-controls="settings" onClick={() => setOpen(!open)}>
        <Icon name="sliders" /><span class="hidden">{t("settings")}</span>
      </button>
      {open && (
        <div class="popover" id="settings">
          <label>{t("language")}
            <select value={language.value} onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}>
              {Object.entries(LANGUAGES).map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
            </select>
          </label>
          <label>{t("theme")}
            <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
              {["auto", "light", "dark"].map((one) => <option key={one} value={one}>{t(`theme.${one}`)}</option>)}
            </select>
          </label>
          {levels.length > 1 && (
            <label>{t("preview")}
              <select value={preview.value ?? ""} onChange={(event) => void see(event.currentTarget.value || null)}>
                <option value="">{t("preview.own")}</option>
                {levels.filter((one) => one !== "internal").map((one) => <option key={one} value={one}>{t(`level.${one}`)}</option>)}
              </select>
            </label>
          )}
          <p class="small">{me.value && t("whoami", { name: me.value.name, db: me.value.db ?? "–", version: me.value.version })}</p>
        </div>
      )}
    </div>
  );
}

function PreviewBar() {
  return (
    <p class="preview-bar" role="status">
      {t("preview.on", { level: t(`level.${preview.value}`) })}
      <button type="button" class="link" onClick={() => void see(null)}>{t("preview.end")}</button>
    </p>
  );
}
