import { render } from "preact";
import { App } from "./app";
import { start } from "./state";
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/explore.css";
import "./styles/pages.css";
import "./styles/print.css";

// What a map needs is fetched beside what it shows, not after it.
if (location.pathname === "/") void import("./explore/map-engine").catch(() => {});

void start().then(() => render(<App />, document.getElementById("app")!));
